"""An import that is cut off at any moment and run again ends as one clean run."""

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from data.demo.sample import sample as make_sample
from shared.store.database import engine_for, reading
from shared.store.recount import differences

TABLES = ("post", "post_version", "post_tag", "interaction", "unresolved", "tie_month")
TABLES += ("coverage", "erasure", "account", "handle_period")


def contents(url: str) -> dict[str, list[str]]:
    engine = engine_for(url)
    with reading(engine) as session:
        rows = {t: session.connection().execute(text(f"SELECT * FROM {t}")).all() for t in TABLES}
        assert differences(session).empty
    engine.dispose()
    return {table: sorted(map(repr, found)) for table, found in rows.items()}


def cut_off(store: Path, file: Path, after: float, how: signal.Signals) -> int:
    """The exit code of an import that is stopped so many seconds after it began to write."""
    command = [Path(sys.executable).with_name("passerelle"), "import", file, "--db", store]
    log = store.with_name(f"{store.name}-wal")
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        while run.poll() is None and not (log.exists() and log.stat().st_size):
            time.sleep(0.01)
        try:
            run.wait(after)
        except subprocess.TimeoutExpired:
            run.send_signal(how)
    return run.returncode


@pytest.mark.parametrize("kills", [2, pytest.param(50, marks=pytest.mark.soak)])
def test_an_import_killed_at_any_moment_and_run_again_is_as_one_clean_run(
    kills: int, tmp_path: Path, passerelle: Callable
) -> None:
    made = make_sample(date(2026, 3, 1))
    posts = tmp_path / "posts.jsonl"
    (tmp_path / "roster.csv").write_text(made.roster_csv)
    with posts.open("wb") as lines:
        lines.writelines(page.rstrip(b"\n") + b"\n" for page in made.pages)
    empty, clean, killed = (tmp_path / name for name in ("empty.db", "clean.db", "killed.db"))
    assert passerelle("init", "--db", empty).returncode == 0
    assert passerelle("roster", "import", tmp_path / "roster.csv", "--db", empty).returncode == 0
    shutil.copy(empty, clean)
    shutil.copy(empty, killed)
    began = time.monotonic()
    assert passerelle("import", posts, "--db", clean).returncode == 0
    took = time.monotonic() - began
    chance = random.Random(7)
    ended = [
        cut_off(killed, posts, took * chance.uniform(0, 0.8), how)
        for how in (signal.SIGKILL, signal.SIGINT) * (kills // 2)
    ]
    assert any(ended), "every import was done before it was killed: nothing was tried"
    assert passerelle("import", posts, "--db", killed).returncode == 0
    assert contents(str(killed)) == contents(str(clean))
