"""What the store holds: institutions, their accounts, and the days on which we know their posts."""

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from dashboard import cached, parts
from dashboard.i18n import _, country, listing
from data import kinds
from shared.cooperation.coverage import NONE, availability
from shared.cooperation.membership import READ_NETWORKS, members, spoken_for
from shared.known_days import known_days
from shared.periods import Period

_CLOSED = ("left", "missing", "suspended", "protected")


class Holdings(NamedTuple):
    """The store in figures. days: first and last with data, both included.

    without_data: ids of today's members of whom we know no post.
    closed: the accounts (columns: see `queries.accounts`) of which nothing more can be read: left
    by their institution, not found, suspended or protected.
    """

    institutions: int
    members: int
    accounts: int
    posts: int
    days: tuple[date, date] | None
    without_data: tuple[str, ...]
    closed: pd.DataFrame


def whole(days: tuple[date, date]) -> Period:
    """All the days from the first with data to the last."""
    return Period.through(*days)


def holdings(today: date) -> Holdings:
    """What the store holds; members are those of `today`."""
    roster, accounts, days = (
        cached.institutions(),
        cached.frame("accounts"),
        cached.data_days(),
    )
    present = members(roster, Period.through(today, today))
    missing: tuple[str, ...] = ()
    if days:
        known = availability(cached.coverage(), accounts, roster, whole(days))
        without = known.loc[known["data"].eq(NONE), "institution_id"]
        missing = tuple(id for id in without if id in present)
    return Holdings(
        institutions=len(roster),
        members=len(present),
        accounts=len(accounts),
        posts=int(cached.frame("posts_count")["posts"].sum()),
        days=days,
        without_data=missing,
        closed=accounts[accounts["status"].isin(_CLOSED) & accounts["network"].isin(READ_NETWORKS)],
    )


def table(language: str) -> pd.DataFrame:
    """Every institution with its accounts and its data days, in the words of `language`.

    Columns: id, name, country, kind (names), country_code, kind_id, member (bool), platforms,
    accounts, status (text; several are listed), first_day, last_day (datetime64, NaT: no data),
    days (Int64, NA: none), posts (Int64, NA: no data). Who speaks through another has that one's
    days, and no posts of its own.
    """
    roster, accounts = cached.institutions(), cached.frame("accounts")
    through = spoken_for(roster, accounts)
    speaker = roster["id"].map(lambda id: through.get(id, id))
    days = days_known(cached.coverage()).reindex(speaker)
    posts = cached.frame("posts_count").set_index("institution_id")["posts"]
    own = {str(id): rows for id, rows in accounts.groupby("institution_id")}
    kind, names = kinds(language), cached.names()
    known = days["days"].notna().to_numpy()
    seen = known | speaker.isin(posts.index[posts > 0]).to_numpy()
    counted = roster["id"].map(posts).astype("Int64")
    return pd.DataFrame(
        {
            "id": roster["id"],
            "name": roster["name"],
            "country": [code and country(code) for code in roster["country"]],
            "kind": [each and kind.get(each, each) for each in roster["kind"]],
            "country_code": roster["country"],
            "kind_id": roster["kind"],
            "member": roster["member"],
            "platforms": [_platforms(own.get(id)) for id in roster["id"]],
            "accounts": [_handles(own.get(id)) for id in roster["id"]],
            "status": [
                _status(own.get(id), names.get(through.get(id, "")), read=read)
                for id, read in zip(roster["id"], seen, strict=True)
            ],
            "first_day": days["first_day"].to_numpy(),
            "last_day": days["last_day"].to_numpy(),
            "days": days["days"].astype("Int64").array,
            "posts": counted.fillna(0).where(known & ~roster["id"].isin(through)),
        }
    )


def days_known(coverage: pd.DataFrame, by: str = "institution_id") -> pd.DataFrame:
    """First and last day with data, and how many there are, by institution or account."""
    runs = known_days(coverage, [by])
    length = (runs["last_day"] - runs["first_day"]).dt.days + 1
    found = runs.assign(days=length).groupby(by)
    return found.agg(
        first_day=("first_day", "min"), last_day=("last_day", "max"), days=("days", "sum")
    )


def _platforms(accounts: pd.DataFrame | None) -> str | None:
    networks: list[str] = [] if accounts is None else list(accounts["network"].unique())
    return ", ".join(parts.platform_name(network) for network in networks) or None


def _handles(accounts: pd.DataFrame | None) -> str | None:
    handles = [] if accounts is None else [handle for handle in accounts["handle"] if handle]
    return ", ".join(f"@{handle}" for handle in handles) or None


def _status(accounts: pd.DataFrame | None, speaker: str | None, *, read: bool) -> str:
    if speaker is not None:
        return _("Speaks through another account: {name}", name=speaker)
    if accounts is None:
        return _("No account known")
    words = [
        status(account) for account in accounts.to_dict("records") if account["status"] != "active"
    ]
    return "; ".join(words) if words else _active(read=read)


def _active(*, read: bool) -> str:
    """Nothing is said against it: active only if we know a day or a post of it."""
    return _("Active") if read else _("Not read yet")


def status(account: Mapping[Hashable, Any], *, read: bool = True) -> str:
    """Where an account (network, status, status_since) stands in its life, in words.

    read: whether a day or a post of it is known; without, it is not said to be active.
    """
    platform, status = parts.platform_name(account["network"]), account["status"]
    if status == "active":
        return _active(read=read)
    if pd.isna(account["status_since"]):
        return {
            "dormant": _("Dormant"),
            "left": _("Left {platform}", platform=platform),
            "renamed": _("Renamed"),
            "protected": _("Protected"),
            "suspended": _("Suspended"),
            "missing": _("Not found"),
        }[status]
    day = account["status_since"].date()
    return {
        "dormant": _("Dormant since {date}", date=day),
        "left": _("Left {platform} on {date}", platform=platform, date=day),
        "renamed": _("Renamed on {date}", date=day),
        "protected": _("Protected since {date}", date=day),
        "suspended": _("Suspended since {date}", date=day),
        "missing": _("Not found since {date}", date=day),
    }[status]


def accounts_of(institution: str) -> pd.DataFrame:
    """The accounts through which it speaks, with their data days.

    Columns: id, label (its handle, else its platform), platform, status, first_day, last_day
    (datetime64, NaT: no data), days (Int64, NA: none).
    """
    accounts = cached.frame("accounts")
    through = spoken_for(cached.institutions(), accounts)
    speaker = through.get(institution, institution)
    own = accounts[accounts["institution_id"].eq(speaker)]
    days = days_known(cached.coverage(), "account_id").reindex(own["id"])
    posts, read = cached.frame("posts_by_month"), cached.frame("accounts_read")
    found = {*posts["account_id"], *read.loc[read["read_at"].notna(), "account_id"]}
    seen = days["days"].notna().to_numpy() | own["id"].isin(found).to_numpy()
    platform = own["network"].map(parts.platform_name)
    handle = ("@" + own["handle"]).where(own["handle"].ne(""), platform)
    return pd.DataFrame(
        {
            "id": own["id"].to_numpy(),
            "label": handle.to_numpy(),
            "platform": platform.to_numpy(),
            "status": [
                status(account, read=read)
                for account, read in zip(own.to_dict("records"), seen, strict=True)
            ],
            "first_day": days["first_day"].to_numpy(),
            "last_day": days["last_day"].to_numpy(),
            "days": days["days"].astype("Int64").array,
        }
    )


def missing_words(held: Holdings, most: int = 5) -> str:
    """The members without data, named as far as a sentence can hold them; literal in Markdown."""
    names = parts.names_of(held.without_data[:most])
    if rest := len(held.without_data) - len(names):
        names.append(_("{n} more", n=rest))
    return listing(names)


def closed_words(held: Holdings, most: int = 5) -> str:
    """The closed accounts, each with its status and its day if known; literal in Markdown."""
    accounts = held.closed.head(most).to_dict("records")
    names = parts.names_of(account["institution_id"] for account in accounts)
    words = []
    for name, account in zip(names, accounts, strict=True):
        how = status(account)
        words.append(_("{name}: {status}", name=name, status=how[:1].lower() + how[1:]))
    if rest := len(held.closed) - len(words):
        words.append(_("{n} more", n=rest))
    return "; ".join(words)
