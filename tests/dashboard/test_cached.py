"""What was computed once is used again, until the store is written to."""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from dashboard import cached
from shared.models import Institution
from shared.store.database import writing

pytestmark = pytest.mark.filterwarnings("ignore")
computed: list[str] = []


def count_of(kind: str) -> int:
    computed.append(kind)
    return len(cached.institutions())


def add(engine: Engine, id: str) -> None:
    with writing(engine) as session:
        session.add(Institution(id=id, name=id.upper()))


def test_a_frame_is_read_once_and_again_after_a_write(empty_store: Engine) -> None:
    add(empty_store, "a")
    first = cached.institutions()
    assert cached.institutions() is first
    add(empty_store, "b")
    assert list(cached.institutions()["id"]) == ["a", "b"]


def test_a_result_is_computed_once_for_its_arguments(empty_store: Engine) -> None:
    computed.clear()
    add(empty_store, "a")
    assert [cached.result(count_of, kind) for kind in ("art", "art", "city")] == [1, 1, 1]
    assert computed == ["art", "city"]
    add(empty_store, "b")
    assert cached.result(count_of, "art") == 2


def test_what_is_written_through_the_door_is_seen_at_once(empty_store: Engine) -> None:
    assert cached.institutions().empty
    with cached.writing() as session:
        assert isinstance(session, Session)
        session.add(Institution(id="a", name="A"))
    assert list(cached.institutions()["id"]) == ["a"]


def test_the_samples_present_is_the_day_it_was_made_for(consortium: Engine) -> None:
    assert cached.now().date().isoformat() == "2026-11-23"
    assert not cached.is_sample()


def test_the_days_of_the_data_include_both_ends(consortium: Engine) -> None:
    first, last = cached.data_days() or (None, None)
    assert str(first) == "2025-07-11"
    assert str(last) == "2026-11-22"
