"""What follows a change of data."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, func, select

from shared.access import LOCAL_ADMINISTRATOR, READER
from shared.models import (
    Account,
    AuditEntry,
    Coverage,
    Decision,
    Event,
    Institution,
    Interaction,
    Participation,
    Post,
    Suggestion,
    TieMonth,
)
from shared.refresh import refresh
from shared.sentences import Refusal
from shared.store import queries
from shared.store.database import reading, set_setting, writing

TODAY = date(2026, 5, 20)
IDS = {"a": 1, "b": 2, "c": 3, "d": 4}


def mention(session: Session, source: str, target: str, day: date) -> None:
    """One mention in a post of its own, with its share of the roll-up."""
    number = session.exec(select(func.count()).select_from(Post)).one()
    post, at = f"p{number}", datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    session.add(
        Post(network="x", post_id=post, account_id=IDS[source], created_at=at, version_id=post)
    )
    session.flush()
    session.add(
        Interaction(
            network="x",
            post_id=post,
            kind="mention",
            source_account=IDS[source],
            target_account=IDS[target],
            occurred_at=at,
            evidence="id",
        )
    )
    rolled = session.get(TieMonth, (day.replace(day=1), source, target))
    rolled = rolled or TieMonth(month=day.replace(day=1), source=source, target=target)
    rolled.mentions += 1
    session.add(rolled)
    session.flush()


@pytest.fixture
def consortium(store: Engine) -> Engine:
    """a and c both addressed b, b answered neither; d has exchanged with nobody."""
    with writing(store) as session:
        for one, number in IDS.items():
            session.add(Institution(id=one, name=one.upper(), kind="art" if one in "ad" else None))
            session.flush()
            session.add(Account(id=number, institution_id=one, network="x", handle=one))
            session.flush()
            session.add(
                Coverage(
                    account_id=number,
                    source="files",
                    first_day=date(2025, 6, 1),
                    last_day=date(2026, 5, 20),
                )
            )
        session.flush()
        mention(session, "a", "b", date(2026, 5, 4))
        mention(session, "a", "b", date(2026, 5, 5))
        mention(session, "c", "b", date(2026, 4, 30))
    return store


def refreshed(engine: Engine, today: date | None = TODAY) -> dict[tuple[str, str], list[dict]]:
    refresh(engine=engine, by=LOCAL_ADMINISTRATOR, today=today)
    with reading(engine) as session:
        found = queries.suggestions(session=session)
    return {(a, b): why for a, b, why in zip(found["a"], found["b"], found["reasons"], strict=True)}


def test_positions_and_suggestions_are_written(consortium):
    told = refreshed(consortium)
    assert [reason["code"] for reason in told["a", "b"]] == ["unanswered"]
    assert told["a", "b"][0]["count"] == 2
    assert told["a", "c"][0]["contacts"] == ["b"]
    assert told["a", "d"][0]["code"] == "same_kind"
    with reading(consortium) as session:
        placed = queries.positions(session=session).set_index("institution_id")
    assert list(placed.index) == ["a", "b", "c", "d"]
    assert placed["community"].tolist()[:3] == [0, 0, 0]
    assert placed["community"].isna()["d"] and placed.at["d", "y"] == -1


def test_doing_it_twice_changes_nothing(consortium):
    first = refreshed(consortium)
    with reading(consortium) as session:
        placed = queries.positions(session=session)
    assert refreshed(consortium) == first
    with reading(consortium) as session:
        assert queries.positions(session=session).equals(placed)


def test_a_pair_that_began_to_talk_leaves_the_suggestions(consortium):
    assert ("a", "b") in refreshed(consortium)
    with writing(consortium) as session:
        mention(session, "b", "a", date(2026, 5, 12))
    assert ("a", "b") not in refreshed(consortium)


def test_a_two_way_exchange_long_ago_is_a_pause(consortium):
    with writing(consortium) as session:
        mention(session, "c", "d", date(2025, 6, 3))
        mention(session, "d", "c", date(2025, 6, 4))
    assert refreshed(consortium)["c", "d"][0] == {
        "code": "lapsed",
        "count": 2,
        "last_month": "2025-06-01",
        "two_way": True,
    }


def test_one_who_left_the_consortium_is_on_the_map_but_in_no_suggestion(consortium):
    with writing(consortium) as session:
        session.get_one(Institution, "a").left_on = date(2026, 3, 31)
    assert not any("a" in pair for pair in refreshed(consortium))
    with reading(consortium) as session:
        assert "a" in set(queries.positions(session=session)["institution_id"])


def test_one_who_speaks_through_another_is_in_no_suggestion(consortium):
    with writing(consortium) as session:
        session.add(Institution(id="e", name="E", kind="art", parent="a"))
    assert not any("e" in pair for pair in refreshed(consortium))
    with reading(consortium) as session:
        community = queries.positions(session=session).set_index("institution_id")["community"]
    assert community["e"] == community["a"]


def test_a_decided_pair_can_still_be_read(consortium):
    with writing(consortium) as session:
        session.add(Decision(a="a", b="c", status="dismissed", by="x", at=datetime.now(UTC)))
    assert ("a", "c") in refreshed(consortium)


def test_the_sample_lives_on_its_own_day(consortium):
    with writing(consortium) as session:
        set_setting(session, "sample", "1")
        set_setting(session, "sample_today", "2020-03-01")
        session.add(Event(id=1, title="E", starts=date(2020, 3, 2), ends=date(2020, 3, 2)))
        session.flush()
        for one in "cd":
            session.add(Participation(event_id=1, institution_id=one, status="joined"))
    assert refreshed(consortium, today=None)["c", "d"][0]["coming"] is True


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_an_empty_store_has_nothing_to_place(store):
    counts = refresh(engine=store, by=LOCAL_ADMINISTRATOR)
    assert counts == {"positions": 0, "suggestions": 0}


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_reader_may_not_refresh_and_whoever_does_is_recorded(consortium):
    with pytest.raises(Refusal):
        refresh(engine=consortium, by=READER)
    with reading(consortium) as session:
        assert session.exec(select(Suggestion)).all() == []
    refreshed(consortium)
    with reading(consortium) as session:
        assert session.exec(select(AuditEntry)).one().what.startswith("refresh: 4 positions")


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_of_whom_nothing_was_read_lately_no_pause_is_told(consortium):
    with writing(consortium) as session:
        mention(session, "c", "d", date(2025, 6, 3))
        mention(session, "d", "c", date(2025, 6, 4))
        session.get_one(Coverage, (IDS["d"], "files", date(2025, 6, 1))).last_day = date(2025, 8, 1)
    told = refreshed(consortium).get(("c", "d"), [])
    assert "lapsed" not in {reason["code"] for reason in told}
