"""Times as the reader's clock shows them: the store's are UTC without a zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from dashboard.i18n import moment


def zone() -> ZoneInfo:
    """The reader's time zone, as their browser gives it."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def when(at: pd.Timestamp | datetime) -> str:
    """A moment of the store (UTC, with or without its zone) with its day, by the reader's clock."""
    told = at.to_pydatetime() if isinstance(at, pd.Timestamp) else at
    aware = told if told.tzinfo else told.replace(tzinfo=UTC)
    return moment(aware.astimezone(zone()))
