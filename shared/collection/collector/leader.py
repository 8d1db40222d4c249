"""One collector at a time: who leads, and the fence that keeps out who led before.

A lock of the machine (SQLite) or of the server (PostgreSQL) is held for as long as the process
lives. A process that was asleep may not know that another leads by now: so every leader has a
term, and each writing transaction first asks whether it is still the last.
"""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, text, update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlmodel import Session, col, select

from shared.access import Action, Principal, permit, record
from shared.collection.collector import runs
from shared.models import CollectorState, table_of
from shared.store.database import advance, insert_into

_LOCK = 7_046_029_255  # any number of our own, for pg_try_advisory_lock
_state = table_of(CollectorState)
_WAITING = (_state.c.asked_at.is_not(None), _state.c.taken_at.is_(None))


class LostLead(Exception):
    """Another process leads by now: nothing may be written any more."""


@dataclass(frozen=True)
class Lead:
    """The right to write what is collected, until another process takes it over."""

    term: int
    lock: Connection | None = None  # what holds the server's lock

    def hold(self, session: Session) -> None:
        """Keep the lead until the session's transaction ends. Raises LostLead if it is gone."""
        mine = select(CollectorState.term).where(CollectorState.id == 1).with_for_update(read=True)
        if session.exec(mine).one() != self.term:
            raise LostLead

    def beat(
        self, engine: Engine, *, every: int | None = None, next_at: datetime | None = None
    ) -> None:
        """Show that this process lives, how often it collects and when next (seconds, time).

        The store's revision stays. Raises LostLead if another leads, or the lock is gone.
        """
        if self.lock is not None:
            try:
                self.lock.execute(text("SELECT 1"))
            except SQLAlchemyError as error:
                raise LostLead from error
        told = {"beat_at": datetime.now(UTC), "every": every, "next_at": next_at}
        with engine.execution_options(write=True).begin() as connection:
            ours = update(_state).where(_state.c.term == self.term).values(**told)
            if connection.execute(ours).rowcount == 0:
                raise LostLead


@contextmanager
def leading(engine: Engine) -> Iterator[Lead | None]:
    """The lead over all collecting into this store; None while another process has it.

    Runs that a process left open when it was killed are closed: nobody else's is under way.
    """
    with _locked(engine) as (got, lock):
        if not got:
            yield None
            return
        lead = Lead(_next_term(engine), lock)
        _close_runs(engine, lead)
        try:
            yield lead
        finally:
            _step_down(engine, lead)


def ask(*, session: Session, by: Principal) -> None:
    """Ask the collector to collect now. Raises Refusal if the person may not."""
    permit(by, Action.COLLECT)
    values = {"asked_at": datetime.now(UTC), "asked_by": by.name, "taken_at": None}
    asked = insert_into(session.connection(), _state).values(id=1, term=0, **values)
    session.connection().execute(asked.on_conflict_do_update(index_elements=["id"], set_=values))
    record(session, by=by, action=Action.COLLECT, what="asked for a collection now")


def withdraw(*, session: Session, by: Principal) -> None:
    """Take back a request that nobody took up yet. Raises Refusal if the person may not."""
    permit(by, Action.COLLECT)
    gone = update(_state).where(*_WAITING).values(asked_at=None, asked_by=None)
    if session.connection().execute(gone).rowcount:
        record(session, by=by, action=Action.COLLECT, what="withdrew the request for a collection")


def asked(engine: Engine) -> bool:
    """Whether somebody asked for a collection that nobody took up yet."""
    with engine.connect() as connection:
        return connection.execute(select(_state.c.id).where(*_WAITING)).first() is not None


def take_up(engine: Engine, lead: Lead) -> str | None:
    """Who asked for a collection that nobody took up yet; from now on it is taken up."""
    if not asked(engine):
        return None
    with engine.execution_options(write=True).begin() as connection:
        found = connection.execute(
            update(_state)
            .where(*_WAITING, _state.c.term == lead.term)
            .values(taken_at=datetime.now(UTC))
            .returning(_state.c.asked_by)
        ).first()
    return (found.asked_by or "") if found else None


def state(*, session: Session) -> CollectorState | None:
    """What is known of the collector; None if there never was one."""
    return session.exec(select(CollectorState).where(col(CollectorState.id) == 1)).first()


@contextmanager
def _locked(engine: Engine) -> Iterator[tuple[bool, Connection | None]]:
    """Whether the lock could be had, and the connection that holds it, if one does."""
    if engine.dialect.name == "postgresql":
        with _server_lock(engine) as held:
            yield held is not None, held
    elif engine.url.database in (None, "", ":memory:"):
        yield True, None  # nobody else can see it
    else:
        with _file_lock(Path(f"{engine.url.database}.collector.lock")) as got:
            yield got, None


@contextmanager
def _file_lock(file: Path) -> Iterator[bool]:
    with file.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


@contextmanager
def _server_lock(engine: Engine) -> Iterator[Connection | None]:
    """A connection of its own, for the server's lock lasts as long as that does."""
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    connection.detach()
    try:
        asked = text("SELECT pg_try_advisory_lock(:n)")
        yield connection if connection.execute(asked, {"n": _LOCK}).scalar() else None
    finally:
        with suppress(SQLAlchemyError):  # closing alone would give the lock back a moment later
            connection.execute(text("SELECT pg_advisory_unlock_all()"))
        with suppress(SQLAlchemyError):
            connection.close()


def _next_term(engine: Engine) -> int:
    now = datetime.now(UTC)
    name = f"{socket.gethostname()}:{os.getpid()}"[:200]
    with engine.execution_options(write=True).begin() as connection:
        first = insert_into(connection, _state).values(id=1, term=1, leader=name, beat_at=now)
        values = {"term": _state.c.term + 1, "leader": name, "beat_at": now, "next_at": None}
        raised = first.on_conflict_do_update(index_elements=["id"], set_=values)
        return int(connection.execute(raised.returning(_state.c.term)).scalar_one())


def _close_runs(engine: Engine, lead: Lead) -> None:
    with Session(engine.execution_options(write=True)) as session:
        lead.hold(session)
        if runs.close_cut_off(session=session):
            advance(session)
        session.commit()


def _step_down(engine: Engine, lead: Lead) -> None:
    """Nobody leads now, unless somebody took over."""
    with suppress(DBAPIError), engine.execution_options(write=True).begin() as connection:
        connection.execute(
            update(_state)
            .where(_state.c.term == lead.term)
            .values(leader=None, every=None, next_at=None)
        )
