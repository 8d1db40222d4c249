"""Which suggestions the reader asks for: one institution, a kind, a country; in the address."""

from collections.abc import Callable

import streamlit as st

from dashboard import address, cached
from dashboard.i18n import _, country
from dashboard.reasons_said import kind_of_institution
from dashboard.suggested import Choice

STEP = 5  # cards more with every click
_ALL = ""


def checked() -> None:
    """Read the address before the head of the page, which says what makes no sense in it."""
    address.one_of("kind", _values("kind", kind_of_institution), None)
    address.one_of("country", _values("country", country), None)
    asked = address.text("shown")
    if asked is not None and not _makes_sense(asked):
        address.wrong(asked[:60])


def choice(institution: str | None) -> Choice:
    """The two select boxes in a row, and what they say together with the institution."""
    with st.container(horizontal=True, gap="small"):
        kind = _select(_("Kind"), _("All kinds"), "kind", kind_of_institution)
        where = _select(_("Country"), _("All countries"), "country", country)
    return Choice(institution, kind, where)


def _select(label: str, everything: str, name: str, written: Callable[[str], str]) -> str | None:
    return (
        address.select(
            label,
            name,
            [_ALL, *_values(name, written)],
            default=_ALL,
            format_func=lambda each: written(each) if each else everything,
            label_visibility="collapsed",
            width=290,
        )
        or None
    )


def _values(column: str, written: Callable[[str], str]) -> list[str]:
    """The kinds or countries of the members, as they are called."""
    return sorted(cached.members()[column].dropna().unique(), key=written)


def cleared() -> None:
    """Take every filter out of the address (for a button's `on_click`)."""
    for name in ("for", "kind", "country", "shown"):
        address.write(name, None)


def shown() -> int:
    """How many cards are shown: a few, and more with every click."""
    value = address.text("shown") or ""
    return int(value) if _makes_sense(value) else STEP


def _makes_sense(shown: str) -> bool:
    return shown.isdecimal() and len(shown) <= 4 and STEP <= int(shown) <= 1000


def more() -> None:
    """Show a few cards more (for a button's `on_click`)."""
    address.write("shown", str(shown() + STEP))
