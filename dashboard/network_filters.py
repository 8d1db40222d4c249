"""What the reader chooses on the network's page; the address holds it."""

from difflib import get_close_matches

import streamlit as st

from dashboard import address, cached, parts
from dashboard.charts import KIND_COLOURS
from dashboard.i18n import _
from dashboard.network_groups import BY
from dashboard.network_seen import Choice
from shared.periods import Period
from shared.text import md

MOST = 1000  # the highest least weight that can be asked for


def ties_shown(period: Period) -> Choice:
    """The filters, the kinds on a row of their own, and which ties they leave."""
    kinds = address.pills(  # in no row with others: on a narrow screen they would not wrap
        _("Kinds of interaction"),
        "kinds",
        list(KIND_COLOURS),
        default=list(KIND_COLOURS),
        format_func=_kind_with_colour,
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        minimum = address.number(
            _("At least (interactions)"), "min", least=1, most=MOST, default=1, width=170
        )
        lists = address.toggle(
            _("With list posts"),
            "lists",
            default=True,
            help=_("A list post names more than five members at once."),
        )
        others = address.toggle(_("With non-members"), "others", default=True)
    parts.say_wrong_values()
    return Choice(period, tuple(kinds), lists, minimum, others)


def who() -> str | None:
    """The institution whose ties are read; None for none. An unknown one, or contact, is said."""
    _unknown()
    names = cached.names()
    contact = address.text("with")
    if contact is not None and contact not in names:
        address.wrong(contact[:60])
        address.write("with", None)
    return address.select(
        _("Find an institution"),
        "who",
        list(names),
        index=None,
        format_func=lambda each: names[each],
        placeholder=_("Find an institution…"),
        label_visibility="collapsed",
    )


def colour() -> str:
    """What the dots' colours tell: community, country or kind."""
    words = {
        "community": _("Colour: who speaks with whom"),
        "country": _("Colour: country"),
        "kind": _("Colour: kind of institution"),
    }
    return (
        address.select(
            _("Colour"),
            "color",
            BY,
            format_func=words.__getitem__,
            label_visibility="collapsed",
        )
        or BY[0]
    )


def _kind_with_colour(kind: str) -> str:
    return f':color[●]{{foreground="{KIND_COLOURS[kind]}"}} {parts.kind_name(kind)}'


def _unknown() -> None:
    """Where the address names nobody of the list: say so, and offer the nearest name."""
    asked, names = address.text("who"), cached.names()
    if asked is None or asked in names:
        return
    address.write("who", None)
    st.warning(
        _("“{value}” is not in the list of institutions: here is everybody.", value=md(asked[:60])),
        icon=":material/person_search:",
    )
    for near in get_close_matches(asked.lower(), list(names), n=1, cutoff=0.5):
        st.button(
            _("Did you mean {name}?", name=md(names[near])),
            type="tertiary",
            icon=":material/arrow_forward:",
            on_click=address.write,
            args=("who", near),
        )
