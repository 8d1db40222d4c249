"""A suggestion on its card: the two, why, the posts behind it, and what to do about it."""

from collections.abc import Callable, Hashable, Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, cached, decided, parts, proof
from dashboard.decided import Pair
from dashboard.i18n import _, country, day
from dashboard.network_seen import without_data
from dashboard.reasons_said import kind_of_institution
from dashboard.suggested import Suggested, days_read
from shared.access import Action, may, principal
from shared.models import DecisionStatus
from shared.text import clean, md

WIDTH = 860  # of a card
_LATER = timedelta(days=91)  # how long a suggestion is put off, unless another day is chosen
_LONGEST_NOTE = 500


def card(one: Suggested, status: str | None, today: date) -> None:
    """Draw the card; with a status (a decision just made), its sentence stands for the buttons."""
    key = "-".join(one.pair)
    with st.container(border=True, width=WIDTH, key=f"pair-{key}"):
        the_two(one.pair)
        st.markdown("\n".join(f"- {sentence}" for sentence in one.said))
        if proof.has_posts(one.reasons):
            _posts(one, key)
        if status is not None:
            _just_decided(one.pair, status)
        elif may(principal(), Action.DECIDE):
            _buttons(one.pair, key, today)


def the_two(pair: Pair) -> None:
    """Both names, each a click from what is known of the institution, with what and where it is."""
    left, arrow, right = st.columns((12, 1, 12), gap="small")
    arrow.markdown("↔")
    for side, institution in zip((left, right), pair, strict=True):
        with side, st.container(gap="xxsmall"):
            (name,) = parts.names_of([institution])
            address.link(
                "network", f"**{name}**", icon=":material/account_balance:", who=institution
            )
            st.caption(_what_and_where(institution))


def _what_and_where(institution: str) -> str:
    row = cached.institutions().set_index("id").to_dict("index")[institution]
    place = [
        None if pd.isna(row["city"]) else md(row["city"]),
        None if pd.isna(row["country"]) else md(country(row["country"])),
    ]
    kind = None if pd.isna(row["kind"]) else md(kind_of_institution(row["kind"]))
    words = [kind, ", ".join(filter(None, place)), _no_data(institution)]
    return " · ".join(filter(None, words)) or "–"


def _no_data(institution: str) -> str | None:
    """That nothing is known of its posts in the days suggestions are made from, if so."""
    days = days_read(cached.now().date())
    lacking = days is not None and institution in cached.result(without_data, days)
    return _("no data in these days") if lacking else None


def _posts(one: Suggested, key: str) -> None:
    with st.expander(
        _("See the posts"), type="compact", key=f"posts-{key}", on_change="rerun"
    ) as opened:
        if opened.open:
            proof.posts(one.pair, one.reasons)


def _buttons(pair: Pair, key: str, today: date) -> None:
    with st.container(horizontal=True, gap="small"):
        if st.button(_("Take up"), icon=":material/check:", key=f"take-{key}"):
            decided.decide(pair, DecisionStatus.TAKEN_UP)
        with st.popover(_("Later…"), key=f"later-{key}"):
            _later(pair, key, today)
        with st.popover(_("Dismiss…"), key=f"dismiss-{key}"):
            _dismiss(pair, key)


def _later(pair: Pair, key: str, today: date) -> None:
    until = st.date_input(
        _("Suggest it again from"),
        today + _LATER,
        min_value=today + timedelta(days=1),
        format="DD/MM/YYYY",
        key=f"until-{key}",
    )
    if st.button(_("Put off for later"), key=f"put-off-{key}"):
        decided.decide(pair, DecisionStatus.LATER, until=until)


def _dismiss(pair: Pair, key: str) -> None:
    why = {
        "elsewhere": _("They already talk elsewhere"),
        "unfit": _("They have too little in common"),
        "other": _("Another reason"),
    }
    chosen = st.radio(_("Why?"), list(why), format_func=why.__getitem__, key=f"why-{key}")
    words = st.text_input(
        _("In your words (optional)"), max_chars=_LONGEST_NOTE, key=f"words-{key}"
    ).strip()
    if st.button(_("Dismiss"), key=f"dismissed-{key}"):
        known = [] if chosen == "other" else [why[chosen]]
        note = " – ".join([*known, *([clean(words)] if words else [])])
        decided.decide(pair, DecisionStatus.DISMISSED, note=note or None)


def _just_decided(pair: Pair, status: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(_SAID[status](pair), icon=":material/check:")
        _undo(pair, "latest")


def _taken_up(_pair: Pair) -> str:
    return _("Taken up by the consortium. The two museums have not been told yet.")


def _put_off(pair: Pair) -> str:
    until = cached.frame("decisions").set_index(["a", "b"])["until"].to_dict()[pair]
    if pd.isna(until):
        return _("Put off.")
    return _("Put off: it will be suggested again from {day}.", day=until.date())


def _dismissed(_pair: Pair) -> str:
    return _("Dismissed: it will not be suggested any more.")


def _undo(pair: Pair, where: str) -> None:
    if may(principal(), Action.DECIDE) and st.button(
        _("Undo"), icon=":material/undo:", type="tertiary", key=f"undo-{where}-{'-'.join(pair)}"
    ):
        decided.undo(pair)


def decision(row: Mapping[Hashable, Any]) -> None:
    """A pair about which something is decided: who, when, what was noted, and the way back."""
    pair = (row["a"], row["b"])
    with st.container(border=True):
        the_two(pair)
        said = [day(row["at"].date())]
        if not pd.isna(row["until"]):
            said.append(_("suggested again from {day}", day=row["until"].date()))
        if isinstance(row["note"], str):
            said.append(md(row["note"]))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(" · ".join(said), width="stretch")
            _undo(pair, "list")


_SAID: dict[str, Callable[[Pair], str]] = {
    "taken_up": _taken_up,
    "later": _put_off,
    "dismissed": _dismissed,
}
