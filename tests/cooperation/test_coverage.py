"""June 2026 at four museums: all known, partly known, unknown, one speaking through another."""

from datetime import date

import pandas as pd
import pytest

from shared.cooperation.coverage import (
    DataStamp,
    availability,
    data_stamp,
    with_data,
    with_data_in_both,
)
from shared.periods import Period

JUNE = Period(date(2026, 6, 1), date(2026, 7, 1))
MAY = Period(date(2026, 5, 1), date(2026, 6, 1))
Days = tuple[str, str, str, str]

ROSTER = pd.DataFrame(
    {
        "id": pd.Series(["louvre", "prado", "rijks", "branch", "week"], dtype="str"),
        "parent": pd.Series([None, None, None, "louvre", None], dtype="object"),
        "member": [True, True, True, True, False],
        "joined_on": pd.Series([None] * 5, dtype="datetime64[s]"),
        "left_on": pd.Series([None] * 5, dtype="datetime64[s]"),
    }
)
ACCOUNTS = pd.DataFrame(
    {"institution_id": ["louvre", "prado", "rijks", "week"], "network": ["x"] * 4}
).astype("str")


def known(*rows: Days) -> pd.DataFrame:
    """Coverage: institution, network, first and last day."""
    frame = pd.DataFrame(rows, columns=["institution_id", "network", "first_day", "last_day"])
    return frame.astype(
        {
            **dict.fromkeys(["institution_id", "network"], "str"),
            **dict.fromkeys(["first_day", "last_day"], "datetime64[s]"),
        }
    )


WHOLE_JUNE = ("louvre", "x", "2026-05-20", "2026-07-20")
PART_OF_JUNE = ("prado", "mastodon", "2026-06-11", "2026-06-20")


def told(coverage: pd.DataFrame, period: Period = JUNE) -> dict[str, tuple[int, str]]:
    found = availability(coverage, ACCOUNTS, ROSTER, period)
    return {row.institution_id: (row.days, row.data) for row in found.itertuples()}


def test_a_museum_has_data_for_all_of_the_period_part_of_it_or_none() -> None:
    assert told(known(WHOLE_JUNE, PART_OF_JUNE)) == {
        "louvre": (30, "whole"),
        "prado": (10, "part"),
        "rijks": (0, "none"),
        "branch": (30, "whole"),  # its posts go through the Louvre's account
        "week": (0, "none"),
    }


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2026-06-01", "2026-06-30", 30),
        ("2026-06-30", "2026-06-30", 1),
        ("2026-05-31", "2026-06-01", 1),
        ("2026-05-01", "2026-05-31", 0),
        ("2026-07-01", "2026-07-02", 0),
    ],
)
def test_only_the_days_of_the_period_count(first: str, last: str, days: int) -> None:
    assert told(known(("prado", "x", first, last)))["prado"][0] == days


def test_a_day_known_twice_counts_once() -> None:
    twice = known(
        ("prado", "x", "2026-06-01", "2026-06-10"),
        ("prado", "x", "2026-06-05", "2026-06-12"),
        ("prado", "mastodon", "2026-06-01", "2026-06-02"),
        ("prado", "x", "2026-06-20", "2026-06-20"),
    )
    assert told(twice)["prado"] == (13, "part")


def test_the_stamp_counts_members_and_names_what_was_read() -> None:
    organiser = ("week", "bluesky", "2026-06-01", "2026-06-30")
    assert data_stamp(known(WHOLE_JUNE, PART_OF_JUNE, organiser), ACCOUNTS, ROSTER, JUNE) == (
        DataStamp(
            with_data=3,
            incomplete=2,
            total=4,
            last_day=date(2026, 6, 30),
            networks=("x", "mastodon"),
        )
    )


def test_without_data_the_stamp_names_no_day() -> None:
    stamp = data_stamp(known(), ACCOUNTS, ROSTER, JUNE)
    assert stamp == DataStamp(with_data=0, incomplete=4, total=4, last_day=None, networks=())


def test_only_members_of_the_period_are_counted() -> None:
    left = ROSTER.assign(
        left_on=pd.Series(["2026-05-15", None, None, None, None], dtype="datetime64[s]")
    )
    assert data_stamp(known(WHOLE_JUNE), ACCOUNTS, left, JUNE).total == 3
    assert data_stamp(known(WHOLE_JUNE), ACCOUNTS, left, MAY).total == 4


def test_only_those_with_data_in_both_periods_compare() -> None:
    organiser = ("week", "x", "2026-05-01", "2026-06-30")
    coverage = known(WHOLE_JUNE, PART_OF_JUNE, organiser)
    assert with_data(coverage, ACCOUNTS, ROSTER, JUNE) == {"louvre", "branch", "prado", "week"}
    both = with_data_in_both(coverage, ACCOUNTS, ROSTER, period=JUNE, compared=MAY)
    assert both == {"louvre", "branch"}


@pytest.mark.parametrize("change", [("joined_on", "2026-06-10"), ("left_on", "2026-05-10")])
def test_only_members_of_both_periods_compare(change: tuple[str, str]) -> None:
    column, day = change
    changed = pd.Series([day, None, None, None, None], dtype="datetime64[s]")
    both = with_data_in_both(
        known(WHOLE_JUNE), ACCOUNTS, ROSTER.assign(**{column: changed}), period=JUNE, compared=MAY
    )
    assert both == {"branch"}


def test_an_empty_store_has_data_of_nobody() -> None:
    assert availability(known(), ACCOUNTS[:0], ROSTER[:0], JUNE).empty
    assert with_data(known(), ACCOUNTS[:0], ROSTER[:0], JUNE) == frozenset()


def test_the_tables_given_stay_as_they_were() -> None:
    coverage = known(WHOLE_JUNE)
    before = coverage.copy()
    availability(coverage, ACCOUNTS, ROSTER, JUNE)
    pd.testing.assert_frame_equal(coverage, before)
