"""Numbers, days and lists as French and English readers write them (pure; Babel's data)."""

from datetime import date, datetime
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

_LOCALES = {"fr": "fr_FR", "en": "en_GB"}
_MINUS = "\u2212"
_NO_BREAK = "\u00a0"


def number(value: float, language: str, decimals: int = 0) -> str:
    """The number with the language's separators and at most `decimals` decimals."""
    pattern = "#,##0." + "#" * decimals if decimals else "#,##0"
    rounded = format_decimal(value, pattern, locale=_LOCALES[language])
    return rounded.replace("-", _MINUS)


def change(value: int, language: str) -> str:
    """The difference with its sign; nothing changed reads ±0."""
    if value == 0:
        return "±0"
    return ("+" if value > 0 else "") + number(value, language)


def percent(share: float, language: str, decimals: int = 0) -> str:
    """A share from 0 to 1, in percent, with the language's own space before the sign."""
    digits = "#,##0." + "0" * decimals if decimals else "#,##0"
    pattern = digits + (_NO_BREAK if language == "fr" else "") + "%"
    return format_percent(share, pattern, locale=_LOCALES[language])


def day(value: date, language: str, *, year: bool = True) -> str:
    """A day in words; the first of a French month is its "1er"."""
    if year:
        words = format_date(value, "long", locale=_LOCALES[language])
    else:
        words = format_skeleton("MMMMd", _midnight(value), locale=_LOCALES[language])
    return _first_of_month(words, value, language)


def _first_of_month(words: str, value: date, language: str) -> str:
    if language == "fr" and value.day == 1 and words.startswith("1 "):
        return "1er" + words[1:]
    return words


def _midnight(value: date) -> datetime:
    return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day has no zone


def day_range(first: date, last: date, language: str) -> str:
    """Both days included; what the two share is said once."""
    if first == last:
        return day(first, language)
    if (first.year, first.month) == (last.year, last.month):
        start = "1er" if language == "fr" and first.day == 1 else str(first.day)
        return f"{start}–{day(last, language)}"
    start, end = day(first, language, year=first.year != last.year), day(last, language)
    return f"du {start} au {end}" if language == "fr" else f"{start} – {end}"


def month(value: date, language: str) -> str:
    """A month and its year in words."""
    return format_skeleton("yMMMM", _midnight(value), locale=_LOCALES[language])


def moment(value: Any, language: str) -> str:
    """A time and its day in words, in the zone the value is in."""
    words = format_datetime(value, "d MMM y, HH:mm", tzinfo=None, locale=_LOCALES[language])
    return _first_of_month(words, value, language)


def listing(items: list[str], language: str) -> str:
    """The items in one breath."""
    return format_list(items, locale=_LOCALES[language])


def country(code: str, language: str) -> str:
    """The country's name in the language."""
    return Locale.parse(_LOCALES[language]).territories.get(code.upper(), code)
