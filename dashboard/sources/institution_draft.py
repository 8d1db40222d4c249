"""An institution being edited: what was typed so far, kept until it is saved or given up.

The draft remembers what was read when it was opened; nothing typed is lost while it is open.
"""

from datetime import date
from typing import Any

import streamlit as st

from dashboard import address, cached, parts
from dashboard.i18n import _
from shared.access import principal
from shared.collection.formats.roster_form import checked_sheet
from shared.collection.rederive import rederive
from shared.models import AccountStatus, Network
from shared.refresh import refresh
from shared.roster import FACTS
from shared.roster_sheet import AccountLine, ChangedMeanwhile, NotKept, Sheet
from shared.sentences import Refusal, Sentence
from shared.store.database import reading
from shared.store.roster_edit import opened, save_institution
from shared.text import md

DRAFT = "institution-draft"
_DAYS = ("joined_on", "left_on")
_YES_NO = ("member", "government")

Draft = dict[str, Any]
Line = dict[str, Any]


def current() -> Draft | None:
    """The draft that is open in this visit, if one is."""
    draft: Draft | None = st.session_state.get(DRAFT)
    return draft


def open_new() -> None:
    """Begin an institution, with room for one account."""
    _open(Sheet("", facts={"member": True}), [_blank()])


def open_for(institution: str) -> None:
    """Begin to change an institution, as the store holds it now."""
    try:
        with reading(cached.engine()) as session:
            take(opened(session=session, institution=institution))
    except Refusal:  # it has left the list meanwhile: the page shows so
        close()


def take(sheet: Sheet) -> None:
    """Begin anew from what a sheet says."""
    _open(sheet, [_line(account) for account in sheet.accounts])


def close() -> None:
    """Give the draft up."""
    st.session_state.pop(DRAFT, None)


def _open(sheet: Sheet, accounts: list[Line]) -> None:
    values = {column: _typed(column, sheet.facts.get(column)) for column in FACTS}
    values |= {"name": sheet.name, "parent": sheet.parent}
    draft: Draft = {
        "id": sheet.id, "seen": sheet.seen, "values": values, "accounts": [], "complaints": {},
        "refusal": None, "now": None,
    }  # fmt: skip
    st.session_state[DRAFT] = draft
    for name, value in values.items():
        st.session_state[key(name)] = value
    for line in accounts:
        _add(draft, line)


def _typed(column: str, value: Any) -> Any:
    """A column's value as its field holds it: days and yes or no as they are, else text."""
    if column in (*_DAYS, *_YES_NO):
        return value
    return "" if value is None else str(value)


def _blank() -> Line:
    return {"id": None, **_stated(AccountLine(Network.X, None))}


def _line(account: AccountLine) -> Line:
    return {"id": account.id, **_stated(account)}


def _stated(account: AccountLine) -> Line:
    return {
        "network": account.network.value,
        "handle": account.handle or "",
        "native_id": account.native_id or "",
        "status": account.status.value,
        "since": account.since,
        "owner": None,
        "person": account.person,
        "removed": False,
    }


def _add(draft: Draft, line: Line) -> None:
    """A line for an account, under a number of its own."""
    number = st.session_state.get("institution-lines", 0) + 1
    st.session_state["institution-lines"] = number
    draft["accounts"].append({**line, "number": number})
    for name, value in line.items():
        if name != "id":
            st.session_state[key(name, number)] = value


def add_account() -> None:
    """Room for one more account."""
    if draft := current():
        keep(draft)
        _add(draft, _blank())


def key(name: str, number: int | None = None) -> str:
    """The key of the field's widget; `number`: that of the account's line."""
    return f"institution-{name}" if number is None else f"institution-{number}-{name}"


def keep(draft: Draft) -> None:
    """Remember what stands in the fields, should they leave the screen; bring back what left."""
    _keep(draft["values"], None)
    for line in draft["accounts"]:
        _keep(line, line["number"])


def _keep(values: dict[str, Any], number: int | None) -> None:
    for name, value in values.items():
        if name in ("id", "number"):
            continue
        at = key(name, number)
        if at not in st.session_state:
            st.session_state[at] = value
        values[name] = st.session_state[at]


def complaint(draft: Draft, name: str, number: int | None = None) -> Sentence | None:
    """What could not be kept of this field at the last attempt to save."""
    said: Sentence | None = draft["complaints"].get(key(name, number))
    return said


def save() -> None:
    """Write what was typed; what cannot be kept is remembered, to be said at its field."""
    draft = current()
    if draft is None:
        return
    keep(draft)
    draft |= {"complaints": {}, "refusal": None, "now": None}
    lines = [line for line in draft["accounts"] if _filled(line)]
    try:
        saved = _write(checked_sheet(_fields(draft), lines))
    except NotKept as refusal:
        draft["complaints"] = _by_field(refusal.complaints, lines)
    except ChangedMeanwhile as refusal:
        draft |= {"refusal": refusal.sentence, "now": refusal.now}
    except Refusal as refusal:
        draft["refusal"] = refusal.sentence
    else:
        close()
        parts.said(_("“{name}” is saved.", name=md(draft["values"]["name"])))
        address.write("who", saved)


def _filled(line: Line) -> bool:
    """Whether anybody wrote anything about the account."""
    return bool(line["id"] or line["handle"].strip() or line["native_id"].strip())


def _fields(draft: Draft) -> dict[str, Any]:
    """What was typed, as text for the rules of a roster."""
    said: dict[bool | None, str] = {True: "yes", False: "no", None: ""}
    values = {**draft["values"], "id": draft["id"], "seen": draft["seen"]}
    values |= {name: said[values[name]] for name in _YES_NO}
    days: dict[str, date | None] = {name: values[name] for name in _DAYS}
    return values | {name: day.isoformat() if day else "" for name, day in days.items()}


def _write(sheet: Sheet) -> str:
    """The institution's id, once it is written with all that follows."""
    with cached.writing() as session:
        saved = save_institution(session=session, by=principal(), sheet=sheet)
        rederive(saved.account_ids, session=session)
    if saved.changed:
        refresh(engine=cached.engine(), by=principal())
    return saved.id


def _by_field(complaints: dict[str, Sentence], lines: list[Line]) -> dict[str, Sentence]:
    """The complaints by the key of the field's widget."""
    found = {}
    for named, sentence in complaints.items():
        place, dot, name = named.partition(".")
        at = key(name, lines[int(place)]["number"]) if dot else key(named)
        found[at] = sentence
    return found


def statuses(line: Line) -> list[str]:
    """The states a person may give an account; one that its network told stays among them."""
    told = [AccountStatus.ACTIVE.value, AccountStatus.DORMANT.value, AccountStatus.LEFT.value]
    return told if line["status"] in told else [*told, line["status"]]
