"""What the network shows in the days and kinds the reader asked for, gathered from the store."""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from dashboard import cached, parts
from dashboard.asked import members_in
from dashboard.charts import KIND_COLOURS
from dashboard.i18n import _, country, listing, ngettext
from dashboard.network_chart import each, network_option
from dashboard.network_groups import groups
from shared.cooperation.coverage import NONE, PART, availability
from shared.cooperation.membership import spoken_for
from shared.cooperation.network import between, contacts, strongest, weights
from shared.periods import Period

PLURAL = {"mention": "mentions", "repost": "reposts", "quote": "quotes", "reply": "replies"}
_BESIDE = 1.15  # where those without a stored place stand: around the map


@dataclass(frozen=True)
class Choice:
    """Which ties are shown.

    period: half-open days. kinds: of `PLURAL`'s keys. lists: also mentions from list posts.
    minimum: the least weight. others: also institutions that are not members in the period.
    """

    period: Period
    kinds: tuple[str, ...]
    lists: bool
    minimum: int
    others: bool


class Graph(NamedTuple):
    """option: for ECharts. ids: the institutions, in the order of its dots. drawn, left_out:
    how many ties are on the map, and how many weaker ones only in the table."""

    option: dict[str, Any]
    ids: tuple[str, ...]
    drawn: int
    left_out: int


def arrows(choice: Choice) -> pd.DataFrame:
    """The ties shown: source, target, weight (posts), and mentions … replies, listed, total."""
    ties = cached.frame("ties", start=choice.period.start, end=choice.period.end)
    weighed = weights(ties, [PLURAL[kind] for kind in choice.kinds], choice.lists)
    weighed = weighed[weighed["weight"] >= choice.minimum]
    if not choice.others:
        weighed = between(weighed, members_in(choice.period))
    return weighed.merge(ties, on=["source", "target"])


def dots(choice: Choice, by: str, language: str) -> pd.DataFrame:
    """Every institution on the map: id, name, x, y, contacts, member, data, group, told.

    Members always, others only with a tie. by: community, country or kind (see `groups`).
    language: the reader's, for the lines told on hover.
    """
    roster = cached.institutions()
    shown = cached.result(arrows, choice)
    rows = roster.merge(_places(roster["id"]), on="id").merge(known(choice.period), on="id")
    counted = contacts(shown).set_index("institution_id")["contacts"]
    rows = rows.assign(contacts=rows["id"].map(counted).fillna(0).astype("int64"))
    rows = rows[rows["member_now"] | rows["contacts"].gt(0)]
    belongs, _legend = cached.result(groups, by, language)
    rows = rows.assign(group=rows["id"].map(belongs))
    rows.loc[rows["data"].eq(NONE), "group"] = "uncovered"
    rows.loc[~rows["member_now"], "group"] = "others"
    return rows.assign(told=[_told(row, choice.period) for row in each(rows)]).reset_index(
        drop=True
    )


def graph(choice: Choice, by: str, language: str, dark: bool, chosen: str | None) -> Graph:
    """The map of that choice, ready to draw; at most the strongest ties of it."""
    shown = cached.result(dots, choice, by, language)
    drawn, left_out = strongest(cached.result(arrows, choice))
    option = network_option(
        shown,
        told_arrows(drawn),
        legend(choice, by, language),
        dark=dark,
        arrow_colour=KIND_COLOURS[choice.kinds[0]] if len(choice.kinds) == 1 else None,
        chosen=chosen,
    )
    return Graph(option, tuple(shown["id"]), len(drawn), left_out)


def legend(choice: Choice, by: str, language: str) -> pd.DataFrame:
    """The groups that have a dot on the map, in the legend's order (columns: see `groups`)."""
    _belongs, every = cached.result(groups, by, language)
    used = set(cached.result(dots, choice, by, language)["group"])
    return every[every["key"].isin(used)].reset_index(drop=True)


def known(period: Period) -> pd.DataFrame:
    """id, member_now, days (with data), data (whole, part, none), enough, of every institution."""
    rows = availability(cached.coverage(), cached.frame("accounts"), cached.institutions(), period)
    return rows.rename(columns={"institution_id": "id", "member": "member_now"})


def without_data(period: Period) -> list[str]:
    """Members of whose posts nothing is known in the period, by name."""
    rows = cached.result(known, period)
    return list(rows.loc[rows["member_now"] & rows["data"].eq(NONE), "id"])


def in_part(period: Period) -> list[str]:
    """Members who lack data on many days of the period, but not on all, by name."""
    rows = cached.result(known, period)
    part = rows["data"].eq(PART) & ~rows["enough"]
    return list(rows.loc[rows["member_now"] & part, "id"])


def days_known(data: str, days: int, period: Period) -> str | None:
    """On how many days of the period there is data; None if on all of them, or on none."""
    return _("Data on {n} of {total} days", n=days, total=period.days) if data == PART else None


def speakers() -> dict[str, str]:
    """Who speaks through whose account."""
    return spoken_for(cached.institutions(), cached.frame("accounts"))


def departures() -> pd.DataFrame:
    """Accounts that left their platform: institution_id, network, since (day or NaT), by name."""
    accounts = cached.frame("accounts")
    left = accounts[accounts["status"].eq("left")]
    left = left[left["institution_id"].isin(cached.members()["id"])]
    return left[["institution_id", "network", "status_since"]].rename(
        columns={"status_since": "since"}
    )


def told_arrows(rows: pd.DataFrame) -> pd.DataFrame:
    """The ties with what is said of each on hover."""
    names = cached.names()
    said = [
        f"{names[row.source]} → {names[row.target]}\n"
        + _("{total}: {by_kind}", total=row.weight, by_kind=_by_kind(row))
        for row in each(rows)
    ]
    return rows.assign(told=said)


def contacts_counted(n: int) -> str:
    """How many contacts an institution has, on a line of its own."""
    return ngettext("{n} contact", "{n} contacts", n) if n else _("No contact observed")


def _by_kind(row: Any) -> str:
    counts = ((parts.kind_name(kind), getattr(row, many)) for kind, many in PLURAL.items())
    return listing([f"{name.lower()} {count}" for name, count in counts if count])


def _told(row: Any, period: Period) -> str:
    place = [row.city, country(row.country) if row.country else None]
    lines = [row.name, ", ".join(part for part in place if part)]
    speaker = speakers().get(row.id)
    if speaker is not None:
        lines.append(_("Speaks through another account: {name}", name=cached.names()[speaker]))
    elif row.data == NONE and not row.contacts:
        lines.append(_("No data in the period"))
    elif row.data == NONE:  # what others said to it is known all the same
        lines += [contacts_counted(row.contacts), _("No data in the period")]
    else:
        lines += [contacts_counted(row.contacts), days_known(row.data, int(row.days), period) or ""]
    return "\n".join(line for line in lines if line)


def _places(ids: pd.Series) -> pd.DataFrame:
    """id, x, y, in_row: the stored places; who has none yet stands around the map."""
    stored = cached.frame("positions").rename(columns={"institution_id": "id"})
    stored = stored.assign(in_row=stored["community"].isna()).drop(columns="community")
    rows = pd.DataFrame({"id": sorted(ids)}).merge(stored, on="id", how="left")
    missing = rows.index[rows["x"].isna()]
    for number, row in enumerate(missing):
        angle = math.tau * number / len(missing)
        rows.loc[row, ["x", "y"]] = [_BESIDE * math.cos(angle), _BESIDE * math.sin(angle)]
    return rows.assign(in_row=rows["in_row"].eq(True))
