"""References whose account cannot be told: how many, which posts, what can settle them."""

import pandas as pd
import streamlit as st

from dashboard import cached, parts
from dashboard.i18n import _, listing, ngettext
from dashboard.post_links import post_link
from dashboard.sources.moments import when
from shared.access import Action, may, principal

_MOST = 2_000
_ROW, _HEAD, _SHOWN = 35, 38, 8  # pixels, pixels, lines without scrolling


def not_told() -> None:
    """For the administrator: the references to accounts that cannot be told."""
    counted = cached.frame("unresolved")
    if counted.empty or not may(principal(), Action.EDIT_ROSTER):
        return
    total = int(counted["references"].sum())
    st.header(_("What cannot be told"), anchor=False)
    st.markdown(
        ngettext(
            "{n} reference is to an account that cannot be told ({kinds}): it counts in no "
            "figure and is never guessed. Adding ids and handles to the list, then bringing the "
            "same file again, can settle it.",
            "{n} references are to accounts that cannot be told ({kinds}): they count in no "
            "figure and are never guessed. Adding ids and handles to the list, then bringing the "
            "same files again, can settle them.",
            total,
            kinds=_kinds(counted),
        ),
        width=760,
    )
    unfolded = st.expander(
        _("Which posts these are"), icon=":material/help_center:", on_change="rerun"
    )
    if unfolded.open:
        with unfolded:
            _list(total)


def _kinds(counted: pd.DataFrame) -> str:
    kinds = counted.groupby("kind")["references"].sum()
    words = {
        "mention": lambda n: ngettext("{n} mention", "{n} mentions", n),
        "repost": lambda n: ngettext("{n} repost", "{n} reposts", n),
        "quote": lambda n: ngettext("{n} quote", "{n} quotes", n),
        "reply": lambda n: ngettext("{n} reply", "{n} replies", n),
    }
    return listing([words[kind](int(kinds[kind])) for kind in words if kind in kinds])


def _list(total: int) -> None:
    st.markdown(
        _(
            "A reply, a quote or a repost names the post it goes to, not always whose that post "
            "is. The collector asks X for such posts where the ceilings leave room; a post that "
            "is gone, or in a file without its author, stays here."
        ),
        width=760,
    )
    table = _table(cached.frame("unresolved_posts", limit=_MOST))
    link = st.column_config.LinkColumn(display_text=":material/open_in_new:", width="small")
    st.dataframe(
        table,
        hide_index=True,
        placeholder="–",
        column_config={_("See the post"): link, _("The post referred to"): link},
        height=_HEAD + _ROW * min(len(table), _SHOWN),
        alt=_("Posts with a reference that cannot be told"),
    )
    if total > len(table):
        st.caption(_("The newest {n} are shown.", n=len(table)))
    parts.download(table, "not-told")


def _table(found: pd.DataFrame) -> pd.DataFrame:
    names = cached.names()
    kinds = {
        "mention": _("Mention"),
        "repost": _("Repost"),
        "quote": _("Quote"),
        "reply": _("Reply"),
    }
    rows = [
        (
            when(row["occurred_at"]),
            names.get(row["institution_id"], row["institution_id"]),
            kinds[row["kind"]],
            row["referenced_id"] or None,
            post_link(row["network"], row["post_id"], row["handle"], row["url"]),
            _referred(row["network"], row["referenced_id"]),
        )
        for row in found.to_dict("records")
    ]
    titles = [
        _("When"),
        _("Institution"),
        _("Kind"),
        _("Id referred to"),
        _("See the post"),
        _("The post referred to"),
    ]
    return pd.DataFrame(rows, columns=titles)


def _referred(network: str, id: str) -> str | None:
    """Where the post referred to would stand: X finds it without its author's handle."""
    return post_link(network, id, "i") if id else None
