"""What was deleted from the calendar, kept in the audit so that it can be undone.

An audit entry holds at most 1,000 characters: an event's text is kept in numbered parts.
"""

import json
import re
from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from shared.access import Action, Principal, record
from shared.models import AuditEntry

_PART = 900  # characters of an event's text in one audit entry
_RESTORED = re.compile(r"event (\d+) restored ")
_DELETED = re.compile(r"event (\d+) deleted (\d+)/(\d+) (.*)", re.DOTALL)


def keep_deleted(session: Session, *, by: Principal, event_id: int, row: dict[str, Any]) -> None:
    """Leave the whole of a deleted event (its JSON) in the audit."""
    text = json.dumps(row, ensure_ascii=False)
    parts = [text[start : start + _PART] for start in range(0, len(text), _PART)]
    for number, part in enumerate(parts, 1):
        what = f"event {event_id} deleted {number}/{len(parts)} {part}"
        record(session, by=by, action=Action.EDIT_EVENTS, what=what)
        session.flush()  # one by one: the parts keep their order


def keep_restored(session: Session, *, by: Principal, event_id: int, now: int | None) -> None:
    """Leave that a deleted event came back, and under which id."""
    what = f"event {event_id} restored as {now}"
    record(session, by=by, action=Action.EDIT_EVENTS, what=what)


def deleted(session: Session, *, event_id: int | None = None) -> list[dict[str, Any]]:
    """What `keep_deleted` left and was not restored, oldest first; of one event, or of all."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    parts: dict[str, str] = defaultdict(str)
    for entry in _entries(session, event_id):
        if restored := _RESTORED.match(entry):
            del found[restored[1]][-1:]
        elif match := _DELETED.fullmatch(entry):
            event, number, last, part = match.groups()
            parts[event] += part
            if number == last:
                found[event].append(json.loads(parts.pop(event)))
    return [row for rows in found.values() for row in rows]


def _entries(session: Session, event_id: int | None) -> list[str]:
    """The audit's words about one event or all, in order."""
    like = f"event {'%' if event_id is None else event_id} "
    what = col(AuditEntry.what)
    about = select(AuditEntry.what).where(
        AuditEntry.action == Action.EDIT_EVENTS.value,
        what.like(f"{like}deleted %") | what.like(f"{like}restored %"),
    )
    return list(session.exec(about.order_by(col(AuditEntry.id))))


def last_change(session: Session, *, event_id: int) -> tuple[str, datetime] | None:
    """Who last changed or deleted an event, and when; None if nobody but the shipped calendar."""
    entry = session.exec(
        select(AuditEntry)
        .where(
            AuditEntry.action == Action.EDIT_EVENTS.value,
            col(AuditEntry.what).like(f"event {event_id} %"),
        )
        .order_by(col(AuditEntry.id).desc())
        .limit(1)
    ).first()
    return (entry.by, entry.at) if entry else None
