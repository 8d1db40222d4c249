"""Which days are known, as tables: calendars with their weeks, months whole or in part."""

from datetime import date

import pandas as pd
import pytest

from dashboard.i18n import speaking
from dashboard.sources import day_frames, day_maps

TODAY = date(2026, 11, 22)


def coverage(*rows: tuple[int, str, str, str]) -> pd.DataFrame:
    names = ["account_id", "source", "first_day", "last_day"]
    found = pd.DataFrame(rows, columns=names)
    days = {name: pd.to_datetime(found[name]).astype("datetime64[s]") for name in names[2:]}
    return found.assign(**days)


def posts(column: str, *rows: tuple) -> pd.DataFrame:
    names = [column, "posts"] if column == "day" else ["account_id", column, "posts"]
    found = pd.DataFrame(rows, columns=names)
    return found.assign(**{column: pd.to_datetime(found[column]).astype("datetime64[s]")})


def test_a_calendar_holds_whole_years_up_to_today() -> None:
    known = coverage((1, "files", "2025-03-01", "2026-02-01"))
    days = day_frames.calendar(known, posts("day"), today=TODAY)
    assert days["day"].iloc[[0, -1]].dt.date.tolist() == [date(2025, 1, 1), TODAY]
    assert day_frames.calendar(known.head(0), posts("day"), today=TODAY).empty


def test_a_day_knows_its_week_its_sources_and_its_posts() -> None:
    known = coverage((1, "x", "2026-01-04", "2026-01-05"), (1, "files", "2026-01-05", "2026-01-06"))
    held = posts("day", ("2026-01-05", 3), ("2026-01-08", 1))
    days = day_frames.calendar(known, held, today=date(2026, 1, 9)).set_index("day")
    assert days["week"].tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 1]  # 1 January 2026 is a Thursday
    assert days["weekday"].tolist() == [3, 4, 5, 6, 0, 1, 2, 3, 4]
    assert days["sources"].tolist()[3:7] == [("x",), ("files", "x"), ("files",), ()]
    assert days["posts"].tolist() == [0, 0, 0, 0, 3, 0, 0, 1, 0]


def test_a_month_is_known_whole_in_part_or_not_at_all() -> None:
    known = coverage(
        (1, "x", "2026-01-10", "2026-03-20"), (2, "x", "2026-02-01", "2026-02-28"),
        (2, "files", "2026-02-10", "2026-02-20"),
    )  # fmt: skip
    held = posts("month", (1, "2026-02-01", 9))
    found = day_frames.months([2, 1, 3], known, held, most=36)
    assert found["account_id"].tolist() == [2] * 3 + [1] * 3 + [3] * 3
    assert found["data"].tolist() == [
        "none", "whole", "none", "part", "whole", "whole", "none", "none", "none",
    ]  # fmt: skip
    assert found["days"].tolist()[:6] == [0, 28, 0, 22, 28, 20]  # March reaches to the 20th
    assert found["posts"].tolist() == [0, 0, 0, 0, 9, 0, 0, 0, 0]


def test_only_the_last_months_are_taken_and_none_without_data() -> None:
    known = coverage((1, "x", "2024-01-10", "2026-03-20"))
    found = day_frames.months([1], known, posts("month"), most=2)
    assert found["start"].dt.date.tolist() == [date(2026, 2, 1), date(2026, 3, 1)]
    assert day_frames.months([1], known.head(0), posts("month"), most=2).empty


@pytest.mark.parametrize("language, words", [("fr", "Pas de données"), ("en", "No data")])
def test_no_data_is_no_number_in_the_table_and_a_word_of_its_own_on_the_map(
    language: str, words: str
) -> None:
    known = coverage((1, "x", "2026-01-01", "2026-01-01"))
    days = day_frames.calendar(known, posts("day"), today=date(2026, 1, 2))
    with speaking(language):
        table = day_maps.day_table(days)
        drawn = day_maps.day_map(days).to_dict()
    assert table.iloc[:, 2].isna().tolist() == [False, True]
    assert table.iloc[1, 1] == words
    shades = [row["shade"] for row in drawn["datasets"][drawn["layer"][0]["data"]["name"]]]
    assert shades[1] == words != shades[0]


def test_the_legend_of_all_accounts_stands_in_one_column_for_a_narrow_screen() -> None:
    known = coverage((1, "x", "2026-01-01", "2026-01-31"))
    found = day_frames.months([1], known, posts("month"), most=2)
    with speaking("fr"):
        drawn = day_maps.month_map(found, {1: "Aquarium"}).to_dict()
    legends = [layer["encoding"]["color"]["legend"] for layer in drawn["layer"]]
    assert {legend["columns"] for legend in legends} == {1}


def test_the_lines_of_all_accounts_keep_their_order_without_data_too() -> None:
    known = coverage((1, "x", "2026-01-01", "2026-01-31"))
    found = day_frames.months([2, 1], known, posts("month"), most=2)
    with speaking("fr"):
        drawn = day_maps.month_map(found, {1: "Aquarium", 2: "Zoo"}).to_dict()
    orders = [layer["encoding"]["y"]["scale"]["domain"] for layer in drawn["layer"]]
    assert orders == [["Zoo", "Aquarium"]] * 3
