"""How a file of posts is to be read: its columns, platform, time zone, and the days it holds."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import available_timezones

import streamlit as st

from dashboard import parts
from dashboard.i18n import _
from shared.collection.files.bring_in import Reading
from shared.collection.formats.tables import KEYS
from shared.cooperation.membership import READ_NETWORKS
from shared.models import Network
from shared.store.coverage import Span

FIRST = ("author", "time", "mentions", "retweet_of", "quote_of", "reply_to", "id", "text")
# What columns are called elsewhere, so that most need not be chosen.
_CALLED = {
    "author": ("user", "username", "screen_name", "handle", "from_user", "tweeting_user"),
    "time": ("date", "datetime", "created_at", "timestamp", "posted_at"),
    "mentions": ("mention", "mentioned_user", "mentioned_users", "user_mentions"),
    "retweet_of": ("retweeted_user", "repost_of", "rt_user"),
    "quote_of": ("quoted_user",),
    "reply_to": ("in_reply_to", "in_reply_to_screen_name", "in_reply_to_user"),
    "id": ("tweet_id", "post_id", "status_id", "id_str"),
    "text": ("full_text", "content", "tweet", "body"),
    "tags": ("hashtags", "hashtag"),
    "lang": ("language",),
    "url": ("link", "permalink"),
}


def reading(columns: Sequence[str], file: str) -> Reading | None:
    """How the reader wants the file read; None while what is needed is not chosen.

    columns: those found in a table, none for another file. file: names the file, for the widgets.
    """
    mapping, network, zone = None, Network.X, "UTC"
    if columns:
        mapping = _mapping(columns, file)
        network, zone = _table_options(file)
    covers, covering = _days(file)
    if mapping is not None and not (mapping.keys() & {"author", "author_id"} and "time" in mapping):
        st.caption(_("Choose at least the column of the author and that of the time."))
        return None
    if covering and covers == ():
        return None
    return Reading(network, mapping, zone, covers or None, covering)


def _mapping(columns: Sequence[str], file: str) -> dict[str, str]:
    """Which column holds what, chosen from those found."""
    st.markdown(
        _("This file is a table. Say which of its columns holds what; leave out what it has not."),
        width=760,
    )
    chosen = {}
    with st.grid(4, min_column_width=200):
        for key in FIRST:
            chosen[key] = _column(key, columns, file)
    others = st.expander(_("Other columns"), icon=":material/view_column:")
    with others, st.grid(4, min_column_width=200):
        for key in KEYS:
            if key not in FIRST:
                chosen[key] = _column(key, columns, file)
    return {key: column for key, column in chosen.items() if column is not None}


def _column(key: str, columns: Sequence[str], file: str) -> str | None:
    return st.selectbox(
        _label(key),
        columns,
        index=_guess(key, columns),
        placeholder=_("None"),
        key=f"column-{key}-{file}",
    )


def _guess(key: str, columns: Sequence[str]) -> int | None:
    """The place of the column that is called as this key usually is."""
    called = [column.strip().casefold() for column in columns]
    names = (key, *_CALLED.get(key, ()))
    return next((called.index(name) for name in names if name in called), None)


def _label(key: str) -> str:
    return {
        "author": _("Author"),
        "author_id": _("Author (account id)"),
        "retweet_of": _("Repost of"),
        "retweet_of_id": _("Repost of (account id)"),
        "quote_of": _("Quote of"),
        "quote_of_id": _("Quote of (account id)"),
        "reply_to": _("Reply to"),
        "reply_to_id": _("Reply to (account id)"),
        "mentions": _("Accounts mentioned"),
        "mention_ids": _("Accounts mentioned (ids)"),
        "id": _("Id of the post"),
        "time": _("Time"),
        "text": _("Text"),
        "tags": _("Hashtags"),
        "lang": _("Language of the post"),
        "url": _("Address of the post"),
    }[key]


def _table_options(file: str) -> tuple[Network, str]:
    with st.container(horizontal=True, gap="small"):
        network = st.selectbox(
            _("Platform"),
            READ_NETWORKS,
            format_func=parts.platform_name,
            key=f"network-{file}",
            width=200,
        )
        zones = sorted(available_timezones())
        zone = st.selectbox(
            _("Time zone of times without one"),
            zones,
            index=zones.index("UTC"),
            key=f"zone-{file}",
            width=280,
        )
    return Network(network), zone


def _days(file: str) -> tuple[Span | tuple[()] | None, bool]:
    """The days stated (none, or not yet both chosen), and whether the file tells of any."""
    words = {
        "posts": _("Their posts from their first day in it to their last"),
        "stated": _("All their posts on days that I state"),
        "none": _("Only some of their posts: no day counts as known"),
    }
    with st.expander(_("Which days does the file hold?"), icon=":material/date_range:"):
        choice = st.radio(
            _("Of each account, the file holds"),
            list(words),
            format_func=words.__getitem__,
            key=f"covers-{file}",
        )
        if choice != "stated":
            return None, choice == "posts"
        picked: tuple[date, ...] = st.date_input(
            _("First and last day"),
            value=[],
            format="DD/MM/YYYY",
            key=f"covered-{file}",
            width=280,
        )
    return (picked[0], picked[1]) if len(picked) == 2 else (), True
