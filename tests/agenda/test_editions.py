"""Known editions, and those the rules forecast."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from shared.agenda.editions import COLUMNS, editions
from shared.agenda.series import edition_days
from shared.agenda.shipped import shipped_editions, shipped_series

TODAY = date(2026, 11, 23)


def one_series(**changes: Any) -> pd.DataFrame:
    series = {
        "id": "museum-day",
        "rule_kind": "fixed",
        "rule": "05-18",
        "offset_days": 0,
        "duration_days": 1,
        "hashtags": ["IMD{yyyy}"],
        "source_url": "https://museum-day.example",
    }
    return pd.DataFrame([series | changes], dtype=object)


def known(*rows: dict[str, Any]) -> pd.DataFrame:
    plain = {"series": "museum-day", "certainty": "confirmed", "day_tags": [], "source_url": None}
    columns = ["series", "edition", "starts", "ends", "certainty", "day_tags", "source_url"]
    return pd.DataFrame([plain | row for row in rows], columns=columns, dtype=object)


def test_three_years_are_forecast_from_today() -> None:
    frame = editions(one_series(), known(), today=TODAY)
    assert list(frame.columns) == COLUMNS
    assert list(frame["edition"]) == ["2027", "2028", "2029"]
    assert set(frame["certainty"]) == {"forecast"}
    assert list(frame["hashtags"]) == [["IMD2027"], ["IMD2028"], ["IMD2029"]]


def test_an_edition_under_way_is_still_forecast_and_one_over_is_not() -> None:
    days = one_series(rule="11-20", duration_days=4)
    on_its_last_day = editions(days, known(), today=date(2026, 11, 23))
    the_day_after = editions(days, known(), today=date(2026, 11, 24))
    assert on_its_last_day["edition"].iloc[0] == "2026"
    assert the_day_after["edition"].iloc[0] == "2027"


def test_an_edition_over_new_year_is_forecast_in_january() -> None:
    winter = one_series(rule="12-20", duration_days=20)
    frame = editions(winter, known(), today=date(2027, 1, 3))
    assert frame["edition"].iloc[0] == "2026"


@pytest.mark.parametrize("certainty", ["confirmed", "postponed", "cancelled"])
def test_a_known_edition_stands_in_place_of_a_forecast(certainty: str) -> None:
    moved = {
        "edition": "2027",
        "starts": date(2027, 7, 3),
        "ends": date(2027, 7, 4),
        "certainty": certainty,
        "day_tags": ["firstMW", "secondMW"],
    }
    frame = editions(one_series(), known(moved), today=TODAY).set_index("edition")
    assert list(frame.index) == ["2027", "2028", "2029"]
    assert frame.loc["2027", "starts"] == date(2027, 7, 3)
    assert frame.loc["2027", "certainty"] == certainty
    assert frame.loc["2027", "day_tags"] == {"2027-07-03": "firstMW", "2027-07-04": "secondMW"}
    assert frame.loc["2027", "source_url"] == "https://museum-day.example"
    assert frame.loc["2028", "certainty"] == "forecast"


def test_a_series_without_a_rule_forecasts_nothing() -> None:
    frame = editions(one_series(rule_kind="none", rule=None), known(), today=TODAY)
    assert frame.empty
    assert list(frame.columns) == COLUMNS


def test_a_leap_day_as_today_is_no_trap() -> None:
    frame = editions(one_series(rule="03-01"), known(), today=date(2028, 2, 29))
    assert list(frame["edition"]) == ["2028", "2029", "2030"]


def test_an_edition_of_no_series_or_that_ends_before_it_starts_is_refused() -> None:
    backwards = {"edition": "2020", "starts": date(2020, 5, 2), "ends": date(2020, 5, 1)}
    with pytest.raises(ValueError, match="ends before"):
        editions(one_series(), known(backwards), today=TODAY)
    with pytest.raises(ValueError, match="is no series"):
        editions(one_series(id="other"), known(backwards), today=TODAY)


def kept_rule(series_id: str) -> list[bool]:
    """For each known edition, whether the series' rule would have given its days."""
    series = shipped_series().set_index("id").loc[series_id]
    held = shipped_editions().query("series == @series_id")
    return [
        edition_days(
            series["rule_kind"],
            series["rule"],
            year=int(row.edition),
            offset_days=series["offset_days"],
            duration_days=series["duration_days"],
        )
        == (row.starts, row.ends)
        for row in held.itertuples()
    ]


def test_the_rule_of_the_night_of_museums_is_right_in_five_of_ten_editions() -> None:
    kept = kept_rule("night-of-museums")
    assert (sum(kept), len(kept)) == (5, 10)


def test_the_night_of_museums_to_come_is_therefore_shown_as_forecast() -> None:
    frame = editions(shipped_series(), shipped_editions(), today=TODAY)
    night = frame.query("series == 'night-of-museums'").set_index("edition")
    assert list(night.loc["2027":, "certainty"]) == ["forecast"] * 3
    assert night.loc["2026", "starts"] == date(2026, 5, 23)
    assert set(night.loc[:"2026", "certainty"]) == {"confirmed"}


@pytest.mark.parametrize(
    "series",
    [
        *("international-museum-day", "heritage-days-france", "science-festival-france"),
        *("archaeology-days", "ask-a-curator", "museum-shop-sunday", "heritage-open-days"),
    ],
)
def test_the_other_rules_hold_on_every_edition_we_know(series: str) -> None:
    assert kept_rule(series)
    assert all(kept_rule(series))


def test_the_garden_days_of_2024_began_in_may_against_their_rule() -> None:
    assert kept_rule("gardens-days") == [True, False, True]


def test_museumweek_has_no_rule_and_no_forecast_but_its_past_days_and_hashtags() -> None:
    frame = editions(shipped_series(), shipped_editions(), today=TODAY)
    weeks = frame.query("series == 'museumweek'").set_index("edition")
    assert len(weeks) == 10
    assert set(weeks["certainty"]) == {"confirmed"}
    assert weeks.loc["2015", "day_tags"]["2015-03-25"] == "architectureMW"
    assert weeks.loc["2016", "day_tags"]["2016-04-03"] == "loveMW"
    assert weeks.loc["2017", "hashtags"] == ["MuseumWeek", "MuseumWeek2017"]
