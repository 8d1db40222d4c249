"""`passerelle comply`, as a person or a program runs it."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from data.demo.x_server import Fault, World, XServer
from shared.access import LOCAL_ADMINISTRATOR
from shared.collection.collector.leader import leading
from shared.collection.look_ups.comply import comply as look_up_again
from shared.collection.x import X
from shared.settings import Settings
from shared.store.database import engine_for

TOKEN = "canary-0123456789"
ROSTER = "institution,x,x_id\nAlpha,alpha,101\nBeta,beta,102\n"
NAMED = ("X_BEARER_TOKEN", "X_BEARER_TOKEN_FILE", "X_API_BASE_URL")


@pytest.fixture(scope="module")
def world() -> World:
    """Two museums, of which one named the other in three posts."""
    world = World(users=[{"id": "101", "username": "alpha"}, {"id": "102", "username": "beta"}])
    for days in (3, 2, 1):
        at = datetime.now(UTC) - timedelta(days)
        world.add_post(author_id="101", text="With @beta", created_at=at)
    return world


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, passerelle: Callable, world: World) -> Path:
    """A store that holds the posts as they were; each test gets a copy."""
    file = tmp_path_factory.mktemp("prepared") / "store.db"
    posts = [world.post(str(id)) for id in world.timeline("101")]
    for command, input in (
        (["init"], ""),
        (["roster", "import", "-"], ROSTER),
        (["import", "-"], json.dumps({"data": posts})),
    ):
        assert passerelle(*command, "--db", file, input=input).returncode == 0
    return file


@pytest.fixture
def store(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(prepared, tmp_path / "store.db"))


@pytest.fixture
def x(world: World) -> Iterator[XServer]:
    """X after the oldest post was deleted."""
    later = world.copy()
    later.delete(str(later.timeline("101")[0]))
    with XServer(later, token=TOKEN) as server:
        yield server


@pytest.fixture
def comply(passerelle: Callable, store: Path, x: XServer) -> Callable[..., Any]:
    """Runs the command against the local X, with a token unless told."""

    def run(*options: object, **environment: str | None) -> Any:
        env = {name: value for name, value in os.environ.items() if name not in NAMED}
        env |= {"X_BEARER_TOKEN": TOKEN, "X_API_BASE_URL": x.base_url}
        for name, value in environment.items():
            env.pop(name, None)
            env |= {name: value} if value is not None else {}
        ran = passerelle("comply", *options, "--db", store, env=env)
        assert TOKEN not in ran.stdout + ran.stderr
        return ran

    return run


def test_the_price_is_told_without_a_token_and_nothing_else_goes_without_one(
    comply: Callable, x: XServer
) -> None:
    told = json.loads(comply("--dry-run", "--json", X_BEARER_TOKEN=None).stdout)
    assert (told["posts"], told["requests"], told["dollars"]) == (3, 1, "0.015")
    told = comply("--dry-run", "--max-dollars", "0.01", X_BEARER_TOKEN=None)
    assert told.returncode == 0
    assert "3 posts are due: 1 requests, 0.015 dollars at most." in told.stdout
    assert "2 of them" in told.stdout
    refused = comply(X_BEARER_TOKEN=None)
    assert refused.returncode == 2
    assert "X_BEARER_TOKEN" in refused.stderr
    assert x.requests == []


def test_what_is_gone_is_erased_and_what_was_looked_up_lately_is_left(
    comply: Callable, x: XServer, store: Path
) -> None:
    ran = comply("--json")
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told | {"run": 1} == {
        "run": 1, "status": "ok", "reason": None, "resumes_at": None,
        "requests": 1, "posts": 2, "erased": 1, "updated": 0, "dollars": "0.01",
    }  # fmt: skip
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("SELECT sum(mentions) FROM tie_month").fetchone() == (2,)
        assert connection.execute("SELECT count(*) FROM suggestion").fetchone()
    assert comply().stdout.startswith("X showed 0 posts")
    assert "X showed 2 posts" in comply("--everything").stdout
    assert x.bill().posts == 2


def test_what_follows_is_made_up_for_where_it_was_ended_before_it(
    comply: Callable, x: XServer, store: Path
) -> None:
    def computed() -> list[tuple[str]]:
        with closing(sqlite3.connect(store)) as connection:
            return connection.execute("SELECT DISTINCT computed_at FROM position").fetchall()

    before, engine = computed(), engine_for(str(store))
    with leading(engine) as lead:
        assert lead is not None
        look_up_again(
            X(SecretStr(TOKEN), base_url=x.base_url),
            engine=engine,
            by=LOCAL_ADMINISTRATOR,
            lead=lead,
            settings=Settings(),
            pause=lambda _: None,
            now=lambda: datetime.now(UTC),
        )
    engine.dispose()
    assert computed() == before, "a post was erased, and nothing followed"
    assert comply().stdout.startswith("X showed 0 posts")
    assert computed() > before
    before = computed()
    comply()
    assert computed() == before


@pytest.mark.parametrize(
    ("options", "fault", "code", "words"),
    [
        (["--max-dollars", "0.005"], None, 3, "ceiling"),
        ([], Fault.UNAUTHORIZED, 1, "token"),
        ([], Fault.CREDITS_DEPLETED, 1, "credits"),
        (["--max-dollars", "-1"], None, 2, "dollars"),
        (["--max-dollars", "much"], None, 2, "dollars"),
    ],
)
def test_how_it_ended_is_told_and_in_the_exit_code(
    options: list, fault: Fault | None, code: int, words: str, comply: Callable, x: XServer
) -> None:
    if fault:
        x.next(fault)
    ran = comply(*options)
    assert ran.returncode == code, ran.stderr
    assert words in ran.stderr


def test_it_never_runs_beside_another_that_collects_nor_for_a_reader_nor_on_the_sample(
    comply: Callable, x: XServer, store: Path
) -> None:
    engine = engine_for(str(store))
    with leading(engine) as lead:
        assert lead
        ran = comply()
    engine.dispose()
    assert (ran.returncode, "Another process" in ran.stderr) == (1, True)
    ran = comply(PASSERELLE_READ_ONLY="1")
    assert (ran.returncode, "for reading only" in ran.stderr) == (1, True)
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("INSERT INTO setting (name, value) VALUES ('sample', '1')")
        connection.commit()
    ran = comply(X_API_BASE_URL="https://x.example")
    assert (ran.returncode, "sample" in ran.stderr) == (1, True)
    assert x.requests == []
