"""Who there is: institutions, their accounts, and the days on which their posts are known."""

import pandas as pd
from sqlalchemy import select
from sqlmodel import Session, col

from shared.models import Account, Coverage, Institution
from shared.slugs import folded
from shared.store.queries.frames import (
    DAY,
    NUMBER,
    OPTIONAL,
    REAL,
    TEXT,
    YES_NO,
    frame,
    word,
)


def institutions(*, session: Session) -> pd.DataFrame:
    """Every institution of the roster, by name; the service address is never in it.

    Columns: id, name, kind, city, country (ISO 3166-1 alpha-2), latitude, longitude (degrees),
    website, wikidata, languages, size, closing_day, parent (an id or None), member (bool),
    joined_on, left_on (days, NaT: always).
    """
    columns = {
        "id": TEXT,
        "name": TEXT,
        "kind": OPTIONAL,
        "city": OPTIONAL,
        "country": OPTIONAL,
        "latitude": REAL,
        "longitude": REAL,
        "website": OPTIONAL,
        "wikidata": OPTIONAL,
        "languages": OPTIONAL,
        "size": OPTIONAL,
        "closing_day": OPTIONAL,
        "parent": OPTIONAL,
        "member": YES_NO,
        "joined_on": DAY,
        "left_on": DAY,
    }
    found = frame(session, select(*(getattr(Institution, name) for name in columns)), columns)
    # Sorted here: the engines disagree on where É stands; readers find it beside E.
    order = found["name"].map(folded)
    return found.assign(order=order).sort_values(["order", "id"])[[*columns]].reset_index(drop=True)


def accounts(*, session: Session) -> pd.DataFrame:
    """Every account, by institution and network.

    Columns: id (int), institution_id, network, native_id (None: not learned yet), handle (lower
    case, no @), display_name (or None), status, status_since (day or NaT), addressed_since (day
    before which it is not known who addressed it; NaT: known).
    """
    columns = {
        "id": NUMBER,
        "institution_id": TEXT,
        "network": TEXT,
        "native_id": OPTIONAL,
        "handle": TEXT,
        "display_name": OPTIONAL,
        "status": TEXT,
        "status_since": DAY,
        "addressed_since": DAY,
    }
    statement = select(
        col(Account.id),
        col(Account.institution_id),
        word(Account.network),
        col(Account.native_id),
        col(Account.handle),
        col(Account.display_name),
        word(Account.status),
        col(Account.status_since),
        col(Account.addressed_since),
    ).order_by(col(Account.institution_id), col(Account.network), col(Account.id))
    return frame(session, statement, columns)


def coverage(*, session: Session) -> pd.DataFrame:
    """On which days each account's posts are known, per source; runs of days may overlap.

    Columns: account_id (int), institution_id, network, source, first_day, last_day (days, both
    included).
    """
    columns = {
        "account_id": NUMBER,
        "institution_id": TEXT,
        "network": TEXT,
        "source": TEXT,
        "first_day": DAY,
        "last_day": DAY,
    }
    statement = (
        select(
            col(Coverage.account_id),
            col(Account.institution_id),
            word(Account.network),
            col(Coverage.source),
            col(Coverage.first_day),
            col(Coverage.last_day),
        )
        .join(Account, col(Account.id) == col(Coverage.account_id))
        .order_by(col(Coverage.account_id), col(Coverage.source), col(Coverage.first_day))
    )
    return frame(session, statement, columns)
