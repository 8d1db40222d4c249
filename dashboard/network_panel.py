"""Beside the map: one institution with its ties and their proof, or who stands apart."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, cached, observed, parts
from dashboard.i18n import _, country, day, moment, ngettext
from dashboard.network_chart import each
from dashboard.network_groups import kind_word
from dashboard.network_seen import Choice, departures, known, speakers, without_data
from dashboard.network_tables import one, own_ties
from dashboard.post_links import post_link
from shared.cooperation.coverage import NONE
from shared.periods import Period
from shared.text import md, show

_PROOFS, _MORE = 2, 20  # posts shown for a pair, and folded away


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
    if any(facts):
        st.caption(" · ".join(md(fact) for fact in facts if fact))
    _left_platforms(who)
    ties = own_ties(choice, who)
    if ties.empty:
        _nothing_seen(who, choice.period)
    else:
        _in_words(ties)
        _proof(who, ties, choice)


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
        st.markdown(_("**Left a platform.** What came before stays in the data."))
        for row in each(gone):
            st.markdown(f"- {_departure(row.institution_id, row.network, row.since)}")
    unknown = without_data(period)
    if unknown:
        st.markdown(_("**No data in the period.** Nothing can be said of them here."))
        _names(unknown, "unknown")
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


def _nothing_seen(who: str, period: Period) -> None:
    """Why there is no tie to show: another's account, no data, filters, or nothing observed."""
    speaker = speakers().get(who)
    rows = cached.result(known, period).set_index("id")
    if speaker is not None:
        name = parts.names_of([speaker])[0]
        st.info(_("It speaks through the account of {name}: its ties are told there.", name=name))
        _names([speaker], "speaker")
    elif rows.loc[who, "data"] == NONE:
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
    st.markdown(
        ngettext(
            "**{n} contact**, {both} both ways · interactions: {sent} sent, {received} received.",
            "**{n} contacts**, {both} both ways · interactions: {sent} sent, {received} received.",
            len(ties),
            both=both,
            sent=int(ties["sent"].sum()),
            received=int(ties["received"].sum()),
        )
    )


def _proof(who: str, ties: pd.DataFrame, choice: Choice) -> None:
    """The newest posts between the institution and the contact chosen, each with its link."""
    contacts, names = list(ties["contact"]), cached.names()
    if address.text("with") not in contacts:
        address.write("with", None)
    other = address.select(
        _("Posts exchanged with"), "with", contacts, format_func=lambda each: names[each]
    )
    if other is None:
        return
    posts = pd.concat([_posts(who, other, choice), _posts(other, who, choice)])
    posts = posts[posts["kind"].isin(choice.kinds)]
    posts = posts.sort_values("occurred_at", ascending=False)
    for post in each(posts.head(_PROOFS)):
        _one_post(post)
    older = posts.iloc[_PROOFS:]
    if not older.empty:
        with st.expander(ngettext("{n} older post", "{n} older posts", len(older))):
            for post in each(older.head(_MORE)):
                _one_post(post)


def _posts(source: str, target: str, choice: Choice) -> pd.DataFrame:
    days = {"start": choice.period.start, "end": choice.period.end}
    found = cached.frame("posts_between", source=source, target=target, **days)
    return found.assign(source=source)


def _one_post(post: Any) -> None:
    """When, what kind, by whom; its text letter by letter; its link to the network's own site."""
    with st.container(border=True, gap="xsmall"):
        st.caption(
            _(
                "{when} UTC · {kind} · {name}",
                when=moment(post.occurred_at),
                kind=one(post.kind),
                name=parts.names_of([post.source])[0],
            )
        )
        if isinstance(post.text, str) and post.text:
            st.text(show(post.text))
        else:
            st.caption(_("Its text is not kept."))
        url = post.url if isinstance(post.url, str) else None
        link = post_link(post.network, post.post_id, post.handle, url)
        if link:
            st.link_button(
                _("Read it on {platform}", platform=md(parts.platform_name(post.network))),
                link,
                icon=":material/open_in_new:",
                type="tertiary",
            )
