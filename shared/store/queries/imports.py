"""What was brought in, and what was kept aside on the way."""

import pandas as pd
from sqlalchemy import func, select
from sqlmodel import Session, col

from shared.models import ImportProblem, ImportRun, Unresolved
from shared.store.queries.frames import MOMENT, NUMBER, OPTIONAL, TEXT, frame, word


def import_runs(*, session: Session) -> pd.DataFrame:
    """Every import, the newest first.

    Columns: id (int), started, finished (NaT: still running, or cut off), by, what (posts or
    roster), status, files (list of names), counts (dict).
    """
    columns = {
        "id": NUMBER,
        "started": MOMENT,
        "finished": MOMENT,
        "by": TEXT,
        "what": TEXT,
        "status": TEXT,
        "files": OPTIONAL,
        "counts": OPTIONAL,
    }
    picked = (
        word(ImportRun.status) if name == "status" else getattr(ImportRun, name) for name in columns
    )
    return frame(session, select(*picked).order_by(col(ImportRun.id).desc()), columns)


def import_problems(*, session: Session, run: int) -> pd.DataFrame:
    """What one import kept aside, in the order it was met.

    Columns: id (int), file, line (0: the whole file), reason (English, with `{names}`),
    values (dict that fills them).
    """
    columns = {"id": NUMBER, "file": TEXT, "line": NUMBER, "reason": TEXT, "values": OPTIONAL}
    statement = select(*(getattr(ImportProblem, name) for name in columns))
    mine = statement.where(col(ImportProblem.run) == run).order_by(col(ImportProblem.id))
    return frame(session, mine, columns)


def unresolved(*, session: Session) -> pd.DataFrame:
    """How many references of posts are to accounts that cannot be told.

    Columns: network, kind, references (at least 1); by network and kind.
    """
    columns = {"network": TEXT, "kind": TEXT, "references": NUMBER}
    network, kind = word(Unresolved.network), word(Unresolved.kind)
    counted = select(network, kind, func.count()).group_by(network, kind)
    return frame(session, counted.order_by(network, kind), columns)
