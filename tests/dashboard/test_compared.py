"""What lacks data in one of two periods is said, listed, and neither new nor paused."""

from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd
import pytest
from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from dashboard import charts, compared, months_words, observed, parts
from dashboard.asked import Asked
from dashboard.compared_words import others_table, sentence
from dashboard.i18n import speaking
from shared import models
from shared.periods import Period
from shared.store.database import writing

Opened = Callable[..., AppTest]
NOW = Period(date(2026, 8, 25), date(2026, 11, 23))
BEFORE = NOW.year_earlier()
KINDS = tuple(charts.KIND_COLOURS)


def words(page: AppTest) -> str:
    assert not page.exception, page.exception
    return "\n".join(each.value for kind in (page.markdown, page.caption) for each in kind)


def known_from(store: Engine, account: int, first_day: date, last_day: date | None = None) -> None:
    """Of this account, only these days are known."""
    with writing(store) as session:
        rows = session.exec(
            select(models.Coverage).where(models.Coverage.account_id == account)
        ).all()
        for row in rows:
            row.first_day, row.last_day = first_day, last_day or row.last_day
            session.add(row)


def away(store: Engine, status: str, since: date) -> None:
    """The account of d, in that state since that day."""
    with writing(store) as session:
        account = session.get_one(models.Account, 4)
        account.status, account.status_since = models.AccountStatus(status), since
        session.add(account)


def members_told() -> str:
    rows = compared.comparability(NOW, BEFORE)
    return sentence(rows[rows["member"]], NOW, BEFORE)


@pytest.fixture
def late(consortium: Engine) -> Engine:
    """The consortium, with data of Beffroi from May 2026 on only."""
    known_from(consortium, 2, date(2026, 5, 4))
    return consortium


@pytest.mark.usefixtures("late")
def test_a_museum_whose_data_begin_between_the_periods_is_not_compared(opened: Opened) -> None:
    page = opened()
    said = words(page)
    assert "3 relations entre membres, dont aucune nouvelle" in said
    assert (
        "aucune relation observée un an plus tôt n’est en pause\u00a0; 2 non observables." in said
    )
    assert "**0 nouvelle, 0 autre en pause, 2 non observables.**" in said
    fold = next(each for each in page.expander if "comparés" in each.label)
    assert fold.label == "3 membres sur 4 comparés\u00a0: 1 n’a pas de données avant mai 2026"
    listed, ties = (each.value for each in fold.dataframe)
    assert listed.to_numpy().tolist() == [["Beffroi", "Pas de données avant le 4 mai 2026", 90, 0]]
    assert ties["À"].tolist() == ["Aquarium", "Beffroi"]  # Aquarium → Beffroi was kept
    assert set(ties["Vue pendant"]) == {"Cette période"}
    assert "data=" not in fold.get("page_link")[0].proto.query_string
    assert {each.label: each.delta for each in page.metric}["Relations"] == "0"


@pytest.mark.usefixtures("consortium")
def test_where_all_are_compared_nothing_is_added(opened: Opened) -> None:
    page = opened()
    assert not [each for each in page.expander if "comparés" in each.label]
    assert "non observable" not in words(page).replace("**Relations non observables.**", "")
    assert "pas de données" not in words(page)


@pytest.mark.usefixtures("late")
def test_of_a_museum_that_is_not_compared_its_own_page_says_why(opened: Opened) -> None:
    page = opened(language="en", for_="b")
    labels = [each.label for each in page.expander]
    assert "Beffroi is not compared: no data before 4 May 2026" in labels
    assert "; not compared: no data before 4 May 2026." in words(page)
    assert "too little data" not in words(page)
    assert "nothing earlier to compare with" not in words(page)


def test_each_thing_that_stands_against_comparing_is_named(consortium: Engine) -> None:
    known_from(consortium, 1, date(2026, 9, 30))
    known_from(consortium, 2, date(2025, 10, 20))
    known_from(consortium, 3, date(2025, 7, 11), date(2026, 7, 2))
    with writing(consortium) as session:
        session.add(models.Institution(id="f", name="Fanal"))
    with speaking("en"):
        assert members_told() == (
            "1 of 5 members compared: 1 has no data before October 2025, "
            "1 has no data after July 2026, 1 has too little data in both periods and "
            "1 has no data"
        )
        rows = compared.comparability(NOW, BEFORE)
        table = others_table(rows[rows["why"].ne("")], NOW, BEFORE).set_index("Institution")
        assert table["Why"].tolist() == [
            "Too little data",
            "No data before 20 October 2025",
            "No data",
            "No data after 2 July 2026",
        ]
    with speaking("fr"):
        assert "1 n’a plus de données après juillet 2026" in members_told()


@pytest.mark.parametrize(
    ("status", "why"),
    [("left", "Left X on 1 October 2026"), ("suspended", "Suspended since 1 October 2026")],
)
def test_an_account_that_went_away_is_told_with_its_day(
    consortium: Engine, status: str, why: str
) -> None:
    away(consortium, status, date(2026, 10, 1))
    with speaking("en"):
        rows = compared.comparability(NOW, BEFORE)
        table = others_table(rows[rows["why"].ne("")], NOW, BEFORE)
        assert table["Why"].tolist() == [why]
        assert members_told() == (
            "3 of 4 members compared: 1 left a platform or can no longer be read"
        )
    assert "d" not in compared.observable(NOW, BEFORE)


def test_of_a_museum_that_left_a_platform_its_own_page_says_so(
    consortium: Engine, opened: Opened
) -> None:
    away(consortium, "left", date(2026, 10, 1))
    page = opened(for_="d")
    said = words(page)
    assert "pas de comparaison\u00a0: a quitté X le 1er octobre 2026." in said
    assert "trop peu de données" not in said + "".join(each.label for each in page.expander)


@pytest.mark.parametrize(
    ("column", "day", "why"),
    [
        ("joined_on", date(2026, 2, 3), "Joined the consortium on 3 February 2026"),
        ("left_on", date(2026, 2, 3), "Left the consortium on 3 February 2026"),
    ],
)
def test_a_member_of_one_of_the_two_periods_is_told_so(
    consortium: Engine, column: str, day: date, why: str
) -> None:
    with writing(consortium) as session:
        museum = session.get_one(models.Institution, "a")
        setattr(museum, column, day)
        session.add(museum)
    with speaking("en"):
        rows = compared.comparability(NOW, BEFORE)
        assert others_table(rows[rows["why"].ne("")], NOW, BEFORE)["Why"].tolist() == [why]
        assert members_told().endswith("1 was a member in one of the two periods only")


@pytest.mark.usefixtures("late")
def test_months_with_less_data_are_on_grey_and_say_of_how_many_members() -> None:
    with speaking("fr"):
        months = observed.months(KINDS, None, "fr")
        table = observed.as_table(months).set_index("Mois")
        assert months_words.less_data(months, None) == (
            "Sur fond gris, les mois moins bien connus. "
            "Sur 4 membres, 1 n’a pas de données avant mai 2026."
        )
    by_month = months.drop_duplicates("month").set_index("month")
    grey = by_month.index[~by_month["whole"]]
    assert list(grey) == [*pd.date_range("2025-07-01", "2026-04-01", freq="MS"),
                          pd.Timestamp("2026-11-01")]  # fmt: skip
    assert by_month.loc["2026-03-01", "data"] == "3 membres sur 4"
    assert table.loc["2026-06", ["Membres avec données", "Membres"]].tolist() == [4, 4]
    assert table.loc["2026-03", "Mentions"] == 0  # a month without a post is there all the same
    spec = charts.monthly_trend(months).to_dict()
    ground, bars = spec["layer"]
    assert ground["mark"]["color"] == charts.UNCOVERED
    told = [[each["field"] for each in layer["encoding"]["tooltip"]] for layer in (ground, bars)]
    assert told == [["month", "data"], ["month", "kind", "interactions", "data"]]


@pytest.mark.usefixtures("late")
def test_the_months_of_one_museum_are_on_grey_where_its_own_data_lack() -> None:
    with speaking("en"):
        own = observed.months(KINDS, "b", "en").drop_duplicates("month").set_index("month")
        assert not own.loc["2026-03-01", "whole"] and own.loc["2026-06-01", "whole"]
        said = months_words.less_data(observed.months(KINDS, "b", "en"), "b")
        assert said is not None and "Beffroi: 4 May – 22 November 2026." in said
        assert "Aquarium" not in (months_words.less_data(own.reset_index(), "a") or "")


def test_the_stamp_names_what_is_not_read(consortium: Engine) -> None:
    with speaking("en"):
        assert parts.stamp(NOW).endswith("· X only")
    with writing(consortium) as session:
        for number, (id, network) in enumerate(
            [("a", "bluesky"), ("b", "bluesky"), ("b", "linkedin")], start=10
        ):
            session.add(
                models.Account(
                    id=number,
                    institution_id=id,
                    network=models.Network(network),
                    handle=f"n{number}",
                )
            )
    with speaking("en"):
        assert parts.stamp(NOW).endswith(
            "· X only · 2 members also on Bluesky and LinkedIn, which we do not read"
        )
    with speaking("fr"):
        assert "2 membres aussi sur Bluesky et LinkedIn, que nous ne relevons pas" in (
            parts.stamp(NOW)
        )


def test_a_museum_without_data_is_said_to_lack_them_above_the_months(consortium: Engine) -> None:
    with writing(consortium) as session:
        session.add(models.Institution(id="f", name="Fanal"))
    with speaking("fr"):
        said = months_words.less_data(observed.months(KINDS, None, "fr"), None)
        assert said is not None and said.endswith("Sur 5 membres, 1 n’a pas de données.")


def test_what_is_read_from_a_platform_counts_like_what_files_hold(consortium: Engine) -> None:
    with writing(consortium) as session:
        for row in session.exec(select(models.Coverage)):
            row.source = "x"
            session.add(row)
    assert compared.observable(NOW, BEFORE) == frozenset("abcd")
    assert parts.reach(NOW).with_data == 4


def test_a_museum_without_data_is_said_to_have_none_on_the_cards(
    consortium: Engine, opened: Opened
) -> None:
    with writing(consortium) as session:
        session.add(models.Institution(id="f", name="Fanal"))
    page = opened()
    assert words(page).count("Pour 1 membre, nous n’avons pas de données.") == 2
    alone = next(each for each in page.expander if "sans échange" in each.label)
    assert alone.label.startswith("1 membre")  # Donjon; of Fanal nothing can be said


def test_without_exchange_but_with_few_days_of_data_is_said(consortium: Engine) -> None:
    known_from(consortium, 4, NOW.last_day - timedelta(days=20))
    asked = Asked(NOW, None, None, None)
    seen = observed.observed(asked.period)
    assert observed.without_exchange(asked.period) == ["d"]
    assert "d" not in seen.peers and "a" in seen.peers
