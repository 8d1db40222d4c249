"""Who addresses whom, in numbers: whole months from the roll-up, odd days counted anew."""

from array import array
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Executable, Select, and_, case, func, null, select
from sqlmodel import Session, col

from shared.models import Interaction, Kind, TieMonth
from shared.store.queries.frames import DAY, NUMBER, TEXT, frame, within
from shared.store.ties import list_posts, named

COUNTS = ("mentions", "reposts", "quotes", "replies", "listed")
_KINDS = (Kind.MENTION, Kind.REPOST, Kind.QUOTE, Kind.REPLY)
_ENDS = ("source", "target")
_PAIR = {**dict.fromkeys(_ENDS, TEXT), **dict.fromkeys(COUNTS, NUMBER)}
_PAIRED = (col(TieMonth.source), col(TieMonth.target))
_EPOCH = date(1970, 1, 1)
_A_PART = 2_000  # rows


def tie_months(*, session: Session) -> pd.DataFrame:
    """The whole roll-up, by month and pair.

    Columns: month (its first day), source, target (institution ids), mentions, reposts, quotes,
    replies (posts), listed (those mentions that come from list posts).
    """
    columns = {"month": DAY, **_PAIR}
    statement = select(*(getattr(TieMonth, name) for name in columns))
    found = frame(session, statement, columns)
    return found.sort_values(["month", "source", "target"]).reset_index(drop=True)


def ties(*, session: Session, start: date | None = None, end: date | None = None) -> pd.DataFrame:
    """Posts per kind from one institution to another in the days [start, end), UTC; None: open.

    Exact to the day: whole months come from the roll-up, the odd days at both ends are counted
    from the interactions. A post counts once per kind and target institution.

    Columns: source, target (institution ids), mentions, reposts, quotes, replies, listed,
    total (mentions + reposts + quotes + replies); by source and target.
    """
    return _summed(session, start, end).drop(columns="month")


def ties_ever(*, session: Session) -> pd.DataFrame:
    """The ties of all the past: columns as `ties`, and month: the first day of the last month
    in which there was one.
    """
    return _summed(session, None, None)


def _summed(session: Session, start: date | None, end: date | None) -> pd.DataFrame:
    """One row per pair. Rows are added up as numbers, names come last: a tenth of the memory."""
    whole, odd = _split(start, end)
    statements = [_from_months(*whole)] if whole else []
    statements += [_from_days(session, *days) for days in odd]
    names, (source, target, month, *counts) = _numbered(session, statements)
    pair = source.astype("int64") * len(names) + target
    order = pair.argsort(kind="stable")
    first = np.flatnonzero(np.diff(pair[order], prepend=-1))
    found = pd.DataFrame(
        {
            end: names.take(one[order[first]])
            for end, one in zip(_ENDS, (source, target), strict=True)
        }
    )
    for name, count in zip(COUNTS, counts, strict=True):
        found[name] = _each(np.add, count[order], first).astype(NUMBER)
    found["total"] = found["mentions"] + found["reposts"] + found["quotes"] + found["replies"]
    found["month"] = _each(np.maximum, month[order], first).astype("datetime64[D]").astype(DAY)
    return found


def _each(how: np.ufunc, values: np.ndarray, first: np.ndarray) -> np.ndarray:
    """The values of each run that begins at one of those places, taken together."""
    return how.reduceat(values, first) if len(first) else values[:0]


def _numbered(
    session: Session, statements: Sequence[Executable]
) -> tuple[pd.api.extensions.ExtensionArray, list[np.ndarray]]:
    """The names of the institutions in order; and of every row source, target (their places
    among the names), month (days since 1970) and counts: a line of integers for each of these.
    """
    place: dict[str, int] = {}
    lines = [array("i") for _ in range(3 + len(COUNTS))]
    for statement in statements:
        found = session.execute(statement, execution_options={"yield_per": _A_PART})
        for some in found.partitions():
            source, target, month, *counts = zip(*some, strict=True)
            ends = [[place.setdefault(one, len(place)) for one in end] for end in (source, target)]
            days = [(one - _EPOCH).days if one else 0 for one in month]
            for line, values in zip(lines, (*ends, days, *counts), strict=True):
                line.extend(values)
    rows = [np.frombuffer(line, dtype="int32") for line in lines]
    names = pd.array(sorted(place), dtype="str")
    rank = np.empty(len(place), dtype="int32")
    rank[[place[name] for name in names]] = np.arange(len(place))
    return names, [rank[rows[0]], rank[rows[1]], *rows[2:]]


Days = tuple[date | None, date | None]


def _split(start: date | None, end: date | None) -> tuple[Days | None, list[Days]]:
    """The run of whole months within [start, end), and the runs of days left over at its ends."""
    if start is not None and end is not None and start >= end:
        return None, []
    first = None if start is None else _next_month(start)
    last = None if end is None else end.replace(day=1)
    if first is not None and last is not None and first >= last:
        return None, [(start, end)]
    odd: list[Days] = []
    if start != first:
        odd.append((start, first))
    if end != last:
        odd.append((last, end))
    return (first, last), odd


def _next_month(day: date) -> date:
    """The first of the month that starts on that day or after it."""
    if day.day == 1:
        return day
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _from_months(first: date | None, last: date | None) -> Select[Any]:
    """The rows of the roll-up for the months in [first, last)."""
    months: list[ColumnElement[bool]] = []
    if first is not None:
        months.append(col(TieMonth.month) >= first)
    if last is not None:
        months.append(col(TieMonth.month) < last)
    counts = (getattr(TieMonth, name) for name in COUNTS)
    return select(*_PAIRED, col(TieMonth.month), *counts).where(*months)


def _from_days(session: Session, start: date | None, end: date | None) -> Select[Any]:
    """The same sums, counted from the interactions in [start, end)."""
    days = within(Interaction.occurred_at, start, end)
    rows = named(session.connection().dialect.name).where(*days).cte("named")
    lists = list_posts(select(rows)).cte("lists")
    listed = and_(rows.c.kind == Kind.MENTION, lists.c.post_id.is_not(None))
    same = and_(lists.c.network == rows.c.network, lists.c.post_id == rows.c.post_id)
    return (
        select(
            rows.c.source,
            rows.c.target,
            null(),  # no month: it is not asked of days
            *(func.sum(case((rows.c.kind == kind, 1), else_=0)) for kind in _KINDS),
            func.sum(case((listed, 1), else_=0)),
        )
        .join(lists, same, isouter=True)
        .group_by(rows.c.source, rows.c.target)
    )
