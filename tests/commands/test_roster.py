import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine
from sqlmodel import select

from shared.commands.roster import roster
from shared.models import Position
from shared.sentences import Refusal
from shared.store.database import reading, set_setting, writing


@pytest.fixture
def run(sqlite_store: Engine):
    url = sqlite_store.url.render_as_string()

    def command(*arguments: object, given: str | None = None) -> Result:
        words = [*map(str, arguments), "--db", url]
        return CliRunner().invoke(roster, words, input=given)

    return command


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "museums.csv"
    file.write_text(
        "institution;city;country;x;x_id;contact\n"
        "Musée A;Lyon;FR;@Musee_A;12;a@b.example\nMuseum B;;;;;\n",
        encoding="utf-8-sig",
    )
    return file


def test_a_list_comes_in_and_is_shown(run, file):
    brought = run("import", file)
    assert brought.exit_code == 0, brought.output
    assert "2 new institutions, 0 updated; 1 new accounts, 0 updated." in brought.stdout
    assert run("list").stdout.splitlines() == [
        "musee-a\tMusée A\tLyon, FR\tx:musee_a",
        "museum-b\tMuseum B\t\t",
    ]


def test_a_list_in_part_tells_which_lines_and_ends_with_three(run, tmp_path):
    file = tmp_path / "museums.csv"
    file.write_text("institution,latitude,colour\nA,91,red\n,1,\nB,2,\n")
    brought = run("import", file, "--json")
    assert brought.exit_code == 3
    answer = json.loads(brought.stdout)
    assert answer["institutions_new"] == 2
    assert [(p["file"], p["line"]) for p in answer["problems"]] == [
        ("museums.csv", 2),
        ("museums.csv", 3),
    ]
    assert "latitude" in answer["problems"][0]["reason"]
    assert "colour" in answer["warnings"][0]
    told = run("import", file)
    assert told.exit_code == 3
    assert "museums.csv, line 3: This line names no institution." in told.stderr


def test_a_list_may_come_from_standard_input(run):
    assert run("import", "-", given="institution\nA\n").exit_code == 0
    assert json.loads(run("list", "--json").stdout)["institutions"][0]["id"] == "a"


def test_what_is_written_out_has_the_same_columns_without_contact(run, file, tmp_path):
    run("import", file)
    out = tmp_path / "out.csv"
    assert run("export", "-o", out).exit_code == 0
    with out.open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    assert [row["institution"] for row in rows] == ["Musée A", "Museum B"]
    assert rows[0]["x_id"] == "12"
    assert "contact" not in rows[0]
    assert run("export").stdout == out.read_text("utf-8-sig")
    again = json.loads(run("import", out, "--json").stdout)
    assert (again["institutions_new"], again["institutions_updated"]) == (0, 0)


def test_the_institutions_stand_on_the_map_at_once(run, file, sqlite_store):
    run("import", file)
    with reading(sqlite_store) as session:
        assert {p.institution_id for p in session.exec(select(Position))} == {"musee-a", "museum-b"}


def test_a_file_without_institutions_is_refused_naming_what_was_found(run):
    refused = run("import", "-", given="museum,city\nA,Rome\n")
    assert isinstance(refused.exception, Refusal)
    assert "museum, city" in str(refused.exception)


def test_the_sample_takes_no_real_museums(run, file, sqlite_store):
    with writing(sqlite_store) as session:
        set_setting(session, "sample", "1")
    assert isinstance(run("import", file).exception, Refusal)
    assert json.loads(run("list", "--json").stdout)["institutions"] == []


def test_reading_only_means_no_list_comes_in(run, file, monkeypatch):
    monkeypatch.setenv("PASSERELLE_READ_ONLY", "1")
    assert isinstance(run("import", file).exception, Refusal)


def test_an_empty_list_says_what_to_do(run):
    assert "passerelle roster import" in run("list").stdout
