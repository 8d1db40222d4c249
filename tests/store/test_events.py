"""The calendar in the store, on both engines."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from shared.access import READER, Principal, Role
from shared.models import AuditEntry, Event, EventSeries, Institution, Participation
from shared.sentences import Refusal
from shared.store.database import reading, writing
from shared.store.events import (
    Stale,
    delete_event,
    restore_event,
    save_event,
    set_participants,
)

ANNA = Principal("Anna", Role.COORDINATOR)
BEN = Principal("Ben", Role.COORDINATOR)
NIGHT = {"title": "A night", "starts": "2027-05-15", "ends": "2027-05-16"}


@contextmanager
def roster(store: Engine) -> Iterator[Session]:
    """A session for writing, in a store of three museums."""
    with writing(store) as session:
        session.add_all(Institution(id=one, name=one) for one in ("louvre", "orsay", "prado"))
        session.flush()
        yield session


def save(session: Session, event: dict[str, Any], by: Principal = ANNA, **more: Any) -> Event:
    return save_event(session=session, by=by, event=event, **more)


def who(session: Session, event: Event) -> dict[str, tuple[str, str]]:
    rows = session.exec(select(Participation).where(Participation.event_id == event.id))
    return {row.institution_id: (row.role.value, row.status.value) for row in rows}


def told(session: Session) -> list[tuple[str, str]]:
    entries = session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))
    return [(entry.by, entry.what) for entry in entries]


def refused(session: Session, changes: dict[str, Any]) -> str:
    """The field a refusal names."""
    with pytest.raises(Refusal) as refusal:
        save(session, NIGHT | changes)
    field: str = refusal.value.sentence.values["field"]
    return field


def test_an_event_is_saved_with_its_participants_and_who_did_it(store: Engine) -> None:
    with roster(store) as session:
        event = save(
            session,
            NIGHT
            | {
                "title": "  Nuit\u0000 e\u0301trange \n",
                "hashtags": "#Night, #Nuit #Night",
                "day_tags": {"2027-05-16": "#second", "2027-05-15": "#first"},
                "opens": "19:00",
                "closes": "01:00",
                "url": "https://night.example",
                "place": "",
            },
            participants=[
                {"institution_id": "louvre", "role": "host", "status": "joined"},
                {"institution_id": "orsay"},
            ],
        )
    with reading(store) as session:
        held = session.get(Event, event.id)
        assert held is not None
        assert held.title == "Nuit étrange"
        assert held.hashtags == ["Night", "Nuit"]
        assert held.day_tags == {"2027-05-15": "first", "2027-05-16": "second"}
        assert (held.opens, held.closes, held.place) == (time(19), time(1), None)
        assert (held.version, held.edited_by, held.certainty) == (1, "Anna", "confirmed")
        assert held.origin == "manual"
        assert who(session, held) == {
            "louvre": ("host", "joined"),
            "orsay": ("partner", "invited"),
        }
        assert told(session)[-1][0] == "Anna"
        assert told(session)[-1][1].startswith(f"event {held.id} saved")


def test_a_change_touches_only_the_fields_named_and_moves_the_version(store: Engine) -> None:
    with roster(store) as session:
        event = save(session, NIGHT | {"url": "https://night.example", "place": "Paris"})
        changed = save(
            session, {"id": event.id, "title": "Two nights", "url": ""}, by=BEN, expected_version=1
        )
        assert (changed.title, changed.url, changed.place) == ("Two nights", None, "Paris")
        assert (changed.version, changed.edited_by) == (2, "Ben")


def test_saving_the_same_again_changes_nothing(store: Engine) -> None:
    with roster(store) as session:
        row = [{"institution_id": "louvre", "role": "host", "status": "joined"}]
        event = save(session, NIGHT, participants=row)
        entries = told(session)
        same = save(session, NIGHT | {"id": event.id}, by=BEN, participants=row, expected_version=1)
        assert (same.version, same.edited_by) == (1, "Anna")
        assert told(session) == entries


def test_the_second_of_two_people_is_told_who_came_first_and_overwrites_nothing(
    store: Engine,
) -> None:
    with roster(store) as session:
        event = save(session, NIGHT)
        save(session, {"id": event.id, "title": "Anna's night"}, expected_version=1)
    with writing(store) as session:
        with pytest.raises(Stale, match="Anna changed this event") as stale:
            save(session, {"id": event.id, "title": "Ben's"}, by=BEN, expected_version=1)
        assert stale.value.current.title == "Anna's night"
        assert "UTC" in stale.value.sentence.values["when"]
    with writing(store) as session:
        for version in (None, 1, 3):
            with pytest.raises(Stale):
                save(session, {"id": event.id, "title": "?"}, by=BEN, expected_version=version)
        with pytest.raises(Stale):
            delete_event(session=session, by=BEN, event_id=event.id or 0, expected_version=1)
        mine = save(session, {"id": event.id, "title": "Ours"}, by=BEN, expected_version=2)
        assert (mine.title, mine.version) == ("Ours", 3)


def test_a_row_read_from_the_store_can_be_changed_and_saved(store: Engine) -> None:
    with roster(store) as session:
        number = save(session, NIGHT).id
    with reading(store) as session:
        event = session.get(Event, number)
        assert event is not None
        session.expunge(event)
    event.title = "Renamed"
    with writing(store) as session:
        saved = save_event(session=session, by=BEN, event=event, expected_version=1)
        assert (saved.title, saved.version) == ("Renamed", 2)


def test_participants_are_replaced_and_the_last_word_on_one_holds(store: Engine) -> None:
    with roster(store) as session:
        event = save(session, NIGHT, participants=[{"institution_id": "louvre"}])
        set_participants(
            session=session,
            by=BEN,
            event_id=event.id or 0,
            participants=[
                {"institution_id": "orsay", "status": "invited"},
                {"institution_id": "orsay", "status": "declined"},
            ],
            expected_version=1,
        )
        assert who(session, event) == {"orsay": ("partner", "declined")}
        assert (event.version, event.edited_by) == (2, "Anna")
        with pytest.raises(Stale, match="Ben changed"):
            save(session, {"id": event.id, "title": "?"}, expected_version=1)


@pytest.mark.parametrize(
    "row", [{"institution_id": "nobody"}, {"institution_id": "louvre", "role": "guest"}]
)
def test_a_participant_nobody_knows_is_refused_and_nothing_is_written(
    store: Engine, row: dict[str, str]
) -> None:
    with roster(store):
        pass
    with pytest.raises(Refusal) as refusal, writing(store) as session:
        save(session, NIGHT, participants=[row])
    assert refusal.value.sentence.values["field"] == "participants"
    with reading(store) as session:
        assert session.exec(select(Event)).all() == []


def test_a_deleted_event_comes_back_as_it_was(store: Engine) -> None:
    long = {"title": "é" * 200, "url": "https://" + "u" * 480, "place": "p" * 200}
    rows = [
        {"institution_id": "louvre", "role": "host", "status": "joined"},
        {"institution_id": "orsay", "role": "invited", "status": "declined"},
    ]
    with roster(store) as session:
        event = save(session, NIGHT | long | {"opens": "19:30"}, participants=rows)
        number, before = event.id or 0, event.model_dump()
        participants = who(session, event)
    with writing(store) as session:
        delete_event(session=session, by=BEN, event_id=number, expected_version=1)
    with writing(store) as session:
        assert session.get(Event, number) is None
        with pytest.raises(Refusal, match="no longer in the calendar: Ben"):
            save(session, {"id": number, "title": "?"}, expected_version=1)
        restore_event(session=session, by=ANNA, event_id=number)
    with reading(store) as session:
        after = session.get(Event, number)
        assert after is not None
        changing = {"version", "edited_at"}
        assert after.model_dump(exclude=changing) == {
            name: value for name, value in before.items() if name not in changing
        }
        assert after.version == 2
        assert who(session, after) == participants


def test_what_was_brought_back_or_never_deleted_cannot_be_brought_back(store: Engine) -> None:
    with roster(store) as session:
        event = save(session, NIGHT)
        number = event.id or 0
        with pytest.raises(Refusal, match="no deleted event"):
            restore_event(session=session, by=ANNA, event_id=number)
        delete_event(session=session, by=ANNA, event_id=number, expected_version=1)
        restore_event(session=session, by=ANNA, event_id=number)
        with pytest.raises(Refusal, match="no deleted event"):
            restore_event(session=session, by=ANNA, event_id=number)


def test_a_new_event_never_takes_the_place_of_a_deleted_one(store: Engine) -> None:
    with roster(store) as session:
        number = save(session, NIGHT).id or 0
        delete_event(session=session, by=ANNA, event_id=number, expected_version=1)
        assert save(session, NIGHT | {"title": "Another"}).id != number
        assert restore_event(session=session, by=ANNA, event_id=number).title == "A night"


def test_a_museum_that_left_the_roster_does_not_come_back_with_an_event(store: Engine) -> None:
    with roster(store) as session:
        row = [{"institution_id": "louvre"}, {"institution_id": "prado"}]
        number = save(session, NIGHT, participants=row).id or 0
        delete_event(session=session, by=ANNA, event_id=number, expected_version=1)
        session.delete(session.get_one(Institution, "prado"))
        session.flush()
        event = restore_event(session=session, by=ANNA, event_id=number)
        assert list(who(session, event)) == ["louvre"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " \u0000 "}, "title"),
        ({"title": None}, "title"),
        ({"title": "t" * 201}, "title"),
        ({"starts": ""}, "starts"),
        ({"starts": "2027-02-30"}, "starts"),
        ({"starts": "0001-01-01"}, "starts"),
        ({"ends": "soon"}, "ends"),
        ({"ends": None}, "ends"),
        ({"ends": "2027-05-14"}, "ends"),
        ({"opens": "25:00"}, "opens"),
        ({"closes": "19:00"}, "opens"),
        ({"opens": "19:00", "closes": "01:00", "ends": "2027-05-15"}, "closes"),
        ({"timezone": "Europe/Atlantis"}, "timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://" + "u" * 500}, "url"),
        ({"place": "p" * 201}, "place"),
        ({"certainty": "perhaps"}, "certainty"),
        ({"hashtags": ["two words"]}, "hashtags"),
        ({"hashtags": [f"tag{n}" for n in range(41)]}, "hashtags"),
        ({"day_tags": {"2027-05-17": "late"}}, "day_tags"),
        ({"day_tags": {"2027-05-15": "two words"}}, "day_tags"),
        ({"series_id": "no-such-series"}, "series_id"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    sqlite_store: Engine, changes: dict[str, Any], field: str
) -> None:
    with writing(sqlite_store) as session:
        assert refused(session, changes) == field


def test_an_edition_is_in_the_calendar_once(store: Engine) -> None:
    with writing(store) as session:
        session.add(EventSeries(id="night", title_fr="Nuit", title_en="Night", rule_kind="none"))
        session.flush()
        first = {"series_id": "night", "edition": "2027"}
        save(session, NIGHT | first)
        assert refused(session, first) == "edition"
        held = save(session, NIGHT | first | {"edition": "2028"})
        with pytest.raises(Refusal, match="already"):
            save(session, {"id": held.id, "edition": "2027"}, expected_version=1)


def test_a_reader_writes_nothing(sqlite_store: Engine) -> None:
    with writing(sqlite_store) as session:
        number = save(session, NIGHT).id or 0
        attempts = [
            lambda: save(session, NIGHT, by=READER),
            lambda: set_participants(
                session=session, by=READER, event_id=number, participants=[], expected_version=1
            ),
            lambda: delete_event(session=session, by=READER, event_id=number, expected_version=1),
            lambda: restore_event(session=session, by=READER, event_id=number),
        ]
        for attempt in attempts:
            with pytest.raises(Refusal, match="for reading only"):
                attempt()
