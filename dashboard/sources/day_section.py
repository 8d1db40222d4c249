"""Data available, day by day: one account as a calendar, or all of them by month."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, cached, charts, parts
from dashboard.i18n import _, lang, ngettext
from dashboard.sources import day_frames, day_maps, holdings
from dashboard.sources.accounts_held import accounts_held
from shared.cooperation.membership import READ_NETWORKS
from shared.slugs import folded

_MONTHS, _YEARS = 36, 3  # that are drawn at once
_HEIGHT = 440  # pixels, beyond which the accounts scroll
_LINES, _AT_ONCE = 20, 100  # accounts that need no scrolling, and in one map


def day_section() -> None:
    """The choice of an account, and its map or that of all."""
    accounts = cached.result(accounts_held, lang())
    if accounts.empty or cached.data_days() is None:
        return
    st.header(_("Data available, day by day"), anchor=False)
    labels = cached.result(_labels)
    chosen = address.select(
        _("Account"),
        "account",
        [str(id) for id in accounts["id"]],
        index=None,
        format_func=lambda id: labels[int(id)],
        placeholder=_("All accounts"),
        width=360,
    )
    parts.say_wrong_values()
    if chosen is None:
        _all()
    else:
        _one(int(chosen))


def _labels() -> dict[int, str]:
    """What each account is called: its institution, and its handle where there are several."""
    accounts, names = cached.frame("accounts"), cached.names()
    several = accounts["institution_id"].duplicated(keep=False)
    namesakes = accounts["institution_id"].map(names).duplicated(keep=False)
    found = {}
    for account, more in zip(accounts.to_dict("records"), several | namesakes, strict=True):
        name = names.get(account["institution_id"], account["institution_id"])
        handle = f"@{account['handle']}" if account["handle"] else str(account["native_id"])
        platform = parts.platform_name(account["network"])
        found[int(account["id"])] = f"{name} · {platform} {handle}" if more else name
    return found


def _all() -> None:
    everyone = cached.result(_in_order)
    with_data = set(cached.coverage()["account_id"])
    words = [
        ngettext(
            "{n} account with data, of {total}. Choose an account to see its days.",
            "{n} accounts with data, of {total}. Choose an account to see its days.",
            len(with_data.intersection(everyone)),
            total=len(everyone),
        )
    ]
    ids = tuple(sorted(_part(everyone), key=with_data.__contains__))  # those without come first
    found = cached.result(_months, ids)
    if found["start"].nunique() == _MONTHS:
        words.append(_("The last {n} months are shown.", n=_MONTHS))
    if tall := len(ids) > _LINES:
        words.append(_("Scroll to see all {n} accounts.", n=len(ids)))
    st.caption(" ".join(words))
    with st.container(height=_HEIGHT if tall else "content", border=False, key="months-known"):
        charts.draw(
            cached.result(_month_map, ids, lang(), charts.is_dark()),
            alt=_("A line for each account, a cell for each month: whole, in part or without data"),
        )
    parts.how_to_read(
        _(
            "A line for each account, a cell for each month: the darker (in the dark theme the "
            "lighter), the more posts. A thin cell: we know only some days of that month."
        ),
        _("A grey dot: no data. That does not mean that the account was quiet."),
        table=cached.result(_month_table, ids, lang()),
    )


def _in_order() -> tuple[int, ...]:
    """The accounts on the networks that are read, by what they are called."""
    accounts, labels = cached.frame("accounts"), cached.result(_labels)
    read = accounts.loc[accounts["network"].isin(READ_NETWORKS), "id"]
    return tuple(sorted((int(id) for id in read), key=lambda id: folded(labels[id])))


def _part(everyone: tuple[int, ...]) -> tuple[int, ...]:
    """As many of the accounts as a map holds; which of them, is asked."""
    if len(everyone) <= _AT_ONCE:
        return everyone
    labels = cached.result(_labels)
    some = {
        str(place + 1): everyone[start : start + _AT_ONCE]
        for place, start in enumerate(range(0, len(everyone), _AT_ONCE))
    }
    words = {
        place: _("From {first} to {last}", first=labels[ids[0]], last=labels[ids[-1]])
        for place, ids in some.items()
    }
    chosen = address.select(
        _("Accounts shown"), "accounts", list(words), format_func=words.__getitem__, width=480
    )
    return some[chosen or "1"]


def _months(accounts: tuple[int, ...]) -> pd.DataFrame:
    return day_frames.months(
        accounts, cached.coverage(), cached.frame("posts_by_month"), most=_MONTHS
    )


def _month_map(accounts: tuple[int, ...], language: str, dark: bool) -> Any:
    """The finished chart, in a language and for a theme."""
    del language, dark
    return day_maps.month_map(cached.result(_months, accounts), cached.result(_labels))


def _month_table(accounts: tuple[int, ...], language: str) -> pd.DataFrame:
    del language
    return day_maps.month_table(cached.result(_months, accounts), cached.result(_labels))


def _one(account: int) -> None:
    days = cached.result(_days, account, cached.now().date())
    if days.empty:
        st.info(
            _("We have no data of this account yet. That does not mean that it was quiet."),
            icon=":material/event_busy:",
        )
        if standing := _standing(account):
            st.caption(standing)
        return
    years = sorted(days["year"].unique(), reverse=True)
    if len(years) > _YEARS:
        words = {"few": _("The last {n} years", n=_YEARS), "all": _("All years")}
        wanted = address.segments(
            _("Years"), "years", list(words), default="few",
            format_func=words.__getitem__, label_visibility="collapsed",
        )  # fmt: skip
        years = years if wanted == "all" else years[:_YEARS]
    st.caption(" · ".join(filter(None, (_known(days), _standing(account)))))
    shown = days[days["year"].isin(years)]
    charts.draw(
        day_maps.day_map(shown),
        alt=_("A calendar: for each day the number of posts, or that there is no data"),
    )
    table = day_maps.day_table(shown[::-1])
    parts.how_to_read(
        _(
            "A square for each day, a column for each week: the darker (in the dark theme the "
            "lighter), the more posts."
        ),
        _("A grey dot: no data. That does not mean that the account was quiet."),
        table=table,
    )
    parts.download(table, "days")


def _standing(account: int) -> str | None:
    """Where the account stands in its life, unless it is active."""
    accounts = cached.frame("accounts")
    (found,) = accounts[accounts["id"].eq(account)].to_dict("records")
    return None if found["status"] == "active" else holdings.status(found)


def _days(account: int, today: date) -> pd.DataFrame:
    coverage = cached.coverage()
    return day_frames.calendar(
        coverage[coverage["account_id"].eq(account)],
        cached.frame("posts_by_day", account=account),
        today=today,
    )


def _known(days: pd.DataFrame) -> str:
    """How many days are known, and from where."""
    known = days[days["sources"].map(bool)]
    told = [ngettext("{n} day with data", "{n} days with data", len(known))]
    for sources, n in known["sources"].value_counts().items():
        words = day_maps.source_words(sources)  # type: ignore[arg-type]
        told.append(_("{words}: {n}", words=words, n=n))
    told.append(ngettext("{n} post", "{n} posts", int(days["posts"].sum())))
    return " · ".join(told)
