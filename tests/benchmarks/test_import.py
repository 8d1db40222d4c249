"""What an import costs beside a bare parse of the same file and a peer's pass over it.

`make benchmark` prints the ratios; each figure of a run comes from the same file in that run.
"""

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

POSTS = 100_000
PARSE = "import orjson, sys\nfor line in open(sys.argv[1], 'rb'): orjson.loads(line)"
IMPORT = """
import gc, sys
from shared.access import LOCAL_ADMINISTRATOR
from shared.collection.files.bring_in import import_posts
from shared.store.database import open_store
gc.freeze(); gc.set_threshold(100_000, 50, 50)  # as the command does
assert import_posts([sys.argv[1]], engine=open_store(sys.argv[2]), by=LOCAL_ADMINISTRATOR).posts_new
"""
PEER = ("twarc==2.14.0", "twarc-network", "setuptools<80")
PASSERELLE = Path(sys.executable).with_name("passerelle")


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def written(file: Path, posts: int) -> Path:
    generated = load("generated")
    with file.open("wb") as lines:
        lines.writelines(generated.pages(posts))
    file.with_name("roster.csv").write_text(generated.roster())
    return file


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    return written(tmp_path / "posts.jsonl", POSTS)


def prepared(url: object, roster: Path) -> None:
    for command in (["init"], ["roster", "import", str(roster)]):
        subprocess.run([PASSERELLE, *command, "--db", str(url)], check=True, capture_output=True)


@pytest.fixture
def peer(tmp_path: Path) -> Path:
    """The peer tool in an environment of its own."""
    home = tmp_path / "peer"
    subprocess.run([sys.executable, "-m", "venv", home], check=True, capture_output=True)
    pip = [home / "bin" / "python", "-m", "pip", "install", "--quiet", *PEER]
    subprocess.run(pip, check=True, capture_output=True)
    return home / "bin" / "twarc2"


@pytest.mark.benchmark
def test_an_import_costs_little_more_than_reading(
    posts: Path, peer: Path, cost: Callable, postgresql_database: str, tmp_path: Path
) -> None:
    roster, sqlite = posts.with_name("roster.csv"), tmp_path / "store.db"
    for url in (sqlite, postgresql_database):
        prepared(url, roster)
    parse = cost(sys.executable, "-c", PARSE, posts)
    into_sqlite = cost(sys.executable, "-c", IMPORT, posts, sqlite)
    into_postgresql = cost(sys.executable, "-c", IMPORT, posts, postgresql_database)
    again = cost(PASSERELLE, "import", posts, "--db", sqlite)
    gexf = tmp_path / "network.gexf"
    theirs = cost(peer, "--bearer-token", "x", "network", "--format", "gexf", posts, gexf)
    rows = {
        "bare orjson parse": parse,
        "import, SQLite": into_sqlite,
        "import, PostgreSQL (client side)": into_postgresql,
        "again, with map and suggestions": again,
        "twarc-network (gexf)": theirs,
    }
    print(f"\n{POSTS} posts, {posts.stat().st_size / 1e6:.0f} MB")
    for name, one in rows.items():
        print(
            f"{name:34} {one.cpu:6.1f} s CPU ({one.cpu / parse.cpu:4.1f} × parse) "
            f"{one.wall:6.1f} s wall {POSTS / one.wall:8,.0f} posts/s {one.memory:5.0f} MB"
        )
    assert into_sqlite.cpu <= 8 * parse.cpu
    assert into_postgresql.cpu <= 10 * parse.cpu
    assert into_sqlite.cpu < theirs.cpu


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_memory_does_not_grow_with_the_file(cost: Callable, tmp_path: Path) -> None:
    """The whole command, with the map and the suggestions of 500 institutions, all tied to all."""
    file, store = written(tmp_path / "posts.jsonl", 1_000_000), tmp_path / "store.db"
    prepared(store, file.with_name("roster.csv"))
    used = cost(PASSERELLE, "import", file, "--db", store)
    print(f"\n1,000,000 posts, {file.stat().st_size / 1e6:.0f} MB: {used}")
    assert used.memory < 250
