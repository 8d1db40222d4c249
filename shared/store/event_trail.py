"""What was deleted from the calendar, kept whole in the audit so that it can be undone."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from shared.access import Action, Principal, record
from shared.models import AuditEntry


def keep_deleted(session: Session, *, by: Principal, event_id: int, row: dict[str, Any]) -> None:
    """Leave the whole of a deleted event (event and participants, as JSON) in the audit."""
    what = f"event {event_id} deleted: {row['event']['title']}"
    record(session, by=by, action=Action.EDIT_EVENTS, what=what, detail={"deleted": row})


def keep_restored(session: Session, *, by: Principal, event_id: int) -> None:
    """Leave that a deleted event came back."""
    what = f"event {event_id} restored"
    record(session, by=by, action=Action.EDIT_EVENTS, what=what, detail={"restored": event_id})


def deleted(session: Session, *, event_id: int | None = None) -> list[dict[str, Any]]:
    """What `keep_deleted` left and was not restored, by id of event; of one event, or of all."""
    about = "event %" if event_id is None else f"event {event_id} %"
    details = session.exec(
        select(AuditEntry.detail)
        .where(
            AuditEntry.action == Action.EDIT_EVENTS.value,
            col(AuditEntry.what).like(about),
            col(AuditEntry.detail).is_not(None),
        )
        .order_by(col(AuditEntry.id))
    )
    gone: dict[int, dict[str, Any]] = {}
    for detail in details:
        if detail and "deleted" in detail:
            gone[detail["deleted"]["event"]["id"]] = detail["deleted"]
        elif detail and "restored" in detail:
            gone.pop(detail["restored"], None)
    return [gone[number] for number in sorted(gone)]


def last_change(session: Session, *, event_id: int) -> tuple[str, datetime] | None:
    """Who last changed or deleted an event, and when; None if nobody but the shipped calendar."""
    entry = session.exec(
        select(AuditEntry.by, AuditEntry.at)
        .where(
            AuditEntry.action == Action.EDIT_EVENTS.value,
            col(AuditEntry.what).like(f"event {event_id} %"),
        )
        .order_by(col(AuditEntry.id).desc())
        .limit(1)
    ).first()
    return (entry[0], entry[1]) if entry else None
