"""A collection that is killed at any moment and begun again ends as one that was left alone."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from data.demo.consortium import roster_csv
from data.demo.x_server import TOKEN, XServer, sample_world
from shared.store.database import engine_for, reading
from shared.store.recount import differences

TODAY = date(2026, 3, 1)
COLLECT = ("collect", "--backfill", "all", "--db")
TABLES = {
    "post": "*",
    "post_version": "*",
    "post_tag": "*",
    "interaction": "*",
    "tie_month": "*",
    "unresolved": "*",
    "erasure": "*",
    "coverage": "*",
    "spending": "network, resource, resources, cost",
    "charge": "network, resource, resource_id",
    "checkpoint": "account_id, stream, high_water, pending_newest, pending_oldest, pending_since, "
    "pending_token, window_started, read, exhausted",
    "account": "id, native_id, handle, status",
}


def contents(file: Path) -> dict[str, list[str]]:
    engine = engine_for(str(file))
    with reading(engine) as session:
        assert differences(session).empty
        found = {
            table: session.connection().execute(text(f"SELECT {columns} FROM {table}")).all()
            for table, columns in TABLES.items()
        }
    engine.dispose()
    return {table: sorted(map(repr, rows)) for table, rows in found.items()}


def asked_of(file: Path, question: str) -> Any:
    engine = engine_for(str(file))
    with reading(engine) as session:
        answer = session.connection().execute(text(question)).scalar()
    engine.dispose()
    return answer


def prepared(file: Path, roster: Path, passerelle: Callable) -> None:
    """A store with the roster, in which nothing is too dear and nobody waits."""
    assert passerelle("init", "--db", file).returncode == 0
    assert passerelle("roster", "import", roster, "--db", file).returncode == 0
    for name, value in {"pause": 0, "run_dollars": "none", "month_dollars": "none"}.items():
        assert passerelle("settings", "set", name, value, "--db", file).returncode == 0


def cut_off(x: XServer, file: Path, after: int, seconds: float, how: signal.Signals) -> None:
    """A collection that is ended so many pages, and a moment, after it began."""
    command = [Path(sys.executable).with_name("passerelle"), *COLLECT, file]
    asked = len(x.requests)
    with subprocess.Popen(
        command, env=environment(x), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as run:
        while pages(x, asked) < after and run.poll() is None:
            time.sleep(0.005)
        time.sleep(seconds)
        run.send_signal(how)


def pages(x: XServer, since: int) -> int:
    return sum(path.endswith("/tweets") for _, path, _ in x.requests[since:])


def environment(x: XServer) -> dict[str, str]:
    return {**os.environ, "X_BEARER_TOKEN": TOKEN, "X_API_BASE_URL": x.base_url}


@pytest.mark.parametrize(
    ("kills", "accounts"), [(2, 8), pytest.param(50, 64, marks=pytest.mark.soak)]
)
@pytest.mark.timeout(1800)
def test_a_collection_killed_at_any_moment_and_begun_again_is_as_one_left_alone(
    kills: int, accounts: int, tmp_path: Path, passerelle: Callable
) -> None:
    """The sample's accounts (a few, in the daily run) with all posts of 24 months."""
    lines = roster_csv().splitlines(keepends=True)
    (tmp_path / "roster.csv").write_text("".join(lines[: accounts + 1]))
    clean, killed = tmp_path / "clean.db", tmp_path / "killed.db"
    prepared(clean, tmp_path / "roster.csv", passerelle)
    shutil.copy(clean, killed)
    chance = random.Random(7)
    with XServer(sample_world(TODAY)) as x:
        assert passerelle(*COLLECT, clean, env=environment(x)).returncode == 0
        bill, whole = x.bill(), len(x.requests)
        most = accounts + min(4 * whole // kills, whole // 2)
        for _ in range(kills):
            how = chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM])
            cut_off(x, killed, chance.randint(2, most), chance.uniform(0, 0.05), how)
        assert passerelle(*COLLECT, killed, env=environment(x)).returncode == 0
        assert x.bill() == bill, "what is read twice on one day is billed once"
        assert len(x.requests) < 2 * whole + kills * (accounts + 2), "nothing is begun anew"
    assert contents(killed) == contents(clean)
    cost = asked_of(killed, "SELECT sum(cost) FROM spending")
    assert cost == bill.dollars * 1_000_000
    stopped = "SELECT count(*) FROM sync_run WHERE status = 'stopped' AND posts_new > 0"
    assert asked_of(killed, stopped) >= max(1, kills // 5), "cut off while they read"
    assert asked_of(killed, "SELECT count(*) FROM sync_run WHERE status = 'running'") == 0
