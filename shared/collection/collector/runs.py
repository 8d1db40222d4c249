"""The record of a collection: begun, added to page by page, ended with a sentence for a person."""

from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, delete, func, update

from shared.access import Action, Principal, permit, record
from shared.models import Network, SyncItem, SyncRun, SyncStatus
from shared.sentences import Sentence, say

POSTS, ACCOUNTS, CHECK, REFERENCES = "posts", "accounts", "check", "references"


def begin(
    *,
    session: Session,
    by: Principal,
    what: str,
    accounts: int,
    host: str | None,
    network: Network = Network.X,
) -> int:
    """Note that a collection begins; returns the run's id.

    what: posts, accounts (looking up), check (deletions) or references. accounts: how many are to
    be read. host: who is asked. Raises Refusal if the person may not collect.
    """
    permit(by, Action.COLLECT)
    run = SyncRun(
        network=network,
        what=what,
        started=datetime.now(UTC),
        by=by.name,
        accounts=accounts,
        host=host,
    )
    session.add(run)
    record(session, by=by, action=Action.COLLECT, what=f"{what}: {accounts} accounts")
    session.flush()
    return run.id or 0


def add(
    *,
    session: Session,
    run: int,
    rate_remaining: int | None = None,
    waited: float = 0.0,
    **increments: int,
) -> None:
    """Add what one answer brought: requests, posts, users, cost, posts_new, unresolved, ….

    rate_remaining: the requests the network leaves; the fewest are kept.
    """
    values: dict[str, Any] = {
        name: col(getattr(SyncRun, name)) + more for name, more in increments.items() if more
    }
    if waited:
        values["waited"] = col(SyncRun.waited) + waited
    if rate_remaining is not None:
        known = func.coalesce(col(SyncRun.rate_remaining), rate_remaining)
        least = func.least if session.connection().dialect.name == "postgresql" else func.min
        values["rate_remaining"] = least(known, rate_remaining)
    if values:
        session.exec(update(SyncRun).where(col(SyncRun.id) == run).values(**values))


def item(
    *,
    session: Session,
    run: int,
    account_id: int,
    outcome: str,
    reason: Sentence | None = None,
    pages: int = 0,
    posts: int = 0,
    posts_new: int = 0,
    http_status: int | None = None,
    problem: str | None = None,
) -> None:
    """Note what came of one account: ok, partial, failed, missing, suspended, protected, ….

    What was noted of it before in the same run gives way. problem: the network's own words.
    """
    before = delete(SyncItem).where(
        col(SyncItem.run) == run, col(SyncItem.account_id) == account_id
    )
    session.exec(before)
    session.add(
        SyncItem(
            run=run,
            account_id=account_id,
            outcome=outcome,
            pages=pages,
            posts=posts,
            posts_new=posts_new,
            http_status=http_status,
            problem=problem[:200] if problem else None,
            reason=reason.template if reason else None,
            values=reason.values if reason else {},
        )
    )


def end(
    *,
    session: Session,
    run: int,
    status: SyncStatus,
    reason: Sentence | None = None,
    resumes_at: datetime | None = None,
) -> None:
    """Note how a collection ended, why, and when it can go on."""
    session.exec(
        update(SyncRun)
        .where(col(SyncRun.id) == run)
        .values(
            finished=datetime.now(UTC),
            status=status,
            reason=reason.template if reason else None,
            values=reason.values if reason else {},
            resumes_at=resumes_at,
        )
    )


def close_cut_off(*, session: Session) -> int:
    """End the runs that a process left open when it was killed; returns how many.

    Only who leads may ask for it: nobody else's run is under way then.
    """
    said = say("It was cut off. What was read is kept; the next collection goes on from there.")
    closed = session.exec(
        update(SyncRun)
        .where(col(SyncRun.status) == SyncStatus.RUNNING)
        .values(
            finished=datetime.now(UTC),
            status=SyncStatus.STOPPED,
            reason=said.template,
            values=said.values,
        )
    )
    return closed.rowcount
