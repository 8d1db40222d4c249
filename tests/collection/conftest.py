"""Three museums, an organiser, and pages of posts written by hand."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from shared.access import LOCAL_ADMINISTRATOR
from shared.collection.bring_in import Outcome, Reading, import_posts
from shared.models import Account, HandlePeriod, Institution, Network
from shared.store.database import reading, writing

# Handle → native id; the museum's own id is the handle. Delta's id is not known yet.
MUSEUMS = {"alpha": "101", "beta": "102", "gamma": "103", "delta": None}


@pytest.fixture
def museums(store: Engine) -> Engine:
    """A store in which four museums have an account each."""
    with writing(store) as session:
        for handle, native_id in MUSEUMS.items():
            session.add(Institution(id=handle, name=handle.title()))
            session.flush()
            account = Account(
                institution_id=handle, network=Network.X, handle=handle, native_id=native_id
            )
            session.add(account)
            session.flush()
            session.add(HandlePeriod(account_id=account.id, handle=handle))
    return store


@pytest.fixture
def bring(museums: Engine, tmp_path: Path) -> Callable[..., Outcome]:
    """Imports lines (dicts, or bytes as they are) as one file."""

    def bring_in(*lines: Any, how: Reading | None = None, name: str = "posts.jsonl") -> Outcome:
        file = tmp_path / name
        written = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
        file.write_bytes(b"\n".join(written) + b"\n")
        return import_posts([file], engine=museums, by=LOCAL_ADMINISTRATOR, how=how)

    return bring_in


@pytest.fixture
def acts(museums: Engine) -> Callable[[], set[tuple[str, str, str, str]]]:
    """What the store holds: (post id, kind, source, target) by handle."""

    def held() -> set[tuple[str, str, str, str]]:
        query = text(
            "SELECT i.post_id, i.kind, s.handle, t.handle FROM interaction i "
            "JOIN account s ON s.id = i.source_account JOIN account t ON t.id = i.target_account"
        )
        with reading(museums) as session:
            return {tuple(row) for row in session.connection().execute(query)}

    return held


@pytest.fixture
def open_references(museums: Engine) -> Callable[[], set[tuple[str, str, str]]]:
    """The references that could not be told: (post id, kind, referenced id)."""

    def held() -> set[tuple[str, str, str]]:
        with reading(museums) as session:
            rows = session.connection().execute(
                text("SELECT post_id, kind, referenced_id FROM unresolved")
            )
            return {tuple(row) for row in rows}

    return held


@pytest.fixture
def outsiders(museums: Engine) -> Callable[[], int]:
    """How many outsiders the stored posts address."""

    def counted() -> int:
        with reading(museums) as session:
            return session.connection().execute(text("SELECT sum(outsiders) FROM post")).scalar()

    return counted
