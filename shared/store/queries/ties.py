"""Who addresses whom, in numbers: whole months from the roll-up, odd days counted anew."""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlmodel import Session, col

from shared.models import Interaction, Kind, TieMonth
from shared.store.queries.frames import DAY, NUMBER, TEXT, frame, within
from shared.store.ties import list_posts, named

COUNTS = ("mentions", "reposts", "quotes", "replies", "listed")
_KINDS = (Kind.MENTION, Kind.REPOST, Kind.QUOTE, Kind.REPLY)
_PAIR = {"source": TEXT, "target": TEXT, **dict.fromkeys(COUNTS, NUMBER)}


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
    whole, odd = _split(start, end)
    found = [frame(session, _from_months(*whole), _PAIR)] if whole else []
    found += [frame(session, _from_days(session, *days), _PAIR) for days in odd]
    rows = pd.concat(found) if found else frame(session, _from_months(start, start), _PAIR)
    summed = rows.groupby(["source", "target"], as_index=False, sort=True).sum()
    summed["total"] = summed["mentions"] + summed["reposts"] + summed["quotes"] + summed["replies"]
    return summed


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
    """Sums of the roll-up over the months in [first, last)."""
    months: list[ColumnElement[bool]] = []
    if first is not None:
        months.append(col(TieMonth.month) >= first)
    if last is not None:
        months.append(col(TieMonth.month) < last)
    sums = (func.sum(getattr(TieMonth, name)).label(name) for name in COUNTS)
    pair = (col(TieMonth.source), col(TieMonth.target))
    return select(*pair, *sums).where(*months).group_by(*pair)


def _from_days(session: Session, start: date | None, end: date | None) -> Select[Any]:
    """The same sums, counted from the interactions in [start, end)."""
    days = within(Interaction.occurred_at, start, end)
    rows = named(session.connection()).where(*days).cte("named")
    lists = list_posts(select(rows)).cte("lists")
    listed = and_(rows.c.kind == Kind.MENTION, lists.c.post_id.is_not(None))
    same = and_(lists.c.network == rows.c.network, lists.c.post_id == rows.c.post_id)
    return (
        select(
            rows.c.source,
            rows.c.target,
            *(func.sum(case((rows.c.kind == kind, 1), else_=0)) for kind in _KINDS),
            func.sum(case((listed, 1), else_=0)),
        )
        .join(lists, same, isouter=True)
        .group_by(rows.c.source, rows.c.target)
    )
