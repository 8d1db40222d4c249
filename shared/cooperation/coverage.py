"""Of whom we have data in a period: no data is not silence.

Tables: coverage has institution_id, network, first_day, last_day (days, both included);
accounts has institution_id, network; institutions has id, parent, member, joined_on, left_on.
An institution that speaks through its parent's account has the data of that account.
"""

from datetime import date
from typing import NamedTuple

import pandas as pd

from shared.cooperation.membership import READ_NETWORKS, members, spoken_for
from shared.known_days import known_days
from shared.periods import Period

WHOLE, PART, NONE = "whole", "part", "none"


class DataStamp(NamedTuple):
    """How far the data of a period reach, over those who are members in it.

    with_data: members with data on some day; incomplete: without data on some day (drawn grey);
    total: all members; last_day: the last day with data (None: none); networks: those read.
    """

    with_data: int
    incomplete: int
    total: int
    last_day: date | None
    networks: tuple[str, ...]


def availability(
    coverage: pd.DataFrame, accounts: pd.DataFrame, institutions: pd.DataFrame, period: Period
) -> pd.DataFrame:
    """On how many days of the period we know each institution's posts.

    Returns institution_id, member (bool: in this period), days (0 to the period's), data (`whole`
    period, `part` of it, `none`), one row per institution, in the order given.
    """
    inside = _inside(coverage, accounts, institutions, period)
    runs = known_days(inside, ["institution_id"])
    length = (runs["last_day"] - runs["first_day"]).dt.days + 1
    days = length.groupby(runs["institution_id"]).sum()
    found = pd.DataFrame(
        {
            "institution_id": institutions["id"],
            "member": institutions["id"].isin(members(institutions, period)),
            "days": institutions["id"].map(days).fillna(0).astype("int64"),
        }
    )
    data = found["days"].map(lambda known: PART if known < period.days else WHOLE)
    return found.assign(data=data.where(found["days"] > 0, NONE).astype("str"))


def data_stamp(
    coverage: pd.DataFrame, accounts: pd.DataFrame, institutions: pd.DataFrame, period: Period
) -> DataStamp:
    """How far the data of the period reach, over those who are members in it."""
    known = availability(coverage, accounts, institutions, period)
    known = known[known["member"]]
    inside = _inside(coverage, accounts, institutions, period)
    inside = inside[inside["institution_id"].isin(known["institution_id"])]
    read = set(inside["network"])
    return DataStamp(
        with_data=int((known["data"] != NONE).sum()),
        incomplete=int((known["data"] != WHOLE).sum()),
        total=len(known),
        last_day=None if inside.empty else inside["last_day"].max().date(),
        networks=tuple(network for network in READ_NETWORKS if network in read),
    )


def with_data(
    coverage: pd.DataFrame, accounts: pd.DataFrame, institutions: pd.DataFrame, period: Period
) -> frozenset[str]:
    """Ids of the institutions with data on some day of the period, members or not."""
    return frozenset(_inside(coverage, accounts, institutions, period)["institution_id"])


def with_data_in_both(
    coverage: pd.DataFrame,
    accounts: pd.DataFrame,
    institutions: pd.DataFrame,
    *,
    period: Period,
    compared: Period,
) -> frozenset[str]:
    """Ids of those who are members with data in both periods: only they can be compared."""
    tables = (coverage, accounts, institutions)
    return (
        members(institutions, period)
        & members(institutions, compared)
        & with_data(*tables, period)
        & with_data(*tables, compared)
    )


def _inside(
    coverage: pd.DataFrame, accounts: pd.DataFrame, institutions: pd.DataFrame, period: Period
) -> pd.DataFrame:
    """The coverage that falls in the period, cut to it, with rows for who is spoken for."""
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
