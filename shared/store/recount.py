"""The roll-up counted anew: the proof of what is kept by difference, and its repair."""

import pandas as pd
from sqlalchemy import delete, insert, select
from sqlmodel import Session

from shared.models import TieMonth, table_of
from shared.store.ties import COUNTS, shares

_tie_month = table_of(TieMonth)


def recount(session: Session) -> None:
    """Count the whole roll-up anew."""
    connection = session.connection()
    connection.execute(delete(_tie_month))
    columns = ["month", "source", "target", *COUNTS]
    fresh = shares(connection.dialect.name)
    connection.execute(insert(_tie_month).from_select(columns, fresh))


def differences(session: Session) -> pd.DataFrame:
    """Where the roll-up is not what a fresh count gives: one row per month and pair that differs.

    Columns month, source, target, then each count as kept and as counted now (0: no such row).
    """
    connection = session.connection()
    columns = ["month", "source", "target", *COUNTS]
    fresh = [tuple(row) for row in connection.execute(shares(connection.dialect.name))]
    kept = [tuple(row) for row in connection.execute(select(*(_tie_month.c[c] for c in columns)))]
    keys = columns[:3]
    frames = [pd.DataFrame(rows, columns=columns).astype({"month": str}) for rows in (kept, fresh)]
    both = frames[0].merge(frames[1], on=keys, how="outer", suffixes=("", "_fresh")).fillna(0)
    same = pd.Series(True, index=both.index)
    for name in COUNTS:
        same &= both[name].astype(int) == both[f"{name}_fresh"].astype(int)
    return both[~same].reset_index(drop=True)
