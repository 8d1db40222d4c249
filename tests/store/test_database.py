"""A store is created, brought up to date, and opened only when it fits."""

from datetime import date

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlmodel import select

from shared.models import Account, Coverage, HandlePeriod, Institution
from shared.sentences import Refusal
from shared.store import database
from shared.store.database import (
    create_or_upgrade,
    engine_for,
    migrations,
    open_store,
    reading,
    revision,
    setting,
    writing,
)


def test_migrations_say_what_the_tables_say_and_can_be_undone(new_url: str) -> None:
    engine = create_or_upgrade(new_url)
    for step in ("check", "down", "up", "check"):
        with engine.execution_options(write=True).begin() as connection:
            config = migrations(connection)
            if step == "check":
                command.check(config)
            elif step == "down":
                command.downgrade(config, "base")
                assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
            else:
                command.upgrade(config, "head")
    engine.dispose()


def test_the_migrations_files_tell_their_order(sqlite_store: Engine) -> None:
    with sqlite_store.connect() as connection:
        script = ScriptDirectory.from_config(migrations(connection))
    order = [one.revision for one in script.walk_revisions()][::-1]
    assert database._revisions() == order


def test_creating_twice_keeps_what_is_there(new_url: str) -> None:
    first = create_or_upgrade(new_url)
    with writing(first) as session:
        session.add(Institution(id="alpha", name="Alpha"))
    first.dispose()
    second = create_or_upgrade(new_url)
    with reading(second) as session:
        assert session.get(Institution, "alpha") is not None
    second.dispose()


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        ("9999", "This store was made by a newer Passerelle."),
    ],
)
def test_a_store_that_does_not_fit_is_a_clear_sentence(
    version: str | None, sentence: str, store: Engine
) -> None:
    with store.execution_options(write=True).begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
        if version:
            connection.execute(text("INSERT INTO alembic_version VALUES (:v)"), {"v": version})
    with pytest.raises(Refusal, match=sentence):
        open_store(store.url.render_as_string(hide_password=False))


def test_an_empty_database_asks_to_be_prepared(new_url: str) -> None:
    engine = engine_for(new_url)
    engine.connect().close()
    engine.dispose()
    with pytest.raises(Refusal, match="passerelle init"):
        open_store(new_url)


def test_an_older_store_is_brought_up_to_date_and_keeps_what_it_holds(new_url: str) -> None:
    engine = create_or_upgrade(new_url)
    days = {"first_day": date(2026, 5, 1), "last_day": date(2026, 5, 31)}
    with writing(engine) as session:
        session.add(Institution(id="alpha", name="Alpha"))
        session.flush()
        account = Account(institution_id="alpha", network="x", handle="alpha")
        session.add(account)
        session.flush()
        session.add(HandlePeriod(account_id=account.id, handle="alpha"))
        session.add(Coverage(account_id=account.id, source="files", **days))
    with engine.execution_options(write=True).begin() as connection:
        command.downgrade(migrations(connection), "0001")
    engine.dispose()
    with pytest.raises(Refusal, match="older Passerelle"):
        open_store(new_url)
    engine = create_or_upgrade(new_url)
    with reading(engine) as session:
        assert session.exec(select(Account.handle)).all() == ["alpha"]
        assert len(session.exec(select(HandlePeriod)).all()) == 1
        assert len(session.exec(select(Coverage)).all()) == 1
    engine.dispose()


def test_a_file_that_is_no_store_is_a_sentence(tmp_path) -> None:
    (tmp_path / "notes.db").write_text("groceries, mostly " * 100)
    for opened in (open_store, create_or_upgrade):
        with pytest.raises(Refusal, match="cannot be opened"):
            opened(str(tmp_path / "notes.db"))


def test_tables_of_another_program_are_left_alone(store: Engine) -> None:
    with store.execution_options(write=True).begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    url = store.url.render_as_string(hide_password=False)
    for opened in (open_store, create_or_upgrade):
        with pytest.raises(Refusal, match="did not make"):
            opened(url)


def test_a_store_that_is_not_there_says_how_to_make_it(tmp_path) -> None:
    with pytest.raises(Refusal, match="passerelle init"):
        open_store(str(tmp_path / "none.db"))


@pytest.mark.parametrize("url", ["mysql://localhost/x", "nonsense://"])
def test_only_sqlite_and_postgresql_hold_a_store(url: str) -> None:
    with pytest.raises(Refusal):
        engine_for(url)


def test_a_server_that_does_not_answer_is_a_sentence() -> None:
    with pytest.raises(Refusal, match="cannot be opened"):
        open_store("postgresql://nobody@127.0.0.1:1/none")


def test_every_write_moves_the_revision_on_and_a_failed_one_leaves_nothing(store: Engine) -> None:
    with writing(store) as session:
        session.add(Institution(id="alpha", name="Alpha"))
    with reading(store) as session:
        assert revision(session) == 1
    with pytest.raises(RuntimeError), writing(store) as session:
        session.add(Institution(id="beta", name="Beta"))
        raise RuntimeError
    with reading(store) as session:
        assert revision(session) == 1
        assert session.get(Institution, "beta") is None
        assert setting(session, "sample") is None


def test_a_reader_sees_one_state_while_another_writes(store: Engine) -> None:
    with reading(store) as reader:
        assert reader.get(Institution, "alpha") is None
        with writing(store) as session:
            session.add(Institution(id="alpha", name="Alpha"))
        reader.expire_all()
        assert reader.get(Institution, "alpha") is None
    with reading(store) as reader:
        assert reader.get(Institution, "alpha") is not None


def test_sqlite_refuses_a_reference_to_nothing_and_keeps_its_log(sqlite_store: Engine) -> None:
    with sqlite_store.connect() as connection:
        pragmas = ("journal_mode", "foreign_keys", "synchronous")
        found = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in pragmas]
    assert found == ["wal", 1, 2]
