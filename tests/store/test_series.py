"""The sector's series are brought in, and what a person did to an edition stays done."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from shared.access import LOCAL_ADMINISTRATOR, READER, Principal, Role
from shared.agenda.shipped import shipped_calendar
from shared.models import AuditEntry, Event, EventSeries, Institution
from shared.sentences import Refusal
from shared.store.database import reading, writing
from shared.store.events import delete_event, restore_event, save_event, set_participants
from shared.store.participants import participants_of
from shared.store.series import load_series

ANNA = Principal("Anna", Role.COORDINATOR)
TODAY = date(2026, 11, 23)


def load(session: Session, today: date = TODAY, by: Principal = LOCAL_ADMINISTRATOR) -> int:
    series, editions = shipped_calendar(today=today)
    return load_series(session=session, by=by, series=series, editions=editions)


def edition(session: Session, series: str, year: str) -> Event:
    return session.exec(select(Event).where(Event.series_id == series, Event.edition == year)).one()


def told(session: Session) -> list[str]:
    return list(session.exec(select(AuditEntry.what).order_by(col(AuditEntry.id))))


def test_the_shipped_calendar_is_loaded_with_past_days_and_forecasts(store: Engine) -> None:
    with writing(store) as session:
        assert load(session) > 80
    with reading(store) as session:
        assert session.get(EventSeries, "night-of-museums") is not None
        held, coming = (edition(session, "night-of-museums", year) for year in ("2026", "2027"))
        assert (held.starts, held.certainty) == (date(2026, 5, 23), "confirmed")
        assert (coming.starts, coming.certainty) == (date(2027, 5, 15), "forecast")
        assert coming.title == "Nuit européenne des musées 2027"
        assert coming.origin == "series"
        week = edition(session, "museumweek", "2015")
        assert week.day_tags["2015-03-29"] == "poseMW"
        assert (coming.edited_by, coming.version) == (None, 1)


def test_loading_again_changes_nothing_and_a_year_later_adds_a_year(store: Engine) -> None:
    with writing(store) as session:
        load(session)
        entries = len(told(session))
        assert load(session) == 0
        assert len(told(session)) == entries
        assert load(session, date(2027, 11, 23)) > 0
        assert edition(session, "night-of-museums", "2030").certainty == "forecast"


def test_loading_again_mends_what_no_person_edited(store: Engine) -> None:
    with writing(store) as session:
        load(session)
        held = edition(session, "night-of-museums", "2026")
        held.starts = held.ends = date(2026, 5, 16)
        held.certainty = "forecast"
        session.flush()
        assert load(session) == 1
        session.refresh(held)
        assert (held.starts, held.certainty, held.version) == (date(2026, 5, 23), "confirmed", 2)


def test_loading_again_leaves_what_a_person_edited(store: Engine) -> None:
    with writing(store) as session:
        load(session)
        held = edition(session, "night-of-museums", "2027")
        moved = {"id": held.id, "starts": date(2027, 5, 22), "ends": date(2027, 5, 22)}
        save_event(session=session, by=ANNA, event=moved, expected_version=1)
        assert load(session) == 0
        assert edition(session, "night-of-museums", "2027").starts == date(2027, 5, 22)
        assert edition(session, "night-of-museums", "2028").starts == date(2028, 5, 20)


@pytest.mark.parametrize("certainty", ["confirmed", "postponed", "cancelled"])
def test_a_forecast_never_replaces_what_is_known(store: Engine, certainty: str) -> None:
    with writing(store) as session:
        load(session)
        held = edition(session, "night-of-museums", "2027")
        held.certainty, held.starts, held.ends = certainty, date(2027, 7, 3), date(2027, 7, 3)
        session.flush()
        assert load(session) == 0
        assert edition(session, "night-of-museums", "2027").starts == date(2027, 7, 3)


def test_adding_participants_keeps_an_edition_open_to_shipped_corrections(store: Engine) -> None:
    with writing(store) as session:
        session.add(Institution(id="louvre", name="Louvre"))
        load(session)
        held = edition(session, "night-of-museums", "2027")
        row = {"institution_id": "louvre", "role": "host", "status": "joined"}
        set_participants(
            session=session, by=ANNA, event_id=held.id or 0, participants=[row], expected_version=1
        )
        held.starts = held.ends = date(2027, 1, 1)
        session.flush()
        assert load(session) == 1
        assert edition(session, "night-of-museums", "2027").starts == date(2027, 5, 15)
        assert participants_of(session, held.id or 0) == {"louvre": ("host", "joined")}


def test_a_deleted_edition_does_not_come_back_with_the_next_loading(store: Engine) -> None:
    with writing(store) as session:
        load(session)
        held = edition(session, "night-of-museums", "2027")
        number = held.id or 0
        delete_event(session=session, by=ANNA, event_id=number, expected_version=1)
        assert load(session) == 0
        again = restore_event(session=session, by=ANNA, event_id=number)
        assert (again.id, again.edition) == (number, "2027")
        assert load(session) == 0


def test_a_reader_loads_nothing(sqlite_store: Engine) -> None:
    with pytest.raises(Refusal, match="for reading only"), writing(sqlite_store) as session:
        load(session, by=READER)
