"""What collecting did: its runs, what came of each account, who was read when."""

import pandas as pd
from sqlalchemy import func, select
from sqlmodel import Session, col

from shared.models import Account, Checkpoint, Stream, SyncItem, SyncRun
from shared.store.queries.frames import (
    MAYBE_NUMBER,
    MOMENT,
    NUMBER,
    OPTIONAL,
    TEXT,
    YES_NO,
    frame,
    word,
)

NOT_THERE = ("missing", "suspended", "protected")
"""The outcomes of an account that could not be read because of how it stands."""


def sync_runs(*, session: Session, limit: int = 300) -> pd.DataFrame:
    """The last collections, the newest first.

    Columns: id (int), network, what (posts, accounts, check, references), started, finished (NaT:
    still running, or cut off), by, status, reason (English, with `{names}`, or None), values (dict
    that fills them), resumes_at (NaT: not said), accounts, requests, posts, users, posts_new,
    posts_updated, posts_erased, interactions_new, unresolved (ints), cost (millionths of a
    dollar), not_there (accounts missing, suspended or protected).
    """
    counted = ("accounts", "requests", "posts", "users", "posts_new", "posts_updated")
    more = ("posts_erased", "interactions_new", "unresolved", "cost")
    columns = {
        "id": NUMBER,
        "network": TEXT,
        "what": TEXT,
        "started": MOMENT,
        "finished": MOMENT,
        "by": TEXT,
        "status": TEXT,
        "reason": OPTIONAL,
        "values": OPTIONAL,
        "resumes_at": MOMENT,
        **dict.fromkeys((*counted, *more), NUMBER),
    }
    enums = ("network", "status")
    picked = (
        word(getattr(SyncRun, name)) if name in enums else getattr(SyncRun, name)
        for name in columns
    )
    not_there = (
        select(func.count())
        .where(col(SyncItem.run) == col(SyncRun.id), col(SyncItem.outcome).in_(NOT_THERE))
        .scalar_subquery()
    )
    statement = select(*picked, not_there).order_by(col(SyncRun.id).desc()).limit(limit)
    return frame(session, statement, {**columns, "not_there": NUMBER})


def sync_items(*, session: Session, run: int) -> pd.DataFrame:
    """What came of each account in one collection, in the order they were read.

    Columns: account_id (int), institution_id, network, handle, outcome, pages, posts, posts_new
    (ints), problem (the network's own words, or None), reason (English, with `{names}`, or None),
    values (dict that fills them).
    """
    columns = {
        "account_id": NUMBER,
        "institution_id": TEXT,
        "network": TEXT,
        "handle": TEXT,
        "outcome": TEXT,
        "pages": NUMBER,
        "posts": NUMBER,
        "posts_new": NUMBER,
        "problem": OPTIONAL,
        "reason": OPTIONAL,
        "values": OPTIONAL,
    }
    own = ("institution_id", "network", "handle")
    picked = (
        word(Account.network)
        if name == "network"
        else getattr(Account if name in own else SyncItem, name)
        for name in columns
    )
    statement = (
        select(*picked)
        .join_from(SyncItem, Account, col(Account.id) == col(SyncItem.account_id))
        .where(col(SyncItem.run) == run)
        .order_by(col(SyncItem.id))
    )
    return frame(session, statement, columns)


def accounts_read(*, session: Session) -> pd.DataFrame:
    """What is known of each account besides its place in the roster.

    Columns: account_id (int), followers (Int64, NA: never looked up), looked_up (NaT: never),
    read_at (when the last whole reading of what is new was begun; NaT: never), person (bool: a
    person's own account); by account.
    """
    columns = {
        "account_id": NUMBER,
        "followers": MAYBE_NUMBER,
        "looked_up": MOMENT,
        "read_at": MOMENT,
        "person": YES_NO,
    }
    recent = (col(Checkpoint.account_id) == col(Account.id)) & (
        col(Checkpoint.stream) == Stream.RECENT
    )
    statement = (
        select(
            col(Account.id),
            col(Account.followers),
            col(Account.looked_up),
            col(Checkpoint.completed_at),
            col(Account.person),
        )
        .join_from(Account, Checkpoint, recent, isouter=True)
        .order_by(col(Account.id))
    )
    return frame(session, statement, columns)
