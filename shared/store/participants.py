"""Who takes part in an event, in the store."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session, col, delete, select

from shared.models import (
    Event,
    Institution,
    Participation,
    ParticipationRole,
    ParticipationStatus,
)
from shared.sentences import Refusal, say

Participants = Iterable[Mapping[str, Any]]
Said = tuple[ParticipationRole, ParticipationStatus]


def participants_of(session: Session, event_id: int) -> dict[str, Said]:
    """The institutions of an event, with role and status."""
    rows = session.exec(
        select(Participation)
        .where(Participation.event_id == event_id)
        .order_by(col(Participation.institution_id))
    )
    return {row.institution_id: (row.role, row.status) for row in rows}


def replace_participants(session: Session, event: Event, participants: Participants) -> bool:
    """Make these the participants of an event; whether that changed anything.

    participants: institution_id, role (default partner), status (default invited); an
    institution named twice takes part as said last. Raises Refusal for an institution that is
    not in the roster, or an unknown role or status.
    """
    wanted = dict(_checked(row) for row in participants)
    there = set(session.exec(select(Institution.id).where(col(Institution.id).in_(wanted))))
    for institution in wanted:
        if institution not in there:
            raise Refusal(
                say(
                    "“{institution}” is not in the list of institutions.",
                    institution=institution[:80],
                    field="participants",
                )
            )
    if event.id is None or wanted == participants_of(session, event.id):
        return False
    session.exec(delete(Participation).where(col(Participation.event_id) == event.id))
    session.add_all(
        Participation(event_id=event.id, institution_id=institution, role=role, status=status)
        for institution, (role, status) in wanted.items()
    )
    session.flush()
    return True


def _checked(row: Mapping[str, Any]) -> tuple[str, Said]:
    try:
        role = ParticipationRole(row.get("role") or "partner")
        status = ParticipationStatus(row.get("status") or "invited")
    except ValueError as error:
        raise Refusal(
            say(
                "A participant is host, partner or invited, and has been invited, has joined or "
                "has declined.",
                field="participants",
            )
        ) from error
    return str(row["institution_id"]), (role, status)
