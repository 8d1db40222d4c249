"""Start with our museums."""

import streamlit as st

from dashboard.i18n import _

st.title(_("Start with our museums"), anchor=False)
