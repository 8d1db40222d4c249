"""For whom two periods compare, and folded under a sentence that says so, the others by name."""

import pandas as pd
import streamlit as st

from dashboard import address, cached
from dashboard.asked import Asked
from dashboard.compared_words import of_one, others_table, sentence
from dashboard.i18n import _, ngettext, percent
from shared.cooperation import comparability as against
from shared.cooperation.coverage import ENOUGH, known_in
from shared.cooperation.indicators import Turnover
from shared.periods import Period


def comparability(period: Period, compared: Period) -> pd.DataFrame:
    """What stands against comparing two periods, for each institution.

    Columns: see `comparability.comparability`; and first_day, last_day: known at all (NaT: none).
    """
    tables = cached.coverage(), cached.frame("accounts"), cached.institutions()
    found = against.comparability(*tables, period=period, compared=compared)
    return found.join(cached.result(ends), on="institution_id")


def ends() -> pd.DataFrame:
    """The first_day and last_day known at all, by institution; no row without data."""
    days = cached.data_days()
    if days is None:
        return pd.DataFrame({"first_day": [], "last_day": []}, dtype="datetime64[s]")
    tables = cached.coverage(), cached.frame("accounts"), cached.institutions()
    known = known_in(*tables, Period.through(*days)).groupby("institution_id")
    return known.agg(first_day=("first_day", "min"), last_day=("last_day", "max"))


def observable(period: Period, compared: Period) -> frozenset[str]:
    """Ids of the institutions whose data allow to compare the two periods, members or not."""
    rows = cached.result(comparability, period, compared)
    return frozenset(rows.loc[rows["comparable"], "institution_id"])


def fold(asked: Asked, changed: Turnover | None) -> None:
    """How many members are compared, and folded, the others and their ties; nothing if all are."""
    if asked.compared is None:
        return
    rows = cached.result(comparability, asked.period, asked.compared)
    own = rows[rows["institution_id"].eq(asked.institution or "") & ~rows["comparable"]]
    rows = rows[rows["member"]]
    others = rows[rows["why"].ne("")]
    if others.empty and own.empty:
        return
    label = sentence(rows, asked.period, asked.compared)
    if not own.empty:
        label = of_one(own, asked.period, asked.compared)
        others = pd.concat([own, others]).drop_duplicates("institution_id")
    with st.expander(label, icon=":material/compare_arrows:"):
        st.markdown(
            _(
                "Changes count the members with data on {share} of the days of both periods at "
                "least, on the same platforms. Nothing is said of the others' changes.",
                share=percent(ENOUGH),
            ),
            width=760,
        )
        told = others_table(others, asked.period, asked.compared)
        st.dataframe(told, hide_index=True, alt=_("Members who are not compared"))
        if changed is not None and len(changed.unobservable):
            _ties(changed.unobservable)
        address.link("sources", _("See the data of every member"), icon=":material/database:")


def _ties(ties: pd.DataFrame) -> None:
    st.markdown(
        ngettext(
            "**{n} tie is not observable.** It was seen in one of the two periods only, and one "
            "of its ends is in the list above: it is neither new nor paused.",
            "**{n} ties are not observable.** They were seen in one of the two periods only, and "
            "one of their ends is in the list above: they are neither new nor paused.",
            len(ties),
        ),
        width=760,
    )
    names = cached.names()
    seen = {"now": _("This period"), "before": _("The compared period")}
    told = pd.DataFrame(
        {
            _("From"): ties["source"].map(names),
            _("To"): ties["target"].map(names),
            _("Seen in"): ties["seen"].map(seen),
        }
    )
    st.dataframe(told, hide_index=True, alt=_("Ties that are not observable"))
