"""The list: institutions or their accounts, and the button that adds one."""

import streamlit as st

from dashboard import address, cached
from dashboard.i18n import _, lang
from dashboard.sources import holdings, institution_form
from dashboard.sources.accounts_held import accounts_held
from dashboard.sources.accounts_table import accounts_table
from dashboard.sources.institutions_table import institutions_table


def roster_section() -> None:
    """The list of institutions, or that of their accounts; without any, the button alone."""
    institution_form.form()
    if cached.institutions().empty:
        institution_form.add_button()
        return
    st.header(_("Institutions and their accounts"), anchor=False)
    words = {"institutions": _("Institutions"), "accounts": _("Accounts")}
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        shown = address.segments(
            _("What is listed"),
            "list",
            list(words),
            default="institutions",
            format_func=words.__getitem__,
            label_visibility="collapsed",
        )
        st.space("stretch")
        institution_form.add_button()
    if shown == "accounts":
        accounts_table(cached.result(accounts_held, lang()))
    else:
        institutions_table(cached.result(holdings.table, lang()))
