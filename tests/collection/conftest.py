"""Three museums, an organiser, and pages of posts written by hand."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, text
from sqlmodel import select

from data.demo.x_server import XServer
from data.demo.x_world import World
from shared.access import LOCAL_ADMINISTRATOR
from shared.collection.collector.leader import leading
from shared.collection.files.bring_in import Outcome, Reading, import_posts
from shared.collection.timelines.sync import sync
from shared.collection.x import X
from shared.models import (
    Account,
    Checkpoint,
    HandlePeriod,
    Institution,
    Network,
    Stream,
    SyncRun,
)
from shared.settings import Settings
from shared.store.database import reading, writing

# Handle → native id; the museum's own id is the handle. Delta's id is not known yet.
MUSEUMS = {"alpha": "101", "beta": "102", "gamma": "103", "delta": None}


@pytest.fixture
def museums(store: Engine) -> Engine:
    """A store in which four museums have an account each."""
    enter_museums(store)
    return store


def enter_museums(store: Engine) -> None:
    with writing(store) as session:
        for handle, native_id in MUSEUMS.items():
            session.add(Institution(id=handle, name=handle.title()))
            session.flush()
            account = Account(
                institution_id=handle, network=Network.X, handle=handle, native_id=native_id
            )
            session.add(account)
            session.flush()
            session.add(HandlePeriod(account_id=account.id, handle=handle))


@pytest.fixture
def roster() -> Callable[[Engine], None]:
    """Enters the four museums in a store."""
    return enter_museums


@pytest.fixture
def bring(museums: Engine, tmp_path: Path) -> Callable[..., Outcome]:
    """Imports lines (dicts, or bytes as they are) as one file."""

    def bring_in(*lines: Any, how: Reading | None = None, name: str = "posts.jsonl") -> Outcome:
        file = tmp_path / name
        written = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
        file.write_bytes(b"\n".join(written) + b"\n")
        return import_posts([file], engine=museums, by=LOCAL_ADMINISTRATOR, how=how)

    return bring_in


@pytest.fixture
def acts(museums: Engine) -> Callable[[], set[tuple[str, str, str, str]]]:
    """What the store holds: (post id, kind, source, target) by handle."""

    def held() -> set[tuple[str, str, str, str]]:
        query = text(
            "SELECT i.post_id, i.kind, s.handle, t.handle FROM interaction i "
            "JOIN account s ON s.id = i.source_account JOIN account t ON t.id = i.target_account"
        )
        with reading(museums) as session:
            return {tuple(row) for row in session.connection().execute(query)}

    return held


@pytest.fixture
def open_references(museums: Engine) -> Callable[[], set[tuple[str, str, str]]]:
    """The references that could not be told: (post id, kind, referenced id)."""

    def held() -> set[tuple[str, str, str]]:
        with reading(museums) as session:
            rows = session.connection().execute(
                text("SELECT post_id, kind, referenced_id FROM unresolved")
            )
            return {tuple(row) for row in rows}

    return held


@pytest.fixture
def outsiders(museums: Engine) -> Callable[[], int]:
    """How many outsiders the stored posts address."""

    def counted() -> int:
        with reading(museums) as session:
            return session.connection().execute(text("SELECT sum(outsiders) FROM post")).scalar()

    return counted


class Clock:
    """A day and an hour that a test moves on."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    """Noon of a Thursday in March; the local X goes by it too."""
    return Clock(datetime(2026, 3, 5, 12, tzinfo=UTC))


@pytest.fixture
def x(clock: Clock) -> Iterator[XServer]:
    """A local X on which the four museums have an account, and a visitor."""
    ids = {**MUSEUMS, "delta": "104", "visitor": "900"}
    users = [{"id": id, "username": handle} for handle, id in ids.items()]
    with XServer(World(users=users), token="local", now=clock) as server:
        yield server


@pytest.fixture
def write(x: XServer, clock: Clock) -> Callable[..., str]:
    """Writes a post on the local X, so many hours ago."""

    def post(handle: str, text: str | None = None, *, hours: float = 1, **fields: Any) -> str:
        author = {**MUSEUMS, "visitor": "900"}[handle]
        at = clock() - timedelta(hours=hours)
        if text or "referenced_tweets" not in fields:
            fields["text"] = text or "Bonjour"
        return x.world.add_post(author_id=author, created_at=at, **fields)

    return post


@pytest.fixture
def collect(museums: Engine, x: XServer, clock: Clock) -> Callable[..., SyncRun]:
    """Collects once from the local X, under a lead of its own; the record of that run.

    Without references looked up, unless told; a second given to `pause` is a second on the clock.
    """

    def once(
        engine: Engine = museums, tell: Callable[..., None] | None = None, **chosen: Any
    ) -> SyncRun:
        settings = Settings(**{"look_up_references": False, "pause": 0, **chosen})
        with leading(engine) as lead:
            assert lead is not None
            run = sync(
                X(SecretStr("local"), base_url=x.base_url, dialect=settings.dialect),
                engine=engine,
                by=LOCAL_ADMINISTRATOR,
                lead=lead,
                settings=settings,
                pause=lambda seconds: clock.forward(seconds=seconds),
                now=clock,
                **({"tell": tell} if tell else {}),
            )
        with reading(engine) as session:
            found = session.get(SyncRun, run)
        assert found is not None
        return found

    return once


class Kept:
    """What a store holds after a collection, in a few words."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with reading(self.engine) as session:
            return [tuple(row) for row in session.connection().execute(text(query))]

    def posts(self) -> set[str]:
        """The ids of the newest versions."""
        return {row[0] for row in self.rows("SELECT version_id FROM post")}

    def covered(self, handle: str = "alpha") -> list[tuple[str, str]]:
        """The days on which X was read, as spans."""
        found = self.rows(
            "SELECT c.first_day, c.last_day FROM coverage c JOIN account a ON a.id = c.account_id "
            f"WHERE a.handle = '{handle}' AND c.source = 'x' ORDER BY 1"
        )
        return [(str(first), str(last)) for first, last in found]

    def mark(self, stream: Stream = Stream.RECENT, handle: str = "alpha") -> Checkpoint:
        """How far an account was read."""
        with reading(self.engine) as session:
            marks = select(Checkpoint).join(Account)
            return session.exec(
                marks.where(Checkpoint.stream == stream, Account.handle == handle)
            ).one()


@pytest.fixture
def kept(museums: Engine) -> Kept:
    """What the store of the museums holds."""
    return Kept(museums)


@pytest.fixture
def kept_in() -> type[Kept]:
    """What any store holds."""
    return Kept


def cut_after(pages: int) -> Callable[..., None]:
    """Ends a collection, as a killed process would, once so many pages are kept."""
    left = [pages]

    def tell(event: str, **_: Any) -> None:
        left[0] -= event == "page"
        if left[0] == 0:
            raise KeyboardInterrupt

    return tell


@pytest.fixture
def cut_off() -> Callable[[int], Callable[..., None]]:
    """Makes what ends a collection after so many pages: give it to `collect` as `tell`."""
    return cut_after
