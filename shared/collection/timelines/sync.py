"""One collection from X: every account of the roster, those unseen for longest first.

It ends as its record says, whatever happens: whole, in part, at a ceiling, at a refusal of X, or
because the process was asked to end. What was read until then is kept.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import Engine, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from shared.access import Action, Principal, permit
from shared.collection.collector import runs
from shared.collection.collector.leader import Lead, LostLead
from shared.collection.collector.stopping import Stop
from shared.collection.directory import directory
from shared.collection.look_ups.identities import STATED
from shared.collection.look_ups.settle import settle
from shared.collection.timelines.collecting import Collecting, Ended
from shared.collection.timelines.drift import Drift
from shared.collection.timelines.pages import Read
from shared.collection.timelines.plan import ToRead, plan
from shared.collection.timelines.reading import Stuck, read_past, read_recent
from shared.collection.x import X
from shared.collection.x_failures import Failure, FailureKind, ends_as
from shared.models import Account, AccountStatus, Network, SyncRun, SyncStatus
from shared.sentences import Sentence, say
from shared.settings import Settings
from shared.store.database import advance, reading

ODD = 2  # accounts whose posts suggest a drift, until it is one
IN_A_ROW = 3  # accounts at which X is out of order, until the collection is given up
Step = Callable[[Collecting, ToRead, Read], None]
_GOES_ON = (FailureKind.ACCOUNT, FailureKind.MISSING, FailureKind.REFUSED, FailureKind.PASSING)


@dataclass(frozen=True)
class Outcome:
    """What came of one account: its word (ok, partial, failed, or how it stands) and why."""

    word: str
    reason: Sentence | None = None
    failure: Failure | None = None

    @property
    def whole(self) -> bool:
        """Whether all there is to read of the account was read."""
        return self.word not in ("partial", "failed")

    @property
    def passing(self) -> bool:
        """Whether it is X that was out of order."""
        return self.failure is not None and self.failure.kind is FailureKind.PASSING

    @property
    def problem(self) -> str:
        """What X said, in its own words."""
        return (self.failure and self.failure.problem) or ""


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _say_nothing(_event: str, **_counts: Any) -> None:
    pass


def sync(
    x: X,
    *,
    engine: Engine,
    by: Principal,
    lead: Lead,
    settings: Settings,
    pause: Callable[[float], None],
    now: Callable[[], datetime] = _utc_now,
    tell: Callable[..., None] = _say_nothing,
) -> int:
    """Read every account that is to be read, as far as the ceilings allow; returns the run's id.

    pause: sleeps, and raises Stop when the process is asked to end. now: an aware clock; UTC days
    are those on which X bills. tell: hears of each step, an event and its counts.
    Raises Refusal if the person may not collect, LostLead if another process leads by now.
    """
    permit(by, Action.COLLECT)
    with reading(engine) as session:
        accounts = plan(session=session, settings=settings, now=now()).accounts
        known = directory(session=session, network=Network.X)
    with Session(engine.execution_options(write=True)) as session:
        lead.hold(session)
        run = runs.begin(
            session=session, by=by, what=runs.POSTS, accounts=len(accounts), host=x.host
        )
        session.commit()
    told = partial(tell, run=run)
    work = Collecting(x, engine, lead, settings, pause, now, told, known, run)
    work.tell("begun", accounts=len(accounts))
    try:
        ended = _go_through(work, accounts, by)
    except LostLead:
        raise
    except Stop:
        ended = Ended(SyncStatus.STOPPED, _stopped())
    except BaseException as error:
        with suppress(SQLAlchemyError, LostLead):
            _end(work, Ended(SyncStatus.FAILED, _unexpected(error)))
        raise
    _end(work, ended)
    return run


def _go_through(work: Collecting, accounts: tuple[ToRead, ...], by: Principal) -> Ended:
    """Read the accounts, then look up what they refer to; how it ended."""
    try:
        ended = _read_all(work, accounts)
        return _settled(work, by, ended)
    except Ended as early:
        return early
    except Failure as failure:
        return _ended_by(failure)


def _settled(work: Collecting, by: Principal, ended: Ended) -> Ended:
    """Look up what the posts refer to, if that was chosen and is allowed."""
    settled = settle(
        work.x,
        engine=work.engine,
        by=by,
        lead=work.lead,
        settings=work.settings,
        run=work.run,
        pause=work.pause,
        now=work.now,
    )
    if settled.drift:
        return Ended(SyncStatus.DRIFT, settled.drift)
    if settled.ceiling and ended.status is SyncStatus.OK:
        return Ended(SyncStatus.BUDGET, settled.ceiling, settled.resumes_at)
    return ended


def _read_all(work: Collecting, accounts: tuple[ToRead, ...]) -> Ended:
    """Read what is new of every account first, then their past, which can wait."""
    reads = {account.account_id: Read() for account in accounts}
    partly = in_a_row = 0
    for step in (read_recent, read_past):
        going_on = []
        for account in accounts:
            outcome = _read(work, account, reads[account.account_id], step)
            partly += not outcome.whole
            in_a_row = in_a_row + 1 if outcome.passing else 0
            if in_a_row == IN_A_ROW:
                raise Ended(SyncStatus.FAILED, _out_of_order(outcome.problem))
            if outcome.word == "ok":
                going_on.append(account)
        accounts = tuple(going_on)
    if partly:
        return Ended(SyncStatus.PARTIAL, _in_part(partly, len(reads)))
    return Ended(SyncStatus.OK, None if reads else _nobody())


def _read(work: Collecting, account: ToRead, read: Read, step: Step) -> Outcome:
    """Read one account a step further and note what came of it.

    Raises Ended if the whole run ends with it.
    """
    before = read.pages
    try:
        step(work, account, read)
    except Failure as failure:
        outcome = _outcome(failure)
        _note(work, account, read, outcome)
        if failure.kind not in _GOES_ON:
            raise _ended_by(failure) from failure
        return outcome
    except Drift as drift:
        outcome = Outcome("failed", drift.sentence)
        _note(work, account, read, outcome)
        work.odd += not drift.of_all
        if drift.of_all or work.odd == ODD:
            raise Ended(SyncStatus.DRIFT, drift.sentence) from drift
        return outcome
    except Stuck as stuck:
        outcome = Outcome("partial", stuck.sentence)
    except Ended as ended:
        if read.pages > before:
            _note(work, account, read, Outcome("partial", ended.reason))
        raise
    else:
        outcome = Outcome("ok")
    if read.pages > before:
        _note(work, account, read, outcome)
    return outcome


def _outcome(failure: Failure) -> Outcome:
    word = failure.standing.value if failure.standing else "failed"
    return Outcome(word, failure.sentence, failure)


def _ended_by(failure: Failure) -> Ended:
    return Ended(ends_as(failure.kind), failure.sentence, failure.resets_at)


def _note(work: Collecting, account: ToRead, read: Read, outcome: Outcome) -> None:
    """Note what came of an account, and how it stands if X said so."""
    failure = outcome.failure
    with work.transaction() as session:
        runs.item(
            session=session,
            run=work.run,
            account_id=account.account_id,
            outcome=outcome.word,
            reason=outcome.reason,
            pages=read.pages,
            posts=read.posts,
            posts_new=read.posts_new,
            http_status=failure.status if failure else None,
            problem=failure.problem if failure else None,
        )
        if failure and failure.standing:
            _stand(work, session, account, failure.standing)
    event = "past" if read.noted else "account"
    work.tell(event, account=account.handle, outcome=outcome.word, posts=read.posts)
    read.noted = True


def _stand(work: Collecting, session: Session, account: ToRead, status: AccountStatus) -> None:
    """Note how an account stands, except where people stated something of it."""
    today = work.now().date()
    stood = session.exec(
        update(Account)
        .where(col(Account.id) == account.account_id, col(Account.status).not_in(STATED))
        .values(status=status, status_since=today)
    )
    if stood.rowcount:
        advance(session)


def _end(work: Collecting, ended: Ended) -> None:
    with work.transaction() as session:
        runs.end(
            session=session,
            run=work.run,
            status=ended.status,
            reason=ended.reason,
            resumes_at=ended.resumes_at,
        )
        done = session.get_one(SyncRun, work.run, populate_existing=True)
        counts = {name: getattr(done, name) for name in ("requests", "posts", "posts_new", "cost")}
    work.tell("ended", status=ended.status.value, reason=ended.reason, **counts)


def _stopped() -> Sentence:
    return say(
        "It was asked to end. What was read is kept; the next collection goes on from there."
    )


def _unexpected(error: BaseException) -> Sentence:
    return say(
        "Something unexpected ended it ({what}). What was read is kept; the next collection goes "
        "on from there.",
        what=type(error).__name__,
    )


def _out_of_order(problem: str) -> Sentence:
    return say(
        "X was out of order for {count} accounts in a row ({problem}). What was read is kept; the "
        "next collection goes on from there.",
        count=IN_A_ROW,
        problem=problem,
    )


def _in_part(partly: int, accounts: int) -> Sentence:
    return say(
        "Accounts that could not be read to the end: {partly} of {accounts}. The next collection "
        "goes on with them.",
        partly=partly,
        accounts=accounts,
    )


def _nobody() -> Sentence:
    return say("There is no account on X to read: the list has none that X is known to show.")
