"""One collector leads; who comes later waits, and who led before writes nothing more."""

import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text
from sqlmodel import select

from shared.access import LOCAL_ADMINISTRATOR, READER
from shared.collection.collector.leader import (
    Lead,
    LostLead,
    ask,
    leading,
    state,
    take_up,
    withdraw,
)
from shared.models import AuditEntry, CollectorState
from shared.sentences import Refusal
from shared.store.database import reading, revision, set_setting, writing

LEADS_UNTIL_KILLED = """
import sys, time
from shared.collection.collector.leader import leading
from shared.store.database import engine_for
with leading(engine_for(sys.argv[1])) as lead:
    print("leads" if lead else "waits", flush=True)
    time.sleep(60)
"""


def term(store: Engine) -> int:
    with reading(store) as session:
        return session.exec(select(CollectorState.term)).one()


def test_while_one_leads_another_does_not(store: Engine) -> None:
    with leading(store) as first, leading(store) as second:
        assert first is not None
        assert second is None
    with leading(store) as third:
        assert third is not None
        assert third.term == first.term + 1


def test_the_lead_of_a_process_that_is_killed_can_be_taken_at_once(store: Engine) -> None:
    url = store.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", LEADS_UNTIL_KILLED, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "leads\n"
        with leading(store) as lead:
            assert lead is None
        other.kill()
        other.wait()
    for _ in range(50):  # the server needs a moment to see that the connection is gone
        with leading(store) as lead:
            if lead is not None:
                return
        subprocess.run(["sleep", "0.05"], check=True)
    pytest.fail("nobody could take the lead over")


def test_who_led_before_writes_nothing_more(store: Engine) -> None:
    with leading(store) as before:
        assert before is not None
    with leading(store) as now:
        assert now is not None
        with pytest.raises(LostLead), writing(store) as session:
            set_setting(session, "kept", "no")
            before.hold(session)
        with writing(store) as session:
            now.hold(session)
            set_setting(session, "kept", "yes")
        with pytest.raises(LostLead):
            before.beat(store)
    with reading(store) as session:
        assert session.connection().execute(
            text("SELECT value FROM setting WHERE name = 'kept'")
        ).scalars().all() == ["yes"]


def test_the_term_cannot_be_raised_within_a_transaction_that_holds_the_lead(
    postgresql_store: Engine,
) -> None:
    with leading(postgresql_store) as lead, writing(postgresql_store) as session:
        assert lead is not None
        lead.hold(session)
        with pytest.raises(Exception, match="lock timeout"), postgresql_store.begin() as other:
            other.execute(text("SET LOCAL lock_timeout = '50ms'"))
            other.execute(text("UPDATE collector_state SET term = term + 1"))


def test_a_leader_whose_connection_was_ended_learns_it_at_the_next_beat(
    postgresql_store: Engine,
) -> None:
    with leading(postgresql_store) as lead:
        assert lead is not None
        assert lead.lock is not None
        lead.beat(postgresql_store)
        process = lead.lock.execute(text("SELECT pg_backend_pid()")).scalar()
        with postgresql_store.begin() as other:
            other.execute(text("SELECT pg_terminate_backend(:p)"), {"p": process})
        with pytest.raises(LostLead):
            lead.beat(postgresql_store)


def test_a_beat_is_seen_and_leaves_the_revision_alone(store: Engine) -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with leading(store) as lead:
        assert lead is not None
        with reading(store) as session:
            before = revision(session)
        lead.beat(store, every=900, next_at=at)
        with reading(store) as session:
            seen = state(session=session)
            assert revision(session) == before
        assert seen is not None
        assert (seen.every, seen.next_at) == (900, at)
        assert seen.leader
        assert seen.beat_at is not None
    with reading(store) as session:
        after = state(session=session)
    assert after is not None
    assert (after.leader, after.every, after.next_at) == (None, None, None)


def test_who_asks_for_a_collection_is_heard_once(store: Engine) -> None:
    with writing(store) as session:
        ask(session=session, by=LOCAL_ADMINISTRATOR)
    with leading(store) as lead:
        assert lead is not None
        assert take_up(store, lead) == LOCAL_ADMINISTRATOR.name
        assert take_up(store, lead) is None
        with writing(store) as session:
            ask(session=session, by=LOCAL_ADMINISTRATOR)
        assert take_up(store, Lead(lead.term - 1)) is None
        assert take_up(store, lead) == LOCAL_ADMINISTRATOR.name


def test_a_request_that_was_withdrawn_is_not_taken_up(store: Engine) -> None:
    with writing(store) as session:
        ask(session=session, by=LOCAL_ADMINISTRATOR)
    with writing(store) as session:
        withdraw(session=session, by=LOCAL_ADMINISTRATOR)
    with leading(store) as lead:
        assert lead is not None
        assert take_up(store, lead) is None
    with reading(store) as session:
        seen = state(session=session)
        entries = session.exec(select(AuditEntry)).all()
    assert seen is not None
    assert (seen.asked_at, seen.asked_by) == (None, None)
    assert [entry.action for entry in entries] == ["collect", "collect"]


def test_a_request_that_was_taken_up_cannot_be_withdrawn(store: Engine) -> None:
    with writing(store) as session:
        ask(session=session, by=LOCAL_ADMINISTRATOR)
    with leading(store) as lead:
        assert lead is not None
        take_up(store, lead)
    with writing(store) as session:
        withdraw(session=session, by=LOCAL_ADMINISTRATOR)
    with reading(store) as session:
        seen = state(session=session)
        assert len(session.exec(select(AuditEntry)).all()) == 1
    assert seen is not None
    assert seen.asked_by == LOCAL_ADMINISTRATOR.name


def test_a_reader_can_neither_ask_nor_withdraw(store: Engine) -> None:
    with writing(store) as session:
        ask(session=session, by=LOCAL_ADMINISTRATOR)
    for change in (ask, withdraw):
        with pytest.raises(Refusal), writing(store) as session:
            change(session=session, by=READER)
    with reading(store) as session:
        seen = state(session=session)
    assert seen is not None
    assert seen.asked_by == LOCAL_ADMINISTRATOR.name


def test_stepping_down_does_not_hide_who_took_over(store: Engine) -> None:
    with ExitStack() as both:
        before = both.enter_context(leading(store))
        assert before is not None
        with store.execution_options(write=True).begin() as connection:
            connection.execute(
                text("UPDATE collector_state SET term = term + 1, leader = 'another'")
            )
    with reading(store) as session:
        seen = state(session=session)
    assert seen is not None
    assert seen.leader == "another"
