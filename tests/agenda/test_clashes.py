"""Joint events on the same days that share institutions or a city."""

from datetime import date

import pandas as pd

from shared.agenda.clashes import COLUMNS, clashes

MUSEUMS = pd.DataFrame(
    [
        ("louvre", "Paris", "FR"),
        ("orsay", "Paris", "FR"),
        ("tate", "London", "GB"),
        ("v-and-a", "London", "GB"),
        ("prado", "Madrid", "ES"),
        ("paris-texas", "Paris", "US"),
        ("somewhere", None, "FR"),
        ("elsewhere", None, "FR"),
    ],
    columns=["id", "city", "country"],
)


def found(*held: tuple[str, str, list[str]], certainty: str = "confirmed") -> pd.DataFrame:
    """The clashes of events given by first day, last day and who takes part; ids from 1."""
    numbered = list(enumerate(held, 1))
    events = pd.DataFrame(
        [(n, starts, ends, certainty) for n, (starts, ends, _) in numbered],
        columns=["id", "starts", "ends", "certainty"],
    ).astype({"starts": "datetime64[s]", "ends": "datetime64[s]"})
    taking_part = pd.DataFrame(
        [(n, one, "partner", "joined") for n, (_, _, ids) in numbered for one in ids],
        columns=["event_id", "institution_id", "role", "status"],
    )
    return clashes(events, taking_part, MUSEUMS)


def test_two_events_that_share_an_institution_and_a_day_clash() -> None:
    frame = found(
        ("2026-05-03", "2026-05-05", ["prado", "tate"]),
        ("2026-05-01", "2026-05-03", ["louvre", "prado"]),
    )
    assert list(frame.columns) == COLUMNS
    (clash,) = frame.to_dict("records")
    assert (clash["a"], clash["b"]) == (2, 1)  # the one that begins first
    assert clash["first_day"] == clash["last_day"] == pd.Timestamp("2026-05-03")
    assert (clash["institutions"], clash["cities"]) == (["prado"], ["Madrid"])


def test_events_that_follow_each_other_do_not_clash() -> None:
    frame = found(
        ("2026-05-01", "2026-05-02", ["louvre", "prado"]),
        ("2026-05-03", "2026-05-05", ["louvre", "prado"]),
    )
    assert frame.empty
    assert list(frame.columns) == COLUMNS


def test_two_events_for_the_public_of_one_city_clash() -> None:
    frame = found(
        ("2026-05-01", "2026-05-09", ["louvre", "prado"]),
        ("2026-05-04", "2026-05-05", ["orsay", "tate"]),
    )
    (clash,) = frame.to_dict("records")
    assert (clash["institutions"], clash["cities"]) == ([], ["Paris"])
    assert (clash["first_day"].day, clash["last_day"].day) == (4, 5)


def test_cities_of_one_name_in_two_countries_and_unknown_cities_are_not_shared() -> None:
    assert found(
        ("2026-05-01", "2026-05-09", ["louvre", "somewhere"]),
        ("2026-05-04", "2026-05-05", ["paris-texas", "elsewhere"]),
    ).empty


def test_an_event_of_one_institution_clashes_with_nothing() -> None:
    assert found(
        ("2026-05-01", "2026-05-09", ["louvre"]),
        ("2026-05-01", "2026-05-09", ["louvre", "orsay"]),
    ).empty


def test_what_is_cancelled_clashes_with_nothing() -> None:
    days = ("2026-05-01", "2026-05-09", ["louvre", "orsay"])
    assert found(days, days, certainty="cancelled").empty
    assert len(found(days, days)) == 1


def test_every_pair_of_three_is_told_once_and_the_first_in_common_comes_first() -> None:
    both = ["louvre", "orsay"]
    frame = found(
        ("2026-05-01", "2026-05-31", both),
        ("2026-05-20", "2026-05-21", both),
        ("2026-05-10", "2026-05-20", both),
    )
    assert list(zip(frame["a"], frame["b"], strict=True)) == [(1, 3), (1, 2), (3, 2)]


def test_no_events_make_no_clashes() -> None:
    frame = found()
    assert frame.empty
    assert frame["first_day"].dtype == "datetime64[s]"


def test_a_period_leaves_out_what_lies_outside() -> None:
    events = pd.DataFrame(
        {"id": [1, 2], "certainty": ["confirmed"] * 2},
    ).assign(starts=pd.Timestamp("2026-05-01"), ends=pd.Timestamp("2026-05-02"))
    taking_part = pd.DataFrame(
        [(n, one, "host", "joined") for n in (1, 2) for one in ("louvre", "orsay")],
        columns=["event_id", "institution_id", "role", "status"],
    )
    assert len(clashes(events, taking_part, MUSEUMS, start=date(2026, 5, 2))) == 1
    assert clashes(events, taking_part, MUSEUMS, start=date(2026, 5, 3)).empty
