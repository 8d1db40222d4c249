"""Looking up the accounts of the roster on X: who they are, and how they stand.

An account is asked for by X's own id once that is known, else by its handle: a handle that somebody
else took up leads nowhere. Each request is followed by one short transaction.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from shared.access import Action, Principal, permit
from shared.collection.collector import ledger, runs
from shared.collection.collector.leader import Lead, LostLead
from shared.collection.look_ups.identities import CONFLICT, FAILED, take_in
from shared.collection.patience import patiently
from shared.collection.x import HANDLE, ID, MOST, Answer, X
from shared.collection.x_failures import Failure, ends_as
from shared.models import Account, Network, Resource, SyncStatus
from shared.sentences import Sentence, say
from shared.settings import Settings
from shared.store.database import reading, writing

AGAIN = timedelta(days=30)  # after these a known account is looked up again,
AGAIN_UNKNOWN = timedelta(days=1)  # and one that X did not show under its handle

Pause = Callable[[float], None]
Clock = Callable[[], datetime]


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Resolved:
    """What looking up accounts found. `run` is None where there was nothing to look up.

    outcomes: accounts by what came of them (ok, renamed, protected, suspended, missing, conflict,
    failed). cost: in millionths of a dollar. left: accounts that were not asked for in the end.
    problems: account id and sentence, for people to look into.
    """

    run: int | None = None
    status: SyncStatus | None = None
    reason: Sentence | None = None
    outcomes: Counter[str] = field(default_factory=Counter)
    learned: int = 0
    cost: int = 0
    left: int = 0
    problems: list[tuple[int, Sentence]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The same, as it is printed with `--json`."""
        return {
            "run": self.run,
            "status": self.status.value if self.status else None,
            "reason": str(self.reason) if self.reason else None,
            "accounts": dict(self.outcomes),
            "learned": self.learned,
            "dollars": ledger.dollars(self.cost),
            "left": self.left,
            "problems": [{"account": id, "reason": str(said)} for id, said in self.problems],
        }


class Wanted(NamedTuple):
    """An account to look up, and the id or handle that it is asked for by."""

    account_id: int
    key: str
    by_handle: bool


def wanted(*, session: Session, today: date, everyone: bool = False) -> list[Wanted]:
    """The accounts to look up: those never found first, then those seen longest ago.

    Accounts that were found in the last 30 days are left out unless `everyone` is asked for; so
    are persons' own accounts, and those without an id or a handle that X could have.
    """
    of_x = (Account.network == Network.X, col(Account.person).is_(False))
    accounts = session.exec(select(Account).where(*of_x).order_by(col(Account.id))).all()
    midnight = datetime.combine(today + timedelta(days=1), time(), UTC)
    due = [one for one in accounts if everyone or _is_due(one, midnight)]
    due.sort(key=lambda one: (one.native_id is not None, _when(one), one.id))
    asked = (Wanted(one.id or 0, one.native_id or one.handle, one.native_id is None) for one in due)
    return [one for one in asked if (HANDLE if one.by_handle else ID).fullmatch(one.key)]


def _when(account: Account) -> float:
    return account.looked_up.timestamp() if account.looked_up else 0.0


def _is_due(account: Account, now: datetime) -> bool:
    if account.looked_up is None:
        return True
    again = AGAIN if account.native_id else AGAIN_UNKNOWN
    return account.looked_up <= now - again


def resolve(
    x: X,
    *,
    engine: Engine,
    by: Principal,
    lead: Lead,
    settings: Settings,
    pause: Pause,
    today: date | None = None,
    now: Clock = _utc_now,
    everyone: bool = False,
) -> Resolved:
    """Look up the accounts of the roster on X, as far as the ceilings allow.

    now: an aware clock; its UTC day at each answer is the one on which X bills, and from which new
    handles and statuses hold. today: a day that stands still instead.
    What X refuses ends the run, which says why. Raises Refusal if the person may not, LostLead,
    and whatever `pause` raises to end it (what was found by then is kept).
    """
    permit(by, Action.COLLECT)

    def day() -> date:
        return now().date() if today is None else today

    with reading(engine) as session:
        waiting = wanted(session=session, today=day(), everyone=everyone)
    if not waiting:
        return Resolved()
    with writing(engine) as session:
        lead.hold(session)
        run = runs.begin(
            session=session, by=by, what=runs.ACCOUNTS, accounts=len(waiting), host=x.host
        )
    work = _LookUp(x, engine, lead, settings, pause, now, day, run, waiting)
    try:
        work.go_on()
    except Failure as failure:
        work.end(ends_as(failure.kind), failure.sentence, failure.resets_at, failure.waited)
    except LostLead:
        raise
    except BaseException:
        work.end(SyncStatus.STOPPED, say("It was asked to end."))
        raise
    return work.found


class _LookUp:
    """One run, request by request."""

    def __init__(
        self,
        x: X,
        engine: Engine,
        lead: Lead,
        settings: Settings,
        pause: Pause,
        now: Clock,
        day: Callable[[], date],
        run: int,
        waiting: list[Wanted],
    ) -> None:
        self.x, self.engine, self.lead, self.pause = x, engine, lead, pause
        self.settings, self.now, self.day = settings, now, day
        self.waiting = waiting
        self.found = Resolved(run)
        self.run = run
        self.asked = 0  # requests that the run does not know of yet

    def go_on(self) -> None:
        """Look up all that is waiting, or as many as the ceilings allow, and end the run."""
        while self.waiting:
            allowed = self._allowed()
            most = MOST if allowed.users is None else min(MOST, allowed.users)
            if not most:
                self.end(SyncStatus.BUDGET, _ceiling(), allowed.resumes_at)
                return
            by_handle = self.waiting[0].by_handle
            self._look_up([one for one in self.waiting[:most] if one.by_handle is by_handle])
            self.pause(self.settings.pause)
        unclear = self.found.outcomes[CONFLICT] + self.found.outcomes[FAILED]
        self.end(*((SyncStatus.PARTIAL, _unclear()) if unclear else (SyncStatus.OK, None)))

    def end(
        self,
        status: SyncStatus,
        reason: Sentence | None,
        resumes_at: datetime | None = None,
        waited: float = 0.0,
    ) -> None:
        """Note how it ended."""
        self.found.status, self.found.reason = status, reason
        self.found.left = len(self.waiting)
        with writing(self.engine) as session:
            self.lead.hold(session)
            runs.add(session=session, run=self.run, requests=self.asked, waited=waited)
            runs.end(
                session=session, run=self.run, status=status, reason=reason, resumes_at=resumes_at
            )

    def _allowed(self) -> ledger.Allowance:
        with reading(self.engine) as session:
            return ledger.allowance(
                ledger.budget(self.settings),
                session=session,
                network=Network.X,
                run=self.run,
                today=self.day(),
            )

    def _look_up(self, batch: list[Wanted]) -> None:
        """One request, and one transaction."""
        keys = list(dict.fromkeys(one.key for one in batch))
        ask = self.x.users_by if batch[0].by_handle else self.x.users

        def once() -> Answer:
            self.asked += 1
            return ask(keys)

        longest = self.settings.longest_wait
        answer, waited = patiently(once, pause=self.pause, longest_wait=longest, now=self.now)
        with writing(self.engine) as session:
            self.lead.hold(session)
            self._bill(session, answer, waited)
            self._keep(session, batch, answer)
        self.asked = 0
        self.waiting = self.waiting[len(batch) :]

    def _bill(self, session: Session, answer: Answer, waited: float) -> None:
        data = answer.body.get("data")
        users = [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []
        cost = ledger.charge(
            session=session,
            network=Network.X,
            day=self.day(),
            resource=Resource.USER,
            ids=[str(one.get("id")) for one in users],
            price=self.settings.x_price_user,
        )
        self.found.cost += cost
        runs.add(
            session=session,
            run=self.run,
            requests=self.asked,
            users=len(users),
            cost=cost,
            waited=waited,
            rate_remaining=answer.rate.remaining if answer.rate else None,
        )

    def _keep(self, session: Session, batch: list[Wanted], answer: Answer) -> None:
        """What the answer tells of the accounts that still are as they were asked for."""
        ids = [one.account_id for one in batch]
        held = session.exec(select(Account).where(col(Account.id).in_(ids))).all()
        keys = {one.account_id: one.key for one in batch}
        by_handle = batch[0].by_handle
        same = [
            one for one in held if keys[one.id or 0] == (one.handle if by_handle else one.native_id)
        ]
        today = self.day()
        for seen in take_in(same, answer.body, session=session, by_handle=by_handle, today=today):
            self.found.outcomes[seen.outcome] += 1
            self.found.learned += seen.learned
            if seen.reason:
                self.found.problems.append((seen.account_id, seen.reason))
            runs.item(
                session=session,
                run=self.run,
                account_id=seen.account_id,
                outcome=seen.outcome,
                reason=seen.reason,
                problem=seen.problem,
            )


def _ceiling() -> Sentence:
    return say(
        "The accounts left were not looked up, for the ceilings allow no more. Higher ceilings: "
        "passerelle settings set run_dollars, or month_dollars."
    )


def _unclear() -> Sentence:
    return say("X and the list disagree on some accounts; each is told with its reason.")
