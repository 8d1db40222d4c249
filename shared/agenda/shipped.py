"""The sector's calendar as shipped, read into frames."""

from datetime import date

import pandas as pd

import data
from shared.agenda.editions import editions


def shipped_calendar(*, today: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The shipped series, and their editions known and forecast from `today` on."""
    series = shipped_series()
    return series, editions(series, shipped_editions(), today=today)


def shipped_series() -> pd.DataFrame:
    """The shipped series, with the columns of the table `event_series`; an empty cell is None.

    hashtags is a list, in which `{yyyy}` stands for the edition's year; last_verified is the
    last day of the newest edition that the shipped editions know.
    """
    rows = [
        {
            **{name: cell or None for name, cell in row.items()},
            "offset_days": int(row["offset_days"]),
            "duration_days": int(row["duration_days"]),
            "hashtags": row["hashtags"].split(),
            "last_verified": _day(row["last_verified"]),
        }
        for row in data.event_series()
    ]
    return pd.DataFrame(rows, dtype=object)


def shipped_editions() -> pd.DataFrame:
    """The editions whose dates are known: series, edition, starts, ends (dates), certainty,
    theme, day_tags (list, one per day or none), source_url; an empty cell is None.
    """
    rows = [
        {
            **{name: cell or None for name, cell in row.items()},
            "starts": date.fromisoformat(row["starts"]),
            "ends": date.fromisoformat(row["ends"]),
            "day_tags": row["day_tags"].split(),
        }
        for row in data.event_editions()
    ]
    return pd.DataFrame(rows, dtype=object)


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None
