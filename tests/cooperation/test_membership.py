"""Who belongs when: the Louvre always, the Prado from mid-March, the Rijksmuseum until mid-May."""

from datetime import date

import pandas as pd
import pytest

from shared.cooperation.membership import members, spoken_for, tie_months_between_members
from shared.periods import Period


def roster(*rows: tuple[str, bool, str | None, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["id", "member", "joined_on", "left_on"])
    days = {"joined_on": "datetime64[s]", "left_on": "datetime64[s]"}
    return frame.astype({"id": "str", "member": "bool", **days})


MUSEUMS = roster(
    ("louvre", True, None, None),
    ("prado", True, "2026-03-15", None),
    ("rijks", True, None, "2026-05-15"),
    ("week", False, None, None),
)


@pytest.mark.parametrize(
    ("start", "end", "belonging"),
    [
        ("2026-01-01", "2026-03-01", {"louvre", "rijks"}),
        ("2026-03-01", "2026-04-01", {"louvre", "prado", "rijks"}),
        ("2026-05-20", "2026-05-21", {"louvre", "prado", "rijks"}),  # the whole month counts
        ("2026-06-01", "2026-07-01", {"louvre", "prado"}),
        ("2026-01-01", "2027-01-01", {"louvre", "prado", "rijks"}),
    ],
)
def test_members_belong_by_whole_months(start: str, end: str, belonging: set[str]) -> None:
    period = Period(date.fromisoformat(start), date.fromisoformat(end))
    assert members(MUSEUMS, period) == belonging


def test_the_month_of_joining_counts_from_its_first_day() -> None:
    assert "prado" in members(MUSEUMS, Period(date(2026, 3, 1), date(2026, 3, 2)))
    assert "prado" not in members(MUSEUMS, Period(date(2026, 2, 1), date(2026, 3, 1)))


def test_a_roster_of_nobody_has_no_members() -> None:
    assert members(roster(), Period(date(2026, 1, 1), date(2026, 2, 1))) == frozenset()


def test_a_month_of_a_tie_counts_when_both_ends_belong_in_it() -> None:
    rows = [
        ("2026-02-01", "louvre", "prado"),
        ("2026-03-01", "louvre", "prado"),
        ("2026-05-01", "rijks", "louvre"),
        ("2026-06-01", "rijks", "louvre"),
        ("2026-03-01", "louvre", "week"),
        ("2026-03-01", "nobody", "louvre"),
    ]
    months = pd.DataFrame(rows, columns=["month", "source", "target"])
    months = months.astype({"month": "datetime64[s]", "source": "str", "target": "str"})
    found = tie_months_between_members(months, MUSEUMS)
    kept = [(row.month.month, row.source, row.target) for row in found.itertuples()]
    assert kept == [(3, "louvre", "prado"), (5, "rijks", "louvre")]
    assert tie_months_between_members(months[:0], MUSEUMS).empty


def test_whoever_left_on_the_first_of_a_month_belonged_in_it() -> None:
    leaving = roster(("louvre", True, None, None), ("prado", True, None, "2026-03-01"))
    months = pd.DataFrame({"month": ["2026-03-01"], "source": ["louvre"], "target": ["prado"]})
    months = months.astype({"month": "datetime64[s]"})
    assert len(tie_months_between_members(months, leaving)) == 1
    assert "prado" in members(leaving, Period(date(2026, 3, 20), date(2026, 3, 21)))


def speakers(parents: dict[str, str | None], *accounts: tuple[str, str]) -> dict[str, str]:
    institutions = pd.DataFrame(
        {"id": pd.Series(list(parents), dtype="str"), "parent": pd.Series(parents.values())}
    )
    held = pd.DataFrame(list(accounts), columns=["institution_id", "network"]).astype("str")
    return spoken_for(institutions, held)


def test_a_museum_without_an_account_speaks_through_its_parents() -> None:
    parents = {"city": None, "one": "city", "two": "city", "alone": None}
    assert speakers(parents, ("city", "x"), ("two", "bluesky")) == {"one": "city"}


def test_an_account_on_a_network_we_do_not_read_is_no_voice() -> None:
    assert speakers({"city": None, "one": "city"}, ("city", "x"), ("one", "instagram")) == {
        "one": "city"
    }
    assert speakers({"city": None, "one": "city"}, ("city", "facebook")) == {}


def test_the_nearest_parent_with_a_voice_speaks() -> None:
    parents = {"state": None, "city": "state", "one": "city"}
    assert speakers(parents, ("state", "x")) == {"city": "state", "one": "state"}


def test_parents_in_a_ring_speak_for_nobody() -> None:
    assert speakers({"a": "b", "b": "a", "self": "self"}) == {}
    assert speakers({}) == {}
