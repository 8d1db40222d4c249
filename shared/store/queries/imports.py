"""What was brought in, and what was kept aside on the way."""

import pandas as pd
from sqlalchemy import func, select
from sqlmodel import Session, col

from shared.models import Account, ImportProblem, ImportRun, Post, Unresolved
from shared.store.queries.frames import MOMENT, NUMBER, OPTIONAL, TEXT, frame, word
from shared.store.queries.posts import of_post


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


def unresolved_posts(*, session: Session, limit: int = 2_000) -> pd.DataFrame:
    """The references to accounts that cannot be told, the newest posts first; at most `limit`.

    Columns: occurred_at, institution_id, network, handle (the author's), post_id, url (or None),
    kind, referenced_id (empty: not known).
    """
    columns = {
        "occurred_at": MOMENT,
        "institution_id": TEXT,
        "network": TEXT,
        "handle": TEXT,
        "post_id": TEXT,
        "url": OPTIONAL,
        "kind": TEXT,
        "referenced_id": TEXT,
    }
    statement = (
        select(
            col(Post.created_at),
            col(Account.institution_id),
            word(Unresolved.network),
            col(Account.handle),
            col(Unresolved.post_id),
            col(Post.url),
            word(Unresolved.kind),
            col(Unresolved.referenced_id),
        )
        .join_from(Unresolved, Post, of_post(Unresolved))
        .join(Account, col(Account.id) == col(Post.account_id))
        .order_by(
            col(Post.created_at).desc(), col(Unresolved.post_id), col(Unresolved.referenced_id)
        )
        .limit(limit)
    )
    return frame(session, statement, columns)
