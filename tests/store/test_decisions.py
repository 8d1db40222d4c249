from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from shared.access import LOCAL_ADMINISTRATOR, Principal, Role
from shared.models import AuditEntry, Decision, DecisionStatus, Institution
from shared.sentences import Refusal
from shared.store.database import reading, writing
from shared.store.decisions import decide, undo

COORDINATOR = Principal("Ada", Role.COORDINATOR)


@pytest.fixture
def museums(store: Engine) -> Engine:
    with writing(store) as session:
        session.add_all(Institution(id=id, name=id) for id in ("a", "b", "c"))
    return store


def kept(store: Engine) -> list[tuple[str, str, DecisionStatus]]:
    with reading(store) as session:
        return [(d.a, d.b, d.status) for d in session.exec(select(Decision).order_by("id"))]


def test_a_decision_tells_who_when_why_and_until_when(museums):
    with writing(museums) as session:
        decision = decide(
            session=session,
            by=COORDINATOR,
            a="b",
            b="a",
            status=DecisionStatus.LATER,
            note=" after\x00 summer ",
            until=date(2026, 9, 1),
        )
        assert (decision.a, decision.b, decision.by) == ("a", "b", "Ada")
    with reading(museums) as session:
        stored = session.exec(select(Decision)).one()
        assert (stored.note, stored.until) == ("after summer", date(2026, 9, 1))
        assert abs(datetime.now(UTC) - stored.at.replace(tzinfo=UTC)) < timedelta(minutes=5)
        assert [entry.by for entry in session.exec(select(AuditEntry))] == ["Ada"]


def test_decisions_are_appended_and_undone_by_one_more(museums):
    with writing(museums) as session:
        decide(session=session, by=COORDINATOR, a="a", b="b", status=DecisionStatus.TAKEN_UP)
        decide(session=session, by=COORDINATOR, a="c", b="a", status=DecisionStatus.DISMISSED)
        undo(session=session, by=COORDINATOR, a="b", b="a")
    assert kept(museums) == [
        ("a", "b", DecisionStatus.TAKEN_UP),
        ("a", "c", DecisionStatus.DISMISSED),
        ("a", "b", DecisionStatus.OPEN),
    ]


def test_nothing_can_be_undone_twice_or_before_it_is_decided(museums):
    with pytest.raises(Refusal, match="Nothing is decided"), writing(museums) as session:
        undo(session=session, by=COORDINATOR, a="a", b="b")
    with writing(museums) as session:
        decide(session=session, by=COORDINATOR, a="a", b="b", status=DecisionStatus.LATER)
        undo(session=session, by=COORDINATOR, a="a", b="b")
    with pytest.raises(Refusal, match="Nothing is decided"), writing(museums) as session:
        undo(session=session, by=COORDINATOR, a="a", b="b")


@pytest.mark.parametrize("a, b", [("a", "a"), ("a", "nobody"), ("nobody", "a")])
def test_a_decision_is_about_two_known_institutions(museums, a, b):
    with pytest.raises(Refusal), writing(museums) as session:
        decide(session=session, by=COORDINATOR, a=a, b=b, status=DecisionStatus.LATER)
    assert kept(museums) == []


@pytest.mark.parametrize("role", [Role.READER, Role.COMMUNITY_MANAGER])
def test_only_coordinators_and_administrators_decide(museums, role):
    by = Principal("somebody", role)
    with writing(museums) as session:
        decide(session=session, by=LOCAL_ADMINISTRATOR, a="a", b="b", status=DecisionStatus.LATER)
    with pytest.raises(Refusal, match="for reading only"), writing(museums) as session:
        decide(session=session, by=by, a="a", b="c", status=DecisionStatus.LATER)
    with pytest.raises(Refusal, match="for reading only"), writing(museums) as session:
        undo(session=session, by=by, a="a", b="b")
    assert len(kept(museums)) == 1
