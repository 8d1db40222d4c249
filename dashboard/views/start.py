"""Start with our museums: three steps, each with what it does and its command."""

import pandas as pd
import streamlit as st

from dashboard import address, cached, parts
from dashboard.i18n import _, ngettext, told
from data import institutions
from shared.sentences import Refusal

parts.title_and_language(_("Start with our museums"))
st.markdown(_("Three steps, on this machine and without any key. Nothing leaves it."), width=760)

try:
    roster, days, sample = cached.institutions(), cached.data_days(), cached.is_sample()
except Refusal as refusal:
    roster, days, sample = pd.DataFrame(), None, False
    st.info(told(refusal), icon=":material/database_off:")
if sample:
    st.info(
        _(
            "What you see here is the imaginary consortium, which takes no file from outside. "
            "Your museums get a store of their own: these commands prepare it and show it."
        ),
        icon=":material/info:",
    )
ours = not sample and not roster.empty

with st.container(border=True):
    st.header(_("1. The list of institutions"), anchor=False)
    if ours:
        n = len(roster)
        st.markdown(
            ngettext("{n} institution is in your list.", "{n} institutions are in your list.", n)
        )
    shipped = pd.DataFrame(institutions())
    st.markdown(
        _(
            "Begin with the list that comes with Passerelle, {n} institutions and their accounts, "
            "or with your own: a table with one line for each institution. Only the column "
            "`institution` is required; columns such as `x`, `bluesky` or `mastodon` hold its "
            "accounts.",
            n=len(shipped),
        ),
        width=760,
    )
    st.code(
        "passerelle init\npasserelle roster import passerelle-institutions.csv",
        language=None,
        wrap_lines=True,
    )
    if not sample:
        address.link(
            "sources",
            _("Bring the list on the data page"),
            icon=":material/upload_file:",
            file="roster",
        )
    parts.download(shipped, "institutions", label=_("Download the starting list (CSV)"))

with st.container(border=True):
    st.header(_("2. The posts"), anchor=False)
    st.markdown(
        _(
            "Bring files of posts as you have them: pages of the X API, twarc files, or any table "
            "whose columns you name. The pages fill themselves."
        ),
        width=760,
    )
    st.code(
        "passerelle import posts.jsonl.gz\n"
        "passerelle import table.csv --columns author=who,time=when,mentions=names",
        language=None,
        wrap_lines=True,
    )
    if not sample:
        address.link("sources", _("Bring a file on the data page"), icon=":material/upload_file:")

with st.container(border=True):
    st.header(_("3. The pages"), anchor=False)
    st.markdown(
        _("Show the pages of your store, then open the address that the command prints."), width=760
    )
    st.code("passerelle serve", language=None)
    if ours and days:
        address.link("overview", _("See how cooperation stands"), icon=":material/arrow_forward:")
