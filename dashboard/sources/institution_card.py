"""What the store holds of one institution: who it is, its accounts, their data days."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, cached, charts, parts
from dashboard.i18n import _, country, lang
from dashboard.sources import holdings
from dashboard.sources.days_chart import days_chart, days_table
from dashboard.sources.institution_form import edit_button
from data import kinds
from shared.text import md


def card(institution: str) -> None:
    """The card of an institution of the roster."""
    roster = cached.institutions()
    facts = roster[roster["id"].eq(institution)].to_dict("records")[0]
    accounts = holdings.accounts_of(institution)
    with st.container(border=True, key="institution-card"):
        st.header(md(facts["name"]), anchor=False)
        st.caption(" · ".join(_who(facts)))
        if accounts.empty:
            st.markdown(
                _("We know no account of this institution yet."),
                width=760,
            )
        else:
            _accounts(accounts)
        with st.container(horizontal=True, vertical_alignment="center"):
            edit_button(institution)
            address.link(
                "network",
                _("See whom it addresses"),
                icon=":material/arrow_forward:",
                who=institution,
            )


def _who(facts: Mapping[Hashable, Any]) -> list[str]:
    """Its kind, place and membership, literal in Markdown."""
    kind = facts["kind"] and kinds(lang()).get(facts["kind"], facts["kind"])
    place = [facts["city"], facts["country"] and country(facts["country"])]
    words = [md(word) for word in (kind, ", ".join(filter(None, place))) if word]
    words.append(_("Member of the consortium") if facts["member"] else _("Not a member"))
    if not pd.isna(facts["joined_on"]):
        words.append(_("since {date}", date=facts["joined_on"].date()))
    if not pd.isna(facts["left_on"]):
        words.append(_("until {date}", date=facts["left_on"].date()))
    return words


def _accounts(accounts: pd.DataFrame) -> None:
    days = cached.data_days()
    if days:
        charts.draw(
            days_chart(days_table(accounts, cached.coverage(), holdings.whole(days))),
            alt=_("Bars: the days with data of each account, and in grey those without."),
        )
    shown = accounts.drop(columns="id")
    titled = {"label": _("Account"), "platform": _("Platform"), "status": _("State")}
    days_titled = {
        "first_day": _("Data from"),
        "last_day": _("Data to"),
        "days": _("Days"),
    }
    st.dataframe(
        shown,
        hide_index=True,
        placeholder="–",
        column_config={**titled, **day_columns()},
        alt=_("Accounts and their data days"),
    )
    parts.download(shown.rename(columns={**titled, **days_titled}), "accounts")


def day_columns() -> dict[str, Any]:
    """How the columns first_day, last_day and days are shown."""
    return {
        "first_day": st.column_config.DateColumn(_("Data from"), format="DD/MM/YYYY"),
        "last_day": st.column_config.DateColumn(_("Data to"), format="DD/MM/YYYY"),
        "days": st.column_config.NumberColumn(_("Days"), format="localized"),
    }
