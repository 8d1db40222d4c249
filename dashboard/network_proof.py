"""The posts between an institution and one of its contacts: the proof of their tie."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, cached, parts
from dashboard.i18n import _, moment, ngettext
from dashboard.network_chart import each
from dashboard.network_seen import Choice
from dashboard.network_tables import one
from dashboard.post_links import post_link
from shared.text import md, show

_PROOFS, _NEWEST = 2, 20  # posts of a pair that stand open, and all that are shown
_OF = "network-posts-of"  # whose contact the address named before


def proof(who: str, ties: pd.DataFrame, choice: Choice) -> None:
    """The newest posts between the institution and the contact chosen, each with its link."""
    contacts, names = list(ties["contact"]), cached.names()
    _without_tie(who, contacts)
    other = address.select(
        _("Posts exchanged with"), "with", contacts, format_func=lambda each: names[each]
    )
    if other is None:
        return
    tie = next(row for row in each(ties) if row.contact == other)
    ways = [(who, other)] * bool(tie.sent) + [(other, who)] * bool(tie.received)
    posts = pd.concat([_posts(*way, choice) for way in ways])
    posts = posts.sort_values("occurred_at", ascending=False).head(_NEWEST)
    if tie.sent + tie.received > len(posts):
        total = tie.sent + tie.received
        st.caption(_("The {n} most recent of {total}", n=len(posts), total=total))
    _some_posts(posts)


def _without_tie(who: str, contacts: list[str]) -> None:
    """Leave out of the address a contact that has no tie here; said, unless it was another's."""
    asked, names = address.text("with"), cached.names()
    if asked not in contacts:
        if asked in names and st.session_state.get(_OF, who) == who:
            name = md(names[asked])
            st.caption(_("No exchange with these days and filters: {name}.", name=name))
        address.write("with", None)
    st.session_state[_OF] = who


def _some_posts(posts: pd.DataFrame) -> None:
    """The newest posts, and the older ones folded away."""
    for post in each(posts.head(_PROOFS)):
        _one_post(post)
    older = posts.iloc[_PROOFS:]
    if not older.empty:
        with st.expander(ngettext("{n} older post", "{n} older posts", len(older))):
            for post in each(older):
                _one_post(post)


def _posts(source: str, target: str, choice: Choice) -> pd.DataFrame:
    found = cached.frame(
        "posts_between",
        source=source,
        target=target,
        start=choice.period.start,
        end=choice.period.end,
        kinds=choice.kinds,
        with_lists=choice.lists,
        limit=_NEWEST,
    )
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
