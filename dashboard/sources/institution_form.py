"""The form for an institution and its accounts: one sheet, kept open until it is saved."""

import re
from datetime import date
from typing import Any

import streamlit as st
from babel import Locale
from babel.dates import get_day_names

from dashboard import cached, parts
from dashboard.i18n import _, country, day, lang, told
from dashboard.main_button import main_button
from dashboard.sources import institution_draft as drafts
from dashboard.sources.institution_draft import Draft, Line, key
from data import kinds
from shared.access import Action, may, principal
from shared.models import Network
from shared.roster import IDS
from shared.slugs import folded
from shared.text import md

_MORE = ("latitude", "longitude", "website", "wikidata", "languages", "closing_day", "government")
_PLACES = (*_MORE, "contact")
_NO_COUNTRY = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY: dict[str, Any] = {
    "value": None,
    "format": "DD/MM/YYYY",
    "min_value": date(1900, 1, 1),
    "max_value": date(2199, 12, 31),
}


def add_button() -> None:
    """The button that opens the form for a new institution, for those who may."""
    _button(_("Add an institution"), ":material/add:", "institution-add", drafts.open_new)


def edit_button(institution: str) -> None:
    """The button that opens the form for an institution of the list, for those who may."""
    _button(
        _("Edit the institution and its accounts"),
        ":material/edit:",
        "institution-edit",
        drafts.open_for,
        institution,
    )


def _button(label: str, icon: str, at: str, act: Any, *arguments: str) -> None:
    if not may(principal(), Action.EDIT_ROSTER):
        return
    sample = cached.is_sample()
    st.button(
        label,
        icon=icon,
        key=at,
        disabled=sample,
        help=_("The sample's museums are invented: its list stays as it is.") if sample else None,
        on_click=act,
        args=arguments,
    )


def form() -> None:
    """The form over the page while an institution is being edited."""
    draft = drafts.current()
    if draft is None:
        return
    title = _("Add an institution") if draft["id"] is None else _("Edit the institution")
    st.dialog(title, width="medium", dismissible=False)(_body)()


def _body() -> None:
    draft = drafts.current()
    if draft is None:  # saved or given up by the click that led here
        st.rerun()
    drafts.keep(draft)
    _someone_else_changed_it(draft)
    with st.form("institution-form", border=False, enter_to_submit=False):
        _who(draft)
        _more(draft)
        st.markdown(f"**{_('Accounts')}**")
        for line in draft["accounts"]:
            _account(draft, line)
        st.form_submit_button(
            _("Add an account"),
            icon=":material/add:",
            key="institution-account-add",
            on_click=drafts.add_account,
        )
        if draft["complaints"]:
            st.error(_("Nothing is saved yet: see the sentences in red."), icon=":material/error:")
        elif draft["refusal"] is not None and draft["now"] is None:
            st.error(told(draft["refusal"]), icon=":material/error:")
        with st.container(horizontal=True):
            st.form_submit_button(
                _("Save"),
                type=main_button(),
                icon=":material/check:",
                key="institution-save",
                on_click=drafts.save,
            )
            st.form_submit_button(_("Cancel"), key="institution-cancel", on_click=drafts.close)


def _complain(draft: Draft, name: str, number: int | None = None) -> None:
    """The sentence that belongs to a field, under it."""
    if sentence := drafts.complaint(draft, name, number):
        st.error(told(sentence), icon=":material/error:")


def _who(draft: Draft) -> None:
    """Name, kind, place, membership, and through whom it speaks."""
    st.text_input(_("Name"), key=key("name"), max_chars=300)
    _complain(draft, "name")
    names = kinds(lang())
    with st.grid(3, min_column_width=180):
        _choice(_("Kind"), "kind", sorted(names, key=lambda id: folded(names[id])), names)
        countries = _countries(draft["values"]["country"])
        _choice(_("Country"), "country", list(countries), countries)
        st.text_input(_("City"), key=key("city"), max_chars=120)
    for column in ("kind", "country", "city"):
        _complain(draft, column)
    with st.grid(3, min_column_width=180, vertical_alignment="bottom"):
        st.toggle(_("Member of the consortium"), key=key("member"))
        st.date_input(_("Since (empty: always)"), key=key("joined_on"), **_DAY)
        st.date_input(_("Until (empty: still)"), key=key("left_on"), **_DAY)
    _complain(draft, "left_on")
    others = {id: name for id, name in cached.names().items() if id != draft["id"]}
    _choice(
        _("Speaks through the account of"),
        "parent",
        list(others),
        others,
        placeholder=_("Nobody else's: it has its own"),
    )
    _complain(draft, "parent")


def _choice(
    label: str, name: str, options: list[str], words: dict[str, str], *, placeholder: str = "–"
) -> None:
    """A select box of a field, empty if nothing was chosen; options are shown letter by letter."""
    held = st.session_state.get(key(name)) or None
    st.session_state[key(name)] = held
    if held is not None and held not in options:
        options = [*options, held]
    st.selectbox(
        label,
        options,
        index=None,
        format_func=lambda id: words.get(id, id),
        placeholder=placeholder,
        key=key(name),
    )


def _countries(held: str) -> dict[str, str]:
    """The countries by code, in the order of their names in the reader's language."""
    known: dict[str, str] = dict(Locale.parse(lang()).territories)
    codes = [code for code in known if re.fullmatch("[A-Z]{2}", code) and code not in _NO_COUNTRY]
    names = {code: country(code) for code in codes}
    if held and held not in names:
        names[held] = held
    return dict(sorted(names.items(), key=lambda item: folded(item[1])))


def _more(draft: Draft) -> None:
    complained = any(drafts.complaint(draft, name) for name in _PLACES)
    label = _("Coordinates, addresses, languages, closing day")
    with st.expander(label, expanded=complained, icon=":material/more_horiz:"):
        with st.grid(2, min_column_width=200):
            st.text_input(_("Latitude"), key=key("latitude"), placeholder="48,8606")
            st.text_input(_("Longitude"), key=key("longitude"), placeholder="2,3376")
        _complain(draft, "latitude")
        _complain(draft, "longitude")
        with st.grid(2, min_column_width=200):
            st.text_input(_("Website"), key=key("website"), placeholder="https://")
            st.text_input("Wikidata", key=key("wikidata"), placeholder="Q19675")
            st.text_input(_("Languages, by their codes"), key=key("languages"), placeholder="fr en")
            _choice(_("Closing day"), "closing_day", list(_WEEK), _week())
        for column in ("website", "wikidata", "languages", "closing_day"):
            _complain(draft, column)
        st.segmented_control(
            _("Public authority"),
            (True, False),
            format_func=lambda one: _("Yes") if one else _("No"),
            key=key("government"),
        )
        st.text_input(
            _("Service address"),
            key=key("contact"),
            max_chars=200,
            help=_("Stands nowhere else: neither on a page nor in a file."),
        )
        _complain(draft, "contact")


def _week() -> dict[str, str]:
    names = get_day_names("wide", "stand-alone", lang())
    return {code: names[place] for place, code in enumerate(_WEEK)}


def _account(draft: Draft, line: Line) -> None:
    """One account; what is rarely touched is folded away."""
    at = line["number"]
    with st.container(border=True, key=f"institution-account-{at}"):
        with st.grid(2, min_column_width=200):
            st.selectbox(
                _("Platform"),
                [network.value for network in Network],
                format_func=parts.platform_name,
                disabled=line["id"] is not None,
                key=key("network", at),
            )
            st.text_input(_("Handle or profile's address"), key=key("handle", at), placeholder="@")
        _complain(draft, "handle", at)
        with st.grid(2, min_column_width=200):
            st.selectbox(
                _("State"), drafts.statuses(line), format_func=_state_name, key=key("status", at)
            )
            st.date_input(_("Since (empty: not known)"), key=key("since", at), **_DAY)
        complained = any(
            drafts.complaint(draft, name, at) for name in ("native_id", "owner", "removed")
        )
        label = _("Id, another institution, a person's account")
        with st.expander(label, expanded=complained, type="compact"):
            _rarely(draft, line)


def _rarely(draft: Draft, line: Line) -> None:
    at = line["number"]
    if Network(line["network"]) in IDS.values():
        st.text_input(
            _("Id on the platform (empty: not known yet)"),
            key=key("native_id", at),
            disabled=line["id"] is not None and _known_id(line),
        )
        _complain(draft, "native_id", at)
    st.checkbox(_("A person's own account"), key=key("person", at))
    if line["id"] is None:
        return
    names = {id: name for id, name in cached.names().items() if id != draft["id"]}
    st.selectbox(
        _("Move it, with its posts, to"),
        list(names),
        index=None,
        format_func=lambda id: names.get(id, id),
        placeholder=_("It stays with this institution"),
        key=key("owner", at),
    )
    _complain(draft, "owner", at)
    st.checkbox(_("Take it out of the list"), key=key("removed", at))
    _complain(draft, "removed", at)


def _known_id(line: Line) -> bool:
    accounts = cached.frame("accounts")
    held = accounts.loc[accounts["id"].eq(line["id"]), "native_id"]
    return bool(held.notna().any())


def _state_name(status: str) -> str:
    return {
        "active": _("Active"),
        "dormant": _("Dormant"),
        "left": _("Left the platform"),
        "renamed": _("Renamed"),
        "protected": _("Protected"),
        "suspended": _("Suspended"),
        "missing": _("Not found"),
    }[status]


def _someone_else_changed_it(draft: Draft) -> None:
    """Someone came first: how the institution stands now, and the choice."""
    now = draft["now"]
    if now is None:
        return
    st.warning(told(draft["refusal"]), icon=":material/sync_problem:")
    handles = [f"@{one.handle}" for one in now.accounts if one.handle]
    facts = [now.facts.get(column) for column in ("city", "country", "joined_on", "left_on")]
    said = [day(one) if isinstance(one, date) else str(one) for one in facts if one]
    words = " · ".join(md(each) for each in (now.name, *said, *handles))
    st.markdown(_("Now: {words}", words=words))
    with st.container(horizontal=True):
        st.button(
            _("Take theirs, drop mine"),
            key="institution-theirs",
            on_click=drafts.take,
            args=(now,),
        )
        st.button(
            _("Keep mine over theirs"),
            key="institution-mine",
            on_click=draft.update,
            kwargs={"seen": now.seen, "refusal": None, "now": None},
        )
