"""Beside the map: one institution with its ties and their proof, or who stands apart."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, cached, observed, parts
from dashboard.i18n import _, country, day, ngettext
from dashboard.network_chart import each
from dashboard.network_groups import kind_word
from dashboard.network_proof import proof
from dashboard.network_seen import (
    Choice,
    days_known,
    departures,
    in_part,
    known,
    speakers,
    without_data,
)
from dashboard.network_tables import own_ties
from shared.cooperation.coverage import NONE
from shared.periods import Period
from shared.text import md


def institution(who: str, choice: Choice) -> None:
    """One institution: who it is, its ties in a sentence, and posts as proof."""
    row: Any = cached.institutions().set_index("id").loc[who]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(md(str(row["name"])), anchor=False, width="stretch")
        st.button(
            _("Close"),
            icon=":material/close:",
            type="tertiary",
            on_click=address.write,
            args=("who", None),
        )
    place = [row["city"], country(row["country"]) if row["country"] else None]
    facts = [*place, kind_word(row["kind"]) if row["kind"] else None]
    words = [md(fact) for fact in facts if fact]
    data: Any = cached.result(known, choice.period).set_index("id").loc[who]
    words += filter(None, [days_known(data["data"], int(data["days"]), choice.period)])
    if words:
        st.caption(" · ".join(words))
    _left_platforms(who)
    _addressed_since(who, choice.period)
    ties = own_ties(choice, who)
    if who in speakers():
        _speaks_through(speakers()[who])
    elif ties.empty:
        _nothing_seen(who, choice.period)
    else:
        _in_words(ties)
        proof(who, ties, choice)


def apart(period: Period) -> None:
    """Who is not among the arrows, and why: kindly, by name."""
    st.header(_("Who stands apart"), anchor=False)
    alone = observed.without_exchange(period)
    if alone:
        st.markdown(
            ngettext(
                "**No exchange observed.** This member posted, but no interaction with another "
                "member was seen; it may cooperate elsewhere.",
                "**No exchange observed.** These {n} members posted, but no interaction with "
                "another member was seen; they may cooperate elsewhere.",
                len(alone),
            )
        )
        _names(alone, "alone")
    gone = departures()
    if not gone.empty:
        st.markdown(
            ngettext(
                "**Left a platform.** What came before stays in the data.",
                "**Left their platform.** What came before stays in the data.",
                gone["institution_id"].nunique(),
            )
        )
        for row in each(gone):
            st.markdown(f"- {_departure(row.institution_id, row.network, row.since)}")
    unknown = without_data(period)
    if unknown:
        st.markdown(_("**No data in the period.** Nothing can be said of them here."))
        _names(unknown, "unknown")
    partly = in_part(period)
    if partly:
        label = ngettext(
            "{n} member with data on few days", "{n} members with data on few days", len(partly)
        )
        with st.expander(label, icon=":material/event_busy:"):
            st.markdown(_("They may have more ties than those drawn."))
            _names(partly, "partly")
    if not alone and gone.empty and not unknown:
        st.markdown(_("Nobody: every member who posted has exchanged with another one."))
    st.caption(_("Click a dot, or choose an institution above, to read its ties."))


def _names(ids: list[str], group: str) -> None:
    with st.container(horizontal=True, gap="small"):
        for one, name in zip(ids, parts.names_of(ids), strict=True):
            st.button(
                name,
                key=f"apart-{group}-{one}",
                type="tertiary",
                icon=":material/arrow_forward:",
                on_click=address.write,
                args=("who", one),
            )


def _departure(who: str, network: str, since: pd.Timestamp) -> str:
    words = {"name": parts.names_of([who])[0], "platform": parts.platform_name(network)}
    if pd.isna(since):
        return _("{name} left {platform}; the day is not known.", **words)
    return _("{name} left {platform} on {date}.", **words, date=day(since.date()))


def _left_platforms(who: str) -> None:
    gone = departures()
    for row in each(gone[gone["institution_id"].eq(who)]):
        st.info(_departure(who, row.network, row.since), icon=":material/logout:")


def _addressed_since(who: str, period: Period) -> None:
    """From when on it is known who addressed it, where texts of before are not kept any more."""
    accounts = cached.frame("accounts")
    since = accounts.loc[accounts["institution_id"].eq(who), "addressed_since"].max()
    if not pd.isna(since) and since.date() > period.start:
        st.info(
            _(
                "Who addressed it is known since {date} only: texts of before are not kept any "
                "more.",
                date=day(since.date()),
            ),
            icon=":material/event_busy:",
        )


def _speaks_through(speaker: str) -> None:
    """Its ties are its speaker's: said, with the way there."""
    name = parts.names_of([speaker])[0]
    st.info(_("It speaks through another account: {name}. Its ties are told there.", name=name))
    _names([speaker], "speaker")


def _nothing_seen(who: str, period: Period) -> None:
    """Why there is no tie to show: no data, filters, or nothing observed."""
    rows = cached.result(known, period).set_index("id")
    if rows.loc[who, "data"] == NONE:
        st.info(
            _("No data in the period: this does not mean that it exchanges nothing."),
            icon=":material/cloud_off:",
        )
    else:
        st.info(
            _("No exchange observed with these days and filters; it may cooperate elsewhere."),
            icon=":material/search_off:",
        )


def _in_words(ties: pd.DataFrame) -> None:
    both = int((ties["sent"].gt(0) & ties["received"].gt(0)).sum())
    sent, received = int(ties["sent"].sum()), int(ties["received"].sum())
    st.markdown(
        _(
            "**{contacts}**, {both} · interactions: {sent}, {received}.",
            contacts=ngettext("{n} contact", "{n} contacts", len(ties)),
            both=_("{n} both ways", n=both) if both else _("none both ways"),
            sent=ngettext("{n} sent", "{n} sent", sent) if sent else _("none sent"),
            received=ngettext("{n} received", "{n} received", received)
            if received
            else _("none received"),
        )
    )
