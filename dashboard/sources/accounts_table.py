"""The accounts as a table to search: the filters stand in the address."""

from collections.abc import Collection

import pandas as pd
import streamlit as st

from dashboard import address, parts
from dashboard.i18n import _, ngettext
from dashboard.sources import profiles
from dashboard.sources.institution_card import day_columns
from shared.slugs import folded

_ROW, _HEAD, _SHOWN = 35, 38, 10  # pixels, pixels, lines without scrolling


def accounts_table(accounts: pd.DataFrame) -> None:
    """The filters and the table (see `accounts_held`)."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        found = _filtered(accounts)
    parts.say_wrong_values()
    if found.empty:
        st.info(_("No account for this choice."), icon=":material/search_off:")
        return
    n = len(found)
    st.caption(ngettext("{n} account shown.", "{n} accounts shown.", n))
    _show(found)


def _filtered(accounts: pd.DataFrame) -> pd.DataFrame:
    sought = folded(address.words(_("Search"), "find", icon=":material/search:", width=220))
    platform = _choice(
        _("Platform"),
        "platform",
        {each: parts.platform_name(each) for each in accounts["network"].unique()},
    )
    state = _choice(_("State"), "state", _states(set(accounts["status_id"])))
    text = accounts["name"] + " " + accounts["institution_id"] + " " + accounts["handle"]
    keep = text.map(folded).str.contains(sought, regex=False)
    if platform is not None:
        keep &= accounts["network"].eq(platform)
    if state is not None:
        keep &= accounts["status_id"].eq(state)
    return accounts[keep]


def _choice(label: str, name: str, words: dict[str, str]) -> str | None:
    return address.select(
        label,
        name,
        sorted(words, key=lambda each: folded(words[each])),
        index=None,
        format_func=words.__getitem__,
        placeholder=_("All"),
        width=190,
    )


def _states(found: Collection[str]) -> dict[str, str]:
    """The states that occur, in words; `unread` is active as far as anybody knows."""
    words = {
        "active": _("Active"),
        "unread": _("Not read yet"),
        "dormant": _("Dormant"),
        "left": _("Left the platform"),
        "renamed": _("Renamed"),
        "protected": _("Protected"),
        "suspended": _("Suspended"),
        "missing": _("Not found"),
    }
    return {state: words[state] for state in words if state in found}


def _show(found: pd.DataFrame) -> None:
    titled = _titles()
    shown = found.assign(platform=found["network"].map(parts.platform_name))
    number = st.column_config.NumberColumn
    st.dataframe(
        shown.assign(handle=_links(found))[list(titled)],
        hide_index=True,
        placeholder="–",
        column_config={
            **titled,
            **day_columns(),
            "handle": st.column_config.LinkColumn(titled["handle"], display_text=profiles.SHOWN),
            "status": st.column_config.TextColumn(titled["status"], width="medium"),
            "followers": number(titled["followers"], format="localized"),
            "last_seen": st.column_config.DateColumn(titled["last_seen"], format="DD/MM/YYYY"),
            "posts": number(titled["posts"], format="localized"),
        },
        height=_HEAD + _ROW * min(len(shown), _SHOWN),
        alt=_("Accounts, how they stand and when they were last seen"),
    )
    written = shown.assign(handle=("@" + shown["handle"]).where(shown["handle"].ne("")))
    parts.download(written[list(titled)].rename(columns=titled), "accounts-all")


def _links(found: pd.DataFrame) -> pd.Series:
    """The addresses of the profiles, that show the handles."""
    pairs = zip(found["network"], found["handle"], strict=True)
    links = [profiles.profile_link(network, handle) for network, handle in pairs]
    return pd.Series(links, index=found.index, dtype=object)


def _titles() -> dict[str, str]:
    return {
        "name": _("Institution"),
        "platform": _("Platform"),
        "handle": _("Account"),
        "status": _("State"),
        "last_seen": _("Last seen"),
        "posts": _("Posts"),
        "days": _("Days"),
        "followers": _("Followers"),
    }
