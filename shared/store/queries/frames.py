"""From rows to a frame whose columns have the same types on both engines."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import pandas as pd
from sqlalchemy import Executable, String, type_coerce
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

TEXT = "str"
OPTIONAL = "object"  # text or None, a list, a dict
NUMBER = "int64"
MAYBE_NUMBER = "Int64"
REAL = "float64"
YES_NO = "bool"
DAY = "datetime64[s]"
MOMENT = "datetime64[us]"
A_PART = 4_000  # rows


def frame(session: Session, statement: Executable, columns: dict[str, str]) -> pd.DataFrame:
    """What the statement finds, its columns named and typed as `columns` says, in that order.

    Rows are taken a part at a time: as columns they need a tenth of the memory.
    """
    found = session.execute(statement, execution_options={"yield_per": A_PART})
    parts = [_typed(rows, columns) for rows in found.partitions()]
    if len(parts) > 1:
        return pd.concat(parts, ignore_index=True)
    return parts[0] if parts else _typed([], columns)


def _typed(rows: Sequence[Sequence[Any]], columns: dict[str, str]) -> pd.DataFrame:
    values: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(columns)
    named = zip(columns.items(), values, strict=True)
    return pd.DataFrame({name: series(column, kind) for (name, kind), column in named})


def series(values: Sequence[Any], kind: str) -> pd.Series:
    """The values as a column of that type; moments lose their zone, which is UTC."""
    if kind == MOMENT:
        return pd.Series([value and utc(value) for value in values], dtype=MOMENT)
    return pd.Series(list(values), dtype=kind)


def utc(moment: datetime) -> datetime:
    """The moment in UTC, without its zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def word(column: Any) -> ColumnElement[str]:
    """An enum's column as the text that the store holds."""
    return type_coerce(column, String)


def midnight(day: date) -> datetime:
    """The moment at which a day begins, in UTC."""
    return datetime.combine(day, time.min, UTC)


def within(moment: Any, start: date | None, end: date | None) -> list[ColumnElement[bool]]:
    """The conditions that keep a column of moments inside [start, end); None: open on that side.

    They compare the bare column, so that its index serves.
    """
    bounds: list[ColumnElement[bool]] = []
    if start is not None:
        bounds.append(moment >= midnight(start))
    if end is not None:
        bounds.append(moment < midnight(end))
    return bounds
