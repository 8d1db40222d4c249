"""Data and sources: what we know of whom and since when, how it comes in, who is in the list."""

import streamlit as st

from dashboard import cached, parts
from dashboard.i18n import _, ngettext
from dashboard.sources import bring_in_form, holdings, import_log, sync_log
from dashboard.sources.bring_in_form import bring_a_file
from dashboard.sources.collector import collector
from dashboard.sources.day_section import day_section
from dashboard.sources.import_log import imports
from dashboard.sources.not_told import not_told
from dashboard.sources.roster_section import roster_section
from dashboard.sources.sync_log import collections
from shared.access import Action, may, principal

bring_in_form.checked()
import_log.checked()
sync_log.checked()
parts.head(_("Data and sources"), scope=False, compare=False, period=False, needs=None)
held = cached.result(holdings.holdings, cached.now().date())

if not held.institutions:
    parts.empty_store()
    bring_a_file(first="roster")
    roster_section()
    imports()
    st.stop()

has = {
    "institutions": ngettext("{n} institution", "{n} institutions", held.institutions),
    "members": ngettext("{n} member", "{n} members", held.members),
    "accounts": ngettext("{n} account", "{n} accounts", held.accounts),
    "posts": ngettext("{n} post", "{n} posts", held.posts),
}
if held.days:
    first, last = held.days
    st.caption(parts.stamp(holdings.whole(held.days)))
    known = _(
        "**What we have.** {institutions}, of which {members}; {accounts} and {posts}, "
        "from {first} to {last}.",
        first=first,
        last=last,
        **has,
    )
else:
    known = _(
        "**What we have.** {institutions}, of which {members}; {accounts}, and no post yet.",
        **has,
    )
st.markdown(known, width=820)
if held.without_data:
    st.markdown(
        ngettext(
            "**What is missing.** We have no data yet for {n} member: {names}. That does not mean "
            "that it exchanges nothing.",
            "**What is missing.** We have no data yet for {n} members: {names}. That does not "
            "mean that they exchange nothing.",
            len(held.without_data),
            names=holdings.missing_words(held),
        ),
        width=820,
    )
if len(held.closed):
    st.markdown(_("**To know.** {accounts}.", accounts=holdings.closed_words(held)), width=820)
collector()

file_first = st.session_state.setdefault("file-first", not held.days)  # it stays where it was
if file_first:
    bring_a_file(first="posts")
elif may(principal(), Action.IMPORT_POSTS) and not cached.is_sample():
    st.markdown(f":material/upload_file: [{_('Bring a file')}](#file)")

roster_section()
day_section()
if not file_first:
    bring_a_file(first="posts")
collections()
imports()
not_told()
