"""The address of a page holds what it shows: opening a copied address opens the same page.

Every choice on a page is read from the address and written back to it; the widget only shows it.
What is the same as the default stands nowhere, so that addresses stay short. A value that makes
no sense is left out, and `wrong_values` says so in a sentence.

Shared by all pages, and kept when the page changes: `lang`, `period`, `compare`, `for`.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.i18n import CHOICE, LANGUAGES, _, lang
from shared.text import md

SHARED = ("lang", "period", "compare", "for")
_NOTHING = "none"  # several could be chosen, and none is
_VIEWS = Path(__file__).parent / "views"
_KEPT, _PAGE = "address-kept", "address-page"
_WRONG, _TOLD = "address-wrong", "address-told"


def keep(page: str) -> None:
    """Carry the shared values over when the reader comes to another page (app.py calls it)."""
    came_from = st.session_state.get(_PAGE)
    if came_from not in (None, page):
        for name, value in st.session_state.get(_KEPT, {}).items():
            if name not in st.query_params:
                st.query_params[name] = value
    st.session_state[_PAGE] = page
    st.session_state[_WRONG], st.session_state[_TOLD] = [], []
    _remember()


def _remember() -> None:
    st.session_state[_KEPT] = shared()


def shared() -> dict[str, str]:
    """The shared values that stand in the address, for a link to another page."""
    return {name: st.query_params[name] for name in SHARED if name in st.query_params}


def text(name: str) -> str | None:
    """What the address says for this name; None if nothing."""
    return st.query_params.get(name) or None


def write(name: str, value: str | None) -> None:
    """Put the value into the address, or take it out with None."""
    if value is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value
    _remember()


def wrong(value: str) -> None:
    """Note that the address asked for something that cannot be shown."""
    st.session_state.setdefault(_WRONG, []).append(value)


def wrong_values() -> list[str]:
    """A sentence for each value of the address that was left out; said once per run."""
    told = st.session_state.setdefault(_TOLD, [])
    values = [each for each in dict.fromkeys(st.session_state.get(_WRONG, [])) if each not in told]
    told += values
    st.session_state[_WRONG] = []
    return [
        _(
            "“{value}” in the address means nothing here; the usual choice is shown.",
            value=md(value),
        )
        for value in values
    ]


def one_of(name: str, options: Iterable[str], default: str | None) -> str | None:
    """The address's value if it is one of the options, else the default."""
    value = text(name)
    if value is None or value in options:
        return value or default
    wrong(value[:60])
    return default


def some_of(name: str, options: Sequence[str], default: Sequence[str]) -> list[str]:
    """The address's values (separated by commas) that are options, in the options' order.

    If none is, the default: only the word "none" asks for nothing.
    """
    value = text(name)
    if value is None:
        return list(default)
    if value == _NOTHING:
        return []
    asked = value.split(",")
    for word in asked:
        if word not in options:
            wrong(word[:60])
    return [option for option in options if option in asked] or list(default)


def _bound(name: str, shown: Any, written: Callable[[Any], str | None]) -> dict[str, Any]:
    """The keywords of a widget that shows the address and writes to it."""
    key = f"at-{name}"
    st.session_state[key] = shown

    def changed() -> None:
        write(name, written(st.session_state[key]))

    return {"key": key, "on_change": changed}


def select(
    label: str, name: str, options: Sequence[str], *, default: str | None = None, **keywords: Any
) -> str | None:
    """A select box whose choice stands in the address; options are shown letter by letter.

    Without a default the first option is one; with `default=None` and `index=None` none is.
    """
    default = default if default is not None or "index" in keywords else options[0]
    shown = one_of(name, options, default)
    keywords.pop("index", None)
    return st.selectbox(
        label,
        options,
        index=None if default is None else 0,
        **_bound(name, shown, lambda chosen: None if chosen == default else chosen),
        **keywords,
    )


def segments(
    label: str, name: str, options: Sequence[str], *, default: str, **keywords: Any
) -> str:
    """A row of segments, one of which is chosen; `format_func` returns Markdown."""
    shown = one_of(name, options, default)
    return (
        st.segmented_control(
            label,
            options,
            required=True,
            **_bound(name, shown, lambda chosen: None if chosen == default else chosen),
            **keywords,
        )
        or default
    )


def pills(
    label: str, name: str, options: Sequence[str], *, default: Sequence[str] = (), **keywords: Any
) -> list[str]:
    """A row of pills, any of which may be chosen; `format_func` returns Markdown."""
    return list(
        st.pills(
            label,
            options,
            selection_mode="multi",
            **_bound(name, some_of(name, options, default), _several(options, default)),
            **keywords,
        )
    )


def multiselect(
    label: str, name: str, options: Sequence[str], *, default: Sequence[str] = (), **keywords: Any
) -> list[str]:
    """A select box for several; options are shown letter by letter."""
    return list(
        st.multiselect(
            label,
            options,
            **_bound(name, some_of(name, options, default), _several(options, default)),
            **keywords,
        )
    )


def _several(options: Sequence[str], default: Sequence[str]) -> Callable[[Any], str | None]:
    def written(chosen: list[str]) -> str | None:
        if set(chosen) == set(default):
            return None
        return ",".join(option for option in options if option in chosen) or _NOTHING

    return written


def toggle(label: str, name: str, *, default: bool = False, **keywords: Any) -> bool:
    """A switch: `name=1` or `name=0` in the address."""
    shown = one_of(name, ("0", "1"), "1" if default else "0") == "1"
    written = _bound(name, shown, lambda on: None if on == default else str(int(on)))
    return st.toggle(label, **written, **keywords)


def number(label: str, name: str, *, least: int, most: int, default: int, **keywords: Any) -> int:
    """A whole number from `least` to `most`."""
    value = text(name)
    shown = default
    if value is not None:
        if value.isdecimal() and len(value) < 10:
            shown = min(max(int(value), least), most)
        else:
            wrong(value[:60])
    written = _bound(name, shown, lambda chosen: None if chosen == default else str(chosen))
    return st.number_input(label, least, most, step=1, **written, **keywords)


def words(label: str, name: str, **keywords: Any) -> str:
    """A line of free text, at most 200 characters."""
    written = _bound(name, (text(name) or "")[:200], lambda typed: typed.strip() or None)
    return st.text_input(label, max_chars=200, **written, **keywords).strip()


def language() -> None:
    """The choice between French and English; it holds for the rest of the visit."""
    st.session_state["at-lang"] = lang()

    def changed() -> None:
        st.session_state[CHOICE] = st.session_state["at-lang"]
        write("lang", st.session_state["at-lang"])

    st.segmented_control(
        _("Language"),
        LANGUAGES,
        required=True,
        format_func={"fr": "Fr", "en": "En"}.__getitem__,
        label_visibility="collapsed",
        key="at-lang",
        on_change=changed,
    )


def link(page: str, label: str, *, icon: str | None = None, **changes: str | None) -> None:
    """A link to another page (its view's name) that keeps the shared values and adds `changes`.

    The label is Markdown: a text from outside in it passes `md` first. `None` takes a value out.
    """
    if not (_VIEWS / f"{page}.py").is_file():
        return
    wanted = {**shared(), **changes}
    st.page_link(
        f"views/{page}.py",
        label=label,
        icon=icon,
        help="",
        query_params={name: value for name, value in wanted.items() if value is not None},
    )
