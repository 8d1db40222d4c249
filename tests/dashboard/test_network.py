"""The network's page: who addresses whom in words, on the map, in tables, with posts as proof."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.proto.Block_pb2 import Block as BlockProto
from streamlit.testing.v1 import AppTest

from dashboard.network_map import picked
from shared import models
from shared.store.database import writing
from shared.store.recount import recount

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


def option(page: AppTest) -> dict[str, Any]:
    """What ECharts is asked to draw."""
    drawn: dict[str, Any] = json.loads(chart(page).spec)
    return drawn


def told_dot(page: AppTest, id: str) -> str:
    """What the box says that appears over an institution's dot."""
    dots = option(page)["series"][0]["data"]
    return next(str(dot["tooltip"]["formatter"]) for dot in dots if dot["id"] == id)


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


def test_who_speaks_through_another_addresses_and_is_addressed_with_it(
    placed: Engine, opened: Opened
) -> None:
    with writing(placed) as session:
        session.add(models.Institution(id="g", name="Grange", parent="a"))
        session.add(models.Institution(id="h", name="Halle", parent="d"))
    said = words(opened("network"))
    assert "**4 membres sur 7 s’adressent à 3 membres, en 3 relations.**" in said


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
    assert "of 3" not in said, "nothing is left out"
    own = page.dataframe[0].value.iloc[0]
    assert (own["Contact"], own["Addressed to it"], own["Received from it"]) == ("Beffroi", 2, 1)
    assert own["Balance"] == 1
    assert len(page.text) == 3, "each post of the pair, in both directions"


@pytest.fixture
def talkative(placed: Engine) -> Engine:
    """Aquarium has mentioned Beffroi 27 times and, before that, answered it once."""
    with writing(placed) as session:
        for back in [70, *range(41, 66)]:
            at = datetime(2026, 11, 22, 8, tzinfo=UTC) - timedelta(days=back)
            post = {"network": models.Network.X, "post_id": f"more-{back}"}
            session.add(models.Post(**post, account_id=1, created_at=at, version_id="1", text="!"))
            session.flush()
            session.add(
                models.Interaction(
                    **post,
                    kind=models.Kind.REPLY if back == 70 else models.Kind.MENTION,
                    source_account=1,
                    target_account=2,
                    occurred_at=at,
                    evidence="id",
                )
            )
        session.flush()
        recount(session)
    return placed


@pytest.mark.usefixtures("talkative")
def test_the_newest_posts_are_shown_and_how_many_there_are(opened: Opened) -> None:
    page = opened("network", who="a")
    assert "Les 20 plus récentes sur 29" in words(page)
    assert len(page.text) == 20
    assert "The 20 most recent of 29" in words(opened("network", "en", who="a"))


@pytest.mark.usefixtures("talkative")
def test_posts_are_filtered_before_the_newest_are_taken(opened: Opened) -> None:
    page = opened("network", who="a", kinds="reply")
    assert len(page.text) == 1
    assert "Réponse · Aquarium" in words(page)


@pytest.mark.usefixtures("placed")
def test_who_speaks_through_another_has_no_ties_of_its_own_and_the_way_there(
    placed: Engine, opened: Opened
) -> None:
    with writing(placed) as session:
        session.add(models.Institution(id="g", name="Grange", parent="a"))
    page = opened("network", who="g")
    said = words(page)
    assert "S’exprime par un autre compte\u00a0: Aquarium. Ses relations" in said
    assert "Aucune pour ces jours" not in said
    assert "Ses relations" not in [header.value for header in page.header]
    assert "S’exprime par un autre compte\u00a0: Aquarium" in told_dot(page, "g")
    button(page, "Aquarium").click().run()
    assert page.query_params["who"] == "a"
    assert "Ses relations" in [header.value for header in page.header]


@pytest.mark.parametrize(
    "who, sentence",
    [
        ("c", "**1 interlocuteur**, aucun dans les deux sens · interactions\u00a0: 1 envoyée, "
              "aucune reçue."),
        ("b", "**2 interlocuteurs**, 1 dans les deux sens · interactions\u00a0: 1 envoyée, "
              "3 reçues."),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("placed")
def test_each_number_agrees_with_its_word(opened: Opened, who: str, sentence: str) -> None:
    assert sentence in words(opened("network", who=who))


@pytest.mark.usefixtures("placed")
def test_one_tie_is_told_in_the_singular(opened: Opened) -> None:
    asked = {"kinds": "reply"}
    said = words(opened("network", **asked))
    assert "**1 membre sur 5 s’adresse à 1 membre, en 1 relation.**" in said
    english = words(opened("network", "en", **asked))
    assert "**1 of 5 members addresses 1 member, in 1 tie.**" in english


@pytest.mark.usefixtures("placed")
def test_an_arrows_box_is_written_the_readers_way(opened: Opened) -> None:
    def box(language: str) -> str:
        links = option(opened("network", language))["series"][0]["links"]
        return next(str(each["tooltip"]["formatter"]) for each in links if each["value"] == 2)

    assert box("fr") == "Aquarium → Beffroi<br>2\u00a0: mentions 2"
    assert box("en") == "Aquarium → Beffroi<br>2: mentions 2"


def test_a_group_named_after_its_centre_needs_no_elision(placed: Engine, opened: Opened) -> None:
    with writing(placed) as session:
        for id, country in zip("abc", ("DE", "ES", "IT"), strict=True):
            museum = session.get(models.Institution, id)
            assert museum is not None
            museum.country = country
    legend = [each["name"] for each in option(opened("network"))["legend"][0]["data"]]
    assert legend[0] == "Groupe\u00a0: Beffroi"


@pytest.mark.usefixtures("placed")
def test_those_who_left_a_platform_are_one_or_several(placed: Engine, opened: Opened) -> None:
    assert "**A quitté une plateforme.**" in words(opened("network"))
    with writing(placed) as session:
        clocher = session.get(models.Account, 3)
        assert clocher is not None
        clocher.status = models.AccountStatus.LEFT
    assert "**Ont quitté leur plateforme.**" in words(opened("network"))


@pytest.mark.usefixtures("placed")
def test_a_wrong_kind_is_said_and_the_usual_ones_are_shown(opened: Opened) -> None:
    page = opened("network", kinds="zz")
    assert "« zz »" in words(page).replace("\u00a0", " ")
    assert len(page.dataframe[0].value) == 3


@pytest.mark.parametrize("who", [{}, {"who": "a"}])
@pytest.mark.usefixtures("placed")
def test_an_unknown_contact_is_said(opened: Opened, who: dict[str, str]) -> None:
    said = words(opened("network", with_="qq", **who)).replace("\u00a0", " ")
    assert said.count("« qq »") == 1


@pytest.mark.usefixtures("placed")
def test_a_contact_without_tie_is_said_unless_another_institution_was_chosen(
    opened: Opened,
) -> None:
    sentence = "Sans échange observé pour ces jours et ces filtres\u00a0: Donjon."
    assert sentence in words(opened("network", who="a", with_="d"))
    page = opened("network", who="b", with_="a")
    assert page.query_params["with"] == "a"
    page.query_params["who"] = "a"
    assert "Sans échange observé pour" not in words(page.run())


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


@pytest.mark.usefixtures("placed")
def test_the_kinds_stand_in_no_row_so_that_they_wrap_on_a_narrow_screen(opened: Opened) -> None:
    page = opened("network")
    assert [each.label for each in page.pills] == ["Types d’interaction"]
    horizontal = BlockProto.FlexContainer.Direction.HORIZONTAL
    rows = [
        each
        for each in page.main
        if isinstance(each.proto, BlockProto) and each.proto.flex_container.direction == horizontal
    ]
    assert any(row.toggle for row in rows)
    assert not any(row.pills for row in rows)


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


def test_few_days_of_data_are_said_and_listed_never_taken_for_silence(
    placed: Engine, opened: Opened
) -> None:
    with writing(placed) as session:
        coverage = session.exec(
            select(models.Coverage).where(models.Coverage.account_id == 1)
        ).one()
        coverage.first_day = date(2026, 11, 10)
        session.add(coverage)
        session.add(models.Account(id=9, institution_id="f", network="x", handle="at_f"))
        session.flush()
        session.add(
            models.Interaction(
                network=models.Network.X, post_id="2-9", kind=models.Kind.MENTION,
                source_account=2, target_account=9, evidence="id",
                occurred_at=datetime(2026, 11, 13, 12, tzinfo=UTC),
            )
        )  # fmt: skip
        recount(session)
    page = opened("network")
    assert "Pour 1 membre, il manque beaucoup de jours" in words(page)
    assert "1 membre avec peu de jours de données" in [each.label for each in page.expander]
    assert "Données\u00a0: 13 jours sur 90" in told_dot(page, "a")
    assert "Données" not in told_dot(page, "b")
    fanal = told_dot(page, "f")  # only what others said to it is known
    assert "1 interlocuteur" in fanal and "Pas de données sur la période" in fanal
    assert "Lyon · France · Données\u00a0: 13 jours sur 90" in words(opened("network", who="a"))


def test_since_when_it_is_known_who_addressed_a_museum_is_said(
    consortium: Engine, opened: Opened
) -> None:
    with writing(consortium) as session:
        of_b = select(models.Account).where(models.Account.institution_id == "b")
        account = session.exec(of_b).one()
        account.addressed_since = date(2026, 11, 3)
    said = "Qui s’est adressé à elle n’est connu que depuis le 3 novembre 2026"
    assert said in words(opened("network", who="b"))
    assert said not in words(opened("network", who="a"))
    assert said not in words(opened("network", who="b", period="2026-11-05..2026-11-20"))
