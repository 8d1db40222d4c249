"""For whom two periods can be compared, and what stands against it for the others.

A museum whose posts were read in one of two periods only would seem to have made friends, or
lost them. Tables: see `shared.cooperation.coverage`; accounts also has status_since (day or NaT).
"""

from typing import NamedTuple

import pandas as pd

from shared.cooperation.coverage import ENOUGH, days_known, known_in
from shared.cooperation.membership import members, spoken_for
from shared.periods import Period

# What stands against comparing, in this order; "" where nothing does.
NOT_YET, NO_MORE = "not_yet", "no_more"  # member of the consortium in one of the two only
NO_DATA = "no_data"  # not enough in either
GONE = "gone"  # an account left its network or cannot be read any more
EARLIER, LATER = "earlier", "later"  # not enough data in the earlier, or later, of the two
_UNREADABLE = ("left", "protected", "suspended", "missing")


def comparability(
    coverage: pd.DataFrame,
    accounts: pd.DataFrame,
    institutions: pd.DataFrame,
    *,
    period: Period,
    compared: Period,
) -> pd.DataFrame:
    """Whether each institution can be compared between a period and an earlier one.

    It can if every network known for `ENOUGH` of the days of one period is known for as many of
    the other, there is one, and no account of it went away between them.

    Returns institution_id, member (bool: in one of the two at least), days and days_before (known
    in the period and in the compared one), why (see above), comparable (bool: its data do not
    stand against it, membership apart), one row per institution, in the order given.
    """
    ids = institutions["id"]
    later, earlier = (
        _known(known_in(coverage, accounts, institutions, days), days)
        for days in (period, compared)
    )
    ever = pd.MultiIndex.from_frame(coverage[["institution_id", "network"]])
    read = accounts[pd.MultiIndex.from_frame(accounts[["institution_id", "network"]]).isin(ever)]
    gone = _gone(read, spoken_for(institutions, accounts), compared, period)
    why = ids.map(lambda one: _against(one, earlier.networks, later.networks, gone))
    comparable = why.eq("")
    now, before = (ids.isin(members(institutions, days)) for days in (period, compared))
    why = why.mask(before & ~now, NO_MORE).mask(now & ~before, NOT_YET)
    return pd.DataFrame(
        {
            "institution_id": ids,
            "member": now | before,
            "days": ids.map(later.days).fillna(0).astype("int64"),
            "days_before": ids.map(earlier.days).fillna(0).astype("int64"),
            "why": why.astype("str"),
            "comparable": comparable,
        }
    )


class _Known(NamedTuple):
    """Of each institution known at all: its networks known for enough days, and its days."""

    networks: dict[str, set[str]]
    days: pd.Series


def _known(inside: pd.DataFrame, period: Period) -> _Known:
    by_network = days_known(inside, ["institution_id", "network"])
    networks: dict[str, set[str]] = {}
    for one, network in by_network.index[by_network >= ENOUGH * period.days]:
        networks.setdefault(str(one), set()).add(str(network))
    return _Known(networks, days_known(inside, ["institution_id"]))


def _against(
    one: str, before: dict[str, set[str]], now: dict[str, set[str]], gone: set[str]
) -> str:
    earlier, later = before.get(one, set()), now.get(one, set())
    if not earlier and not later:
        return NO_DATA
    if one in gone:
        return GONE
    if earlier - later:
        return LATER
    return EARLIER if later - earlier else ""


def _gone(
    accounts: pd.DataFrame, through: dict[str, str], compared: Period, period: Period
) -> set[str]:
    """Ids of those one of whose accounts went away after the first day of the earlier period."""
    since = accounts["status_since"]
    lost = accounts["status"].isin(_UNREADABLE)
    lost &= (since >= pd.Timestamp(compared.start)) & (since <= pd.Timestamp(period.last_day))
    found = set(accounts.loc[lost, "institution_id"])
    return found | {child for child, speaker in through.items() if speaker in found}
