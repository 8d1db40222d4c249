"""When a rule says a series takes place."""

from datetime import date, datetime
from time import process_time

import pytest
from dateutil.rrule import rrulestr

from shared.agenda.series import edition_days, named_day


@pytest.mark.parametrize(
    ("kind", "rule", "year", "expected"),
    [
        ("fixed", "05-18", 2026, date(2026, 5, 18)),
        ("nearest_weekday", "SA 05-18", 2024, date(2024, 5, 18)),  # a Saturday itself
        ("nearest_weekday", "SA 05-18", 2022, date(2022, 5, 21)),  # three days later
        ("nearest_weekday", "SA 05-18", 2027, date(2027, 5, 15)),  # three days earlier
        ("nearest_weekday", "MO 01-01", 2026, date(2025, 12, 29)),  # out of the year
        ("rrule", "FREQ=YEARLY;BYMONTH=9;BYDAY=3SA", 2025, date(2025, 9, 20)),
        ("rrule", "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR", 2026, date(2026, 1, 30)),
        ("rrule", "FREQ=WEEKLY;BYDAY=TU", 2026, date(2026, 1, 6)),
        ("none", None, 2026, None),
        ("fixed", "02-29", 2027, None),
        ("fixed", "02-29", 2028, date(2028, 2, 29)),
        ("nearest_weekday", "SA 02-29", 2027, None),
        ("rrule", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 2026, None),
        ("rrule", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", 2026, None),
        ("rrule", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO", 2026, date(2026, 12, 28)),
        ("rrule", "FREQ=YEARLY;BYMONTH=2;BYDAY=5MO", 2044, date(2044, 2, 29)),
        ("rrule", "FREQ=YEARLY;BYMONTH=2;BYDAY=5MO", 2026, None),
    ],
)
def test_a_rule_names_a_day_of_the_year(
    kind: str, rule: str | None, year: int, expected: date | None
) -> None:
    assert named_day(kind, rule, year) == expected


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("fixed", "18-05-2026"),
        ("fixed", "13-01"),
        ("fixed", "02-30"),
        ("fixed", ""),
        ("fixed", None),
        ("fixed", "٠٥-١٨"),
        ("nearest_weekday", "05-18"),
        ("nearest_weekday", "SATURDAY 05-18"),
        ("nearest_weekday", "SA 05-32"),
        ("rrule", "FREQ=SECONDLY"),
        ("rrule", "FREQ=MINUTELY;BYDAY=MO"),
        ("rrule", "FREQ=HOURLY"),
        ("rrule", "FREQ=DAILY;BYHOUR=1,2,3"),
        ("rrule", "FREQ=WEEKLY;INTERVAL=0"),
        ("rrule", "FREQ=WEEKLY;INTERVAL=-1"),
        ("rrule", "FREQ=YEARLY;INTERVAL=2"),  # in which years?
        ("rrule", "FREQ=YEARLY;BYMONTH=13"),
        ("rrule", "FREQ=YEARLY;BYDAY=XX"),
        ("rrule", "FREQ=YEARLY;BYDAY=99MO"),
        ("rrule", "FREQ=YEARLY;BYMONTHDAY=0"),
        ("rrule", "FREQ=YEARLY;COUNT=3"),
        ("rrule", "FREQ=YEARLY;BYMONTH="),
        ("rrule", "FREQ=YEARLY;FREQ=DAILY"),
        ("rrule", "BYDAY=MO"),
        ("rrule", "DTSTART:20260101\nRRULE:FREQ=DAILY"),
        ("rrule", "RRULE:FREQ=DAILY"),
        ("rrule", "FREQ=YEARLY;BYMONTHDAY=" + ",".join(["1"] * 200)),
        ("weekly", "MO"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(kind: str, rule: str | None) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        named_day(kind, rule, 2026)


def test_an_edition_begins_after_its_offset_and_lasts_its_days() -> None:
    sunday_after_thanksgiving = edition_days(
        "rrule", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", year=2024, offset_days=3
    )
    three_days_to_sunday = edition_days(
        "rrule", "FREQ=YEARLY;BYMONTH=6;BYDAY=3SU", year=2025, offset_days=-2, duration_days=3
    )
    assert sunday_after_thanksgiving == (date(2024, 12, 1), date(2024, 12, 1))
    assert three_days_to_sunday == (date(2025, 6, 13), date(2025, 6, 15))


@pytest.mark.parametrize(("offset", "days"), [(0, 0), (0, -1), (0, 400), (400, 1), (-400, 1)])
def test_an_edition_of_no_days_or_a_year_away_is_refused(offset: int, days: int) -> None:
    with pytest.raises(ValueError, match="days"):
        edition_days("fixed", "05-18", year=2026, offset_days=offset, duration_days=days)


def test_a_day_that_never_comes_is_not_looked_for_until_the_end_of_time() -> None:
    began = process_time()
    assert named_day("rrule", "FREQ=DAILY;BYMONTH=2;BYYEARDAY=366", 2026) is None
    assert process_time() - began < 1


@pytest.mark.parametrize("year", range(2014, 2042))
def test_a_rule_gives_what_dateutil_gives_in_the_year_itself(year: int) -> None:
    for rule in ("FREQ=YEARLY;BYMONTH=9;BYDAY=3SA", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO"):
        first = rrulestr(rule, dtstart=datetime(year, 1, 1))[0]  # noqa: DTZ001
        assert named_day("rrule", rule, year) == first.date()
