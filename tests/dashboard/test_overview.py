"""The Overview says how cooperation stands, in words that hold for the store it reads."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

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
    assert "**Ce qui a changé.** 3 relations entre membres\u00a0: 2 nouvelles, 0 en pause" in said
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
    assert "3 ties between members: 2 new, 0 paused, against the same days a year earlier" in said


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
