"""The editions of the sector's series: what is known, and what the rules forecast."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pandas as pd

from shared.agenda.series import edition_days

FORECAST_YEARS = 3
COLUMNS = [
    "series",
    "edition",
    "starts",
    "ends",
    "certainty",
    "hashtags",
    "day_tags",
    "source_url",
]


def editions(
    series: pd.DataFrame, known: pd.DataFrame, *, today: date, years: int = FORECAST_YEARS
) -> pd.DataFrame:
    """Every known edition, and a forecast for each edition to come that is not known.

    series: id, rule_kind, rule, offset_days, duration_days, hashtags (list), source_url.
    known: series, edition, starts, ends (dates), certainty, day_tags (list, one per day).
    Forecast are editions not over before `today` that begin within `years` years; an edition is
    named by its year. A known edition always stands in place of a forecast, also where it was
    postponed or cancelled. Series without a rule forecast nothing.
    Returns series, edition, starts, ends (dates, both included), certainty, hashtags (list, with
    the edition's year), day_tags (ISO day to hashtag), source_url; sorted by start.
    Raises ValueError for a rule that makes no sense, or a known edition of an unknown series.
    """
    described = {row["id"]: row for row in _records(series)}
    told = [_told(row, described) for row in _records(known)]
    taken = {(row["series"], row["edition"]) for row in told}
    forecast = [
        row
        for one in described.values()
        for row in _forecasts(one, today=today, years=years)
        if (row["series"], row["edition"]) not in taken
    ]
    rows = sorted(told + forecast, key=lambda row: (row["starts"], row["series"]))
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]


def _told(row: dict[str, Any], described: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A known edition, completed from its series."""
    if row["series"] not in described:
        raise ValueError(f"{row['series']!r} is no series")
    if row["ends"] < row["starts"]:
        raise ValueError(f"{row['series']} {row['edition']} ends before it starts")
    series = described[row["series"]]
    return {
        **{name: row[name] for name in ("series", "edition", "starts", "ends", "certainty")},
        "hashtags": in_year(series["hashtags"], row["edition"]),
        "day_tags": by_day(row["day_tags"], row["starts"]),
        "source_url": row["source_url"] or series["source_url"],
    }


def _forecasts(series: dict[str, Any], *, today: date, years: int) -> Iterator[dict[str, Any]]:
    """The editions of one series that its rule gives from `today` on."""
    for year in range(today.year - 1, today.year + years + 2):
        days = edition_days(
            series["rule_kind"],
            series["rule"],
            year=year,
            offset_days=series["offset_days"],
            duration_days=series["duration_days"],
        )
        if days and days[1] >= today and days[0] < _years_later(today, years):
            yield {
                "series": series["id"],
                "edition": str(year),
                "starts": days[0],
                "ends": days[1],
                "certainty": "forecast",
                "hashtags": in_year(series["hashtags"], str(year)),
                "day_tags": {},
                "source_url": series["source_url"],
            }


def _years_later(day: date, years: int) -> date:
    """The same day so many years later; 1 March for 29 February in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def in_year(hashtags: list[str], edition: str) -> list[str]:
    """The hashtags of an edition: `{yyyy}` becomes its year.

    >>> in_year(["IMD{yyyy}", "InternationalMuseumDay"], "2027")
    ['IMD2027', 'InternationalMuseumDay']
    """
    return [tag.replace("{yyyy}", edition) for tag in hashtags]


def by_day(tags: list[str], starts: date) -> dict[str, str]:
    """One hashtag a day, from the first day on.

    >>> by_day(["secretsMW", "souvenirsMW"], date(2015, 3, 23))
    {'2015-03-23': 'secretsMW', '2015-03-24': 'souvenirsMW'}
    """
    return {(starts + timedelta(days=n)).isoformat(): tag for n, tag in enumerate(tags)}
