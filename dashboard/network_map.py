"""The map on the page: drawn, and listening to clicks."""

from collections.abc import Hashable
from typing import Any
from zlib import crc32

import streamlit as st

from dashboard import address, cached, charts
from dashboard.i18n import lang, ngettext
from dashboard.network_seen import Choice, Graph, graph

HEIGHT = 640
_CLICKED, _DRAWN_ANEW = "network-clicked", "network-drawn-anew"


def draw(choice: Choice, by: str, who: str | None) -> Graph:
    """Draw the map; a click on a dot writes its institution to the address, a second one none."""
    arguments: tuple[Hashable, ...] = (choice, by, lang(), charts.is_dark(), who)
    drawn: Graph = cached.result(graph, *arguments)
    key = _key(drawn, who)

    def clicked() -> None:
        chosen = picked(st.session_state[key], drawn.ids)
        st.session_state[_CLICKED] = chosen
        address.write("who", chosen)

    st.echarts_chart(
        drawn.option,
        height=HEIGHT,
        key=key,
        on_select=clicked,
        alt=ngettext(
            "Map of {n} institution: arrows go from who speaks to who is named. "
            "The table below holds the same.",
            "Map of {n} institutions: arrows go from who speaks to who is named. "
            "The table below holds the same.",
            len(drawn.ids),
        ),
    )
    return drawn


def _key(drawn: Graph, who: str | None) -> str:
    """The map keeps its zoom and its ring until other dots are drawn, or the ring must move
    because an institution was chosen elsewhere than on the map."""
    if st.session_state.get(_CLICKED) != who:
        st.session_state[_CLICKED] = who
        st.session_state[_DRAWN_ANEW] = st.session_state.get(_DRAWN_ANEW, 0) + 1
    dots = crc32(" ".join(drawn.ids).encode())
    return f"network-map-{dots}-{st.session_state.get(_DRAWN_ANEW, 0)}"


def picked(state: Any, ids: tuple[str, ...]) -> str | None:
    """The institution whose dot is selected, if one is."""
    for group in state["selection"]["selected"]:
        if group.get("data_type", "node") == "node":
            for index in group["data_indices"]:
                if index < len(ids):
                    return ids[index]
    return None
