"""Of whom we have data in a period: no data is not silence.

Tables: coverage has institution_id, network, first_day, last_day (days, both included), whatever
its source; accounts has institution_id, network, status; institutions has id, parent, member,
joined_on, left_on. An institution that speaks through its parent's account has the data of that
account.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd

from shared.cooperation.membership import READ_NETWORKS, members, spoken_for
from shared.known_days import known_days
from shared.periods import Period

WHOLE, PART, NONE = "whole", "part", "none"

# The share of a period's days from which on its data are enough to read much into: whoever posts
# once a week may lack most of a week at both ends of a file.
ENOUGH = 0.75
_CLOSED = ("left", "suspended", "missing")  # an account that is no more


class DataStamp(NamedTuple):
    """How far the data of a period reach, over those who are members in it.

    with_data: members with data on some day; incomplete: without data on some day (drawn grey);
    total: all members; last_day: the last day with data (None: none); networks: those read.
    elsewhere: members who also have an account that is not read; unread: on which networks.
    """

    with_data: int
    incomplete: int
    total: int
    last_day: date | None
    networks: tuple[str, ...]
    elsewhere: int = 0
    unread: tuple[str, ...] = ()


def availability(
    coverage: pd.DataFrame, accounts: pd.DataFrame, institutions: pd.DataFrame, period: Period
) -> pd.DataFrame:
    """On how many days of the period we know each institution's posts.

    Returns institution_id, member (bool: in this period), days (0 to the period's), data (`whole`
    period, `part` of it, `none`), enough (bool: `ENOUGH` of its days), one row per institution,
    in the order given.
    """
    inside = known_in(coverage, accounts, institutions, period)
    days = days_known(inside, ["institution_id"])
    found = pd.DataFrame(
        {
            "institution_id": institutions["id"],
            "member": institutions["id"].isin(members(institutions, period)),
            "days": institutions["id"].map(days).fillna(0).astype("int64"),
        }
    )
    data = found["days"].map(lambda known: PART if known < period.days else WHOLE)
    return found.assign(
        data=data.where(found["days"] > 0, NONE).astype("str"),
        enough=found["days"] >= ENOUGH * period.days,
    )


def data_stamp(
    coverage: pd.DataFrame, accounts: pd.DataFrame, institutions: pd.DataFrame, period: Period
) -> DataStamp:
    """How far the data of the period reach, over those who are members in it."""
    known = availability(coverage, accounts, institutions, period)
    known = known[known["member"]]
    inside = known_in(coverage, accounts, institutions, period)
    inside = inside[inside["institution_id"].isin(known["institution_id"])]
    read = set(inside["network"])
    others = _unread(inside, accounts[accounts["institution_id"].isin(known["institution_id"])])
    return DataStamp(
        with_data=int((known["data"] != NONE).sum()),
        incomplete=int((known["data"] != WHOLE).sum()),
        total=len(known),
        last_day=None if inside.empty else inside["last_day"].max().date(),
        networks=tuple(network for network in READ_NETWORKS if network in read),
        elsewhere=others["institution_id"].nunique(),
        unread=tuple(sorted(set(others["network"]))),
    )


def _unread(inside: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """The accounts that stand open where nothing of their institution is read.

    Whoever lacks data on a network that is read for others, and has none elsewhere, is no case
    of this: that is a member without data.
    """
    if inside.empty:  # nothing is read: nothing is elsewhere
        return accounts[:0]
    there = accounts[~accounts["status"].isin(_CLOSED)]
    read = pd.MultiIndex.from_frame(inside[["institution_id", "network"]])
    there = there[~pd.MultiIndex.from_frame(there[["institution_id", "network"]]).isin(read)]
    known = there["institution_id"].isin(inside["institution_id"])
    return there[known | ~there["network"].isin(inside["network"])]


def with_data(
    coverage: pd.DataFrame, accounts: pd.DataFrame, institutions: pd.DataFrame, period: Period
) -> frozenset[str]:
    """Ids of the institutions with data on some day of the period, members or not."""
    return frozenset(known_in(coverage, accounts, institutions, period)["institution_id"])


def month_by_month(
    coverage: pd.DataFrame,
    accounts: pd.DataFrame,
    institutions: pd.DataFrame,
    months: Sequence[date],
    among: frozenset[str] | None = None,
) -> pd.DataFrame:
    """How far the data of each month reach, over those who are members in it.

    months: their first days. among: ids of those whose data are told instead.
    Returns month (datetime64[s]), with_data (members with data on some
    day), members (all of them), share (0 to 1: of the members' days in the month, those known;
    0 without members), one row per month.
    """
    if not months:
        return _months([])
    all_days = Period(min(months), whole_month(max(months)).end)
    runs = known_days(known_in(coverage, accounts, institutions, all_days), ["institution_id"])
    first, end = runs["first_day"], runs["last_day"] + pd.Timedelta(days=1)
    rows = []
    for month in map(whole_month, months):
        start, stop = pd.Timestamp(month.start), pd.Timestamp(month.end)
        known = (end.where(end <= stop, stop) - first.where(first >= start, start)).dt.days
        ids = members(institutions, month) if among is None else among
        inside = known.gt(0) & runs["institution_id"].isin(ids)
        share = known[inside].sum() / (month.days * len(ids)) if ids else 0.0
        with_some = runs.loc[inside, "institution_id"].nunique()
        rows.append((month.start, with_some, len(ids), float(share)))
    return _months(rows)


def _months(rows: list[tuple[date, int, int, float]]) -> pd.DataFrame:
    found = pd.DataFrame(rows, columns=["month", "with_data", "members", "share"])
    return found.astype(
        {"month": "datetime64[s]", "with_data": "int64", "members": "int64", "share": "float64"}
    )


def whole_month(first_day: date) -> Period:
    """The month that starts on that day."""
    return Period(first_day, (first_day + timedelta(days=31)).replace(day=1))


def days_known(inside: pd.DataFrame, by: list[str]) -> pd.Series:
    """How many days are known, each counted once, by the columns `by` (days: 1 or more)."""
    runs = known_days(inside, by)
    length = (runs["last_day"] - runs["first_day"]).dt.days + 1
    return length.groupby([runs[name] for name in by]).sum()


def known_in(
    coverage: pd.DataFrame, accounts: pd.DataFrame, institutions: pd.DataFrame, period: Period
) -> pd.DataFrame:
    """The coverage that falls in the period, cut to it, with rows for who is spoken for.

    Returns institution_id, network, first_day, last_day (days, both included).
    """
    first, last = pd.Timestamp(period.start), pd.Timestamp(period.last_day)
    rows = coverage[["institution_id", "network", "first_day", "last_day"]]
    rows = rows[(rows["first_day"] <= last) & (rows["last_day"] >= first)]
    starts, ends = rows["first_day"], rows["last_day"]
    rows = rows.assign(
        first_day=starts.where(starts >= first, first), last_day=ends.where(ends <= last, last)
    )
    speakers = pd.Series(spoken_for(institutions, accounts), dtype="str", name="speaker")
    children = speakers.rename_axis("child").reset_index()
    lent = rows.merge(children, left_on="institution_id", right_on="speaker")
    lent = lent.assign(institution_id=lent["child"])[list(rows.columns)]
    return pd.concat([rows, lent], ignore_index=True) if len(lent) else rows
