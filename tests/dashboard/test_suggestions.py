"""The page of suggestions: cards with proof, decisions that are remembered and undone."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, delete, select
from streamlit.testing.v1 import AppTest

from dashboard import decided
from shared.access import LOCAL_ADMINISTRATOR
from shared.agenda.shipped import shipped_calendar
from shared.models import (
    Coverage,
    Decision,
    Event,
    Institution,
    Participation,
    ParticipationStatus,
    Post,
    Suggestion,
)
from shared.store.database import reading, writing
from shared.store.series import load_series

Opened = Callable[..., AppTest]
TAKEN_UP = "Les deux musées n’ont pas encore été prévenus."
UNANSWERED = {
    "code": "unanswered", "source": "c", "target": "b", "count": 1, "last": "2026-11-02",
    "posts": [{"network": "x", "post_id": "3-20", "url": None}],
}  # fmt: skip
CITY = {"code": "same_city", "city": "Lyon", "country": "FR"}


@pytest.fixture
def pairs(consortium: Engine) -> Engine:
    """Three suggestions: b and c with a post as proof, then a and d, then c and d."""
    rows = [("b", "c", 0.9, [UNANSWERED, CITY]), ("a", "d", 0.8, [CITY]), ("c", "d", 0.7, [CITY])]
    with writing(consortium) as session:
        session.exec(delete(Suggestion))
        session.get_one(Institution, "a").kind = "art"
        session.get_one(Institution, "d").country = "BE"
        proof = session.get_one(Post, ("x", "3-20"))
        proof.text, proof.url = "**Bonjour** :material/home: @at_b", "https://x.com/at_c/status/320"
        session.add_all(suggestion(*row) for row in rows)
    return consortium


def suggestion(a: str, b: str, score: float, reasons: list[dict[str, Any]]) -> Suggestion:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return Suggestion(
        a=a, b=b, score=score, reasons=reasons, method="resource_allocation", computed_at=at
    )


def words(page: AppTest) -> str:
    """All that the page says in words."""
    assert not page.exception, page.exception
    kinds = (page.title, page.header, page.markdown, page.caption, page.info, page.success)
    kinds += (page.warning, page.text)
    return "\n".join(element.value for kind in kinds for element in kind)


def keys(page: AppTest, start: str) -> list[str]:
    """The keys of the buttons that begin so."""
    return [one.key for one in page.button if one.key and one.key.startswith(start)]


def stored(engine: Engine) -> list[tuple[str, str, str]]:
    with reading(engine) as session:
        rows = session.exec(select(Decision).order_by(Decision.id))  # type: ignore[arg-type]
        return [(row.a, row.b, row.status.value) for row in rows]


@pytest.mark.usefixtures("pairs")
def test_the_best_pair_comes_first_with_its_reasons_and_where_they_come_from(
    opened: Opened,
) -> None:
    page = opened("suggestions")
    said = words(page)
    assert page.title[0].value == "Qui gagnerait à se parler"
    assert "**3 paires** à examiner, d’après les publications de ces 180\u00a0jours" in said
    assert "Calcul du 22 novembre 2026" in said
    assert "Données disponibles pour 4 membres sur 4" in said
    assert keys(page, "take-") == ["take-b-c", "take-a-d", "take-c-d"]
    assert "a adressé un message à l’autre le 2 novembre 2026" in said
    assert "Les deux sont dans la même ville\u00a0: Lyon." in said


@pytest.mark.usefixtures("pairs")
def test_the_posts_behind_a_reason_open_with_their_address(opened: Opened) -> None:
    page = opened("suggestions")
    assert [one.label for one in page.expander].count("Voir les publications") == 1
    page.session_state["posts-b-c"] = True
    said = words(page.run())
    assert "Messages sans réponse" in said
    assert "2 novembre 2026 · " in said
    assert [one.value.strip("\u2068\u2069") for one in page.text] == [
        "**Bonjour** :material/home: @at_b"
    ]
    addresses = [one.proto.page for one in page.get("page_link") if one.proto.external]
    assert addresses == ["https://x.com/at_c/status/320"]


def test_a_pair_taken_up_says_so_in_place_and_is_remembered(pairs: Engine, opened: Opened) -> None:
    page = opened("suggestions")
    page.button(key="take-b-c").click().run()
    assert TAKEN_UP in words(page)
    assert stored(pairs) == [("b", "c", "taken_up")]
    assert keys(page, "take-") == ["take-a-d", "take-c-d"]
    again = opened("suggestions")
    assert TAKEN_UP not in words(again)
    assert "Retenues (1)" in [one.label for one in again.expander]
    assert "**2 paires** à examiner" in words(again)


def test_what_was_taken_up_can_be_undone_at_once_and_later(pairs: Engine, opened: Opened) -> None:
    page = opened("suggestions")
    page.button(key="take-b-c").click().run()
    page.button(key="undo-latest-b-c").click().run()
    assert keys(page, "take-") == ["take-b-c", "take-a-d", "take-c-d"]
    page.button(key="take-a-d").click().run()
    later = opened("suggestions")
    later.button(key="undo-list-a-d").click().run()
    assert keys(later, "take-")[1] == "take-a-d"
    assert [status for *_pair, status in stored(pairs)] == ["taken_up", "open"] * 2


def test_later_asks_until_when_and_the_pair_comes_back_on_that_day(
    pairs: Engine, opened: Opened
) -> None:
    page = opened("suggestions")
    page.date_input(key="until-b-c").set_value(date(2026, 12, 24)).run()
    page.button(key="put-off-b-c").click().run()
    assert "proposée de nouveau à partir du 24 décembre 2026" in words(page)
    assert stored(pairs) == [("b", "c", "later")]
    with writing(pairs) as session:
        move(session, date(2026, 11, 23))
    assert keys(opened("suggestions"), "take-")[0] == "take-b-c"


def move(session: Session, until: date) -> None:
    decision = session.exec(select(Decision)).one()
    decision.until = until
    session.add(decision)


def test_dismissing_asks_why_and_keeps_it_as_letters(pairs: Engine, opened: Opened) -> None:
    page = opened("suggestions")
    page.radio(key="why-b-c").set_value("other")
    page.text_input(key="words-b-c").set_value("**non** [x](https://evil.example)").run()
    page.button(key="dismissed-b-c").click().run()
    with reading(pairs) as session:
        assert session.exec(select(Decision)).one().note == "**non** [x](https://evil.example)"
    said = words(opened("suggestions"))
    assert "\\*\\*non\\*\\*" in said
    assert "](https:" not in said


@pytest.mark.usefixtures("pairs")
def test_the_filters_stand_in_the_address_and_hold_for_one_of_the_two(opened: Opened) -> None:
    assert keys(opened("suggestions", for_="b"), "take-") == ["take-b-c"]
    assert keys(opened("suggestions", kind="art"), "take-") == ["take-a-d"]
    assert keys(opened("suggestions", country="BE"), "take-") == ["take-a-d", "take-c-d"]
    page = opened("suggestions")
    page.selectbox(key="at-country").set_value("BE").run()
    assert page.query_params["country"] == "BE"
    assert keys(page, "take-") == ["take-a-d", "take-c-d"]


@pytest.mark.usefixtures("pairs")
def test_a_choice_without_suggestion_says_what_to_do(opened: Opened) -> None:
    page = opened("suggestions", for_="b", kind="art")
    assert "Pas de suggestion pour ce choix\u00a0: élargissez le pays ou le type" in words(page)
    page.button[0].click().run()
    assert "kind" not in page.query_params
    assert len(keys(page, "take-")) == 3


def test_only_what_was_chosen_is_to_be_widened(pairs: Engine, opened: Opened) -> None:
    with writing(pairs) as session:
        session.add(Institution(id="e", name="*Écluse*"))
    said = words(opened("suggestions", for_="e"))
    assert "Pas de suggestion avec \\*Écluse\\* pour l’instant" in said
    assert "élargissez" not in said


@pytest.mark.usefixtures("pairs")
def test_a_choice_all_decided_says_so(opened: Opened) -> None:
    page = opened("suggestions", for_="b")
    page.button(key="take-b-c").click().run()
    said = words(page)
    assert "Pour ce choix, chaque suggestion a reçu sa décision" in said
    assert "Pas de suggestion" not in said


@pytest.mark.usefixtures("pairs")
@pytest.mark.parametrize("shown", ["abc", "0", "9" * 5000, "-5"])
def test_a_value_that_makes_no_sense_in_the_address_is_said(opened: Opened, shown: str) -> None:
    page = opened("suggestions", kind="castle", shown=shown)
    said = [one.value for one in page.warning]
    assert "castle" in said[0]
    assert shown[:60].replace("-", "\\-") in said[1]
    assert len(keys(page, "take-")) == 3


@pytest.mark.usefixtures("pairs")
def test_a_number_of_cards_that_makes_sense_is_no_warning(opened: Opened) -> None:
    assert not opened("suggestions", shown="10").warning


def test_an_event_in_a_reason_is_called_in_the_readers_language(
    pairs: Engine, opened: Opened
) -> None:
    day = date(2027, 5, 18)
    with writing(pairs) as session:
        session.exec(delete(Suggestion))
        load_series(
            session=session, by=LOCAL_ADMINISTRATOR, **dict(zip(
                ("series", "editions"), shipped_calendar(today=date(2026, 11, 23)), strict=True
            )),
        )  # fmt: skip
        edition = session.exec(select(Event).where(Event.starts == day)).one()
        for id in "bd":
            session.add(
                Participation(
                    event_id=edition.id, institution_id=id, status=ParticipationStatus.JOINED
                )
            )
        reason = {"code": "same_event", "event": edition.id, "starts": "2027-05-18"}
        session.add(suggestion("b", "d", 0.9, [reason]))
    french = words(opened("suggestions"))
    assert "« Journée internationale des musées 2027 » (date probable : 18 mai 2027)" in (
        french.replace("\u00a0", " ")
    )
    english = opened("suggestions", "en")
    said = "Both will take part in “International Museum Day 2027” (probable date: 18 May 2027)."
    assert said in words(english)
    assert english.dataframe[0].value["Reasons"].tolist() == [said]


def test_a_few_cards_are_shown_and_more_on_demand(consortium: Engine, opened: Opened) -> None:
    with writing(consortium) as session:
        session.exec(delete(Suggestion))
        session.add_all(Institution(id=f"m{n}", name=f"M{n}") for n in range(8))
        session.flush()
        session.add_all(suggestion("a", f"m{n}", 0.9 - n / 100, [CITY]) for n in range(8))
    page = opened("suggestions")
    assert len(keys(page, "take-")) == 5
    next(one for one in page.button if one.label == "En voir 3 de plus").click().run()
    assert len(keys(page, "take-")) == 8
    assert page.query_params["shown"] == "10"


@pytest.mark.usefixtures("pairs")
def test_a_reader_sees_the_reasons_and_no_button(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSERELLE_READ_ONLY", "1")
    page = opened("suggestions")
    assert "Les deux sont dans la même ville" in words(page)
    for start in ("take-", "put-off-", "dismissed-", "undo-"):
        assert keys(page, start) == []


@pytest.mark.usefixtures("pairs")
def test_a_hostile_name_stays_letters_and_the_table_holds_it_as_stored(opened: Opened) -> None:
    page = opened("suggestions")
    said = words(page)
    assert "**Musée**" not in said
    assert "](https:" not in said
    assert ":material/home:" not in said
    table = page.dataframe[0].value
    assert list(table.columns) == ["Rang", "Institution", "Autre institution", "Raisons"]
    assert table["Autre institution"].iloc[0].startswith("**Musée** [du](https")
    assert "Les deux sont dans la même ville\u00a0: Lyon." in table["Raisons"].iloc[0]


@pytest.mark.usefixtures("pairs")
def test_few_members_are_told_how_many_it_takes(opened: Opened) -> None:
    assert "4 membres sont dans la liste. Les suggestions ont du sens" in words(
        opened("suggestions")
    )


@pytest.mark.usefixtures("empty_store")
def test_an_empty_store_says_where_to_begin(opened: Opened) -> None:
    assert "Aucun musée pour l’instant" in words(opened("suggestions"))


def test_when_everything_is_decided_the_page_says_what_brings_more(
    consortium: Engine, opened: Opened
) -> None:
    page = opened("suggestions")
    page.button(key="take-a-c").click().run()
    assert "Chaque suggestion a reçu sa décision" in words(page)
    assert TAKEN_UP in words(page)
    assert "Taken up (1)" in [one.label for one in opened("suggestions", "en").expander]
    with writing(consortium) as session:
        session.exec(delete(Suggestion))
    assert "No suggestion for now" in words(opened("suggestions", "en"))


def test_a_decision_holds_until_it_is_undone_or_its_day_has_come() -> None:
    last = pd.DataFrame(
        {
            "a": list("abcde"),
            "status": ["taken_up", "open", "later", "later", "later"],
            "until": pd.to_datetime([None, None, "2026-11-23", "2026-11-24", None]),
        }
    )
    assert list(decided.standing(last, date(2026, 11, 23))["a"]) == ["a", "d", "e"]


def test_a_museum_without_data_in_these_days_is_marked_on_its_card(
    pairs: Engine, opened: Opened
) -> None:
    assert "pas de données" not in words(opened("suggestions"))
    with writing(pairs) as session:
        session.exec(delete(Coverage).where(col(Coverage.account_id) == 3))
    said = words(opened("suggestions"))
    assert said.count("· pas de données sur ces jours") == 2  # c stands on two of three cards
