"""What Passerelle ships with: a starting roster, its kinds, and the sector's calendar.

Every cell is text; an empty cell is "", which means unknown. `README.md`, beside the files,
tells where the facts come from.
"""

import csv
from functools import cache
from importlib.resources import files
from io import StringIO


def rows(name: str) -> list[dict[str, str]]:
    """The lines of a shipped table (`kinds`, `institutions` …), one dict per line, in file order.

    Raises FileNotFoundError for a table that is not shipped.
    """
    text = files(__name__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(StringIO(text)))


@cache
def _kinds() -> tuple[tuple[str, str, str], ...]:
    return tuple((row["id"], row["fr"], row["en"]) for row in rows("kinds"))


def kinds(lang: str = "en") -> dict[str, str]:
    """The kinds of institution: id to name in French (`fr`) or English (`en`), in file order."""
    return {id: {"fr": fr, "en": en}[lang] for id, fr, en in _kinds()}


def institutions() -> list[dict[str, str]]:
    """The starting roster, with the columns `passerelle roster import` reads."""
    return rows("institutions")


def event_series() -> list[dict[str, str]]:
    """The sector's recurring events; `hashtags` are separated by spaces, `countries` too."""
    return rows("event_series")


def event_editions() -> list[dict[str, str]]:
    """Editions whose dates are known; `day_tags` are separated by spaces, one per day."""
    return rows("event_editions")
