"""`passerelle import` and `passerelle ties`, as a person or a program runs them."""

import gzip
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

ROSTER = "institution,x,x_id\nAlpha,alpha,101\nBeta,@Beta,102\nGamma,https://x.com/gamma,103\n"


def line(id: str, text: str, *names: tuple[str, str], at: str = "2026-03-05T10:00:00.000Z") -> str:
    mentions = [{"start": text.find(f"@{h}"), "username": h, "id": i} for h, i in names]
    post = {"id": id, "text": text, "author_id": "101", "created_at": at}
    return json.dumps({"data": [{**post, "entities": {"mentions": mentions}}]})


POSTS = [
    line("2001", "With @beta", ("beta", "102")),
    line("2002", "With @beta and @gamma", ("beta", "102"), ("gamma", "103")),
    line("2003", "Again @beta", ("beta", "102"), at="2026-04-01T00:00:00.000Z"),
    line("2004", "With @visitor", ("visitor", "900")),
]
KEYS = {
    "files", "skipped", "posts_read", "posts_new", "posts_updated", "posts_outsiders",
    "interactions_new", "outsiders", "unresolved", "problems_total", "problems",
}  # fmt: skip


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, passerelle: Callable) -> Path:
    """A store of three museums, made once as a person would; each test gets a copy."""
    folder = tmp_path_factory.mktemp("prepared")
    (folder / "roster.csv").write_text(ROSTER)
    file = folder / "store.db"
    assert passerelle("init", "--db", file).returncode == 0
    assert passerelle("roster", "import", folder / "roster.csv", "--db", file).returncode == 0
    return file


@pytest.fixture
def store(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(prepared, tmp_path / "store.db"))


def test_the_result_for_a_program_has_every_figure(
    store: Path, tmp_path: Path, passerelle: Callable
) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.jsonl").write_text("\n".join(POSTS[:2]))
    (tmp_path / "posts" / "b.jsonl.gz").write_bytes(gzip.compress("\n".join(POSTS[2:]).encode()))
    (tmp_path / "posts" / "empty.json").write_text("")
    ran = passerelle("import", tmp_path / "posts", "--json", "--db", store)
    assert ran.returncode == 0, ran.stderr
    outcome = json.loads(ran.stdout)
    assert outcome.keys() == KEYS
    assert (outcome["files"], outcome["posts_read"], outcome["posts_new"]) == (2, 4, 4)
    assert (outcome["interactions_new"], outcome["outsiders"]) == (4, 1)
    assert [Path(one["file"]).name for one in outcome["skipped"]] == ["empty.json"]


def test_the_ties_are_what_was_addressed_in_the_days_asked_for(
    store: Path, passerelle: Callable
) -> None:
    passerelle("import", "-", "--db", store, input="\n".join(POSTS))

    def ties(*options: str) -> list[tuple]:
        told = json.loads(passerelle("ties", "--json", *options, "--db", store).stdout)
        return [(t["source"], t["target"], t["mentions"], t["total"]) for t in told["ties"]]

    assert ties() == [("alpha", "beta", 3, 3), ("alpha", "gamma", 1, 1)]
    assert ties("--to", "2026-04-01") == [("alpha", "beta", 2, 2), ("alpha", "gamma", 1, 1)]
    assert ties("--from", "2026-03-06", "--to", "2026-04-02") == [("alpha", "beta", 1, 1)]
    assert ties("--kind", "repost") == []
    table = passerelle("ties", "--csv", "--db", store).stdout.splitlines()
    assert table[0] == "source,target,mentions,reposts,quotes,replies,listed,total"


def test_a_bad_line_is_kept_aside_with_its_number_and_the_rest_goes_in(
    store: Path, tmp_path: Path, passerelle: Callable
) -> None:
    file = tmp_path / "posts.jsonl"
    file.write_text("\n".join([POSTS[0], '{"data": [', POSTS[1]]))
    ran = passerelle("import", file, "--json", "--db", store)
    assert ran.returncode == 3
    outcome = json.loads(ran.stdout)
    assert outcome["posts_new"] == 2
    assert [(Path(p["file"]).name, p["line"]) for p in outcome["problems"]] == [("posts.jsonl", 2)]


def test_a_table_without_columns_names_those_found(
    store: Path, tmp_path: Path, passerelle: Callable
) -> None:
    (tmp_path / "posts.csv").write_text("who,when,what\nalpha,2026-03-05,hello\n")
    ran = passerelle("import", tmp_path / "posts.csv", "--db", store)
    assert ran.returncode == 1
    assert "who" in ran.stderr
    assert "--columns" in ran.stderr


@pytest.mark.parametrize(
    "options",
    [
        ["--columns", "wrong=who"],
        ["--columns", "author"],
        ["--timezone", "Europe/Nowhere"],
        ["--covers", "2026-03-05"],
        ["--covers", "2026-03-05..2026-03-01"],
        ["--network", "instagram"],
    ],
)
def test_options_that_make_no_sense_are_wrong_use(
    options: list[str], store: Path, passerelle: Callable
) -> None:
    assert passerelle("import", "-", *options, "--db", store, input="").returncode == 2


def test_days_the_wrong_way_round_are_wrong_use(store: Path, passerelle: Callable) -> None:
    days = ["--from", "2026-02-02", "--to", "2026-02-01"]
    assert passerelle("ties", *days, "--db", store).returncode == 2
    assert passerelle("ties", "--json", "--csv", "--db", store).returncode == 2
    assert passerelle("import", "nowhere.jsonl", "--db", store).returncode == 2


def test_the_days_stated_are_covered_too(store: Path, passerelle: Callable) -> None:
    covers = ["--covers", "2026-01-01..2026-06-30"]
    passerelle("import", "-", *covers, "--db", store, input=POSTS[0])
    with closing(sqlite3.connect(store)) as connection:
        found = set(connection.execute("SELECT source, first_day, last_day FROM coverage"))
    assert found == {
        ("files", "2026-03-05", "2026-03-05"),
        ("stated", "2026-01-01", "2026-06-30"),
    }


def test_a_table_with_its_columns_named_comes_in(
    store: Path, tmp_path: Path, passerelle: Callable
) -> None:
    (tmp_path / "posts.csv").write_text("who;when;named\n@Alpha;2026-03-05 10:00;beta gamma\n")
    columns = "author=who,time=when,mentions=named"
    ran = passerelle("import", tmp_path / "posts.csv", "--columns", columns, "--db", store)
    assert ran.returncode == 0, ran.stderr
    assert "2 new interactions" in ran.stdout


def test_the_sample_takes_no_file_from_outside(
    sample: Path, tmp_path: Path, passerelle: Callable
) -> None:
    (tmp_path / "posts.jsonl").write_text(POSTS[0])
    (tmp_path / "roster.csv").write_text(ROSTER)
    for command in (["import", "posts.jsonl"], ["roster", "import", "roster.csv"]):
        ran = passerelle(*command, "--db", sample, cwd=tmp_path)
        assert ran.returncode == 1
        assert "passerelle init" in ran.stderr


def test_a_store_with_real_museums_does_not_become_the_sample(
    store: Path, passerelle: Callable
) -> None:
    ran = passerelle("demo", "--db", store)
    assert ran.returncode == 1
    assert "a store of its own" in ran.stderr


def test_read_only_refuses_every_write(store: Path, passerelle: Callable) -> None:
    environment = {**os.environ, "PASSERELLE_READ_ONLY": "1"}
    ran = passerelle("import", "-", "--db", store, input=POSTS[0], env=environment)
    assert ran.returncode == 1
    assert "for reading only" in ran.stderr
