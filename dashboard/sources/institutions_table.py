"""The institutions as a table to search: the filters stand in the address, a line opens a card."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard import address, parts
from dashboard.i18n import _, ngettext
from dashboard.sources.institution_card import card, day_columns
from shared.slugs import folded

_ROW, _HEAD, _SHOWN = 35, 38, 10  # pixels, pixels, lines without scrolling


def institutions_table(table: pd.DataFrame) -> None:
    """The filters, the card of the institution chosen, and the table (see `holdings.table`)."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        found = _filtered(table)
        chosen = _chosen(table)
    parts.say_wrong_values()
    if chosen is not None:
        card(chosen)
    if found.empty:
        st.info(
            _("No institution for this choice: search another name, or show all of them."),
            icon=":material/search_off:",
        )
        return
    n = len(found)
    st.caption(
        ngettext(
            "{n} institution shown. Tick its line to open its card.",
            "{n} institutions shown. Tick a line to open its card.",
            n,
        )
    )
    _show(found)


def _filtered(table: pd.DataFrame) -> pd.DataFrame:
    sought = folded(address.words(_("Search"), "find", icon=":material/search:", width=220))
    country = _choice(_("Country"), "country", table["country_code"], table["country"])
    kind = _choice(_("Kind"), "kind", table["kind_id"], table["kind"])
    words = {"all": _("All"), "with": _("With data"), "without": _("Without data")}
    data = address.select(_("Data"), "data", list(words), format_func=words.__getitem__, width=160)
    text = table["name"] + " " + table["id"] + " " + table["accounts"].fillna("")
    keep = text.map(folded).str.contains(sought, regex=False)
    if country is not None:
        keep &= table["country_code"].eq(country)
    if kind is not None:
        keep &= table["kind_id"].eq(kind)
    if data != "all":
        keep &= table["days"].notna() == (data == "with")
    return table[keep]


def _choice(label: str, name: str, codes: pd.Series, words: pd.Series) -> str | None:
    """A select box of the values that occur, by their words."""
    called = {code: word for code, word in zip(codes, words, strict=True) if isinstance(code, str)}
    options: Sequence[str] = sorted(called, key=lambda code: folded(called[code]))
    return address.select(
        label,
        name,
        options,
        index=None,
        format_func=called.__getitem__,
        placeholder=_("All"),
        width=190,
    )


def _chosen(table: pd.DataFrame) -> str | None:
    names = dict(zip(table["id"], table["name"], strict=True))
    return address.select(
        _("Open an institution"),
        "who",
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=_("Choose…"),
        width=300,
    )


def _show(found: pd.DataFrame) -> None:
    """The table; choosing a line writes the institution into the address."""
    titled = _titles()
    shown = found[list(titled)]
    key = f"institutions-{hash(tuple(found['id']))}"

    def chosen() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        address.write("who", str(found["id"].iloc[rows[0]]) if rows else None)

    st.dataframe(
        shown,
        hide_index=True,
        placeholder="–",
        column_config={
            **titled,
            **day_columns(),
            "posts": st.column_config.NumberColumn(_("Posts"), format="localized"),
        },
        height=_HEAD + _ROW * min(len(shown), _SHOWN),
        key=key,
        on_select=chosen,
        selection_mode="single-row",
        alt=_("Institutions, their accounts and their data days"),
    )
    parts.download(shown.rename(columns=titled), "institutions-data")


def _titles() -> dict[str, str]:
    return {
        "name": _("Institution"),
        "country": _("Country"),
        "kind": _("Kind"),
        "member": _("Member"),
        "platforms": _("Platforms"),
        "accounts": _("Accounts"),
        "status": _("State"),
        "first_day": _("Data from"),
        "last_day": _("Data to"),
        "days": _("Days"),
        "posts": _("Posts"),
    }
