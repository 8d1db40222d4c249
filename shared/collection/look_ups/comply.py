"""Looking stored posts up again, to see whether X still shows them, and following what it says.

What X clearly says is followed, and nothing else. A post that is deleted, withheld everywhere, or
of an account that is protected or suspended goes: its text, its interactions and hashtags, its
share of the ties. That is for good, whichever of these it was: what an institution or X withdrew is
not brought back by an old file, nor by the account opening again (its later posts are collected as
usual). What stays is the post's id, author, time and the reason. A post withheld in some countries
loses its text and still counts. An edited post is taken over as it now is.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Engine
from sqlmodel import Session

from shared.access import Action, Principal, permit
from shared.collection import retention
from shared.collection.batch import Batch
from shared.collection.collector import ledger, runs
from shared.collection.collector.leader import Lead, LostLead
from shared.collection.directory import directory
from shared.collection.look_ups.due_posts import Held, due
from shared.collection.look_ups.post_lookup import LookedUp, allowed, checked, look_up, note, noting
from shared.collection.look_ups.verdict import Verdict, judge
from shared.collection.save import save
from shared.collection.x import MOST, X
from shared.collection.x_failures import Failure, ends_as
from shared.models import Network, SyncStatus
from shared.sentences import Sentence, say
from shared.settings import Settings
from shared.store.database import reading, writing

MANY = 50  # of so many posts looked up, or more, not half go at once without somebody's word
SOURCE = "x"


def comply(
    x: X,
    *,
    engine: Engine,
    by: Principal,
    lead: Lead,
    settings: Settings,
    pause: Callable[[float], None],
    now: Callable[[], datetime],
    everything: bool = False,
    confirmed: bool = False,
    most_dollars: Decimal | None = None,
) -> int:
    """Look up the posts that are due, as far as the ceilings let, and follow what X says.

    Each answer is written in one short transaction: what goes or changes, what it costs, when the
    posts were looked up. Where more than half of 50 posts or more, of several accounts, would go
    at once, the run stops and asks for somebody's word (`confirmed`): that may be X's mistake.
    Texts past their time are forgotten at the end. Returns the run's id; how it ended stands there.
    Raises Refusal if the person may not collect, LostLead, and what `pause` raises to end it.
    """
    permit(by, Action.COLLECT)
    with reading(engine) as session:
        posts, _ = due(session=session, settings=settings, now=now(), everything=everything)
    with noting(engine) as session:
        lead.hold(session)
        accounts = len({one.account_id for one in posts})
        run = runs.begin(session=session, by=by, what=runs.CHECK, accounts=accounts, host=x.host)
    budget = ledger.budget(settings, most_dollars=most_dollars)
    check = _Check(x, engine, lead, settings, pause, now, run, budget, confirmed)
    try:
        ending = check.go_on(posts)
        today = now().date()
        retention.forget_all(
            engine=engine, by=by, settings=settings, today=today, hold=lead.hold, pause=pause
        )
        check.end(ending)
    except Failure as failure:
        status, waited = ends_as(failure.kind), failure.waited
        check.end(_Ending(status, failure.sentence, failure.resets_at), waited)
    except LostLead:
        raise
    except BaseException as error:
        check.end(_broken_off(error))
        raise
    return run


@dataclass(frozen=True)
class _Ending:
    status: SyncStatus = SyncStatus.OK
    reason: Sentence | None = None
    resumes_at: datetime | None = None


def _broken_off(error: BaseException) -> _Ending:
    if isinstance(error, Exception):
        return _Ending(SyncStatus.FAILED, say("It failed for a reason of its own; see the log."))
    return _Ending(SyncStatus.STOPPED, say("It was asked to end."))


@dataclass
class _Check:
    """One run, request by request."""

    x: X
    engine: Engine
    lead: Lead
    settings: Settings
    pause: Callable[[float], None]
    now: Callable[[], datetime]
    run: int
    budget: ledger.Budget
    confirmed: bool
    asked: int = 0  # posts looked up so far,
    gone: dict[str, int] = field(default_factory=dict)  # those that went, and whose they were,
    unclear: int = 0  # and those of which X says nothing that can be followed

    def go_on(self, posts: list[Held]) -> _Ending:
        """Look up all the posts, or until something ends it."""
        waiting = deque(posts)
        while waiting:
            left = self._left()
            if left.posts == 0:
                return _Ending(SyncStatus.BUDGET, left.ceiling, left.resumes_at)
            size = min(len(waiting), MOST, MOST if left.posts is None else left.posts)
            batch = {one.version_id: one for one in (waiting.popleft() for _ in range(size))}
            found = look_up(
                self.x, list(batch), settings=self.settings, pause=self.pause, now=self.now
            )
            edits = self._take_in(found, batch)
            if isinstance(edits, _Ending):
                return edits
            waiting.extendleft(edits)
            if waiting:
                self.pause(self.settings.pause)
        return _Ending(SyncStatus.PARTIAL, self._said_unclear()) if self.unclear else _Ending()

    def end(self, ending: _Ending, waited: float = 0.0) -> None:
        """Note how it ended."""
        with noting(self.engine) as session:
            self.lead.hold(session)
            runs.add(session=session, run=self.run, waited=waited)
            runs.end(
                session=session,
                run=self.run,
                status=ending.status,
                reason=ending.reason,
                resumes_at=ending.resumes_at,
            )

    def _left(self) -> ledger.Allowance:
        with reading(self.engine) as session:
            return allowed(
                self.budget,
                session=session,
                run=self.run,
                settings=self.settings,
                now=self.now(),
            )

    def _take_in(self, found: LookedUp, asked: dict[str, Held]) -> list[Held] | _Ending:
        """One answer, in one transaction; the edits to look up next, or why nothing follows."""
        now = self.now()
        batch = Batch(Network.X, texts_since=retention.limit(self.settings, now.date()))
        with reading(self.engine) as session:
            known = directory(session=session, network=Network.X)
        verdict = judge(found, asked, known, batch) if found.drift is None else Verdict(batch)
        why = self._why_not(found, asked, verdict)
        changes = why is None and (batch.posts or batch.erased)
        with (writing if changes else noting)(self.engine) as session:
            self.lead.hold(session)
            note(found, session=session, run=self.run, settings=self.settings, now=now)
            if why is None:
                self._write(verdict, session=session, now=now)
        return why or verdict.edits

    def _why_not(self, found: LookedUp, asked: dict[str, Held], verdict: Verdict) -> _Ending | None:
        """Why nothing follows from an answer, if so; counts what it says otherwise."""
        if found.drift:
            return _Ending(SyncStatus.DRIFT, found.drift)
        of = {one.post_id: one.account_id for one in asked.values()}
        gone = {id: of[id] for id in verdict.batch.erased}
        total, all_gone = self.asked + len(asked), self.gone | gone
        if gone and not self.confirmed:
            for count, some in ((len(asked), gone), (total, all_gone)):
                if _too_many(count, some):
                    return _Ending(SyncStatus.STOPPED, _said_too_many(count, some))
        self.asked, self.gone = total, all_gone
        self.unclear += len(verdict.unclear)
        return None

    def _write(self, verdict: Verdict, *, session: Session, now: datetime) -> None:
        """What goes and what changes, and which posts were looked up."""
        erased = list(verdict.batch.erased)
        if verdict.batch.posts or erased:
            saved = save(verdict.batch, {}, session=session, source=SOURCE)
            runs.add(
                session=session,
                run=self.run,
                posts_updated=saved.updated,
                posts_erased=len(erased),
                interactions_new=saved.interactions_new,
                unresolved=saved.unresolved,
            )
        stood = dict.fromkeys(verdict.stands, True) | dict.fromkeys(erased, False)
        checked(stood, session=session, now=now)

    def _said_unclear(self) -> Sentence:
        return say(
            "Of {count} posts X says neither that they stand nor that they are gone; they are left "
            "as they are.",
            count=self.unclear,
        )


def _too_many(asked: int, gone: dict[str, int]) -> bool:
    """Whether so many posts, of several accounts, go that it may be X's mistake."""
    return asked >= MANY and 2 * len(gone) > asked and len(set(gone.values())) > 1


def _said_too_many(asked: int, gone: dict[str, int]) -> Sentence:
    return say(
        "X does not show {gone} of {asked} posts, of {accounts} accounts. So many at once may be a "
        "mistake of X's, so the last of them were not erased. Look at some of them on X; if they "
        "are gone: passerelle comply --confirm",
        gone=len(gone),
        asked=asked,
        accounts=len(set(gone.values())),
    )
