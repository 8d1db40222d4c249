import json
from dataclasses import fields
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine
from sqlmodel import select

from shared.access import (
    LOCAL_ADMINISTRATOR,
    READER,
    Action,
    Principal,
    Role,
    may,
)
from shared.commands import main
from shared.models import AuditEntry
from shared.sentences import Refusal
from shared.settings import CHOICES, Settings, WrongSetting, set_value, settings, table
from shared.store.database import reading, set_setting, writing


def put(store: Engine, name: str, value: str, by: Principal = LOCAL_ADMINISTRATOR) -> Settings:
    with writing(store) as session:
        set_value(session=session, by=by, name=name, value=value)
    with reading(store) as session:
        return settings(session=session)


def test_a_new_store_has_ceilings(store: Engine) -> None:
    with reading(store) as session:
        found = settings(session=session)
    assert found == Settings()
    assert (found.run_dollars, found.month_dollars) == (10, 50)
    assert (found.x_price_post, found.x_price_user) == (5_000, 10_000)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("run_dollars", "5", Decimal(5)),
        ("run_dollars", " $7.50 ", Decimal("7.50")),
        ("month_dollars", "7,50", Decimal("7.50")),
        ("month_dollars", "None", None),
        ("run_dollars", "0", Decimal(0)),
        ("run_posts", "0", 0),
        ("month_posts", "20000", 20_000),
        ("month_posts", "none", None),
        ("x_price_post", "0.001", 1_000),
        ("backfill_posts", "3200", 3_200),
        ("look_up_references", "no", False),
        ("look_up_references", "Yes", True),
        ("text_retention_days", "365", 365),
        ("longest_wait", "0", 0),
        ("pause", "0.25", 0.25),
        ("dialect", "post", "post"),
    ],
)
def test_a_setting_is_written_as_a_person_writes_it(
    sqlite_store: Engine, name: str, value: str, kept: Any
) -> None:
    assert getattr(put(sqlite_store, name, value), name) == kept


def test_what_is_set_is_found_again_and_the_rest_stays(store: Engine) -> None:
    put(store, "run_dollars", "3.25")
    assert put(store, "text_retention_days", "90") == Settings(
        run_dollars=Decimal("3.25"), text_retention_days=90
    )
    put(store, "run_dollars", "10")
    assert put(store, "text_retention_days", "none") == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("run_dollars", "-1"),
        ("run_dollars", "nan"),
        ("run_dollars", "Infinity"),
        ("run_dollars", "1e3"),
        ("run_dollars", "١٠"),
        ("run_dollars", "10.0000001"),
        ("run_dollars", ""),
        ("run_dollars", "12345678"),
        ("run_posts", "1.5"),
        ("run_posts", "-5"),
        ("month_posts", "9999999999"),
        ("x_price_post", "0"),
        ("x_price_post", "none"),
        ("x_price_post", "0.0000015"),
        ("x_price_post", "2"),
        ("backfill_posts", "3201"),
        ("backfill_posts", "none"),
        ("look_up_references", "perhaps"),
        ("text_retention_days", "0"),
        ("recheck_days", "0"),
        ("longest_wait", "3601"),
        ("pause", "11"),
        ("pause", "none"),
        ("dialect", "latin"),
        ("revision", "5"),
        ("sample", "yes"),
        ("no_such", "1"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(
    sqlite_store: Engine, name: str, value: str
) -> None:
    with pytest.raises(WrongSetting) as refused:
        put(sqlite_store, name, value)
    with reading(sqlite_store) as session:
        assert settings(session=session) == Settings()
    said = refused.value.sentence
    assert str(CHOICES[name].allowed) in said if name in CHOICES else "run_dollars" in said


def test_a_change_leaves_who_made_it_and_what_was_before(sqlite_store: Engine) -> None:
    for value in ("5", "5", "6"):
        put(sqlite_store, "run_dollars", value)
    with reading(sqlite_store) as session:
        left = session.exec(select(AuditEntry).order_by("id")).all()
    assert [entry.what for entry in left] == ["run_dollars = 5", "run_dollars = 6"]
    assert left[1].detail == {"setting": "run_dollars", "before": "5", "after": "6"}


def test_only_an_administrator_sets_and_a_coordinator_may_collect(sqlite_store: Engine) -> None:
    coordinator = Principal("ana", Role.COORDINATOR)
    for person in (READER, coordinator):
        with pytest.raises(Refusal):
            put(sqlite_store, "run_dollars", "500", by=person)
    allowed = {role for role in Role if may(Principal("somebody", role), Action.COLLECT)}
    assert allowed == {Role.COORDINATOR, Role.ADMINISTRATOR}


def test_a_value_that_cannot_be_does_not_pass_for_the_default(sqlite_store: Engine) -> None:
    with writing(sqlite_store) as session:
        set_setting(session, "run_dollars", "a lot")
    with reading(sqlite_store) as session, pytest.raises(WrongSetting, match="a lot"):
        settings(session=session)
    assert put(sqlite_store, "run_dollars", "5").run_dollars == 5


def test_every_setting_has_a_line_whose_values_can_be_set(sqlite_store: Engine) -> None:
    assert [line.name for line in table(Settings())] == [field.name for field in fields(Settings)]
    for line in table(Settings()):
        put(sqlite_store, line.name, line.default)
        assert line.meaning
    with reading(sqlite_store) as session:
        assert settings(session=session) == Settings()


@pytest.fixture
def run(sqlite_store: Engine):
    url = sqlite_store.url.render_as_string()

    def command(*words: str) -> Result:
        return CliRunner().invoke(main, ["settings", *words, "--db", url])

    return command


def test_settings_are_shown_as_a_table_and_to_programs(run) -> None:
    shown = run()
    assert shown.exit_code == 0, shown.output
    lines = shown.output.splitlines()
    assert lines[0].split() == ["name", "value", "default", "meaning"]
    assert lines[0].index("meaning") == lines[1].index("What") == lines[2].index("What")
    assert run("set", "run_dollars", "5").output == "run_dollars is 5 now.\n"
    told = {one["name"]: one for one in json.loads(run("--json").output)["settings"]}
    assert told["run_dollars"]["value"] == "5"
    assert told["run_dollars"]["default"] == "10"
    assert told["x_price_post"]["value"] == "0.005"


def test_wrong_use_ends_with_two_and_its_sentence(run) -> None:
    for words in (("set", "run_dollars", "lots"), ("set", "no_such", "1"), ("set", "pause")):
        wrong = run(*words)
        assert wrong.exit_code == 2, wrong.output
    assert "for example 10 or 7.50" in run("set", "run_dollars", "lots").output


def test_who_may_only_read_is_refused(run, monkeypatch) -> None:
    monkeypatch.setenv("PASSERELLE_READ_ONLY", "1")
    refused = run("set", "run_dollars", "5")
    assert refused.exit_code == 1
    assert "reading only" in refused.output
