"""The messages that wait for an answer: folded, as a table to open each from, and to download."""

import pandas as pd
import streamlit as st

from dashboard import cached, parts
from dashboard.i18n import _, ngettext
from dashboard.post_links import post_link

_ANY = "i"  # X finds a post by its number, whoever wrote it


def fold(waiting: pd.DataFrame) -> None:
    """The messages (columns: see `queries.unanswered`) behind their number."""
    n, shown = len(waiting), table(waiting)
    when, link = shown.columns[-2:]
    label = ngettext("{n} unanswered message", "{n} unanswered messages", n)
    with st.expander(label, icon=":material/mark_unread_chat_alt:"):
        st.markdown(
            _(
                "No public answer was seen within 72 hours; likes and private messages are not "
                "visible. Messages to members without data on those days are not counted."
            ),
            width=760,
        )
        st.dataframe(
            shown,
            hide_index=True,
            alt=label,
            column_config={
                when: st.column_config.DateColumn(format="DD/MM/YYYY"),
                link: st.column_config.LinkColumn(display_text=_("Read the message")),
            },
        )
        parts.download(shown, "unanswered")


def table(waiting: pd.DataFrame) -> pd.DataFrame:
    """From whom, to whom, on which day, and the post's own address where one is known; titled."""
    names = cached.names()
    rows = [
        (
            names[row["source"]],
            names[row["target"]],
            row["occurred_at"].date(),
            post_link(row["network"], row["post_id"], _ANY, row["url"] or None),
        )
        for row in waiting.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=[_("From"), _("To"), _("Day"), _("Message")])
