"""The locks name every package with its hash and never where it came from."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return found


def entries(lock: str) -> dict[str, str]:
    """What a lock says of each package, by name."""
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / lock).read_text().strip())
    return {re.split(r"[=<>@ ]", block, maxsplit=1)[0]: block for block in blocks}


def versions(lock: str) -> dict[str, str]:
    found = {name: re.match(r"\S+==([^\s;]+)", block) for name, block in entries(lock).items()}
    return {name: match[1] for name, match in found.items() if match}


def direct(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~! ;]", one, maxsplit=1)[0].lower() for one in requirements}


def all_direct() -> set[str]:
    optional = project()["optional-dependencies"]
    return direct(project()["dependencies"] + optional["build"] + optional["dev"])


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_its_hashes(lock: str) -> None:
    assert len(entries(lock)) > 30
    assert versions(lock).keys() == entries(lock).keys()
    assert [name for name, block in entries(lock).items() if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_a_host(lock: str) -> None:
    assert re.findall(r"\w+://\S+|--\S*index\S*|--find-links\S*", (ROOT / lock).read_text()) == []


def test_a_lock_holds_what_the_project_asks_for() -> None:
    optional = project()["optional-dependencies"]
    assert (
        direct(project()["dependencies"] + optional["build"]) <= entries("requirements.lock").keys()
    )
    assert all_direct() <= entries("requirements-dev.lock").keys()


def test_what_is_tested_is_what_runs() -> None:
    tested = versions("requirements-dev.lock")
    assert {n: v for n, v in versions("requirements.lock").items() if tested.get(n) != v} == {}


def test_what_runs_brings_no_test_tool() -> None:
    assert not entries("requirements.lock").keys() & {"pytest", "playwright", "ruff", "mypy"}


def test_streamlit_is_pinned_to_one_minor() -> None:
    (asked,) = (one for one in project()["dependencies"] if one.startswith("streamlit>"))
    low, high = re.fullmatch(r"streamlit>=1\.(\d+),<1\.(\d+)", asked).groups()  # type: ignore[union-attr]
    assert int(high) == int(low) + 1
    assert versions("requirements.lock")["streamlit"].startswith(f"1.{low}.")


def test_every_dependency_has_its_reason() -> None:
    table = re.findall(
        r"^\| ([a-z0-9-]+) \| \S.+ \|$", (ROOT / "CONTRIBUTING.md").read_text(), re.M
    )
    assert sorted(name for name in table if name != "package") == sorted(all_direct())


def test_only_free_licences_without_a_catch() -> None:
    """The graph packages under the GPL would bind us."""
    assert not entries("requirements.lock").keys() & {"igraph", "python-igraph", "leidenalg", "fa2"}
