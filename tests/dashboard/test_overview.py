"""The Overview says how cooperation stands, in words that hold for the store it reads."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from dashboard import cards, observed
from dashboard.i18n import speaking
from shared import models
from shared.cooperation.indicators import Figure
from shared.models import Institution
from shared.store.database import writing

Opened = Callable[..., AppTest]


def words(page: AppTest) -> str:
    """All that the page says in words."""
    assert not page.exception, page.exception
    kinds = (page.title, page.header, page.markdown, page.caption, page.info, page.warning)
    return "\n".join(element.value for kind in kinds for element in kind)


@pytest.mark.usefixtures("consortium")
def test_three_sentences_tell_what_changed_what_comes_and_what_to_do(opened: Opened) -> None:
    said = words(opened())
    assert (
        "**Ce qui a changé.** 3 relations entre membres, dont 2 nouvelles\u00a0; "
        "aucune relation observée un an plus tôt n’est en pause." in said
    )
    assert "**Ce qui vient.** Nuit \\*blanche\\* commence le 30 novembre avec 2 membres" in said
    assert "**À faire.**" in said
    assert "1 paire gagnerait à se parler" in said


@pytest.mark.usefixtures("consortium")
def test_four_figures_have_their_denominators_and_their_change(opened: Opened) -> None:
    figures = {metric.label: metric for metric in opened().metric}
    assert list(figures) == [
        "Institutions actives", "Relations", "Échanges réciproques", "Événements communs",
    ]  # fmt: skip
    assert figures["Institutions actives"].value == "4 / 4"
    assert figures["Relations"].value == "3"
    assert figures["Relations"].delta == "+2"
    assert figures["Échanges réciproques"].value == "2 / 4"


@pytest.mark.usefixtures("consortium")
def test_english_says_the_same(opened: Opened) -> None:
    said = words(opened(language="en"))
    assert "How cooperation stands" in said
    assert "3 ties between members, 2 of them new; no tie seen a year earlier is paused." in said


@pytest.mark.usefixtures("consortium")
def test_the_member_who_posted_to_nobody_is_named_without_blame(opened: Opened) -> None:
    page = opened()
    assert page.expander[-1].label == "1 membre sans échange observé"
    assert "il coopère peut-être ailleurs" in words(page)


@pytest.mark.usefixtures("consortium")
def test_one_institution_is_shown_beside_the_median(opened: Opened) -> None:
    page = opened(for_="a")
    figures = {metric.label: metric.value for metric in page.metric}
    assert figures["Publications"] == "2"
    assert figures["Relations"] == "2"
    assert "Médiane des membres" in words(page)
    assert "Aquarium a 2 relations" in words(page)


@pytest.mark.usefixtures("consortium")
def test_a_hostile_name_stays_letters(opened: Opened) -> None:
    said = words(opened(for_="c"))
    assert "**Musée**" not in said
    assert "\\*\\*Musée\\*\\*" in said
    assert "](https:" not in said
    assert ":material/home:" not in said


@pytest.mark.usefixtures("empty_store")
def test_an_empty_store_says_where_to_begin(opened: Opened) -> None:
    said = words(opened())
    assert "Aucun musée pour l’instant" in said
    assert "No museum yet" in words(opened(language="en"))


def test_museums_without_posts_are_asked_for_a_file(empty_store: Engine, opened: Opened) -> None:
    from shared.models import Institution
    from shared.store.database import writing

    with writing(empty_store) as session:
        session.add(Institution(id="a", name="Aquarium"))
    assert "1 institution est dans la liste" in words(opened())


@pytest.mark.usefixtures("consortium")
def test_a_period_without_data_says_which_days_there_are(opened: Opened) -> None:
    page = opened(period="2020")
    assert "Aucune donnée du 1er janvier 2020 au 31 décembre 2020" in words(page)
    page.button[0].click().run()
    assert page.query_params["period"] == "all"
    assert "Ce qui a changé" in words(page)


def test_without_a_store_the_page_says_how_to_make_one(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("PASSERELLE_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    assert "passerelle init" in words(opened())


def test_museums_that_share_their_parents_account_are_active_with_it(
    consortium: Engine, opened: Opened
) -> None:
    with writing(consortium) as session:
        session.add(Institution(id="e", name="Écomusée", parent="a"))
    figures = {metric.label: metric.value for metric in opened().metric}
    assert figures["Institutions actives"] == "5 / 5"


def in_the_calendar(store: Engine, **facts: object) -> None:
    """The joint event of a and b, with other facts."""
    with writing(store) as session:
        event = session.get_one(models.Event, 1)
        for name, value in facts.items():
            setattr(event, name, value)


def test_who_speaks_through_its_parent_has_its_parents_figures(
    consortium: Engine, opened: Opened, posted: Callable[..., None]
) -> None:
    with writing(consortium) as session:
        posted(session, 4, 1, 25)
        session.add(Institution(id="e", name="Écomusée", parent="a"))
    page = opened(for_="e")
    said = words(page)
    assert "S’exprime par un autre compte : Aquarium" in said
    assert "S’exprime par le compte de" not in words(opened(for_="a"))
    assert "Écomusée a 3 relations" in said
    assert "1 message adressé à Écomusée" in said
    assert "1 suggestion à son sujet" in said
    with speaking("fr"):
        for_child, for_parent = (
            observed.months(("mention",), one, "fr")["interactions"].sum() for one in "ea"
        )
    assert for_child == for_parent > 0


def test_paused_ties_are_said_to_be_others_than_those_seen(
    consortium: Engine, opened: Opened, posted: Callable[..., None]
) -> None:
    with writing(consortium) as session:
        for addressed, back in ((1, 382), (2, 385), (2, 130)):
            posted(session, 4, addressed, back)
    assert (
        "3 relations entre membres, dont 2 nouvelles\u00a0; "
        "2 autres, observées un an plus tôt, sont en pause." in words(opened())
    )
    page = opened(language="en", compare="previous")
    assert "1 other, seen in the preceding period, is paused" in words(page)
    fold = next(each for each in page.expander if each.label == "How to read this figure")
    assert "a quiet season is enough to explain it" in fold.markdown[1].value


def test_a_series_goes_by_its_name_in_the_readers_language(
    consortium: Engine, opened: Opened
) -> None:
    with writing(consortium) as session:
        session.add(
            models.EventSeries(
                id="international-museum-day", title_fr="x", title_en="x",
                rule_kind=models.RuleKind("none"),
            )
        )  # fmt: skip
    in_the_calendar(consortium, series_id="international-museum-day", edition="2026")
    assert "International Museum Day 2026 starts on 30 November" in words(opened(language="en"))
    assert "Journée internationale des musées 2026 commence" in words(opened())


def test_a_probable_date_is_said_to_be_probable(consortium: Engine, opened: Opened) -> None:
    in_the_calendar(consortium, certainty=models.Certainty.FORECAST)
    page = opened()
    said = words(page)
    assert "Nuit \\*blanche\\* devrait commencer le 30 novembre avec 2 membres" in said
    assert "le prochain est Nuit \\*blanche\\*, probablement le 30 novembre." in said
    (link,) = [each for each in links(page) if "Prochain événement commun" in each.label]
    assert link.label.endswith("le 30 novembre 2026 (date probable)")


def links(page: AppTest) -> list:  # type: ignore[type-arg]
    """The links to other pages."""
    return [each.proto for each in page.get("page_link")]


@pytest.mark.usefixtures("consortium")
def test_the_next_joint_event_is_one_click_away(opened: Opened) -> None:
    (link,) = [each for each in links(opened()) if "Prochain événement commun" in each.label]
    assert "event=1" in link.query_string
    assert "date=2026-11-30" in link.query_string


@pytest.mark.usefixtures("consortium")
def test_a_year_that_the_data_do_not_reach_is_explained_not_refused(opened: Opened) -> None:
    page = opened(compare="year", period="2026-01-01..2026-11-22")
    assert "comparaison avec la période précédente" not in words(page)  # nothing to compare with
    assert not page.warning
    page = opened(compare="year", period="2025-12-01..2026-03-31")
    assert not page.warning
    assert (
        "Les données ne remontent pas un an plus tôt\u00a0: comparaison avec la période précédente."
        in words(page)
    )


def test_of_a_museum_without_data_no_answers_are_counted(
    consortium: Engine, opened: Opened
) -> None:
    with writing(consortium) as session:
        session.add(Institution(id="n", name="Nymphée"))
    said = words(opened(for_="n"))
    assert "**À faire.** Aucune suggestion à son sujet pour l’instant." in said
    assert "sans réponse" not in said
    assert "Aucun événement commun avec Nymphée n’est encore prévu." in said


@pytest.mark.usefixtures("consortium")
def test_what_is_coming_names_the_museum_asked_for(opened: Opened) -> None:
    said = words(opened(for_="a"))
    assert "commence le 30 novembre avec Aquarium et 1 autre membre" in said


def test_messages_without_an_answer_can_be_opened_one_by_one(
    consortium: Engine, opened: Opened, posted: Callable[..., None]
) -> None:
    with writing(consortium) as session:
        posted(session, 4, 1, 25)
    page = opened()
    fold = next(each for each in page.expander if "sans réponse" in each.label)
    table = fold.dataframe[0].value
    assert fold.label == "2 messages sans réponse"
    assert "2 messages sont restés sans réponse publique" in words(page)
    assert list(table["De"]) == ["Donjon", "Aquarium"]
    assert list(table.columns) == ["De", "À", "Jour", "Message"]
    assert list(table["Jour"]) == sorted(table["Jour"], reverse=True)
    assert table["Message"].str.startswith("https://x.com/i/status/").all()


def test_where_nothing_waits_it_is_said_in_words(consortium: Engine, opened: Opened) -> None:
    with writing(consortium) as session:
        for pair in session.exec(select(models.Suggestion)):
            session.delete(pair)
    page = opened(period="30d", for_="d")
    said = words(page)
    assert "Aucun message adressé à Donjon n’est resté sans réponse publique" in said
    assert "aucune suggestion à son sujet pour l’instant." in said
    assert "aucune paire à proposer pour l’instant." in words(opened(period="30d"))
    assert "Aucun événement de la période n’a réuni au moins deux membres" in words(opened())


def test_one_member_is_told_in_the_singular() -> None:
    with speaking("fr"):
        assert cards._active(Figure(1, 60)).startswith("1 membre sur 60 a publié")
        assert cards._reciprocal(Figure(2, 60)).startswith("2 membres sur 60 ont")
        assert cards._reciprocal(Figure(1, 60)).startswith("1 membre sur 60 a au moins")


def test_an_event_under_way_on_a_probable_date_is_probable_too(
    consortium: Engine, opened: Opened
) -> None:
    in_the_calendar(
        consortium, starts=date(2026, 11, 20), ends=date(2026, 11, 25),
        certainty=models.Certainty.FORECAST,
    )  # fmt: skip
    said = words(opened(for_="a"))
    assert "devrait se poursuivre jusqu’au 25 novembre avec Aquarium et 1 autre membre." in said


def test_the_stamp_of_one_museum_is_in_the_singular(empty_store: Engine, opened: Opened) -> None:
    with writing(empty_store) as session:
        session.add(Institution(id="a", name="Aquarium"))
        session.flush()
        session.add(
            models.Account(id=1, institution_id="a", network=models.Network.X, handle="at_a")
        )
        session.flush()
        days = {"first_day": date(2026, 1, 1), "last_day": date(2026, 11, 22)}
        session.add(models.Coverage(account_id=1, source="files", **days))
    assert "Du 25 août au 22 novembre 2026 · Données disponibles pour 1 membre sur 1," in words(
        opened()
    )


@pytest.mark.usefixtures("consortium")
def test_no_page_calls_a_year_earlier_meaningless(opened: Opened) -> None:
    page = opened("network", compare="year", period="2025-12-01..2026-03-31")
    assert not page.exception
    assert not [each for each in page.warning if "adresse" in each.value]
