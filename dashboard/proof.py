"""The posts behind a suggestion: who wrote when to whom, the text as it is, where to read it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from dashboard import cached, parts
from dashboard.decided import Pair
from dashboard.i18n import _, day
from dashboard.post_links import post_link
from shared.text import md, show

_CONTACTS = 3  # contacts whose posts are shown
_PAUSED = 3  # posts of a paused tie
_LONGEST = 400  # characters of a post


class Shown(NamedTuple):
    """A post and its two ends; `post` has occurred_at, network, post_id, url, text."""

    source: str
    target: str
    post: Any


def has_posts(reasons: list[dict[str, Any]]) -> bool:
    """Whether posts stand behind one of the reasons."""
    return any(one["code"] in _BEHIND for one in reasons)


def posts(pair: Pair, reasons: list[dict[str, Any]]) -> None:
    """Draw the posts behind each reason that has any."""
    for reason in reasons:
        for number, shown in enumerate(_behind(pair, reason)):
            if number == 0:
                st.markdown(f"**{_title(reason['code'])}**")
            _draw(shown)


def _title(code: str) -> str:
    return {
        "unanswered": _("Messages without an answer"),
        "shared_contacts": _("Latest posts with the contacts in common"),
        "lapsed": _("Last posts between the two"),
    }[code]


def _behind(pair: Pair, reason: dict[str, Any]) -> Iterator[Shown]:
    find = _BEHIND.get(reason["code"])
    return find(pair, reason) if find else iter(())


def _unanswered(_pair: Pair, reason: dict[str, Any]) -> Iterator[Shown]:
    source, target = reason["source"], reason["target"]
    found = cached.frame("posts_between", source=source, target=target, limit=500)
    ids = [(one["network"], one["post_id"]) for one in reason["posts"]]
    for post in found.drop_duplicates(["network", "post_id"]).itertuples():
        if (post.network, post.post_id) in ids:
            yield Shown(source, target, post)


def _shared_contacts(pair: Pair, reason: dict[str, Any]) -> Iterator[Shown]:
    for contact in reason["contacts"][:_CONTACTS]:
        for one in pair:
            yield from _latest(one, contact, 1)


def _lapsed(pair: Pair, _reason: dict[str, Any]) -> Iterator[Shown]:
    yield from _latest(*pair, _PAUSED)


def _latest(one: str, other: str, number: int) -> list[Shown]:
    """The latest posts between the two, in either direction, newest first."""
    both = [
        Shown(source, target, post)
        for source, target in ((one, other), (other, one))
        for post in cached.frame(
            "posts_between", source=source, target=target, limit=number
        ).itertuples()
    ]
    return sorted(both, key=lambda each: each.post.occurred_at, reverse=True)[:number]


def _draw(shown: Shown) -> None:
    post = shown.post
    source, target = parts.names_of([shown.source, shown.target])
    with st.container(gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            said = f"{day(post.occurred_at.date())} · {source} → {target}"
            st.caption(said, width="content")
            _link(post)
        if not pd.isna(post.text):
            st.text(show(_cut(post.text)))


def _link(post: Any) -> None:
    address = post_link(post.network, post.post_id, "i", None if pd.isna(post.url) else post.url)
    if address is not None:
        label = _("Read on {platform}", platform=md(parts.platform_name(post.network)))
        st.page_link(address, label=label, icon=":material/open_in_new:")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + "…"


_BEHIND = {
    "unanswered": _unanswered,
    "shared_contacts": _shared_contacts,
    "lapsed": _lapsed,
}
