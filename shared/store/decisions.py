"""What people decide about two institutions: appended, so that the last decision holds."""

from datetime import UTC, date, datetime

from sqlmodel import Session, col, select

from shared.access import Action, Principal, permit, record
from shared.models import Decision, DecisionStatus, Institution
from shared.sentences import Refusal, say
from shared.text import clean

LONGEST_NOTE = 1_000


def decide(
    *,
    session: Session,
    by: Principal,
    a: str,
    b: str,
    status: DecisionStatus,
    note: str | None = None,
    until: date | None = None,
) -> Decision:
    """Write down a decision about a pair of institutions, named in either order.

    `until` is the day from which a pair put off (`later`) is suggested again.
    Raises Refusal if the person may not decide, or for institutions that are unknown or the same.
    """
    permit(by, Action.DECIDE)
    if a == b:
        raise Refusal(say("A decision is about two different institutions."))
    for id in (a, b):
        if session.get(Institution, id) is None:
            raise Refusal(say("There is no institution “{id}” in the list.", id=clean(id, 80)))
    first, second = sorted((a, b))
    decision = Decision.model_validate(
        {
            "a": first,
            "b": second,
            "status": status,
            "by": by.name,
            "at": datetime.now(UTC),
            "note": clean(note, LONGEST_NOTE).strip() or None if note else None,
            "until": until,
        }
    )
    session.add(decision)
    record(session, by=by, action=Action.DECIDE, what=f"{first} {second}: {decision.status.value}")
    session.flush()
    return decision


def undo(*, session: Session, by: Principal, a: str, b: str) -> Decision:
    """Open the question of a pair again; what was decided stays in the record.

    Raises Refusal if the person may not decide, or if nothing is decided about the pair.
    """
    permit(by, Action.DECIDE)
    first, second = sorted((a, b))
    pair = select(Decision).where(Decision.a == first, Decision.b == second)
    last = session.exec(pair.order_by(col(Decision.id).desc()).limit(1)).first()
    if last is None or last.status == DecisionStatus.OPEN:
        raise Refusal(say("Nothing is decided about these two institutions."))
    return decide(session=session, by=by, a=a, b=b, status=DecisionStatus.OPEN)
