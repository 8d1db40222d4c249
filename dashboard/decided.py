"""What the consortium decided about the suggestions: read, written down, undone."""

from datetime import date

import pandas as pd
import streamlit as st

from dashboard import cached
from dashboard.i18n import _, told
from shared.access import principal
from shared.models import DecisionStatus
from shared.sentences import Refusal
from shared.store import decisions

Pair = tuple[str, str]
_LATEST = "suggestions-latest"  # the pair decided last in this visit


def standing(last: pd.DataFrame, today: date) -> pd.DataFrame:
    """The decisions that hold on a day: not undone, and not put off until a day that has come.

    last: the last decision about each pair, as the store gives them; the same columns come back.
    """
    back = last["status"].eq("later") & (last["until"] <= pd.Timestamp(today))
    return last[last["status"].ne("open") & ~back]


def statuses(today: date) -> dict[Pair, str]:
    """The status of every pair about which a decision holds."""
    held = standing(cached.frame("decisions"), today)
    return {
        (a, b): status for a, b, status in zip(held["a"], held["b"], held["status"], strict=True)
    }


def latest() -> Pair | None:
    """The pair decided last in this visit: its card stays in place, to be undone at once."""
    pair: Pair | None = st.session_state.get(_LATEST)
    return pair


def decide(
    pair: Pair, status: DecisionStatus, *, note: str | None = None, until: date | None = None
) -> None:
    """Write the decision down and show the page anew; a refusal is said instead."""
    try:
        with cached.writing() as session:
            decisions.decide(
                session=session, by=principal(), a=pair[0], b=pair[1],
                status=status, note=note, until=until,
            )  # fmt: skip
    except Refusal as refusal:
        st.error(told(refusal))
        return
    st.session_state[_LATEST] = pair
    st.rerun()


def undo(pair: Pair) -> None:
    """Open the question again and show the page anew; a refusal is said instead."""
    try:
        with cached.writing() as session:
            decisions.undo(session=session, by=principal(), a=pair[0], b=pair[1])
    except Refusal as refusal:
        st.error(told(refusal))
        return
    st.session_state.pop(_LATEST, None)
    st.toast(_("Decision undone: the two are suggested again."), icon=":material/undo:")
    st.rerun()
