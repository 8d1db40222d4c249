"""Which days and months of which accounts we know, as tables: what the two maps are drawn from."""

from collections.abc import Iterable
from datetime import date, timedelta

import pandas as pd

from shared.known_days import known_days

WHOLE, PART, NONE = "whole", "part", "none"
_ONE_DAY = pd.Timedelta(days=1)


def calendar(coverage: pd.DataFrame, posts: pd.DataFrame, *, today: date) -> pd.DataFrame:
    """Every day, up to today, of the years in which an account has a known day or a post.

    coverage: the account's rows (source, first_day, last_day: days, both included); posts: day,
    posts. Returns day (datetime64), year, week (0 to 53, from the year's first day, Mondays
    first), weekday (0: Monday), sources (tuple of names, empty: no data), posts (int).
    """
    first, last = _whole_years(coverage, posts, today)
    days = pd.Series(pd.date_range(first, last, freq="D").astype("datetime64[s]"), name="day")
    start = days.dt.day_of_year - 1
    january = (days.dt.day_of_week - start) % 7  # the weekday of the year's first day
    return pd.DataFrame(
        {
            "day": days,
            "year": days.dt.year,
            "week": (start + january) // 7,
            "weekday": days.dt.day_of_week,
            "sources": _sources(days, coverage),
            "posts": days.map(posts.set_index("day")["posts"]).fillna(0).astype("int64"),
        }
    )


def _whole_years(coverage: pd.DataFrame, posts: pd.DataFrame, today: date) -> tuple[date, date]:
    """The first day of the first year with any data, and the last of the last, or today."""
    ends = [coverage["first_day"], coverage["last_day"], posts["day"]]
    met = pd.concat([each.astype("datetime64[s]") for each in ends])
    if met.empty:
        return today, today - timedelta(days=1)
    first, last = met.min().date(), met.max().date()
    return first.replace(month=1, day=1), max(last, min(today, last.replace(month=12, day=31)))


def _sources(days: pd.Series, coverage: pd.DataFrame) -> list[tuple[str, ...]]:
    """From where each day is known, by name of the source."""
    inside: dict[str, pd.Series] = {}
    for source, rows in sorted(coverage.groupby("source")):
        known = pd.Series(False, index=days.index)
        for first, last in zip(rows["first_day"], rows["last_day"], strict=True):
            known |= days.between(first, last)
        inside[str(source)] = known
    names = list(inside)
    flags = zip(*inside.values(), strict=True) if inside else [()] * len(days)
    return [tuple(name for name, known in zip(names, row, strict=True) if known) for row in flags]


def months(
    accounts: Iterable[int], coverage: pd.DataFrame, posts: pd.DataFrame, *, most: int
) -> pd.DataFrame:
    """Each account in each of the last `most` months with any data: what is known of it.

    coverage: account_id, first_day, last_day; posts: account_id, month, posts.
    Returns account_id, start, end (datetime64, half-open), days (known), length (of the month),
    posts, data (`whole` month, `part` of it, `none`); by account as given, and month. A month
    still under way counts up to the last day with data of all.
    """
    runs = known_days(coverage, ["account_id"])
    if runs.empty:
        columns = ["account_id", "start", "end", "days", "length", "posts", "data"]
        return pd.DataFrame(columns=columns)
    last = runs["last_day"].max()
    starts = pd.date_range(runs["first_day"].min().replace(day=1), last, freq="MS")[-most:]
    spans = pd.DataFrame({"start": starts.astype("datetime64[s]")})
    spans["end"] = spans["start"] + pd.DateOffset(months=1)
    spans["length"] = (spans["end"].clip(upper=last + _ONE_DAY) - spans["start"]).dt.days
    found = pd.DataFrame({"account_id": list(accounts)}).merge(spans, how="cross")
    found = found.merge(_overlaps(runs, spans), on=["account_id", "start"], how="left")
    held = posts.rename(columns={"month": "start"})
    found = found.merge(held, on=["account_id", "start"], how="left")
    whole = {"days": found["days"].fillna(0), "posts": found["posts"].fillna(0)}
    found = found.assign(**whole).astype({"days": "int64", "posts": "int64"})
    data = pd.Series(PART, index=found.index).mask(found["days"].eq(0), NONE)
    return found.assign(data=data.mask(found["days"].ge(found["length"]), WHOLE))


def _overlaps(runs: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """On how many days of each month (start, end) the runs of each account fall."""
    pairs = runs.merge(spans, how="cross")
    first = pairs[["first_day", "start"]].max(axis=1)
    after = pd.concat([pairs["last_day"] + _ONE_DAY, pairs["end"]], axis=1).min(axis=1)
    days = (after - first).dt.days.clip(lower=0)
    return pairs.assign(days=days).groupby(["account_id", "start"])["days"].sum().reset_index()
