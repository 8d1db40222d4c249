"""Which museums two months can be compared for: May and June 2026, at four of them."""

from datetime import date

import pandas as pd
import pytest

from shared.cooperation.comparability import comparability
from shared.periods import Period

JUNE = Period(date(2026, 6, 1), date(2026, 7, 1))
MAY = Period(date(2026, 5, 1), date(2026, 6, 1))
ROSTER = pd.DataFrame(
    {
        "id": pd.Series(["louvre", "prado", "branch", "week"], dtype="str"),
        "parent": pd.Series([None, None, "louvre", None], dtype="object"),
        "member": [True, True, True, False],
        "joined_on": pd.Series([None] * 4, dtype="datetime64[s]"),
        "left_on": pd.Series([None] * 4, dtype="datetime64[s]"),
    }
)
BOTH = ("2026-05-01", "2026-06-30")


def accounts(status: str = "active", since: str | None = None, network: str = "x") -> pd.DataFrame:
    """One account on X each for the Louvre, the Prado and the week; the Louvre's in that state."""
    return pd.DataFrame(
        {
            "institution_id": pd.Series(["louvre", "prado", "week"], dtype="str"),
            "network": pd.Series([network, "x", "x"], dtype="str"),
            "status": pd.Series([status, "active", "active"], dtype="str"),
            "status_since": pd.Series([since, None, None], dtype="datetime64[s]"),
        }
    )


def told(
    *days: tuple[str, str] | tuple[str, str, str],
    roster: pd.DataFrame = ROSTER,
    known: pd.DataFrame | None = None,
) -> dict[str, str]:
    """What stands against each, from the days (and network) known of the Louvre; of the Prado
    both months are."""
    rows = [("louvre", *(each if len(each) == 3 else ("x", *each))) for each in days]
    rows += [("prado", "x", *BOTH)]
    coverage = pd.DataFrame(rows, columns=["institution_id", "network", "first_day", "last_day"])
    coverage = coverage.astype(dict.fromkeys(["first_day", "last_day"], "datetime64[s]"))
    found = comparability(
        coverage, accounts() if known is None else known, roster, period=JUNE, compared=MAY
    )
    assert found["comparable"].eq(~found["why"].isin(["gone", "earlier", "later", "no_data"])).all()
    return dict(zip(found["institution_id"], found["why"], strict=True))


def test_whoever_is_known_in_both_periods_compares_and_so_does_who_speaks_through_it() -> None:
    assert told(BOTH) == {"louvre": "", "prado": "", "branch": "", "week": "no_data"}


@pytest.mark.parametrize(
    ("days", "why"),
    [
        (("2026-06-01", "2026-06-30"), "earlier"),
        (("2026-05-20", "2026-06-30"), "earlier"),
        (("2026-05-07", "2026-06-24"), ""),  # three quarters of both
        (("2026-05-01", "2026-06-10"), "later"),
        (("2026-05-25", "2026-06-05"), "no_data"),
        (("2026-01-01", "2026-04-30"), "no_data"),
    ],
)
def test_too_few_days_in_one_period_or_in_both_stand_against_it(
    days: tuple[str, str], why: str
) -> None:
    found = told(days)
    assert found["louvre"] == found["branch"] == why
    assert found["prado"] == ""


def test_the_days_known_of_each_period_are_told() -> None:
    coverage = pd.DataFrame(
        [("louvre", "x", "2026-05-30", "2026-06-03"), ("louvre", "x", "2026-06-02", "2026-06-04")],
        columns=["institution_id", "network", "first_day", "last_day"],
    ).astype(dict.fromkeys(["first_day", "last_day"], "datetime64[s]"))
    found = comparability(coverage, accounts(), ROSTER, period=JUNE, compared=MAY)
    assert found[["days", "days_before"]].to_numpy().tolist() == [[4, 2], [0, 0], [4, 2], [0, 0]]
    assert list(found["member"]) == [True, True, True, False]


def test_a_platform_read_in_one_period_only_stands_against_it() -> None:
    assert told(BOTH, ("bluesky", "2026-06-01", "2026-06-30"))["louvre"] == "earlier"
    assert told(BOTH, ("bluesky", "2026-06-01", "2026-06-05"))["louvre"] == ""  # a trace of it
    moved = told(("2026-05-01", "2026-05-31"), ("bluesky", "2026-06-01", "2026-06-30"))
    assert moved["louvre"] == "later"


@pytest.mark.parametrize("status", ["left", "protected", "suspended", "missing"])
def test_an_account_that_went_away_between_stands_against_it(status: str) -> None:
    def louvre(since: str | None, network: str = "x") -> str:
        return told(BOTH, known=accounts(status, since, network))["louvre"]

    assert louvre("2026-05-01") == louvre("2026-06-30") == "gone"
    assert louvre("2026-04-30") == louvre("2026-07-01") == louvre(None) == ""
    assert louvre("2026-06-10", "instagram") == ""  # never read, nothing is lost


def test_another_name_or_silence_stands_against_nothing() -> None:
    for status in ("renamed", "dormant"):
        assert told(BOTH, known=accounts(status, "2026-06-10"))["louvre"] == ""


def test_who_speaks_through_an_account_that_went_away_does_not_compare_either() -> None:
    assert told(BOTH, known=accounts("left", "2026-06-10"))["branch"] == "gone"


@pytest.mark.parametrize(
    ("column", "day", "why"),
    [("joined_on", "2026-06-10", "not_yet"), ("left_on", "2026-05-10", "no_more")],
)
def test_whoever_joined_or_left_the_consortium_between_is_told_so(
    column: str, day: str, why: str
) -> None:
    changed = ROSTER.assign(**{column: pd.Series([day, None, None, None], dtype="datetime64[s]")})
    assert told(BOTH, roster=changed)["louvre"] == why


def test_an_empty_store_compares_nobody() -> None:
    empty = pd.DataFrame(
        {
            "institution_id": pd.Series(dtype="str"), "network": pd.Series(dtype="str"),
            "first_day": pd.Series(dtype="datetime64[s]"),
            "last_day": pd.Series(dtype="datetime64[s]"),
        }
    )  # fmt: skip
    found = comparability(empty, accounts()[:0], ROSTER[:0], period=JUNE, compared=MAY)
    assert found.empty
    assert (
        list(comparability(empty, accounts(), ROSTER, period=JUNE, compared=MAY)["why"])
        == ["no_data"] * 4
    )
