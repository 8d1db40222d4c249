"""June 2026 at four museums: all known, partly known, unknown, one speaking through another."""

from datetime import date

import pandas as pd
import pytest

from shared.cooperation.coverage import (
    DataStamp,
    availability,
    data_stamp,
    month_by_month,
    with_data,
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
    {
        "institution_id": ["louvre", "prado", "rijks", "week"],
        "network": ["x"] * 4,
        "status": ["active"] * 4,
    }
).astype("str")


def also(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """The accounts, and more: institution, network, status."""
    return pd.concat([ACCOUNTS, pd.DataFrame(rows, columns=ACCOUNTS.columns, dtype="str")])


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
            elsewhere=1,  # the Prado on X: here it is read on Mastodon
            unread=("x",),
        )
    )


@pytest.mark.parametrize(
    ("account", "elsewhere", "unread"),
    [
        (("louvre", "bluesky", "active"), 1, ("bluesky",)),
        (("rijks", "instagram", "active"), 1, ("instagram",)),  # of whom we know nothing else
        (("louvre", "bluesky", "left"), 0, ()),
        (("week", "bluesky", "active"), 0, ()),  # no member
        (("rijks", "x", "active"), 0, ()),  # X is read: a member without data, nothing more
    ],
)
def test_the_stamp_counts_who_also_has_an_account_that_is_not_read(
    account: tuple[str, str, str], elsewhere: int, unread: tuple[str, ...]
) -> None:
    stamp = data_stamp(
        known(WHOLE_JUNE, ("prado", "x", "2026-06-01", "2026-06-30")), also(account), ROSTER, JUNE
    )
    assert (stamp.elsewhere, stamp.unread) == (elsewhere, unread)


def test_a_member_with_two_accounts_elsewhere_counts_once() -> None:
    accounts = also(("louvre", "bluesky", "active"), ("louvre", "facebook", "protected"))
    stamp = data_stamp(known(WHOLE_JUNE), accounts, ROSTER, JUNE)
    assert (stamp.elsewhere, stamp.unread) == (1, ("bluesky", "facebook"))


def test_enough_days_are_three_quarters_of_them() -> None:
    days = [("louvre", "x", "2026-06-01", "2026-06-23"), ("prado", "x", "2026-06-01", "2026-06-22")]
    found = availability(known(*days), ACCOUNTS, ROSTER, JUNE).set_index("institution_id")
    assert list(found.index[found["enough"]]) == ["louvre", "branch"]  # 23 of 30; 22 are too few


def test_each_month_says_of_how_many_members_it_has_data() -> None:
    coverage = known(
        ("louvre", "x", "2026-05-17", "2026-06-30"),
        ("prado", "x", "2026-06-16", "2026-06-30"),
        ("prado", "mastodon", "2026-06-11", "2026-06-20"),
        ("week", "x", "2026-01-01", "2026-12-31"),
    )
    joined = ROSTER.assign(
        joined_on=pd.Series([None, None, "2026-06-20", None, None], dtype="datetime64[s]")
    )
    told = month_by_month(coverage, ACCOUNTS, joined, [date(2026, m, 1) for m in (5, 6, 7)])
    rows = told.drop(columns="month").to_numpy().tolist()
    assert rows[0] == [2, 3, pytest.approx(2 * 15 / (3 * 31))]
    assert rows[1] == [3, 4, pytest.approx((2 * 30 + 20) / (4 * 30))]
    assert rows[2] == [0, 4, 0]


def test_the_months_of_one_institution_are_its_own() -> None:
    coverage = known(("louvre", "x", "2026-05-17", "2026-06-30"))
    months = [date(2026, 5, 1), date(2026, 6, 1)]
    for one, share in (("louvre", [15 / 31, 1]), ("branch", [15 / 31, 1]), ("prado", [0, 0])):
        told = month_by_month(coverage, ACCOUNTS, ROSTER, months, frozenset([one]))
        assert list(told["share"]) == pytest.approx(share)


def test_no_months_keep_their_columns() -> None:
    told = month_by_month(known(), ACCOUNTS[:0], ROSTER[:0], [])
    assert told.empty and list(told) == ["month", "with_data", "members", "share"]


def test_without_data_the_stamp_names_no_day() -> None:
    stamp = data_stamp(known(), ACCOUNTS, ROSTER, JUNE)
    assert stamp == DataStamp(with_data=0, incomplete=4, total=4, last_day=None, networks=())


def test_only_members_of_the_period_are_counted() -> None:
    left = ROSTER.assign(
        left_on=pd.Series(["2026-05-15", None, None, None, None], dtype="datetime64[s]")
    )
    assert data_stamp(known(WHOLE_JUNE), ACCOUNTS, left, JUNE).total == 3
    assert data_stamp(known(WHOLE_JUNE), ACCOUNTS, left, MAY).total == 4


def test_one_day_is_data_of_members_and_others() -> None:
    organiser = ("week", "x", "2026-05-01", "2026-06-30")
    assert with_data(known(WHOLE_JUNE, PART_OF_JUNE, organiser), ACCOUNTS, ROSTER, JUNE) == {
        "louvre",
        "branch",
        "prado",
        "week",
    }


def test_an_empty_store_has_data_of_nobody() -> None:
    assert availability(known(), ACCOUNTS[:0], ROSTER[:0], JUNE).empty
    assert with_data(known(), ACCOUNTS[:0], ROSTER[:0], JUNE) == frozenset()


def test_the_tables_given_stay_as_they_were() -> None:
    coverage = known(WHOLE_JUNE)
    before = coverage.copy()
    availability(coverage, ACCOUNTS, ROSTER, JUNE)
    pd.testing.assert_frame_equal(coverage, before)
