"""The calendar: said in words, drawn, filtered, opened, written, deleted and brought back."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard.i18n import speaking
from shared import models
from shared.access import LOCAL_ADMINISTRATOR
from shared.agenda.shipped import shipped_calendar
from shared.store.database import reading, writing
from shared.store.events import save_event
from shared.store.series import load_series

APP = Path(__file__).parents[2] / "dashboard" / "app.py"
Opened = Callable[..., AppTest]


@pytest.fixture
def opened() -> Opened:
    """Opens the calendar in a language, with what else stands in its address.

    Its address is not called as its file: AppTest is told the page's hash.
    """

    def open_page(language: str = "fr", **address: str) -> AppTest:
        page = AppTest.from_file(str(APP), default_timeout=30)
        page._page_hash = calc_hash("calendar")
        page.query_params["lang"] = language
        for name, value in address.items():
            page.query_params[name.rstrip("_")] = value
        return page.run()

    return open_page


def words(page: AppTest) -> str:
    """All that the page says in words."""
    assert not page.exception, page.exception
    kinds = (
        page.title, page.header, page.markdown, page.caption, page.info, page.warning,
        page.success, page.error,
    )  # fmt: skip
    return "\n".join(element.value for kind in kinds for element in kind)


def on_the_calendar(page: AppTest) -> list[dict[str, Any]]:
    """The events that FullCalendar was given."""
    (component,) = page.get("component_instance")
    events: list[dict[str, Any]] = json.loads(component.proto.json_args)["events"]
    return events


def titles(page: AppTest) -> list[str]:
    return [event["title"] for event in on_the_calendar(page)]


def new_event(engine: Engine, title: str, days: str, *ids: str, **fields: Any) -> int:
    """An event that the institutions joined."""
    starts, __, ends = days.partition("..")
    with writing(engine) as session:
        event = save_event(
            session=session,
            by=LOCAL_ADMINISTRATOR,
            event={"title": title, "starts": starts, "ends": ends or starts, **fields},
            participants=[
                {"institution_id": id, "role": "partner", "status": "joined"} for id in ids
            ],
        )
        return int(event.id or 0)


def sector(engine: Engine) -> None:
    """Bring the shipped calendar in."""
    series, editions = shipped_calendar(today=date(2026, 11, 23))
    with writing(engine) as session:
        load_series(session=session, by=LOCAL_ADMINISTRATOR, series=series, editions=editions)


def held(engine: Engine, id: int) -> models.Event | None:
    with reading(engine) as session:
        return session.get(models.Event, id)


def participants(session: Session, id: int) -> list[str]:
    asked = select(models.Participation.institution_id).where(models.Participation.event_id == id)
    return sorted(session.exec(asked))


def test_the_month_the_campaign_the_next_and_the_clash_are_said_first(
    consortium: Engine, opened: Opened
) -> None:
    week = {"hashtags": ["Semaine"], "day_tags": {"2026-11-23": "Portes"}}
    new_event(consortium, "La semaine", "2026-11-20..2026-11-26", "a", "d", **week)
    new_event(consortium, "Atelier", "2026-12-02", "b", "d", certainty="forecast")
    said = words(opened())
    assert "**En novembre 2026.** 3 événements" not in said
    assert "**En novembre 2026.** 2 événements communs." in said
    assert "**Aujourd’hui.** La semaine\u00a0: jour 4 sur 7\u00a0; hashtag du jour" in said
    assert "Portes" in said
    assert "**Prochain rendez-vous.** Nuit \\*blanche\\*, le 30 novembre 2026" in said
    assert "**Chevauchement.** Nuit \\*blanche\\* et Atelier (date probable)" in said
    assert "se chevauchent (2 décembre 2026)\u00a0: Beffroi participe aux deux" in said


def test_english_says_the_same(consortium: Engine, opened: Opened) -> None:
    new_event(consortium, "Atelier", "2026-12-02", "b", "d", certainty="forecast")
    said = words(opened(language="en"))
    assert "What we do together" in said
    assert "**In November 2026.** 1 joint event." in said
    assert "Atelier (probable date) share 2 December 2026: Beffroi takes part in both" in said


def test_a_probable_next_event_is_said_to_be_probable(consortium: Engine, opened: Opened) -> None:
    new_event(consortium, "Rivages", "2026-11-25", "a", "d", certainty="forecast")
    page = opened()
    assert "Rivages, probablement le 25 novembre 2026" in words(page)
    assert "dont 1 à une date probable" in words(page)
    (drawn,) = [event for event in on_the_calendar(page) if "Rivages" in event["title"]]
    assert drawn["title"] == "Rivages · probable"
    assert drawn["classNames"] == ["is-joint", "is-forecast"]


def test_editions_and_joint_events_are_told_apart(consortium: Engine, opened: Opened) -> None:
    sector(consortium)
    sorts = {event["title"]: event["classNames"] for event in on_the_calendar(opened())}
    assert sorts["Nuit *blanche*"] == ["is-joint", "is-confirmed"]
    shop = "Dimanche des boutiques de musées 2026 · probable"
    assert sorts[shop] == ["is-edition", "is-forecast"]
    assert "Museum Shop Sunday 2026 · probable" in titles(opened(language="en"))


@pytest.mark.parametrize(
    "address, left",
    [
        ({}, ["Atelier", "Nuit *blanche*"]),
        ({"for_": "c"}, ["Atelier"]),
        ({"country": "IT"}, []),
        ({"country": "FR"}, ["Atelier", "Nuit *blanche*"]),
        ({"certainty": "forecast"}, ["Atelier"]),
        ({"sort": "event"}, []),
    ],
)
def test_filters_stand_in_the_address(
    consortium: Engine, opened: Opened, address: dict[str, str], left: list[str]
) -> None:
    with writing(consortium) as session:
        session.add(models.Institution(id="it", name="Museo", country="IT"))
    new_event(consortium, "Atelier", "2026-11-27", "c", "d", certainty="forecast")
    shown = [title.removesuffix(" · probable") for title in titles(opened(**address))]
    assert shown == left


def test_the_view_and_the_day_stand_in_the_address(consortium: Engine, opened: Opened) -> None:
    new_event(consortium, "Atelier", "2027-03-03", "a", "b")
    page = opened(view="list", date="2027-01-15")
    assert "Janvier 2027 – mars 2027" in words(page)
    assert titles(page) == ["Atelier"]
    page.button(key="agenda-left").click().run()
    assert page.query_params["date"] == "2026-12-01"
    assert titles(page) == ["Nuit *blanche* · jusqu’au 2 décembre"]


@pytest.mark.usefixtures("consortium")
def test_days_without_event_are_said_and_the_next_one_named(opened: Opened) -> None:
    said = words(opened(date="2026-03-10"))
    assert "Aucun rendez-vous du 1er mars 2026 au 31 mars 2026" in said
    assert "Le prochain est Nuit \\*blanche\\*, le 30 novembre 2026" in said


@pytest.mark.usefixtures("consortium")
@pytest.mark.parametrize("name", ["date", "event", "view", "country"])
def test_what_makes_no_sense_in_the_address_is_said(opened: Opened, name: str) -> None:
    assert "n’a pas de sens" in words(opened(**{name: "2026-99-99"}))


@pytest.mark.usefixtures("consortium")
def test_wrong_filters_are_said_above_the_grid(opened: Opened) -> None:
    kinds = [one.type for one in opened(view="year", country="ZZ").main]
    assert kinds.count("warning") == 2
    above = kinds[: kinds.index("component_instance")]
    last_filter = max(at for at, kind in enumerate(above) if kind == "selectbox")
    assert above[last_filter:].count("warning") == 2


@pytest.mark.usefixtures("consortium")
def test_a_museum_without_joint_event_is_named_where_others_have_some(opened: Opened) -> None:
    said = words(opened(for_="c"))
    assert "Aucun événement commun n’est encore prévu avec \\*\\*Musée" in said
    assert "**En novembre 2026.** Aucun événement commun avec \\*\\*Musée" in said
    assert "Aucun parmi les événements communs à venir avec \\*\\*Musée" in said
    assert "Nuit \\*blanche\\*, le 30 novembre" in words(opened(for_="a"))


@pytest.mark.usefixtures("empty_store")
def test_without_data_there_is_no_stamp(opened: Opened) -> None:
    assert "Données disponibles" not in words(opened())


@pytest.mark.usefixtures("consortium")
def test_the_data_behind_the_calendar_are_stamped(opened: Opened) -> None:
    stamps = [one.value for one in opened().caption if "Données disponibles" in one.value]
    assert len(stamps) == 1
    assert "pour 4 membres sur 4, jusqu’au 22 novembre 2026" in stamps[0]


@pytest.mark.usefixtures("consortium")
def test_a_calendar_is_not_called_a_chart(opened: Opened) -> None:
    labels = [one.label for one in opened().expander]
    assert "Comment lire ce calendrier" in labels
    assert "Comment lire ce graphique" not in labels


def downloads(page: AppTest) -> list[str]:
    return [one.proto.id.rsplit("-download-", 1)[-1] for one in page.get("download_button")]


def test_the_tables_of_an_event_can_be_taken(consortium: Engine, opened: Opened) -> None:
    week = {"hashtags": ["Semaine"], "day_tags": {"2026-11-24": "Portes"}}
    id = new_event(consortium, "La semaine", "2026-11-23..2026-11-26", "a", "d", **week)
    assert {"participants", "hashtags-of-the-days"} <= set(downloads(opened(event=str(id))))
    assert not {"participants", "hashtags-of-the-days"} & set(downloads(opened()))


def test_the_form_calls_series_in_the_readers_language_and_says_what_is_probable(
    consortium: Engine, opened: Opened
) -> None:
    sector(consortium)
    with writing(consortium) as session:
        day = models.Event.starts == date(2027, 5, 18)
        edition = session.exec(select(models.Event).where(day)).one()
        for id in "bd":
            session.add(
                models.Participation(
                    event_id=edition.id, institution_id=id,
                    status=models.ParticipationStatus.JOINED,
                )
            )  # fmt: skip
    page = opened(language="en")
    with speaking("en"):  # AppTest names the choices itself
        page.button(key="agenda-add").click().run()
        choices = page.selectbox(key="event-add").options
        assert "As in: International Museum Day 2027, probably 18 May 2027" in choices
        assert "As in: Nuit *blanche*, 30 November 2026" in choices
        page.date_input(key="event-starts").set_value(date(2027, 5, 18)).run()
        for one in ("one:a", "one:b"):
            page.selectbox(key="event-add").select(one).run()
    clash = "This event and International Museum Day 2027 (probable date) share 18 May 2027"
    assert clash in words(page)


def test_an_event_opens_with_participants_hashtags_and_its_source(
    consortium: Engine, opened: Opened
) -> None:
    hours = {"opens": "18:00", "closes": "23:00", "timezone": "Europe/Rome"}
    id = new_event(
        consortium, "Soir", "2026-11-27", "a", "c", hashtags=["Soir"],
        url="https://example.org/soir", place="**Rome**", **hours,
    )  # fmt: skip
    page = opened(event=str(id))
    said = words(page)
    assert "**27 novembre 2026**, de 18:00 à 23:00 (Europe/Rome)" in said
    assert "Lieu\u00a0: \\*\\*Rome\\*\\*" in said
    assert "2 inscrits" in said
    assert [link.proto.url for link in page.get("link_button")] == ["https://example.org/soir"]
    people = page.dataframe[-1].value
    assert list(people["Réponse"]) == ["Inscrit", "Inscrit"]
    assert any(name.startswith("**Musée**") for name in people["Institution"])


def test_an_address_that_is_not_of_the_web_is_no_link(consortium: Engine, opened: Opened) -> None:
    with writing(consortium) as session:
        event = session.get(models.Event, 1)
        assert event is not None
        event.url = "javascript:alert(1)"
    page = opened(event="1")
    assert not page.exception
    assert page.get("link_button") == []
    assert "javascript" not in json.dumps(on_the_calendar(page))


def test_all_members_are_invited_clashes_said_and_the_event_saved(
    consortium: Engine, opened: Opened
) -> None:
    page = opened()
    page.button(key="agenda-add").click().run()
    page.text_input(key="event-title").set_value("**Portes ouvertes**")
    page.date_input(key="event-starts").set_value(date(2026, 12, 1)).run()
    page.button(key="event-invite-all").click().run()
    said = words(page)
    assert "Aquarium et Beffroi participent aux deux" in said
    assert "4 participants" in said
    page.button(key="event-save").click().run()
    assert "\\*\\*Portes ouvertes\\*\\*\u00a0» est enregistré" in words(page)
    assert page.query_params["date"] == "2026-12-01"
    with reading(consortium) as session:
        event = session.exec(select(models.Event).where(models.Event.id != 1)).one()
        assert (event.starts, event.ends) == (date(2026, 12, 1), date(2026, 12, 1))
        assert participants(session, int(event.id or 0)) == ["a", "b", "c", "d"]


@pytest.mark.usefixtures("consortium")
def test_many_are_added_at_once_and_nobody_twice(opened: Opened) -> None:
    page = opened()
    page.button(key="agenda-add").click().run()
    for choice, count in (("event:1", 2), ("one:b", 2), ("one:c", 3), ("country:FR", 4)):
        page.selectbox(key="event-add").select(choice).run()
        assert f"{count} participants" in words(page)


@pytest.mark.usefixtures("consortium")
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(opened: Opened) -> None:
    page = opened()
    page.button(key="agenda-add").click().run()
    page.text_input(key="event-url").set_value("ftp://example.org").run()
    page.button(key="event-save").click().run()
    assert "Un événement demande un titre." in words(page)
    page.text_input(key="event-title").set_value("Portes")
    page.date_input(key="event-starts").set_value(date(2026, 12, 1)).run()
    page.button(key="event-save").click().run()
    assert "https://" in words(page)
    assert page.text_input(key="event-url").value == "ftp://example.org"
    assert page.text_input(key="event-title").value == "Portes"


def edit(page: AppTest, id: int, version: int) -> None:
    page.button(key=f"edit-{id}-{version}").click().run()


def test_an_event_is_changed_and_keeps_what_was_not(consortium: Engine, opened: Opened) -> None:
    week = {"hashtags": ["Semaine"], "day_tags": {"2026-11-24": "Portes"}, "place": "Lyon"}
    id = new_event(consortium, "La semaine", "2026-11-23..2026-11-26", "a", "d", **week)
    page = opened(event=str(id))
    edit(page, id, 1)
    assert page.text_area(key="event-day_tags").value == "\nPortes"
    page.text_input(key="event-title").set_value("Notre semaine")
    page.text_input(key="event-place").set_value("").run()
    page.button(key="event-save").click().run()
    event = held(consortium, id)
    assert event is not None
    assert (event.title, event.place, event.version) == ("Notre semaine", None, 2)
    assert event.day_tags == {"2026-11-24": "Portes"}
    with reading(consortium) as session:
        assert participants(session, id) == ["a", "d"]


@pytest.mark.parametrize("choice, title", [("mine", "Le mien"), ("theirs", "Le leur")])
def test_who_comes_second_is_told_who_came_first_and_chooses(
    consortium: Engine, opened: Opened, choice: str, title: str
) -> None:
    id = new_event(consortium, "Soir", "2026-11-27", "a", "b")
    page = opened(event=str(id))
    edit(page, id, 1)
    with writing(consortium) as session:
        save_event(
            session=session, by=LOCAL_ADMINISTRATOR, expected_version=1,
            event={"id": id, "title": "Le leur"},
        )  # fmt: skip
    page.text_input(key="event-title").set_value("Le mien").run()
    page.button(key="event-save").click().run()
    said = words(page)
    assert "local administrator" in said
    assert "À présent\u00a0: Le leur, 27 novembre 2026" in said
    assert page.text_input(key="event-title").value == "Le mien"
    page.button(key=f"event-{choice}").click().run()
    page.button(key="event-save").click().run()
    event = held(consortium, id)
    assert event is not None
    assert event.title == title


def test_a_deleted_event_comes_back(consortium: Engine, opened: Opened) -> None:
    page = opened(event="1")
    page.button(key="delete-1-1").click().run()
    assert "Nuit \\*blanche\\*\u00a0» est supprimé" in words(page)
    assert held(consortium, 1) is None
    undo = next(button for button in page.button if button.label == "Annuler")
    undo.click().run()
    assert held(consortium, 1) is not None
    with reading(consortium) as session:
        assert participants(session, 1) == ["a", "b"]


@pytest.mark.usefixtures("consortium")
def test_a_reader_sees_no_way_to_write(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSERELLE_READ_ONLY", "1")
    labels = [button.label for button in opened(event="1").button]
    assert not {"Ajouter un rendez-vous", "Modifier", "Supprimer"} & set(labels)


def test_an_empty_store_says_where_to_begin_and_still_shows_the_sector(
    empty_store: Engine, opened: Opened
) -> None:
    sector(empty_store)
    page = opened(date="2027-05-01")
    assert "Aucun musée pour l’instant" in words(page)
    assert "Journée internationale des musées 2027 · probable" in titles(page)


@pytest.mark.usefixtures("consortium")
def test_the_equal_table_is_there_to_read_and_to_take(opened: Opened) -> None:
    page = opened()
    (table,) = (frame.value for frame in page.dataframe)
    assert list(table["Rendez-vous"]) == ["Nuit *blanche*"]
    assert list(table["Dernier jour"]) == ["2026-12-02"]
    assert page.get("download_button")
