"""The form for an event: days, participants many at once, clashes before it is saved."""

from datetime import date
from typing import Any
from zoneinfo import available_timezones

import pandas as pd
import streamlit as st

import data
from dashboard import address, agenda_seen, agenda_words, cached, event_draft, parts
from dashboard.event_draft import Person, key
from dashboard.i18n import _, country, day, day_range, lang, ngettext, told
from dashboard.main_button import main_button
from shared.sentences import Refusal
from shared.store.events import Stale
from shared.text import md

_MORE = ("opens", "closes", "timezone", "place", "url", "hashtags", "day_tags")
_AS = ("invited", "host", "partner")
_ADD, _ADD_AS = "event-add", "event-add-as"


def show(draft: dict[str, Any]) -> None:
    """Open the form over the calendar; it closes by its own buttons, so that nothing is lost."""
    title = _("Add an event") if draft["id"] is None else _("Edit the event")
    st.dialog(title, width="medium", dismissible=False)(_body)()


def _body() -> None:
    draft = event_draft.current()
    if draft is None:  # saved or given up by the click that led here
        st.rerun()
    event_draft.keep(draft)
    if draft["stale"]:
        _someone_else_changed_it(draft)
    _title_and_days(draft)
    people = _participants(draft)
    _more(draft)
    event_draft.keep(draft)
    _clashes(draft, people)
    _general_complaint(draft)
    with st.container(horizontal=True):
        st.button(
            _("Save"),
            type=main_button(),
            icon=":material/check:",
            key="event-save",
            on_click=_save,
            args=(draft,),
        )
        st.button(_("Cancel"), key="event-cancel", on_click=event_draft.close)


def _complain(draft: dict[str, Any], *fields: str) -> None:
    """The sentence that belongs to a field, under it."""
    if sentence := event_draft.complaint(draft, *fields):
        st.error(told(sentence), icon=":material/error:")


def _general_complaint(draft: dict[str, Any]) -> None:
    said = draft["refusal"]
    known = {"title", "starts", "ends", "certainty", "participants", *_MORE}
    if said is not None and not draft["stale"] and said.values.get("field") not in known:
        st.error(told(said), icon=":material/error:")


def _title_and_days(draft: dict[str, Any]) -> None:
    st.text_input(_("Title"), key=key("title"), max_chars=200)
    _complain(draft, "title")
    days: dict[str, Any] = {
        "value": None,
        "format": "DD/MM/YYYY",
        "min_value": date(1900, 1, 1),
        "max_value": date(2199, 12, 31),
    }
    with st.grid(2, min_column_width=200):
        st.date_input(_("First day"), key=key("starts"), **days)
        st.date_input(_("Last day (empty: the same day)"), key=key("ends"), **days)
    _complain(draft, "starts", "ends")
    st.segmented_control(
        _("Certainty"),
        ("confirmed", "forecast", "postponed", "cancelled"),
        format_func=agenda_words.certainty_name,
        required=True,
        key=key("certainty"),
    )
    _complain(draft, "certainty")


def _participants(draft: dict[str, Any]) -> list[Person]:
    """The participants: added many at once, then each with role and status; who they are now."""
    people = draft["people"]
    st.markdown(f"**{_('Participants')}**")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            _("Invite all members"),
            icon=":material/group_add:",
            on_click=_add,
            args=(draft, "all"),
            disabled=cached.members().empty,
            key="event-invite-all",
        )
        st.selectbox(
            _("Add participants"),
            _choices(draft),
            index=None,
            format_func=_choice_name,
            placeholder=_("A country, a kind, a name…"),
            key=_ADD,
            on_change=_add_chosen,
            args=(draft,),
            width=290,
        )
        st.selectbox(_("As"), _AS, format_func=agenda_words.role_name, key=_ADD_AS, width=150)
    _complain(draft, "participants")
    if not people:
        st.caption(_("Nobody yet. Invite all members, or add some."))
        return []
    return _table(draft, people)


def _table(draft: dict[str, Any], people: list[Person]) -> list[Person]:
    names = cached.names()
    frame = pd.DataFrame(people)
    frame.insert(0, "name", [names.get(id, id) for id in frame["institution_id"]])
    choice = st.column_config.SelectboxColumn
    st.data_editor(
        frame[["name", "role", "status"]],
        key=_table_key(draft),
        hide_index=True,
        num_rows="delete",
        disabled=("name",),
        height=min(36 * (len(people) + 1) + 2, 260),
        column_config={
            "name": st.column_config.TextColumn(_("Institution"), width="large"),
            "role": choice(_("Role"), options=list(_AS), format_func=_role, required=True),
            "status": choice(
                _("Status"),
                options=["invited", "joined", "declined"],
                format_func=_status,
                required=True,
            ),
        },
        alt=_("Participants with their role and what they said"),
    )
    now = event_draft.edited(people, st.session_state[_table_key(draft)])
    st.caption(ngettext("{n} participant", "{n} participants", len(now)))
    return now


def _role(code: object) -> str:
    return agenda_words.role_name(str(code))


def _status(code: object) -> str:
    return agenda_words.status_name(str(code))


def _table_key(draft: dict[str, Any]) -> str:
    return f"event-people-{draft['round']}"


def _choices(draft: dict[str, Any]) -> list[str]:
    """What can be added at once: a country's members, a kind's, another event's, one by one."""
    members = cached.members()
    held = cached.frame("participations")
    busy = set(held["event_id"]) - {draft["id"]}
    events = cached.frame("events")
    events = events[events["id"].isin(busy)].sort_values("starts", ascending=False)
    return [
        *(f"country:{code}" for code in sorted(members["country"].dropna().unique())),
        *(f"kind:{kind}" for kind in sorted(members["kind"].dropna().unique())),
        *(f"event:{id}" for id in events["id"]),
        *(f"one:{id}" for id in cached.institutions()["id"]),
    ]


def _choice_name(choice: str) -> str:
    """A choice in words, letter by letter."""
    sort, __, value = choice.partition(":")
    if sort == "country":
        return _("Country: {name}", name=country(value))
    if sort == "kind":
        return _("Kind: {name}", name=data.kinds(lang()).get(value, value))
    if sort == "event":
        return _event_name(int(value))
    return cached.names().get(value, value)


def _event_name(id: int) -> str:
    events = _events()
    event = events[events["id"] == id].iloc[0]
    words = {"title": event["title"], "day": day(event["starts"].date())}
    if event["certainty"] == "forecast":
        return _("As in: {title}, probably {day}", **words)
    return _("As in: {title}, {day}", **words)


def _events() -> pd.DataFrame:
    """Every event, called as the calendar calls it."""
    return cached.result(agenda_seen.events, lang())


def _meant(choice: str) -> list[str]:
    """The institutions a choice stands for."""
    sort, __, value = choice.partition(":")
    members = cached.members()
    if sort == "all":
        return list(members["id"])
    if sort in ("country", "kind"):
        return list(members.loc[members[sort] == value, "id"])
    if sort == "event":
        held = cached.frame("participations")
        return list(held.loc[held["event_id"] == int(value), "institution_id"])
    return [value]


def _add_chosen(draft: dict[str, Any]) -> None:
    choice = st.session_state[_ADD]
    st.session_state[_ADD] = None
    if choice:
        _add(draft, choice)


def _add(draft: dict[str, Any], choice: str) -> None:
    """Add whom a choice stands for, after what was done in the table so far."""
    role = st.session_state.get(_ADD_AS) or "invited"
    edits = st.session_state.get(_table_key(draft), {})
    people = event_draft.edited(draft["people"], edits)
    status = "invited" if role == "invited" else "joined"
    draft["people"] = event_draft.added(people, _meant(choice), role, status)
    draft["round"] = event_draft.next_round()


def _more(draft: dict[str, Any]) -> None:
    complained = event_draft.complaint(draft, *_MORE) is not None
    label = _("Hours, place, address, hashtags")
    with st.expander(label, expanded=complained, icon=":material/more_time:"):
        with st.grid(3, min_column_width=150):
            st.time_input(_("Opens at"), value=None, key=key("opens"))
            st.time_input(_("Closes at"), value=None, key=key("closes"))
            st.selectbox(_("Time zone"), sorted(available_timezones()), key=key("timezone"))
        _complain(draft, "opens", "closes", "timezone")
        st.text_input(_("Place"), key=key("place"), max_chars=200)
        _complain(draft, "place")
        st.text_input(_("Address on the web"), key=key("url"), placeholder="https://")
        _complain(draft, "url")
        st.text_input(_("Hashtags"), key=key("hashtags"), placeholder="#MuseumWeek")
        _complain(draft, "hashtags")
        st.text_area(_("Hashtags of the days, one line per day"), key=key("day_tags"))
        _complain(draft, "day_tags")


def _clashes(draft: dict[str, Any], people: list[Person]) -> None:
    """What it would clash with if everyone invited came; said before it is saved."""
    if draft["values"]["starts"] is None or not people:
        return
    found = event_draft.clashes_of(draft, people)
    if found.empty:
        st.info(_("No clash with another joint event."), icon=":material/event_available:")
        return
    events = _events()
    titles = dict(zip(events["id"], events["title"], strict=True))
    probable = set(events.loc[events["certainty"] == "forecast", "id"])
    titles[draft["id"] or event_draft.NEW] = draft["values"]["title"] or _("This event")
    if draft["values"]["certainty"] == "forecast":
        probable.add(draft["id"] or event_draft.NEW)
    said = [agenda_words.clash(row, titles, probable) for row in found.head(3).to_dict("records")]
    if len(found) > len(said):
        rest = len(found) - len(said)
        said.append(ngettext("{n} more clash.", "{n} more clashes.", rest))
    st.warning(
        "\n\n".join(said),
        title=_("If everyone invited comes"),
        icon=":material/event_busy:",
    )


def _save(draft: dict[str, Any]) -> None:
    """Write what was typed; what the store has against it is kept, to be said at its field."""
    event_draft.keep(draft)
    people = event_draft.edited(draft["people"], st.session_state.get(_table_key(draft), {}))
    try:
        event_draft.save(draft, people)
    except Refusal as refusal:
        draft.update(refusal=refusal.sentence, stale=isinstance(refusal, Stale))
        return
    event_draft.close()
    parts.said(_("“{title}” is saved.", title=md(draft["values"]["title"])))
    address.write("date", f"{draft['values']['starts']}")
    address.write("event", None)


def _someone_else_changed_it(draft: dict[str, Any]) -> None:
    """Someone came first: how the event stands now, and the choice."""
    st.warning(told(draft["refusal"]), icon=":material/sync_problem:")
    events = cached.frame("events")
    held = events[events["id"] == draft["id"]]
    if held.empty:
        return
    now = held.iloc[0].to_dict()
    titles = _events().set_index("id")["title"]
    st.markdown(
        _(
            "Now: {title}, {days}, {certainty}.",
            title=md(titles[draft["id"]]),
            days=day_range(now["starts"].date(), now["ends"].date()),
            certainty=agenda_words.certainty_name(now["certainty"]).lower(),
        )
    )
    with st.container(horizontal=True):
        st.button(
            _("Take theirs, drop mine"),
            key="event-theirs",
            on_click=event_draft.open_for,
            args=(now,),
        )
        st.button(
            _("Keep mine over theirs"),
            key="event-mine",
            on_click=draft.update,
            kwargs={"version": int(now["version"]), "refusal": None, "stale": False},
        )
