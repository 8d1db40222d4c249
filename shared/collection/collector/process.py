"""The collector: a process that collects again and again, alone, until it is asked to end."""

import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from shared.collection.collector.leader import Lead, LostLead, asked, leading, take_up
from shared.collection.collector.stopping import Stop, Stopping
from shared.sentences import Refusal

BEAT = 10.0  # seconds between two signs of life
POLL = 2.0  # seconds between two looks at whether somebody asked
STANDBY = 1.0  # seconds between two tries to take the lead over
OUT_OF_REACH = 5.0  # seconds to wait for a store that does not answer

Tell = Callable[..., None]
Collect = Callable[[Lead, Callable[[float], None]], None]


@dataclass
class Pulse:
    """The signs of life of a leader, given while it waits."""

    engine: Engine
    lead: Lead
    stopping: Stopping
    every: int | None = None  # seconds
    next_at: datetime | None = None
    _beaten: float = field(default_factory=time.monotonic)

    def beat(self) -> None:
        """A sign of life now. Raises LostLead."""
        self._beaten = time.monotonic()
        self.lead.beat(self.engine, every=self.every, next_at=self.next_at)

    def pause(self, seconds: float) -> None:
        """Wait, with a sign of life when one is due. Raises Stop, and LostLead."""
        until = time.monotonic() + seconds
        while True:
            if time.monotonic() - self._beaten >= BEAT:
                self.beat()
            left = until - time.monotonic()
            self.stopping.sleep(min(left, BEAT))
            if left <= BEAT:
                return


def collect_every(
    engine: Engine, every: timedelta, *, stopping: Stopping, collect: Collect, tell: Tell
) -> None:
    """Collect at once, then `every` so often, or when somebody asks; returns when asked to end.

    While another process leads, this one stands by, and takes over when that one is gone. What
    goes wrong in one collection is told, and the next one comes in its time.
    """
    standing_by = False
    with suppress(Stop):
        while True:
            try:
                with leading(engine) as lead:
                    if lead is not None:
                        standing_by = False
                        tell("leads", term=lead.term)
                        _lead(engine, lead, every, stopping, collect, tell)
                if not standing_by:
                    tell("stands_by")
                standing_by = True
                stopping.sleep(STANDBY)
            except LostLead:
                tell("lost_the_lead")
            except SQLAlchemyError as error:
                tell("store_out_of_reach", problem=type(error).__name__)
                stopping.sleep(OUT_OF_REACH)


def _lead(
    engine: Engine, lead: Lead, every: timedelta, stopping: Stopping, collect: Collect, tell: Tell
) -> None:
    """Collect until the lead is lost or the process is asked to end."""
    pulse = Pulse(engine, lead, stopping, int(every.total_seconds()))
    while True:
        if (by := take_up(engine, lead)) is not None:
            tell("asked", by=by)
        pulse.beat()
        _once(lead, pulse, collect, tell)
        uneven = random.uniform(0.9, 1.1)  # noqa: S311 (spreads requests, hides nothing)
        pulse.next_at = datetime.now(UTC) + every * uneven
        pulse.beat()
        _wait(engine, pulse)
        pulse.next_at = None


def _once(lead: Lead, pulse: Pulse, collect: Collect, tell: Tell) -> None:
    try:
        collect(lead, pulse.pause)
    except (LostLead, OperationalError, InterfaceError):  # the store is out of reach
        raise
    except Refusal as refusal:
        tell("refused", reason=str(refusal.sentence))
    except Exception as error:
        tell("went_wrong", error=error)
    if pulse.stopping.asked:
        raise Stop


def _wait(engine: Engine, pulse: Pulse) -> None:
    """Until it is time again, or somebody asks."""
    while (left := (pulse.next_at or datetime.now(UTC)) - datetime.now(UTC)) > timedelta():
        pulse.pause(min(POLL, left.total_seconds()))
        if asked(engine):
            return
