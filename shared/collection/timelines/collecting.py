"""A collection under way: whom it asks, what it writes to, and what it may still spend."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from shared.collection.collector import ledger, runs
from shared.collection.collector.leader import Lead
from shared.collection.directory import Directory
from shared.collection.look_ups.post_lookup import allowed
from shared.collection.patience import patiently
from shared.collection.timelines.windows import LEAST, MOST
from shared.collection.x import Answer, X
from shared.models import SyncStatus
from shared.sentences import Sentence
from shared.settings import Settings
from shared.store.database import reading


class Ended(Exception):
    """The run ends here, with this status, reason and hour at which it can go on."""

    def __init__(
        self, status: SyncStatus, reason: Sentence | None, resumes_at: datetime | None = None
    ) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.resumes_at = resumes_at


@dataclass
class Collecting:
    """A run under way: whom it asks, what it writes to, and what it may spend."""

    x: X
    engine: Engine
    lead: Lead
    settings: Settings
    pause: Callable[[float], None]
    now: Callable[[], datetime]
    tell: Callable[..., None]
    known: Directory
    run: int
    requests: int = 0  # not yet noted in the run
    waited: float = 0.0  # nor this
    odd: int = 0  # accounts whose posts alone suggest that X answers otherwise than agreed

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A transaction of the leader's, which notes the requests made. No revision is moved."""
        write = self.engine.execution_options(write=True)
        with Session(write, expire_on_commit=False) as session:
            self.lead.hold(session)
            yield session
            runs.add(
                session=session, run=self.run, requests=self.requests, waited=round(self.waited, 3)
            )
            session.commit()
            self.requests, self.waited = 0, 0.0

    def patiently_ask(self, ask: Callable[[], Answer]) -> Answer:
        """The answer, after waiting as long as was chosen; every attempt is a request."""

        def once() -> Answer:
            self.requests += 1
            return ask()

        def wait(seconds: float) -> None:
            self.waited += seconds
            self.pause(seconds)

        longest = self.settings.longest_wait
        return patiently(once, pause=wait, longest_wait=longest, now=self.now)[0]

    def room(self, most: int = MOST) -> int:
        """How many posts the next page may bring, within the ceilings.

        Each is reckoned with the profiles that X may bill along with it.
        Raises Ended if a ceiling leaves fewer than the network gives at least.
        """
        with reading(self.engine) as session:
            left = allowed(
                ledger.budget(self.settings),
                session=session,
                run=self.run,
                settings=self.settings,
                now=self.now(),
            )
        if left.posts is None:
            return max(LEAST, min(MOST, most))
        if left.posts < LEAST:
            raise Ended(SyncStatus.BUDGET, left.ceiling, left.resumes_at)
        return max(LEAST, min(MOST, most, left.posts))
