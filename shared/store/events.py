"""The calendar in the store: people's events, and who takes part.

Two people may edit one event at once: every change names the `version` it was made from, and
the second is told who came first. Nothing is silently overwritten.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, delete, select

from shared.access import Action, Principal, permit, record
from shared.models import Event, EventSeries, Institution, Participation
from shared.sentences import Refusal, Sentence, say
from shared.store.event_fields import checked_event, differences
from shared.store.event_trail import deleted, keep_deleted, keep_restored, last_change
from shared.store.participants import Participants, participants_of, replace_participants


class Stale(Refusal):
    """Someone changed the event since it was read; `current` is how it stands now."""

    def __init__(self, sentence: Sentence, current: Event) -> None:
        super().__init__(sentence)
        self.current = current


def save_event(
    *,
    session: Session,
    by: Principal,
    event: Mapping[str, Any] | Event,
    participants: Participants | None = None,
    expected_version: int | None = None,
) -> Event:
    """Write a new event, or changes to one, with who takes part; what is equal changes nothing.

    event: fields by name (see `event_fields.FIELDS`), those not named staying as they are; with
    an `id`, the event to change, of which `expected_version` is the version that was read.
    participants: institution_id, role (default partner), status (default invited); they replace
    those held; None leaves them. Raises Refusal, naming the field, for what cannot be, and Stale
    if someone else changed the event meanwhile.
    """
    permit(by, Action.EDIT_EVENTS)
    fields = event.model_dump() if isinstance(event, Event) else dict(event)
    if isinstance(event, Event) and event in session:
        session.expire(event)
    if fields.get("id") is None:
        held = _create(session, by=by, fields=fields)
        changed = ["new"]
    else:
        held = _held(session, int(fields["id"]), expected_version)
        changed = _change(session, by=by, held=held, fields=fields)
    if participants is not None and replace_participants(session, held, participants):
        changed = [*changed, "participants"]
    if changed:
        _leave(session, by=by, held=held, what=f"saved ({', '.join(changed)}): {held.title}")
    return held


def set_participants(
    *,
    session: Session,
    by: Principal,
    event_id: int,
    participants: Participants,
    expected_version: int,
) -> Event:
    """Replace who takes part in an event (as in `save_event`); its own fields stay as shipped."""
    permit(by, Action.EDIT_EVENTS)
    held = _held(session, event_id, expected_version)
    if replace_participants(session, held, participants):
        _leave(session, by=by, held=held, what="saved (participants)")
    return held


def delete_event(*, session: Session, by: Principal, event_id: int, expected_version: int) -> None:
    """Take an event out of the calendar; `restore_event` brings it back as it was."""
    permit(by, Action.EDIT_EVENTS)
    held = _held(session, event_id, expected_version)
    row = {
        "event": held.model_dump(mode="json"),
        "participants": [
            {"institution_id": institution, "role": role, "status": status}
            for institution, (role, status) in participants_of(session, event_id).items()
        ],
    }
    keep_deleted(session, by=by, event_id=event_id, row=row)
    session.exec(delete(Participation).where(col(Participation.event_id) == event_id))
    session.delete(held)
    session.flush()


def restore_event(*, session: Session, by: Principal, event_id: int) -> Event:
    """Bring a deleted event back with its participants, under its id (which is never reused).

    Institutions that have left the roster meanwhile are left out. Raises Refusal if there is
    nothing to bring back, or its edition was added anew.
    """
    permit(by, Action.EDIT_EVENTS)
    kept = deleted(session, event_id=event_id)
    if not kept:
        raise Refusal(say("There is no deleted event to bring back."))
    event = Event.model_validate(kept[0]["event"])
    _refuse_taken(session, event)
    event.version += 1
    session.add(event)
    session.flush()
    there = set(session.exec(select(Institution.id)))
    back = [row for row in kept[0]["participants"] if row["institution_id"] in there]
    replace_participants(session, event, back)
    keep_restored(session, by=by, event_id=event_id)
    return event


def _create(session: Session, *, by: Principal, fields: Mapping[str, Any]) -> Event:
    event = checked_event(fields)
    _refuse_taken(session, event)
    event.edited_by, event.edited_at = by.name, datetime.now(UTC)
    event.version = 0  # the first version is the one that is left
    session.add(event)
    session.flush()
    return event


def _change(
    session: Session, *, by: Principal, held: Event, fields: Mapping[str, Any]
) -> list[str]:
    """Write the fields that differ into a held event; their names."""
    event = checked_event({**held.model_dump(), **fields})
    if (event.series_id, event.edition) != (held.series_id, held.edition):
        _refuse_taken(session, event)
    changed = differences(held, event)
    for name in changed:
        setattr(held, name, getattr(event, name))
    if changed:
        held.edited_by, held.edited_at = by.name, datetime.now(UTC)
    return changed


def _leave(session: Session, *, by: Principal, held: Event, what: str) -> None:
    """Close a change: the version moves on, and who did it is left."""
    held.version += 1
    session.add(held)
    session.flush()
    record(session, by=by, action=Action.EDIT_EVENTS, what=f"event {held.id} {what}")


def _held(session: Session, event_id: int, expected_version: int | None) -> Event:
    """The event to change, locked; Stale unless it is still the version that was read."""
    held = session.get(Event, event_id, populate_existing=True, with_for_update=True)
    if held is not None and held.version == expected_version:
        return held
    who, at = last_change(session, event_id=event_id) or ("Passerelle", None)
    told = {"who": who, "when": f"{at:%Y-%m-%d %H:%M} UTC" if at else "", "field": "version"}
    if held is None:
        raise Refusal(say("This event is no longer in the calendar: {who}, {when}.", **told))
    raise Stale(
        say(
            "{who} changed this event after you opened it ({when}); nothing of yours was saved. "
            "Look at how it stands now, then choose.",
            **told,
        ),
        held,
    )


def _refuse_taken(session: Session, event: Event) -> None:
    """Raise Refusal for a series that is not known, or an edition that is there already."""
    if event.series_id is None:
        return
    if session.get(EventSeries, event.series_id) is None:
        raise Refusal(
            say("There is no series “{series}”.", series=event.series_id, field="series_id")
        )
    same = select(Event.id).where(
        Event.series_id == event.series_id, Event.edition == event.edition
    )
    if event.edition and session.exec(same).first() is not None:
        raise Refusal(
            say(
                "The edition {edition} of this series is in the calendar already.",
                edition=event.edition,
                field="edition",
            )
        )
