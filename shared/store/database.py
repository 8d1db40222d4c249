"""The store itself: where it is, how it opens, how a read and a write begin and end.

SQLite by default, PostgreSQL by URL. On SQLite the hooks below are needed: without them readers
see half-written data and a writer that began by reading fails with "database is locked".
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from platformdirs import user_data_path
from sqlalchemy import (
    Connection,
    Engine,
    Table,
    column,
    event,
    inspect,
    make_url,
    select,
    table,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlmodel import Session, create_engine

from shared.models import Setting
from shared.sentences import Refusal, say

if TYPE_CHECKING:
    from alembic.config import Config

URL_VARIABLE = "PASSERELLE_DATABASE_URL"
_MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION = table("alembic_version", column("version_num"))
_MIGRATION_LOCK = 7_046_029_254  # any number of our own, for pg_advisory_xact_lock


def default_url() -> str:
    """The store's address: PASSERELLE_DATABASE_URL, or a file in the user's data folder."""
    if url := os.environ.get(URL_VARIABLE):
        return url
    return f"sqlite:///{user_data_path('passerelle', appauthor=False) / 'passerelle.db'}"


def sample_url() -> str:
    """The address of the sample consortium's own store."""
    return f"sqlite:///{user_data_path('passerelle', appauthor=False) / 'sample.db'}"


def engine_for(url: str | None = None) -> Engine:
    """An engine with our hooks, without looking at what the store holds.

    Takes an SQLAlchemy URL, or the path of an SQLite file. Raises Refusal if it is neither.
    """
    url = url or default_url()
    if "://" not in url:
        url = f"sqlite:///{Path(url).expanduser().resolve()}"
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise Refusal(say("{url} is not the address of a store.", url=url)) from error
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(
            parsed, pool_pre_ping=True, pool_recycle=1800, json_serializer=_as_json
        )
    raise Refusal(
        say("A store lives in SQLite or PostgreSQL, not in {what}.", what=parsed.drivername)
    )


def _as_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _sqlite_engine(url: Any) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 10}, json_serializer=_as_json)

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we emit BEGIN ourselves
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "busy_timeout=10000",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "temp_store=MEMORY",
            "journal_size_limit=67108864",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def create_or_upgrade(url: str | None = None) -> Engine:
    """Open a store, creating it or bringing it to the present schema.

    Raises Refusal if it was made by a newer Passerelle, or cannot be reached.
    """
    engine = engine_for(url)
    if file := _file(engine):
        file.parent.mkdir(parents=True, exist_ok=True)
    with _reached(engine), engine.execution_options(write=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _MIGRATION_LOCK})
        _refuse_newer(_present(connection))
        _refuse_strange(connection)
        from alembic import command  # loaded here: opening a store does without it

        command.upgrade(migrations(connection), "head")
    return engine


def open_store(url: str | None = None) -> Engine:
    """Open a store that exists and has the present schema.

    Raises Refusal, saying what to do, if it does not exist or is too old or too new.
    """
    engine = engine_for(url)
    if (file := _file(engine)) and not file.is_file():
        raise Refusal(
            say("There is no store at {file} yet. Create it: passerelle init", file=str(file))
        )
    with _reached(engine), engine.connect() as connection:
        _refuse_strange(connection)
        _refuse_older(_present(connection))
    return engine


def _file(engine: Engine) -> Path | None:
    """The file of an SQLite store; None for one in memory or on a server."""
    if engine.dialect.name != "sqlite" or engine.url.database in (None, "", ":memory:"):
        return None
    return Path(str(engine.url.database))


def migrations(connection: Connection) -> "Config":
    """Alembic's configuration for our migrations, over an open connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _revisions() -> list[str]:
    """The schema's versions, oldest first: the numbers with which our migrations' files begin."""
    files = (_MIGRATIONS / "versions").glob("[0-9]*.py")
    return sorted(file.stem.partition("_")[0] for file in files)


def _present(connection: Connection) -> str | None:
    """The version of the schema that the store has; None if it has none."""
    if not inspect(connection).has_table(_VERSION.name):
        return None
    return connection.execute(select(_VERSION.c.version_num)).scalar_one_or_none()


def _refuse_strange(connection: Connection) -> None:
    if _present(connection) is None and set(inspect(connection).get_table_names()) - {
        _VERSION.name
    }:
        raise Refusal(
            say("There are tables here that Passerelle did not make. Choose another store.")
        )


def _refuse_older(present: str | None) -> None:
    _refuse_newer(present)
    if present is None:
        raise Refusal(say("This store is empty. Prepare it: passerelle init"))
    if present != _revisions()[-1]:
        raise Refusal(
            say("This store was made by an older Passerelle. Bring it up to date: passerelle init")
        )


def _refuse_newer(present: str | None) -> None:
    if present is not None and present not in _revisions():
        raise Refusal(
            say("This store was made by a newer Passerelle. Update Passerelle, then open it again.")
        )


@contextmanager
def _reached(engine: Engine) -> Iterator[None]:
    """Close the engine where the store cannot be used, and say so."""
    try:
        yield
    except DatabaseError as error:
        engine.dispose()
        where = engine.url.render_as_string(hide_password=True)
        raise Refusal(say("The store at {where} cannot be opened.", where=where)) from error
    except Refusal:
        engine.dispose()
        raise


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that sees one state of the store from beginning to end."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with Session(engine) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session whose writes all hold or none; the store's revision moves on with them."""
    with Session(engine.execution_options(write=True), expire_on_commit=False) as session:
        yield session
        session.flush()
        advance(session)
        session.commit()


def advance(session: Session) -> None:
    """Move the store's revision on, so that what was computed from it is computed anew."""
    set_setting(session, "revision", str(revision(session) + 1))


def revision(session: Session) -> int:
    """How many times the store was written to."""
    return int(setting(session, "revision") or 0)


def setting(session: Session, name: str) -> str | None:
    """A fact about the store itself, or None."""
    found = session.get(Setting, name)
    return found.value if found else None


def set_setting(session: Session, name: str, value: str) -> None:
    """State a fact about the store itself."""
    session.merge(Setting(name=name, value=value))


def insert_into(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT in the words of the connection's engine: it can say what follows a conflict."""
    return insert_in(connection.dialect.name, table)


def insert_in(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    """The same, in the words of the engine that is named."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)
