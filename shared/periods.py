"""Periods: half-open runs of days (UTC), and what a person may write to name one."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from shared.sentences import Refusal, say

DEFAULT_DAYS = 90
_YEARS = range(1970, 2200)


@dataclass(frozen=True)
class Period:
    """The days from `start` (included) to `end` (excluded), in UTC.

    Raises ValueError if there is no day in it.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse a period without a day."""
        if self.end <= self.start:
            raise ValueError(f"a period from {self.start} to {self.end} holds no day")

    @classmethod
    def through(cls, first_day: date, last_day: date) -> Self:
        """The days from the first to the last, both included."""
        return cls(first_day, last_day + timedelta(days=1))

    @property
    def days(self) -> int:
        """How many days it holds (at least 1)."""
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        """The last day in it."""
        return self.end - timedelta(days=1)

    def previous(self) -> Self:
        """The period of the same length that ends where this one starts."""
        return type(self)(self.start - (self.end - self.start), self.start)

    def year_earlier(self) -> Self:
        """The same days of the calendar a year earlier; a whole month stays a whole month.

        29 February becomes 28 February.
        """
        return type(self)(_year_before(self.start, leap_day=28), _end_a_year_before(self.end))


def period_from(text: str | None, *, first_day: date | None, last_day: date | None) -> Period:
    """The period a person named.

    text: `30d` (any number of days), `all`, `2026`, `2026-Q3`, `2026-05`,
        `2026-01-01..2026-03-31` (last day included), or None: the last 90 days of data, or all
        of it where there is less.
    first_day, last_day: between which days there is data, both included; None without data.
        What is relative ends at `last_day`; what names its days keeps them.

    Raises Refusal if the text names no period, or is relative and there is no data.
    """
    words = None if text is None else text.strip()
    if words and words.lower() != "all" and not re.fullmatch(r"[0-9]{1,4}d", words.lower()):
        return _named(words)
    if first_day is None or last_day is None:
        raise Refusal(say("There is no data yet, so there are no last days to show."))
    if not words:
        return Period.through(max(first_day, _back(last_day, DEFAULT_DAYS)), last_day)
    if words.lower() == "all":
        return Period.through(first_day, last_day)
    days = int(words[:-1])
    if days == 0:
        raise _nonsense(words)
    return Period.through(_back(last_day, days), last_day)


def _named(words: str) -> Period:
    """A year, a quarter, a month, or two days."""
    if year := re.fullmatch(r"([0-9]{4})", words):
        return _months(words, int(year[1]), 1, 12)
    if quarter := re.fullmatch(r"([0-9]{4})-[Qq]([1-4])", words):
        return _months(words, int(quarter[1]), 3 * int(quarter[2]) - 2, 3)
    if month := re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", words):
        return _months(words, int(month[1]), int(month[2]), 1)
    start, dots, last = words.partition("..")
    if not dots:
        raise _nonsense(words)
    return _between(words, _day(words, start), _day(words, last))


def _between(words: str, start: date, last: date) -> Period:
    if last < start:
        raise Refusal(say("The period {period} ends before it starts.", period=words[:60]))
    return Period.through(start, last)


def _months(words: str, year: int, month: int, count: int) -> Period:
    if year not in _YEARS:
        raise _nonsense(words)
    past = month - 1 + count
    return Period(date(year, month, 1), date(year + past // 12, past % 12 + 1, 1))


def _day(words: str, text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text.strip()):
        raise _nonsense(words)
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise _nonsense(words) from None
    if day.year not in _YEARS:
        raise _nonsense(words)
    return day


def _nonsense(words: str) -> Refusal:
    return Refusal(
        say(
            "“{period}” is not a period. Write 30d, 90d, 365d, all, a year (2026), "
            "a quarter (2026-Q3), a month (2026-05) or two days (2026-01-01..2026-03-31).",
            period=words[:60],
        )
    )


def _back(last_day: date, days: int) -> date:
    return last_day - timedelta(days=days - 1)


def _year_before(day: date, *, leap_day: int) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, leap_day)
    return day.replace(year=day.year - 1)


def _end_a_year_before(end: date) -> date:
    """An end on 29 February leaves 28 February in: it becomes 1 March."""
    if (end.month, end.day) == (2, 29):
        return date(end.year - 1, 3, 1)
    return end.replace(year=end.year - 1)
