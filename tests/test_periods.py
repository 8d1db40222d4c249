from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.periods import Period, period_from
from shared.sentences import Refusal

FIRST, LAST = date(2024, 1, 10), date(2026, 11, 20)
days = st.dates(min_value=date(1980, 1, 1), max_value=date(2150, 1, 1))


def named(text: str | None) -> tuple[str, str]:
    period = period_from(text, first_day=FIRST, last_day=LAST)
    return period.start.isoformat(), period.last_day.isoformat()


def test_a_period_through_a_day_holds_that_day() -> None:
    one = Period.through(LAST, LAST)
    assert (one.days, one.start, one.last_day) == (1, LAST, LAST)
    with pytest.raises(ValueError, match="no day"):
        Period.through(LAST, FIRST)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1d", "2026-11-20", "2026-11-20"),
        ("30d", "2026-10-22", "2026-11-20"),
        ("90D", "2026-08-23", "2026-11-20"),
        ("all", "2024-01-10", "2026-11-20"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-Q3", "2026-07-01", "2026-09-30"),
        ("2026-q4", "2026-10-01", "2026-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        (" 2026-12 ", "2026-12-01", "2026-12-31"),
        ("2026-01-01..2026-03-31", "2026-01-01", "2026-03-31"),
        ("2026-05-18..2026-05-18", "2026-05-18", "2026-05-18"),
        (None, "2026-08-23", "2026-11-20"),
        ("", "2026-08-23", "2026-11-20"),
    ],
)
def test_what_people_write_names_its_days(text: str | None, first: str, last: str) -> None:
    assert named(text) == (first, last)


def test_without_a_name_little_data_is_all_shown() -> None:
    first = date(2026, 11, 1)
    assert period_from(None, first_day=first, last_day=LAST) == Period(first, date(2026, 11, 21))


@pytest.mark.parametrize(
    "text",
    [
        *("0d", "-3d", "d", "90 days", "yesterday", "20261", "2026-Q5", "2026-13", "2026-00"),
        *("2026-02-30..2026-03-01", "2026-03-01..", "..", "9999", "0001-01-01..0001-01-02"),
        *("２０２６", "20260101..20260201", "2026-W05-1..2026-W06-1", "2026-05-18"),
    ],
)
def test_nonsense_is_refused_with_what_can_be_written(text: str) -> None:
    with pytest.raises(Refusal, match=r"is not a period.*2026-Q3"):
        named(text)


def test_a_long_text_is_not_said_back_whole() -> None:
    with pytest.raises(Refusal) as refused:
        named("9" * 5000)
    assert len(str(refused.value)) < 300


def test_two_days_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(Refusal, match="ends before it starts"):
        named("2026-03-31..2026-01-01")


def test_a_relative_period_needs_data_and_a_named_one_does_not() -> None:
    for text in (None, "30d", "all"):
        with pytest.raises(Refusal, match="no data yet"):
            period_from(text, first_day=None, last_day=None)
    assert period_from("2026-05", first_day=None, last_day=None).days == 31


def test_a_period_without_a_day_does_not_exist() -> None:
    with pytest.raises(ValueError, match="no day"):
        Period(date(2026, 1, 1), date(2026, 1, 1))


@given(start=days, length=st.integers(1, 4000))
def test_the_previous_period_has_the_same_length_and_touches_this_one(
    start: date, length: int
) -> None:
    period = Period(start, date.fromordinal(start.toordinal() + length))
    assert period.days == length
    assert period.previous().days == length
    assert period.previous().end == period.start


@pytest.mark.parametrize(
    ("start", "end", "earlier"),
    [
        ("2026-05-01", "2026-06-01", ("2025-05-01", "2025-06-01")),
        ("2025-02-01", "2025-03-01", ("2024-02-01", "2024-03-01")),  # a whole month stays one
        ("2024-02-01", "2024-03-01", ("2023-02-01", "2023-03-01")),
        ("2024-02-29", "2024-03-01", ("2023-02-28", "2023-03-01")),
        ("2024-02-28", "2024-02-29", ("2023-02-28", "2023-03-01")),
        ("2024-02-29", "2024-03-11", ("2023-02-28", "2023-03-11")),
    ],
)
def test_a_year_earlier_are_the_same_days_of_the_calendar(
    start: str, end: str, earlier: tuple[str, str]
) -> None:
    period = Period(date.fromisoformat(start), date.fromisoformat(end)).year_earlier()
    assert (period.start.isoformat(), period.end.isoformat()) == earlier


@given(start=days, length=st.integers(1, 800))
def test_a_year_earlier_always_holds_a_day(start: date, length: int) -> None:
    period = Period(start, date.fromordinal(start.toordinal() + length))
    assert abs(period.year_earlier().days - length) <= 1
