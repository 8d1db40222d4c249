"""Numbers, days and lists as French and English readers write them."""

from datetime import date, datetime

import pytest

from dashboard import spoken

FIRST, LATER = date(2026, 11, 1), date(2026, 11, 22)


@pytest.mark.parametrize(
    "written, french, english",
    [
        (lambda to: spoken.number(1234567, to), "1\u202f234\u202f567", "1,234,567"),
        (lambda to: spoken.number(-9, to), "−9", "−9"),
        (lambda to: spoken.number(3.456, to, 1), "3,5", "3.5"),
        (lambda to: spoken.number(4.0, to, 1), "4", "4"),
        (lambda to: spoken.change(27, to), "+27", "+27"),
        (lambda to: spoken.change(-9, to), "−9", "−9"),
        (lambda to: spoken.change(0, to), "±0", "±0"),
        (lambda to: spoken.percent(0.412, to), "41\u00a0%", "41%"),
        (lambda to: spoken.percent(0.412, to, 1), "41,2\u00a0%", "41.2%"),
        (lambda to: spoken.day(FIRST, to), "1er novembre 2026", "1 November 2026"),
        (lambda to: spoken.day(LATER, to, year=False), "22 novembre", "22 November"),
        (lambda to: spoken.day_range(LATER, LATER, to), "22 novembre 2026", "22 November 2026"),
        (lambda to: spoken.month(FIRST, to), "novembre 2026", "November 2026"),
        (lambda to: spoken.listing(["A", "B", "C"], to), "A, B et C", "A, B and C"),
        (lambda to: spoken.country("de", to), "Allemagne", "Germany"),
        (lambda to: spoken.country("??", to), "??", "??"),
    ],
)
def test_each_reader_gets_their_own_way(written, french: str, english: str) -> None:  # type: ignore[no-untyped-def]
    assert written("fr") == french
    assert written("en") == english


@pytest.mark.parametrize(
    "first, last, french, english",
    [
        (date(2026, 11, 2), LATER, "2–22 novembre 2026", "2–22 November 2026"),
        (FIRST, date(2026, 11, 3), "1er–3 novembre 2026", "1–3 November 2026"),
        (
            date(2026, 10, 28), FIRST,
            "du 28 octobre au 1er novembre 2026", "28 October – 1 November 2026",
        ),
        (
            date(2025, 8, 1), date(2026, 8, 31),
            "du 1er août 2025 au 31 août 2026", "1 August 2025 – 31 August 2026",
        ),
    ],
)  # fmt: skip
def test_a_range_of_days_says_once_what_both_share(
    first: date, last: date, french: str, english: str
) -> None:
    assert spoken.day_range(first, last, "fr") == french
    assert spoken.day_range(first, last, "en") == english


def test_every_first_of_a_french_month_is_its_1er() -> None:
    assert spoken.day(date(2026, 12, 1), "fr") == "1er décembre 2026"
    assert spoken.day(date(2026, 12, 1), "fr", year=False) == "1er décembre"
    assert spoken.day(date(2026, 12, 11), "fr") == "11 décembre 2026"
    assert spoken.moment(datetime(2026, 12, 1, 9, 30), "fr").startswith("1er déc. 2026")  # noqa: DTZ001


def test_a_moment_keeps_the_hour_it_was_given() -> None:
    assert spoken.moment(datetime(2026, 11, 1, 14, 5), "fr").endswith("14:05")  # noqa: DTZ001
