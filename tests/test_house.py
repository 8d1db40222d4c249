"""The house stands as README, “The house”, says: arrows point one way, files stay small."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PURE = {"pandas", "numpy", "scipy", "rustworkx", "sknetwork"}
SCREEN = {"dashboard", "streamlit", "altair"}
OUTSIDE = {"socket", "urllib.request", "http", "requests", "httpx", "tweepy", "uvicorn"}
DATABASE = {"sqlalchemy", "sqlmodel", "alembic", "psycopg", "sqlite3"}
ABOVE_STORE = {"shared." + room for room in ("reports", "agenda", "cooperation", "collection")}
SHELL = {"shared.commands", "shared.refresh"}
WAYS_IN = {f"shared.collection.{room}" for room in ("files", "timelines", "look_ups", "collector")}
FROM_X = {"shared.collection.x", "shared.collection.patience"}

# Files of a room, and what none of them may import. `!` takes files out of the rule.
MAY_NOT = [
    ("shared/**", "!shared/reports/board.py", SCREEN),
    ("shared/reports/board.py", "", SCREEN - {"altair"}),
    ("shared/models.py", "", {"shared.store", "data"} | ABOVE_STORE | SHELL),
    ("shared/store/**", "", ABOVE_STORE | SHELL),
    ("shared/collection/**", "", (ABOVE_STORE - {"shared.collection"}) | SHELL),
    ("shared/cooperation/**", "", (ABOVE_STORE - {"shared.cooperation"}) | SHELL | {"data"}),
    ("shared/agenda/**", "", (ABOVE_STORE - {"shared.agenda"}) | SHELL),
    ("shared/reports/**", "", {"shared.collection"} | SHELL),
    ("shared/cooperation/**", "", DATABASE | OUTSIDE | {"shared.store", "time", "networkx"}),
    ("shared/agenda/**", "", DATABASE | OUTSIDE | {"shared.store", "time"}),
    ("shared/collection/formats/**", "", DATABASE | OUTSIDE | {"shared.store", "pathlib", "time"}),
    ("shared/collection/*.py", "!shared/collection/__init__.py", WAYS_IN),
    ("shared/collection/files/**", "", (WAYS_IN | FROM_X) - {"shared.collection.files"}),
    ("shared/collection/collector/**", "", WAYS_IN - {"shared.collection.collector"}),
    ("shared/collection/look_ups/**", "", {"shared.collection.timelines"}),
    ("shared/collection/timelines/**", "", {"shared.collection.files"}),
    ("dashboard/views/**", "", DATABASE | OUTSIDE | {"shared.store.database", "shared.commands"}),
    ("dashboard/**", "", {"tests"}),
    ("data/**", "", {"dashboard", "streamlit", "tests"}),
    ("**", "!shared/collection/x.py", {"tweepy"}),
    ("**", "", {"igraph", "leidenalg", "fa2"}),
]
CLOCKS = {"now", "today", "utcnow", "time", "monotonic"}
VAGUE = {"utils", "util", "helpers", "helper", "manager", "service", "services", "misc", "common"}
REGISTRIES = ("pypi" + ".org", "python" + "hosted", "npm" + "js", "deb" + "ian.org")
PLACES = ("/wo" + "rk/", "shared/" + "evidence", "shared/" + "spikes", "../sha" + "red/DESIGN")


def tracked() -> list[Path]:
    """The files of the project: those git follows, and those it would."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return sorted(ROOT / name for name in listed.stdout.split("\0") if (ROOT / name).is_file())


def product() -> list[Path]:
    return [
        file
        for file in tracked()
        if file.suffix == ".py"
        and file.relative_to(ROOT).parts[0] in ("dashboard", "shared", "data")
    ]


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


def imports(source: str, package: str) -> Iterator[str]:
    """Every module a source imports, also inside functions, also by a relative or a late import."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join(
                [*(above if node.level else []), *([node.module] if node.module else [])]
            )
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            ("import_module", "__import__")
        ):
            yield from (str(a.value) for a in node.args if isinstance(a, ast.Constant))


def broken(name: str, source: str) -> list[str]:
    """The import rules a file breaks, as sentences."""
    package = ".".join(Path(name).parent.parts)
    found = set(imports(source, package))
    rules = [names for room, but, names in MAY_NOT if applies(name, room, but)]
    return sorted(
        f"{name} may not import {module}"
        for forbidden in rules
        for module in found
        if any(module == one or module.startswith(one + ".") for one in forbidden)
    )


def applies(name: str, room: str, but: str) -> bool:
    inside = room == "**" or name == room or (room.endswith("/**") and name.startswith(room[:-2]))
    inside |= room.endswith("/*.py") and str(Path(name).parent) == room.removesuffix("/*.py")
    return inside and name != but.removeprefix("!")


@pytest.mark.parametrize("file", product(), ids=name_of)
def test_arrows_point_one_way(file: Path) -> None:
    assert broken(name_of(file), file.read_text()) == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("shared/store/ties.py", "def f():\n    import streamlit as st"),
        ("shared/store/ties.py", "from shared.cooperation import network"),
        ("shared/cooperation/network.py", "from ..store import queries"),
        ("shared/cooperation/network.py", "from sqlmodel import Session"),
        ("shared/cooperation/__init__.py", "from . import x; from ..agenda import series"),
        (
            "shared/collection/formats/x_v2.py",
            "import importlib; importlib.import_module('shared.store')",
        ),
        ("shared/collection/files/reading.py", "import tweepy"),
        ("shared/collection/save.py", "from shared.collection.files import lines"),
        ("shared/collection/files/reading.py", "from shared.collection.x import X"),
        ("shared/collection/look_ups/settle.py", "from shared.collection.timelines import sync"),
        ("shared/commands/serve.py", "from dashboard.server import app"),
        ("dashboard/views/network.py", "from sqlalchemy import text"),
        ("shared/reports/board.py", "import streamlit"),
    ],
)
def test_a_broken_rule_is_seen(name: str, source: str) -> None:
    assert broken(name, source)


def test_the_exceptions_are_no_broken_rule() -> None:
    assert broken("shared/commands/serve.py", 'uvicorn.run("dashboard.server:app")') == []
    assert broken("shared/reports/board.py", "import altair") == []


def test_only_serve_names_the_pages() -> None:
    naming = {
        name_of(file)
        for file in product()
        if name_of(file).startswith("shared/")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and re.match(r"dashboard[.:]\w", str(node.value))
    }
    assert naming <= {"shared/commands/serve.py"}


@pytest.mark.parametrize(
    "room", ["shared/cooperation", "shared/agenda", "shared/collection/formats"]
)
def test_pure_rooms_ask_no_clock_and_open_no_file(room: str) -> None:
    asked = [
        f"{name_of(file)}:{node.lineno} {ast.unparse(node.func)}"
        for file in product()
        if name_of(file).startswith(room + "/")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and (
            (
                isinstance(node.func, ast.Attribute)
                and node.func.attr in CLOCKS
                and not node.keywords
                and ast.unparse(node.func.value)
                in ("datetime", "date", "time", "dt.datetime", "dt.date", "pd.Timestamp")
            )
            or (isinstance(node.func, ast.Name) and node.func.id == "open")
        )
    ]
    assert asked == []


def test_figures_know_only_the_tables_of_numbers() -> None:
    """Besides the standard library, pure figures see the five packages named for them."""
    strange = {
        f"{name_of(file)}: {module}"
        for file in product()
        if name_of(file).startswith("shared/cooperation/")
        for module in imports(file.read_text(), "shared.cooperation")
        if module.split(".")[0] not in PURE | {"shared"} | sys.stdlib_module_names
    }
    assert strange == set()


@pytest.mark.parametrize("file", [f for f in product() if "views" in f.parts], ids=name_of)
def test_pages_hold_no_sql_and_no_css(file: Path) -> None:
    texts = [
        str(node.value)
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert [
        t for t in texts if re.search(r"\bSELECT\b.+\bFROM\b|<style|unsafe_allow_html", t, re.S)
    ] == []
    assert "unsafe_allow_html" not in file.read_text()


def test_only_one_file_caches() -> None:
    caching = {
        name_of(file)
        for file in product()
        if re.search(r"st\.cache_(data|resource)|lru_cache\(maxsize=None", file.read_text())
    }
    assert caching <= {"dashboard/cached.py"}


@pytest.mark.parametrize("file", [f for f in tracked() if f.suffix == ".py"], ids=name_of)
def test_a_file_holds_one_idea(file: Path) -> None:
    """The tables stay together, and a migration is as long as what it changes."""
    long = file.parent.name == "versions" or name_of(file) == "shared/models.py"
    most = 600 if file.is_relative_to(ROOT / "tests") else 400  # a table of cases may be long
    assert long or len(file.read_text().splitlines()) <= most
    assert file.stem not in VAGUE


def test_the_top_level_is_the_one_agreed() -> None:
    folders = {file.relative_to(ROOT).parts[0] for file in tracked() if file.parent != ROOT}
    assert folders <= {"dashboard", "shared", "data", "tests", "docs", ".ci"}


def test_tests_are_no_package() -> None:
    """An `__init__.py` in tests/shared would hide the product's `shared`."""
    assert [f for f in tracked() if f.name == "__init__.py" and "tests" in f.parts] == []


def test_nothing_names_a_registry_or_a_place_of_one_machine() -> None:
    named = {
        f"{name_of(file)}: {word}"
        for file in tracked()
        for word in (*REGISTRIES, *PLACES)
        if word in file.read_bytes().decode("utf-8", errors="ignore")
    }
    assert named == set()
