"""Who may do what: the one permission function, asked by every write.

Until people sign in, the person at the keyboard is the local administrator; with
`PASSERELLE_READ_ONLY` set, they are a reader, and every write is refused here.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from shared.models import AuditEntry
from shared.sentences import Refusal, say

READ_ONLY = "PASSERELLE_READ_ONLY"


class Role(StrEnum):
    """What a person is in the consortium."""

    READER = "reader"
    COMMUNITY_MANAGER = "community_manager"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What can be written."""

    KEEP_STORE = "keep_store"  # create, upgrade, recount
    EDIT_ROSTER = "edit_roster"
    IMPORT_POSTS = "import_posts"
    EDIT_EVENTS = "edit_events"
    DECIDE = "decide"  # take up, put off or dismiss a suggestion
    COLLECT = "collect"  # ask a network for posts and accounts, within the ceilings


_ALLOWED = {
    Role.READER: frozenset[Action](),
    Role.COMMUNITY_MANAGER: frozenset({Action.EDIT_EVENTS}),
    Role.COORDINATOR: frozenset(
        {Action.EDIT_EVENTS, Action.DECIDE, Action.IMPORT_POSTS, Action.COLLECT}
    ),
    Role.ADMINISTRATOR: frozenset(Action),
}


@dataclass(frozen=True)
class Principal:
    """The acting person: a name for the record, and a role."""

    name: str
    role: Role


LOCAL_ADMINISTRATOR = Principal("local administrator", Role.ADMINISTRATOR)
READER = Principal("reader", Role.READER)


def principal() -> Principal:
    """The person acting in this process."""
    return READER if os.environ.get(READ_ONLY) else LOCAL_ADMINISTRATOR


def may(person: Principal, action: Action) -> bool:
    """Whether the person may do it (for showing or hiding a button)."""
    return action in _ALLOWED[person.role]


def permit(person: Principal, action: Action) -> None:
    """Let the write go on, or raise Refusal with the reason."""
    if not may(person, action):
        raise Refusal(
            say("These pages are for reading only here. Ask an administrator to make this change.")
        )


def record(
    session: Session,
    *,
    by: Principal,
    action: Action,
    what: str,
    detail: dict[str, Any] | None = None,
) -> None:
    """Leave who did what, and when, in the same transaction as the write.

    what: a line for people; detail: what it takes to undo it, as JSON.
    """
    session.add(
        AuditEntry(
            at=datetime.now(UTC), by=by.name, action=action.value, what=what[:1000], detail=detail
        )
    )
