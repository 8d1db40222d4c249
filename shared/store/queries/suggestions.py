"""What was computed for the map and proposed to the consortium, and what it decided."""

import pandas as pd
from sqlalchemy import func, select
from sqlmodel import Session, col

from shared.models import Decision, Position, Suggestion
from shared.store.queries.frames import (
    DAY,
    MAYBE_NUMBER,
    MOMENT,
    NUMBER,
    OPTIONAL,
    REAL,
    TEXT,
    frame,
    word,
)


def positions(*, session: Session) -> pd.DataFrame:
    """Where each institution stands on the map.

    Columns: institution_id, x, y, community (Int64; NA: no exchange).
    """
    columns = {"institution_id": TEXT, "x": REAL, "y": REAL, "community": MAYBE_NUMBER}
    statement = select(*(getattr(Position, name) for name in columns))
    return frame(session, statement.order_by(col(Position.institution_id)), columns)


def suggestions(*, session: Session) -> pd.DataFrame:
    """Pairs that should cooperate, the best first.

    Columns: a, b (institution ids, a before b), score, reasons (list of dicts with a `code`),
    method, computed_at.
    """
    columns = {
        "a": TEXT,
        "b": TEXT,
        "score": REAL,
        "reasons": OPTIONAL,
        "method": TEXT,
        "computed_at": MOMENT,
    }
    statement = select(*(getattr(Suggestion, name) for name in columns))
    ranked = statement.order_by(col(Suggestion.score).desc(), col(Suggestion.a), col(Suggestion.b))
    return frame(session, ranked, columns)


def decisions(*, session: Session) -> pd.DataFrame:
    """The last decision about each pair, the newest first; `open` means the one before was undone.

    Columns: id (int), a, b (institution ids, a before b), status, by, at, note (or None),
    until (day or NaT).
    """
    columns = {
        "id": NUMBER,
        "a": TEXT,
        "b": TEXT,
        "status": TEXT,
        "by": TEXT,
        "at": MOMENT,
        "note": OPTIONAL,
        "until": DAY,
    }
    last = select(func.max(Decision.id)).group_by(col(Decision.a), col(Decision.b))
    picked = (
        word(Decision.status) if name == "status" else getattr(Decision, name) for name in columns
    )
    statement = select(*picked).where(col(Decision.id).in_(last))
    return frame(session, statement.order_by(col(Decision.id).desc()), columns)
