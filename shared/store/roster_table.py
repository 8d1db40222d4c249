"""The roster as a table, as it is brought in and written out."""

from typing import Any

import pandas as pd
from sqlmodel import Session, select

from shared.models import Account, Institution
from shared.roster import COLUMNS, FACTS, HANDLES, IDS, UNKNOWN

_COLUMNS = [column for column in COLUMNS if column != "contact"]


def roster_table(*, session: Session) -> pd.DataFrame:
    """The roster as `roster import` reads it, one row per institution, sorted by id.

    The columns are `shared.roster.COLUMNS` without `contact`, which is never written out. Cells
    with several handles hold them separated by spaces, the ids beside them in the same order,
    with `?` in the place of one that is not known.
    """
    accounts: dict[str, list[Account]] = {}
    for account in session.exec(select(Account).order_by("id")):
        accounts.setdefault(account.institution_id, []).append(account)
    rows = [
        _row(institution, accounts.get(institution.id, []))
        for institution in session.exec(select(Institution).order_by("id"))
    ]
    return pd.DataFrame(rows, columns=_COLUMNS, dtype=object)


def _row(institution: Institution, accounts: list[Account]) -> dict[str, Any]:
    cells: dict[str, Any] = {"institution": institution.name}
    for column in ("id", "parent", *FACTS):
        value = getattr(institution, column)
        cells[column] = ("yes" if value else "no") if isinstance(value, bool) else value
    for column, network in HANDLES.items():
        cells[column] = _cell([a.handle for a in accounts if a.network == network])
    for column, network in IDS.items():
        cells[column] = _cell([a.native_id for a in accounts if a.network == network])
    return cells


def _cell(names: list[str] | list[str | None]) -> str | None:
    """The names in order, by spaces; None if none is known."""
    return " ".join(name or UNKNOWN for name in names) if any(names) else None
