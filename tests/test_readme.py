"""The README's tour is what a newcomer types: every command of it is run here, in order."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


def tour() -> list[str]:
    section = README.split("## A tour")[1].split("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", section, re.S)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> list["subprocess.CompletedProcess[str]"]:
    """What each block of the tour printed, in a new folder and a new home."""
    folder = tmp_path_factory.mktemp("tour")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PASSERELLE_", "XDG_"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**kept, "HOME": str(folder / "home"), "PATH": path}
    return [
        subprocess.run(
            ["sh", "-eu", "-c", block], cwd=folder, env=env, capture_output=True, text=True
        )
        for block in tour()
    ]


def test_every_command_of_the_tour_is_done(walked) -> None:
    assert len(walked) >= 5
    failed = [(ran.args[-1], ran.returncode, ran.stderr) for ran in walked if ran.returncode]
    assert failed == []


def test_the_tour_ends_with_the_ties_it_promises(walked) -> None:
    printed = "".join(ran.stdout for ran in walked)
    assert {"musee-des-ponts", "bridge-museum"} <= set(re.findall(r"[a-z-]{5,}", printed))
    assert '"mentions": 1' in printed or '"mentions":1' in printed


def test_what_the_readme_points_to_is_there() -> None:
    pointed = re.findall(r"\]\(([^):]+)\)", README) + re.findall(
        r"`(shared/[\w/.]+|data/[\w/.]+)`", README
    )
    assert [path for path in pointed if not (ROOT / path).exists()] == []


def test_the_two_commands_exist() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M)
    assert set(re.findall(r"`?make ([a-z]+)", README)) <= set(targets)
