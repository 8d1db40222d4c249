"""Why members are not compared between two periods: in one sentence, and one by one."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from dashboard import cached
from dashboard.i18n import _, day, listing, month, ngettext
from dashboard.sources.holdings import status
from shared.cooperation import comparability as against
from shared.cooperation.membership import spoken_for
from shared.periods import Period
from shared.text import md

_ENDS = ("first_day", "last_day")


def sentence(rows: pd.DataFrame, period: Period, compared: Period) -> str:
    """How many of the members are compared, and what stands against it for the others.

    rows: the members' of `comparability`.
    """
    why = rows["why"]
    late = rows[why.eq(against.EARLIER)]
    early = rows[why.eq(against.LATER)]
    lacking = rows[why.eq(against.NO_DATA)]
    never = lacking["days"].add(lacking["days_before"]).eq(0)
    groups = (
        (late, lambda n: _before(n, late["first_day"], compared)),
        (early, lambda n: _after(n, early["last_day"], period)),
        (rows[why.eq(against.GONE)], _gone_away),
        (lacking[~never], _little),
        (lacking[never], none),
        (rows[why.isin([against.NOT_YET, against.NO_MORE])], _member_once),
    )
    said = [words(len(group)) for group, words in groups if len(group)]
    return _(
        "{n} of {total} members compared: {others}",
        n=int(why.eq("").sum()),
        total=len(rows),
        others=listing(said),
    )


def of_one(row: pd.DataFrame, period: Period, compared: Period) -> str:
    """Why the institution of that row is not compared; literal in Markdown."""
    name = md(cached.names()[row["institution_id"].iloc[0]])
    return _("{name} is not compared: {why}", name=name, why=reason(row, period, compared))


def reason(row: pd.DataFrame, period: Period, compared: Period) -> str:
    """What stands against comparing the institution of that row, after a colon; see `of_one`."""
    (facts,) = row.to_dict("records")
    why = _why(facts, period, compared)
    return md(why[:1].lower() + why[1:])


def one_month(days: pd.Series) -> str | None:
    """The month in which all these days are, in words; None if they are not."""
    months = days.dt.to_period("M").unique()
    return month(days.iloc[0].date()) if len(months) == 1 and days.notna().all() else None


def _before(n: int, first_days: pd.Series, compared: Period) -> str:
    name = one_month(first_days)
    if name is None or first_days.min() <= pd.Timestamp(compared.start):
        return ngettext(
            "{n} has too little data in the compared period",
            "{n} have too little data in the compared period",
            n,
        )
    return ngettext(
        "{n} has no data before {month}", "{n} have no data before {month}", n, month=name
    )


def _after(n: int, last_days: pd.Series, period: Period) -> str:
    name = one_month(last_days)
    if name is None or last_days.max() >= pd.Timestamp(period.last_day):
        return ngettext(
            "{n} has too little data in this period",
            "{n} have too little data in this period",
            n,
        )
    return ngettext(
        "{n} has no data after {month}", "{n} have no data after {month}", n, month=name
    )


def _little(n: int) -> str:
    return ngettext(
        "{n} has too little data in both periods", "{n} have too little data in both periods", n
    )


def none(n: int) -> str:
    """So many have no data, in the middle of a sentence about members."""
    return ngettext("{n} has no data", "{n} have no data", n)


def _gone_away(n: int) -> str:
    return ngettext(
        "{n} left a platform or can no longer be read",
        "{n} left a platform or can no longer be read",
        n,
    )


def _member_once(n: int) -> str:
    return ngettext(
        "{n} was a member in one of the two periods only",
        "{n} were members in one of the two periods only",
        n,
    )


def others_table(others: pd.DataFrame, period: Period, compared: Period) -> pd.DataFrame:
    """Who is not compared: days known of each period, and why; titled for reading."""
    names = cached.names()
    return pd.DataFrame(
        {
            _("Institution"): others["institution_id"].map(names),
            _("Why"): [_why(row, period, compared) for row in others.to_dict("records")],
            _("Days with data, of {n}", n=period.days): others["days"],
            _("In the compared period, of {n}", n=compared.days): others["days_before"],
        }
    )


def _why(row: Mapping[Hashable, Any], period: Period, compared: Period) -> str:
    why, one, first, last = (row[name] for name in ("why", "institution_id", *_ENDS))
    if why in (against.NOT_YET, against.NO_MORE):
        return _membership(one, joined=why == against.NOT_YET)
    if why == against.GONE:
        return _gone(one, compared, period)
    if why == against.EARLIER and first > pd.Timestamp(compared.start):
        return _("No data before {date}", date=day(first.date()))
    if why == against.LATER and last < pd.Timestamp(period.last_day):
        return _("No data after {date}", date=day(last.date()))
    if why == against.NO_DATA and not row["days"] and not row["days_before"]:
        return _("No data")
    return _("Too little data")


def _membership(one: str, *, joined: bool) -> str:
    facts = cached.institutions().set_index("id").loc[one]
    if joined:
        return _("Joined the consortium on {date}", date=day(facts["joined_on"].date()))
    return _("Left the consortium on {date}", date=day(facts["left_on"].date()))


def _gone(one: str, compared: Period, period: Period) -> str:
    accounts = cached.frame("accounts")
    speaker = spoken_for(cached.institutions(), accounts).get(one, one)
    since = accounts["status_since"]
    lost = since.between(pd.Timestamp(compared.start), pd.Timestamp(period.last_day))
    own = accounts[lost & accounts["institution_id"].eq(speaker)]
    return "; ".join(status(account) for account in own.to_dict("records"))
