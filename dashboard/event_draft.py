"""An event being written: what was typed so far, kept until it is saved or given up.

The draft remembers the version it was opened from; nothing typed is lost while it is open.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import cached
from shared.access import principal
from shared.agenda.clashes import clashes
from shared.agenda.editions import by_day
from shared.sentences import Sentence
from shared.store.events import save_event

Person = dict[str, str]  # institution_id, role, status
DRAFT = "event-draft"
NEW = -1  # the id of a draft among the events
ZONE = "Europe/Paris"
_BLANK: dict[str, Any] = {
    "title": "",
    "starts": None,
    "ends": None,
    "opens": None,
    "closes": None,
    "timezone": ZONE,
    "certainty": "confirmed",
    "hashtags": "",
    "day_tags": "",
    "url": "",
    "place": "",
}


def current() -> dict[str, Any] | None:
    """The draft that is open in this visit, if one is."""
    draft: dict[str, Any] | None = st.session_state.get(DRAFT)
    return draft


def open_new() -> None:
    """Begin an event."""
    _open(None, None, dict(_BLANK), [])


def open_for(event: dict[str, Any]) -> None:
    """Begin to change an event (a row of `queries.events`)."""
    starts, ends = event["starts"].date(), event["ends"].date()
    days = [each.date().isoformat() for each in pd.date_range(starts, ends)]
    values = {
        "title": event["title"],
        "starts": starts,
        "ends": ends,
        "opens": _hour(event["opens"]),
        "closes": _hour(event["closes"]),
        "timezone": event["timezone"],
        "certainty": event["certainty"],
        "hashtags": " ".join(event["hashtags"]),
        "day_tags": "\n".join(event["day_tags"].get(day, "") for day in days).rstrip(),
        "url": event["url"] if isinstance(event["url"], str) else "",
        "place": event["place"] if isinstance(event["place"], str) else "",
    }
    everyone = cached.frame("participations")
    held = everyone[everyone["event_id"] == event["id"]]
    people = [
        {name: str(row[name]) for name in ("institution_id", "role", "status")}
        for row in held.to_dict("records")
    ]
    _open(int(event["id"]), int(event["version"]), values, people)


def _hour(text: Any) -> Any:
    return pd.Timestamp(text).time() if isinstance(text, str) else None


def _open(
    id: int | None, version: int | None, values: dict[str, Any], people: list[Person]
) -> None:
    st.session_state[DRAFT] = {
        "id": id, "version": version, "values": values, "people": people, "round": next_round(),
        "refusal": None, "stale": False,
    }  # fmt: skip
    for name, value in values.items():
        st.session_state[key(name)] = value


def next_round() -> int:
    """A number for the table of participants: drawn anew, it forgets what was done in it."""
    st.session_state["event-rounds"] = st.session_state.get("event-rounds", 0) + 1
    return int(st.session_state["event-rounds"])


def close() -> None:
    """Give the draft up."""
    st.session_state.pop(DRAFT, None)


def key(name: str) -> str:
    """The key of the field's widget."""
    return f"event-{name}"


def keep(draft: dict[str, Any]) -> None:
    """Remember what stands in the fields, should they leave the screen; bring back what left."""
    for name, value in draft["values"].items():
        if key(name) not in st.session_state:
            st.session_state[key(name)] = value
        draft["values"][name] = st.session_state[key(name)]


def complaint(draft: dict[str, Any], *fields: str) -> Sentence | None:
    """What the store had against one of these fields, at the last attempt to save."""
    said: Sentence | None = draft["refusal"]
    return said if said is not None and said.values.get("field") in fields else None


def added(people: list[Person], ids: Iterable[str], role: str, status: str) -> list[Person]:
    """The participants with these institutions after them; who is there stays as is."""
    there = {person["institution_id"] for person in people}
    new = [id for id in dict.fromkeys(ids) if id not in there]
    return [*people, *({"institution_id": id, "role": role, "status": status} for id in new)]


def edited(people: list[Person], edits: dict[str, Any]) -> list[Person]:
    """The participants after what was done in their table (the state of a data editor)."""
    gone = set(edits.get("deleted_rows", ()))
    changes = {int(row): cells for row, cells in edits.get("edited_rows", {}).items()}
    known = ("role", "status")
    return [
        {**person, **{name: cell for name, cell in changes.get(row, {}).items() if name in known}}
        for row, person in enumerate(people)
        if row not in gone
    ]


def fields(values: dict[str, Any]) -> dict[str, Any]:
    """What was typed, as fields for the store; without a last day the event lasts one day."""
    starts = values["starts"]
    lines = [line.strip() for line in values["day_tags"].split("\n")]
    typed = {**values, "ends": values["ends"] or starts}
    typed["day_tags"] = by_day(lines, starts) if starts and any(lines) else {}
    typed["day_tags"] = {day: tag for day, tag in typed["day_tags"].items() if tag}
    return typed


def save(draft: dict[str, Any], people: list[Person]) -> int:
    """Write the draft into the store; the event's id. Raises Refusal, or Stale."""
    written = fields(draft["values"])
    if draft["id"] is not None:
        written["id"] = draft["id"]
    with cached.writing() as session:
        held = save_event(
            session=session,
            by=principal(),
            event=written,
            participants=people,
            expected_version=draft["version"],
        )
        return int(held.id or 0)


def clashes_of(draft: dict[str, Any], people: list[Person]) -> pd.DataFrame:
    """What the draft would clash with if everyone invited came (columns: see `clashes`)."""
    starts: date | None = draft["values"]["starts"]
    ends = draft["values"]["ends"] or starts
    id = draft["id"] or NEW
    events, taking_part = cached.frame("events"), cached.frame("participations")
    others = events[events["id"] != id][["id", "starts", "ends", "certainty"]]
    if not starts or not ends or ends < starts:
        return clashes(others.head(0), taking_part, cached.institutions())
    own = pd.DataFrame(
        {
            "id": [id],
            "starts": pd.to_datetime([starts]).astype("datetime64[s]"),
            "ends": pd.to_datetime([ends]).astype("datetime64[s]"),
            "certainty": [draft["values"]["certainty"]],
        }
    )
    coming = [one["institution_id"] for one in people if one["status"] != "declined"]
    invited = pd.DataFrame(
        {"event_id": id, "institution_id": coming, "role": "partner", "status": "joined"}
    )
    found = clashes(
        pd.concat([others, own], ignore_index=True),
        pd.concat([taking_part[taking_part["event_id"] != id], invited], ignore_index=True),
        cached.institutions(),
        start=starts,
        end=ends + pd.Timedelta(days=1),
    )
    return found[(found["a"] == id) | (found["b"] == id)]
