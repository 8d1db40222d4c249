"""What `make` says before it does anything."""

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]


def make(*arguments: str) -> "subprocess.CompletedProcess[str]":
    env = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_a_machine_without_a_recent_python_is_told_so() -> None:
    said = make("nowhere/uv", "UV=nowhere/uv", "PYTHON=")
    assert said.returncode == 2
    assert "Passerelle needs Python 3.11 or newer" in said.stderr


def test_a_python_without_pip_is_told_so() -> None:
    said = make("nowhere/uv", "UV=nowhere/uv", "PYTHON=false")
    assert said.returncode == 2
    assert "Passerelle needs pip" in said.stderr


def test_another_store_and_another_port_reach_the_server() -> None:
    said = make("--dry-run", "run", "STORE=my museums.db", "PORT=8600").stdout
    (line,) = re.findall(r"passerelle serve.*", said)
    assert line == "passerelle serve --db 'my museums.db' --port 8600"


def test_help_names_every_command() -> None:
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.M)
    assert phony
    hidden = {"help", "check", "setup"}
    assert [
        name for name in phony[1].split() if name not in make("help").stdout + " ".join(hidden)
    ] == []


def test_a_changed_lock_asks_for_a_new_environment() -> None:
    now = make("--eval", "stamp: ; @echo $(RUN_STAMP) $(DEV_STAMP)", "stamp").stdout.split()
    keyed = "$(call stamp,run,requirements.lock README.md)"
    changed = make("--eval", f"stamp: ; @echo {keyed}", "stamp").stdout.split()
    assert len(set(now)) == 2
    assert not set(changed) & set(now)
