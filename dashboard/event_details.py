"""One event, opened: when, where, under which hashtags, and who takes part."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, agenda_words, cached, event_draft, parts
from dashboard.i18n import _, day_range, listing, ngettext, told
from shared.access import Action, may, principal
from shared.sentences import Refusal
from shared.store.events import delete_event, restore_event
from shared.text import md

_DELETED = "agenda-deleted"


def show(event: dict[str, Any]) -> None:
    """Open the event (a row of `agenda_events.described`) beside the calendar."""
    st.dialog(md(event["title"]) or _("Event"), width="medium", position="right", on_dismiss=close)(
        _body
    )(event)


def close() -> None:
    """Back to the calendar alone."""
    address.write("event", None)


def _body(event: dict[str, Any]) -> None:
    st.markdown(_when(event))
    st.caption(
        f"{agenda_words.certainty_name(event['certainty'])} · "
        f"{agenda_words.sort_name(event['sort'])}"
    )
    if event["place"]:
        st.markdown(_("Place: {place}", place=md(event["place"])))
    if event["hashtags"]:
        st.markdown(_("Hashtags: {tags}", tags=_tags(event["hashtags"])))
    _day_tags(event["day_tags"])
    _source(event["url"])
    _participants(int(event["id"]))
    _buttons(event)


def _when(event: dict[str, Any]) -> str:
    days = day_range(event["starts"].date(), event["ends"].date())
    if not isinstance(event["opens"], str):
        return f"**{days}**"
    zone = md(event["timezone"])
    if not isinstance(event["closes"], str):
        return _("**{days}**, from {opens} ({zone})", days=days, opens=event["opens"], zone=zone)
    hours = {"opens": event["opens"], "closes": event["closes"]}
    return _("**{days}**, from {opens} to {closes} ({zone})", days=days, zone=zone, **hours)


def _tags(tags: list[str]) -> str:
    return listing([md(f"#{tag}") for tag in tags])


def _day_tags(tags: dict[str, str]) -> None:
    if tags:
        with st.expander(_("Hashtags of the days"), icon=":material/tag:"):
            table = pd.DataFrame(
                {
                    _("Day"): [pd.Timestamp(day) for day in tags],
                    _("Hashtag"): [f"#{tag}" for tag in tags.values()],
                }
            )
            st.dataframe(
                table,
                hide_index=True,
                column_config={_("Day"): st.column_config.DateColumn(format="DD/MM/YYYY")},
                alt=_("Hashtags of the days"),
            )
            parts.download(table, "hashtags-of-the-days")


def _source(url: str | None) -> None:
    """The address the event was told at: a link only if it is one of the web."""
    if isinstance(url, str) and url.lower().startswith(("https://", "http://")):
        st.link_button(md(url), url, icon=":material/open_in_new:", type="tertiary")


def _participants(event: int) -> None:
    everyone = cached.frame("participations")
    rows = everyone[everyone["event_id"] == event]
    st.header(_("Participants"), anchor=False)
    if rows.empty:
        st.markdown(_("Nobody takes part yet."))
        return
    st.markdown(_counts(rows["status"]))
    names = cached.names()
    table = pd.DataFrame(
        {
            _("Institution"): [names.get(id, id) for id in rows["institution_id"]],
            _("Role"): [agenda_words.role_name(role) for role in rows["role"]],
            _("Status"): [agenda_words.status_name(status) for status in rows["status"]],
        }
    )
    table = table.sort_values(_("Institution"), key=lambda names: names.str.casefold())
    st.dataframe(table, hide_index=True, alt=_("Participants with their role and what they said"))
    parts.download(table, "participants")


def _counts(statuses: pd.Series) -> str:
    n = {status: int((statuses == status).sum()) for status in ("joined", "invited", "declined")}
    words = {
        "joined": ngettext("{n} joined", "{n} joined", n["joined"]),
        "invited": ngettext(
            "{n} invited, no answer yet", "{n} invited, no answer yet", n["invited"]
        ),
        "declined": ngettext("{n} declined", "{n} declined", n["declined"]),
    }
    return " · ".join(words[status] for status in words if n[status])


def _buttons(event: dict[str, Any]) -> None:
    if not may(principal(), Action.EDIT_EVENTS):
        return
    version = f"{event['id']}-{event['version']}"  # who has not seen a change cannot delete it
    with st.container(horizontal=True):
        if st.button(_("Edit"), icon=":material/edit:", key=f"edit-{version}"):
            event_draft.open_for(_as_held(int(event["id"])))
            st.rerun()
        if st.button(_("Delete"), icon=":material/delete:", key=f"delete-{version}"):
            _delete(event)


def _as_held(id: int) -> dict[str, Any]:
    """The event with the title it has in the store, whatever the reader's language."""
    events = cached.frame("events")
    row = events[events["id"] == id].iloc[0]
    return {str(name): cell for name, cell in row.items()}


def _delete(event: dict[str, Any]) -> None:
    try:
        with cached.writing() as session:
            delete_event(
                session=session,
                by=principal(),
                event_id=int(event["id"]),
                expected_version=int(event["version"]),
            )
    except Refusal as refusal:
        st.error(told(refusal))
        return
    st.session_state[_DELETED] = (int(event["id"]), event["title"])
    close()
    st.rerun()


def deleted_just_now() -> None:
    """The event deleted in this visit, and the way to bring it back."""
    if _DELETED not in st.session_state or not may(principal(), Action.EDIT_EVENTS):
        return
    id, title = st.session_state[_DELETED]
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(_("“{title}” is deleted.", title=md(title)), width="content")
        if st.button(_("Undo"), icon=":material/undo:", type="tertiary"):
            _bring_back(id)


def _bring_back(id: int) -> None:
    del st.session_state[_DELETED]
    try:
        with cached.writing() as session:
            back = restore_event(session=session, by=principal(), event_id=id)
            address.write("event", str(back.id))
    except Refusal as refusal:
        st.error(told(refusal))
        return
    st.rerun()
