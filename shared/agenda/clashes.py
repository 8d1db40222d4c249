"""Clashes: joint events on the same days that ask for the same institutions or the same public."""

from collections.abc import Collection, Iterator
from datetime import date
from itertools import combinations
from typing import Any

import pandas as pd

from shared.agenda.joint_events import joint_events

COLUMNS = ["a", "b", "first_day", "last_day", "institutions", "cities"]


def clashes(
    events: pd.DataFrame,
    participations: pd.DataFrame,
    institutions: pd.DataFrame,
    *,
    start: date | None = None,
    end: date | None = None,
    among: Collection[str] | None = None,
) -> pd.DataFrame:
    """Pairs of joint events that overlap by at least one day and share something.

    What they share: an institution that takes part in both, or a city in which each has an
    institution of its own. Postponed and cancelled events clash with nothing. Frames as for
    `joint_events`; institutions: id, city, country. Only events with a day in [start, end).
    Returns a, b (event ids, a begins first), first_day, last_day (datetime64, both included: the
    days in common), institutions (list of ids), cities (list of names); by first day in common.
    """
    joint = joint_events(events, participations, start=start, end=end, among=among)
    places = _places(institutions)
    rows = [
        row
        for a, b in combinations(joint.to_dict("records"), 2)
        if b["starts"] <= a["ends"]
        for row in _shared(a, b, places)
    ]
    found = pd.DataFrame(rows, columns=COLUMNS)
    days = {"first_day": "datetime64[s]", "last_day": "datetime64[s]"}
    found = found.astype(days)
    return found.sort_values(["first_day", "a", "b"]).reset_index(drop=True)


def _places(institutions: pd.DataFrame) -> dict[str, tuple[str, Any]]:
    """City and country of each institution whose city is known."""
    known = institutions[institutions["city"].notna() & (institutions["city"] != "")]
    cities = zip(known["city"], known["country"], strict=True)
    return dict(zip(known["id"], cities, strict=True))


def _shared(
    a: dict[Any, Any], b: dict[Any, Any], places: dict[str, tuple[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The clash of two events that overlap, if they share an institution or a city."""
    both = sorted(set(a["institutions"]) & set(b["institutions"]))
    cities = {places[one] for one in a["institutions"] if one in places} & {
        places[one] for one in b["institutions"] if one in places
    }
    if both or cities:
        yield {
            "a": a["id"],
            "b": b["id"],
            "first_day": max(a["starts"], b["starts"]),
            "last_day": min(a["ends"], b["ends"]),
            "institutions": both,
            "cities": sorted(city for city, _ in cities),
        }
