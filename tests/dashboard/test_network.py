"""The network's page: who addresses whom in words, on the map, in tables, with posts as proof."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from dashboard.network_map import picked
from shared import models
from shared.store.database import writing

Opened = Callable[..., AppTest]
COMPUTED = datetime(2026, 11, 22, tzinfo=UTC)


def words(page: AppTest) -> str:
    """All that the page says in words."""
    assert not page.exception, page.exception
    kinds = (page.title, page.header, page.markdown, page.caption, page.info, page.warning)
    return "\n".join(element.value for kind in kinds for element in kind)


def chart(page: AppTest) -> Any:
    """The map as it goes to the browser."""
    return page.get("echarts_chart")[0].proto


def button(page: AppTest, label: str) -> Any:
    return next(each for each in page.button if each.label == label)


@pytest.fixture
def placed(consortium: Engine) -> Engine:
    """The consortium with places; Beffroi has posts as text, Donjon left X, e is no member."""
    with writing(consortium) as session:
        session.add(models.Institution(id="e", name="Étoile *noire*", member=False))
        session.add(models.Institution(id="f", name="Fanal", country="BE", kind="maritime"))
        for number, id in enumerate("abcd"):
            community = None if id == "d" else 0
            place = {"x": number / 9, "y": 0.0, "community": community}
            session.add(models.Position(institution_id=id, computed_at=COMPUTED, **place))
        donjon = session.get(models.Account, 4)
        assert donjon is not None
        donjon.status, donjon.status_since = models.AccountStatus.LEFT, date(2026, 6, 26)
        for post in session.exec(select(models.Post)):
            post.text = "Voir [ici](https://evil.example) :material/home: <b>"
    return consortium


@pytest.mark.usefixtures("placed")
def test_the_first_sentence_counts_who_addresses_whom(opened: Opened) -> None:
    said = words(opened("network"))
    assert "Qui s’adresse à qui" in said
    assert "**3 membres sur 5 s’adressent à 2 membres, en 3 relations.**" in said
    assert "1\u00a0membre est sans échange observé." in said
    english = words(opened("network", language="en"))
    assert "**3 of 5 members address 2 members, in 3 ties.**" in english


@pytest.mark.usefixtures("placed")
def test_who_stands_apart_is_named_kindly(opened: Opened) -> None:
    page = opened("network")
    said = words(page)
    assert "il coopère peut-être ailleurs" in said
    assert "Donjon a quitté X le 26 juin 2026." in said
    assert "Pour 1 membre, nous n’avons pas de données sur la période" in said
    assert {"Donjon", "Fanal"} <= {each.label for each in page.button}


@pytest.mark.usefixtures("placed")
def test_the_map_has_words_that_stand_for_it_in_the_readers_language(opened: Opened) -> None:
    assert chart(opened("network")).alt.startswith("Carte de 5 institutions")
    assert chart(opened("network", language="en")).alt.startswith("Map of 5 institutions")


@pytest.mark.usefixtures("placed")
def test_the_tables_hold_every_tie_and_can_be_downloaded(opened: Opened) -> None:
    page = opened("network", language="en")
    table = page.dataframe[0].value
    assert list(table.columns)[:3] == ["From", "To", "Interactions"]
    first = table.iloc[0]
    assert (first["From"], first["To"], first["Interactions"]) == ("Aquarium", "Beffroi", 2)
    assert len(table) == 3
    assert len(page.get("download_button")) == 1
    assert len(opened("network", who="a").get("download_button")) == 2


@pytest.mark.usefixtures("placed")
def test_an_institution_is_shown_with_both_directions_and_posts_as_proof(opened: Opened) -> None:
    page = opened("network", language="en", who="a")
    said = words(page)
    assert "Aquarium" in [header.value for header in page.header]
    assert "**1 contact**, 1 both ways · interactions: 2 sent, 1 received." in said
    own = page.dataframe[0].value.iloc[0]
    assert (own["Contact"], own["Addressed to it"], own["Received from it"]) == ("Beffroi", 2, 1)
    assert own["Balance"] == 1
    assert len(page.text) == 3, "each post of the pair, in both directions"


@pytest.mark.usefixtures("placed")
def test_a_posts_text_is_never_read_as_markdown(opened: Opened) -> None:
    page = opened("network", who="a")
    assert "evil.example" in page.text[0].value
    assert "evil.example" not in words(page)


@pytest.mark.usefixtures("placed")
def test_a_hostile_name_stays_letters(opened: Opened) -> None:
    said = words(opened("network", who="c"))
    assert "**Musée**" not in said
    assert "\\*\\*Musée\\*\\*" in said
    assert "](https:" not in said


@pytest.mark.usefixtures("placed")
def test_an_unknown_institution_gets_a_sentence_and_the_nearest_one(opened: Opened) -> None:
    page = opened("network", who="*x*")
    assert "« \\*x\\* » n’est pas dans la liste des institutions" in words(page).replace(
        "\u00a0", " "
    )
    page = opened("network", who="aa")
    button(page, "Vouliez-vous dire Aquarium\u00a0?").click().run()
    assert page.query_params["who"] == "a"
    assert "Aquarium" in [header.value for header in page.header]


def test_a_click_opens_the_institution_of_the_dot_and_a_second_one_none() -> None:
    def state(*selected: dict[str, Any]) -> dict[str, Any]:
        return {"selection": {"selected": list(selected)}}

    assert picked(state({"data_type": "node", "data_indices": [1]}), ("a", "b")) == "b"
    assert picked(state(), ("a", "b")) is None
    assert picked(state({"data_type": "edge", "data_indices": [1]}), ("a", "b")) is None
    assert picked(state({"data_type": "node", "data_indices": [7]}), ("a", "b")) is None


def test_beyond_3000_ties_the_map_says_how_many_only_the_table_holds(
    consortium: Engine, opened: Opened
) -> None:
    ids = [f"m{number}" for number in range(60)]
    with writing(consortium) as session:
        session.add_all([models.Institution(id=id, name=id) for id in ids])
        session.flush()
        pairs = [(a, b) for a in ids for b in ids if a != b]
        session.add_all(
            [
                models.TieMonth(month=date(2026, 9, 1), source=a, target=b, mentions=3)
                for a, b in pairs
            ]
        )
    page = opened("network", period="2026-09", language="en")
    said = "The 3,000 strongest ties are drawn; 540 weaker ones are only in the table."
    assert said in words(page)
    assert len(page.dataframe[0].value) == 3540


@pytest.mark.parametrize(
    "who, sentence",
    [
        ("d", "Aucun échange observé pour ces jours et ces filtres"),
        ("f", "Pas de données sur la période"),
    ],
)
@pytest.mark.usefixtures("placed")
def test_why_an_institution_has_no_tie_is_told(opened: Opened, who: str, sentence: str) -> None:
    assert sentence in words(opened("network", who=who))


@pytest.mark.usefixtures("placed")
def test_a_name_beside_the_map_opens_its_institution_and_is_closed_again(opened: Opened) -> None:
    page = opened("network")
    button(page, "Fanal").click().run()
    assert page.query_params["who"] == "f"
    assert "Fanal" in [header.value for header in page.header]
    button(page, "Fermer").click().run()
    assert "who" not in page.query_params


@pytest.mark.parametrize(
    "filters, ties",
    [
        ({}, 3),
        ({"kinds": "mention"}, 2),
        ({"kinds": "reply"}, 1),
        ({"kinds": "none"}, 0),
        ({"min": "2"}, 1),
        ({"period": "all"}, 3),
        ({"period": "30d"}, 3),
        ({"period": "2026-11-01..2026-11-05"}, 1),
        ({"lists": "0"}, 3),
        ({"others": "0"}, 3),
    ],
)
@pytest.mark.usefixtures("placed")
def test_filters_stand_in_the_address(opened: Opened, filters: dict[str, str], ties: int) -> None:
    page = opened("network", **filters)
    assert not page.exception, page.exception
    assert len(page.dataframe[0].value) == ties


@pytest.mark.parametrize("color", ["community", "country", "kind"])
@pytest.mark.usefixtures("placed")
def test_each_way_to_colour_draws_a_map(opened: Opened, color: str) -> None:
    assert chart(opened("network", color=color)).alt


@pytest.mark.usefixtures("placed")
def test_a_filter_that_makes_no_sense_is_said(opened: Opened) -> None:
    assert "n’a pas de sens dans l’adresse" in words(opened("network", min="many"))


@pytest.mark.usefixtures("consortium")
def test_without_stored_places_everybody_still_has_one(opened: Opened) -> None:
    assert chart(opened("network")).alt.startswith("Carte de 4 institutions")


@pytest.mark.usefixtures("empty_store")
def test_an_empty_store_says_where_to_begin(opened: Opened) -> None:
    assert "Aucun musée pour l’instant" in words(opened("network"))


@pytest.mark.usefixtures("consortium")
def test_an_empty_period_shows_the_way_to_the_data(opened: Opened) -> None:
    page = opened("network", period="2020")
    assert "Aucune donnée du 1er janvier 2020" in words(page)
    page.button[0].click().run()
    assert "relations.**" in words(page)
