"""Joint events: those that two or more institutions take part in, and what stands out of them.

An institution takes part if it said so (`joined`), or if it is host or co-host (`partner`) and
has not declined; one that is only invited does not, until it joins. An event takes place on its
days unless it is postponed or cancelled; a forecast one counts, as forecast.
"""

from collections.abc import Collection
from datetime import date
from typing import TypedDict

import pandas as pd

FEWEST = 2  # institutions that make an event a joint one
_OFF = ("postponed", "cancelled")


class Summary(TypedDict):
    """The counts said in words above the calendar."""

    joint: int
    forecast: int
    institutions: int


def participants(participations: pd.DataFrame) -> pd.DataFrame:
    """Who takes part in what: event_id, institution_id, each pair once.

    participations: event_id, institution_id, role, status.
    """
    joined = participations["status"] == "joined"
    runs_it = participations["role"].isin(["host", "partner"])
    takes_part = joined | (runs_it & (participations["status"] != "declined"))
    pairs = participations.loc[takes_part, ["event_id", "institution_id"]]
    return pairs.drop_duplicates().reset_index(drop=True)


def joint_events(
    events: pd.DataFrame,
    participations: pd.DataFrame,
    *,
    start: date | None = None,
    end: date | None = None,
    among: Collection[str] | None = None,
) -> pd.DataFrame:
    """The joint events that take place on a day of [start, end), by start, with who takes part.

    events: id, starts, ends (datetime64 days, both included), certainty, and any other columns,
    which are kept. participations: event_id, institution_id, role, status.
    among: the institutions that count (the members, say); None: all.
    Adds the columns institutions (list of ids, sorted) and count (how many, 2 or more).
    """
    pairs = participants(participations)
    if among is not None:
        pairs = pairs[pairs["institution_id"].isin(list(among))]
    who = {event: sorted(ids) for event, ids in pairs.groupby("event_id")["institution_id"]}
    lists = [who.get(event, []) for event in events["id"]]
    joint = events.assign(
        institutions=pd.Series(lists, index=events.index, dtype=object),
        count=pd.Series([len(ids) for ids in lists], index=events.index, dtype="int64"),
    )
    kept = (joint["count"] >= FEWEST) & ~joint["certainty"].isin(_OFF)
    if start is not None:
        kept &= joint["ends"] >= pd.Timestamp(start)
    if end is not None:
        kept &= joint["starts"] < pd.Timestamp(end)
    return joint[kept].sort_values(["starts", "id"]).reset_index(drop=True)


def next_joint_event(joint: pd.DataFrame, *, after: date) -> pd.Series | None:
    """The first of the joint events that begins after a day; None if there is none."""
    coming = joint[joint["starts"] > pd.Timestamp(after)]
    return None if coming.empty else coming.sort_values(["starts", "id"]).iloc[0]


def running(events: pd.DataFrame, *, day: date) -> pd.DataFrame:
    """The campaigns under way on a day: events with hashtags that take place on it, by start."""
    now = pd.Timestamp(day)
    kept = (
        (events["starts"] <= now)
        & (events["ends"] >= now)
        & ~events["certainty"].isin(_OFF)
        & (events["hashtags"].map(len) > 0)
    )
    return events[kept].sort_values(["starts", "id"]).reset_index(drop=True)


def campaign_day(starts: date, ends: date, *, day: date) -> tuple[int, int] | None:
    """Which day of how many this is, counted from 1; None before and after.

    >>> campaign_day(date(2015, 3, 23), date(2015, 3, 29), day=date(2015, 3, 25))
    (3, 7)
    """
    if not starts <= day <= ends:
        return None
    return (day - starts).days + 1, (ends - starts).days + 1


def hashtag_of_the_day(hashtags: list[str], day_tags: dict[str, str], *, day: date) -> str | None:
    """The day's own hashtag, else the campaign's first; None if it has none.

    >>> hashtag_of_the_day(["MuseumWeek"], {"2015-03-25": "architectureMW"}, day=date(2015, 3, 25))
    'architectureMW'
    """
    return day_tags.get(day.isoformat()) or next(iter(hashtags), None)


def summary(joint: pd.DataFrame) -> Summary:
    """How many joint events, how many of them only forecast, how many institutions in them.

    joint: as `joint_events` returns.
    """
    return Summary(
        joint=len(joint),
        forecast=int((joint["certainty"] == "forecast").sum()),
        institutions=len({one for ids in joint["institutions"] for one in ids}),
    )
