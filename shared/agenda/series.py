"""When a series should take place in a year, by its rule.

Rules lie: the Night of Museums missed its own in half of the editions we know. What a rule says
is a forecast, never a date.
"""

import calendar
import re
from datetime import date, datetime, timedelta

from dateutil.rrule import rrulestr

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LONGEST_RULE = 200
LONGEST_EDITION = 366  # days
_FREQUENCIES = {"YEARLY", "MONTHLY", "WEEKLY", "DAILY"}
_LARGEST = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}
_WEEKDAY = re.compile(rf"([+-]?[1-5])?({'|'.join(WEEKDAYS)})")
_PART = re.compile(r"([A-Z]+)=([A-Z0-9,+-]+)")


def edition_days(
    rule_kind: str,
    rule: str | None,
    *,
    year: int,
    offset_days: int = 0,
    duration_days: int = 1,
) -> tuple[date, date] | None:
    """First and last day (both included) that the rule gives for the edition of `year`.

    The rule names one day of the year, an RRULE the first one it names; the edition begins
    `offset_days` later (earlier if negative) and lasts `duration_days`. None: the rule names no
    day of that year, or there is no rule. Raises ValueError for a rule that makes no sense.
    """
    if not 1 <= duration_days <= LONGEST_EDITION:
        raise ValueError(f"an edition lasts 1 to {LONGEST_EDITION} days, not {duration_days}")
    if abs(offset_days) > LONGEST_EDITION:
        raise ValueError(f"an offset of {offset_days} days leaves the year")
    named = named_day(rule_kind, rule, year)
    if named is None:
        return None
    starts = named + timedelta(days=offset_days)
    return starts, starts + timedelta(days=duration_days - 1)


def named_day(rule_kind: str, rule: str | None, year: int) -> date | None:
    """The day of `year` that the rule names, or None; ValueError for a rule that makes no sense.

    `fixed`: "05-18"; `nearest_weekday`: "SA 05-18"; `rrule`: RFC 5545, by day or slower, without
    a start, an end or a count of its own; `none`: no day.
    """
    if rule_kind == "none":
        return None
    if not rule or len(rule) > LONGEST_RULE:
        raise ValueError(f"a rule has 1 to {LONGEST_RULE} characters")
    if rule_kind == "fixed":
        return _fixed(rule, year)
    if rule_kind == "nearest_weekday":
        return _nearest_weekday(rule, year)
    if rule_kind == "rrule":
        return _first_of_rrule(rule, year)
    raise ValueError(f"{rule_kind!r} is no kind of rule")


def _fixed(rule: str, year: int) -> date | None:
    """The month and day "MM-DD"; None for 29 February in a common year."""
    if not re.fullmatch(r"\d{2}-\d{2}", rule, re.ASCII):
        raise ValueError(f"{rule!r} is not a day of the year (MM-DD)")
    month, day = (int(part) for part in rule.split("-"))
    if (month, day) == (2, 29) and not calendar.isleap(year):
        return None
    return date(year, month, day)


def _nearest_weekday(rule: str, year: int) -> date | None:
    """The given weekday at most three days from the given day."""
    weekday, _, middle = rule.partition(" ")
    if weekday not in WEEKDAYS:
        raise ValueError(f"{rule!r} does not begin with a weekday ({', '.join(WEEKDAYS)})")
    near = _fixed(middle, year)
    if near is None:
        return None
    away = (WEEKDAYS.index(weekday) - near.weekday() + 3) % 7 - 3
    return near + timedelta(days=away)


def _first_of_rrule(rule: str, year: int) -> date | None:
    """The first day an RRULE names in the year.

    dateutil looks for a day that never comes (30 February) until the year 9999, day by day. So
    it looks in a late year of the same calendar, where that end is near.
    """
    _refuse_wild(rule)
    late = next(late for late in range(9998, 0, -1) if _calendar(late) == _calendar(year))
    days = rrulestr(
        rule,
        dtstart=datetime(late, 1, 1),  # noqa: DTZ001  days have no zone
    )
    first = next(iter(days), None)
    return first.date().replace(year=year) if first and first.year == late else None


def _calendar(year: int) -> tuple[bool, bool, int]:
    """What two years must share for their days, and the numbers of their weeks, to be alike."""
    return calendar.isleap(year), calendar.isleap(year - 1), date(year, 1, 1).weekday()


def _refuse_wild(rule: str) -> None:
    """Raise ValueError unless the RRULE is made of known parts and runs by day or slower."""
    matches = [_PART.fullmatch(part) for part in rule.split(";")]
    named = [(match[1], match[2]) for match in matches if match]
    parts = dict(named)
    if not len(matches) == len(named) == len(parts):
        raise ValueError(f"{rule!r} is not a recurrence rule")
    if parts.pop("FREQ", None) not in _FREQUENCIES:
        raise ValueError(f"{rule!r} does not recur by day, week, month or year")
    interval = parts.pop("INTERVAL", "1")
    if not interval.isdecimal() or not 1 <= int(interval) <= LONGEST_EDITION:
        raise ValueError(f"{rule!r} needs an interval of 1 or more")
    if int(interval) > 1 and "FREQ=YEARLY" in rule:
        raise ValueError(f"{rule!r} does not say in which year it begins")
    for name, choices in parts.items():
        if not _known(name, choices):
            raise ValueError(f"{rule!r}: {name}={choices} is not known here")


def _known(name: str, choices: str) -> bool:
    """Whether a part of an RRULE is one we know, with choices that exist."""
    if name in _LARGEST:
        numbers = [number.lstrip("+-") for number in choices.split(",")]
        return all(one.isdecimal() and 1 <= int(one) <= _LARGEST[name] for one in numbers)
    return name in ("BYDAY", "WKST") and all(map(_WEEKDAY.fullmatch, choices.split(",")))
