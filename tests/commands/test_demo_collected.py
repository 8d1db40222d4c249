"""`passerelle demo --collect`: the sample, collected from a local X, is the sample."""

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from shared.store.database import engine_for, reading

PASSERELLE = Path(sys.executable).with_name("passerelle")


def rows(engine: Engine, query: str) -> set[tuple]:
    with reading(engine) as session:
        return {tuple(row) for row in session.connection().execute(text(query))}


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What the command said, and the store it made."""
    store = tmp_path_factory.mktemp("collected") / "sample.db"
    today = datetime.now(UTC).date().isoformat()
    command = [PASSERELLE, "demo", "--collect", "--today", today, "--db", str(store)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return ran.stdout, store


def test_a_newcomer_is_told_what_is_collected_and_what_it_would_cost(collected) -> None:
    said, store = collected
    assert "http://127.0.0.1:" in said
    posts = int(re.search(r"(\d+) posts of \d+ accounts in \d+ requests", said)[1])
    engine = engine_for(str(store))
    spent = rows(engine, "SELECT resource, resources, cost FROM spending")
    engine.dispose()
    assert {(kind, number) for kind, number, _ in spent} >= {("post", posts)}
    billed = re.search(r"would bill ([\d.]+) dollars", said)[1]
    assert round(float(billed) * 1_000_000) == sum(cost for _, _, cost in spent)


def test_what_is_collected_is_what_importing_the_same_pages_gives(collected, sample: Path) -> None:
    engine, imported = engine_for(str(collected[1])), engine_for(str(sample))
    acts = (
        "SELECT i.post_id, i.kind, s.handle, t.handle FROM interaction i "
        "JOIN account s ON s.id = i.source_account JOIN account t ON t.id = i.target_account"
    )
    found = rows(engine, acts)
    assert len(found) > 5_000
    assert found == rows(imported, acts)
    assert rows(engine, "SELECT * FROM tie_month") == rows(imported, "SELECT * FROM tie_month")
    assert rows(engine, "SELECT DISTINCT source FROM coverage") == {("x",)}
    engine.dispose()
    imported.dispose()
