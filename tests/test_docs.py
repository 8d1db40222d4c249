"""What docs/ tells a machine to run is what this program understands."""

import configparser
import re
import shlex
from pathlib import Path

import click
import pytest

from shared.commands import main

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def started(unit: Path) -> list[list[str]]:
    """What a systemd unit runs of ours, as words."""
    read = configparser.RawConfigParser(strict=False)
    read.optionxform = str  # type: ignore[assignment, method-assign]  # names keep their case
    read.read_string(unit.read_text())
    lines = [value for name, value in read["Service"].items() if name.startswith("ExecStart")]
    return [shlex.split(line) for line in lines]


def composed() -> list[list[str]]:
    """The commands of the compose file that are ours (the image's entry is `passerelle`)."""
    written = (DOCS / "compose.yaml").read_text()
    found = re.findall(r"^    command: \[(.*)\]$", written, re.M)
    return [["passerelle", *(word.strip(' "') for word in one.split(","))] for one in found]


UNITS = [words for unit in sorted(DOCS.glob("*.service")) for words in started(unit)]


@pytest.mark.parametrize("words", [*UNITS, *composed()], ids=" ".join)
def test_every_command_is_one_of_ours(words: list[str]) -> None:
    assert Path(words[0]).name == "passerelle"
    command = main.get_command(click.Context(main), words[1])
    assert command is not None
    command.make_context(words[1], words[2:])


def test_units_and_compose_run_the_pages_and_the_collector() -> None:
    assert {words[1] for words in UNITS} == {"init", "serve", "collect"}
    assert [words[1] for words in composed()] == ["init", "serve", "collect"]


def test_pages_that_others_reach_are_for_reading() -> None:
    for words in [*UNITS, *composed()]:
        if words[1] == "serve":
            assert "--read-only" in words


def test_the_image_holds_what_the_program_needs() -> None:
    copied = re.findall(r"^COPY (\w+) \./\1$", (DOCS / "Dockerfile").read_text(), re.M)
    assert copied == ["dashboard", "shared", "data"]
    kept = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.M)
    assert {"requirements.lock", *copied} <= set(kept)
