"""A collection leaves a record that tells a person what happened and what follows."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from shared.access import LOCAL_ADMINISTRATOR, READER
from shared.collection.collector import runs
from shared.models import Account, Institution, Network, SyncItem, SyncRun, SyncStatus
from shared.sentences import Refusal, say
from shared.store.database import reading, writing

LATER = datetime(2026, 4, 1, tzinfo=UTC)


def begun(store: Engine) -> int:
    with writing(store) as session:
        return runs.begin(
            session=session, by=LOCAL_ADMINISTRATOR, what="posts", accounts=2, host="x.example"
        )


def kept(store: Engine, run: int) -> SyncRun:
    with reading(store) as session:
        found = session.get(SyncRun, run)
    assert found is not None
    return found


def test_what_each_page_brought_adds_up(store: Engine) -> None:
    run = begun(store)
    for _ in range(2):
        with writing(store) as session:
            runs.add(session=session, run=run, requests=1, posts=100, cost=500_000, waited=0.5)
    told = kept(store, run)
    assert (told.requests, told.posts, told.cost, told.waited) == (2, 200, 1_000_000, 1.0)
    assert (told.status, told.finished, told.host) == (SyncStatus.RUNNING, None, "x.example")


def test_the_fewest_requests_left_are_kept(store: Engine) -> None:
    run = begun(store)
    for left in (90, 40, 70):
        with writing(store) as session:
            runs.add(session=session, run=run, rate_remaining=left)
    with writing(store) as session:
        runs.add(session=session, run=run, requests=1)
    assert kept(store, run).rate_remaining == 40


def test_it_ends_with_a_sentence_and_when_it_goes_on(store: Engine) -> None:
    run = begun(store)
    with writing(store) as session:
        reason = say("Left: {left}.", left=3)
        runs.end(
            session=session, run=run, status=SyncStatus.BUDGET, reason=reason, resumes_at=LATER
        )
    told = kept(store, run)
    assert (told.status, told.reason, told.values) == (
        SyncStatus.BUDGET,
        "Left: {left}.",
        {"left": 3},
    )
    assert told.resumes_at == LATER
    assert told.finished is not None


def test_what_came_of_an_account_is_kept(store: Engine) -> None:
    run = begun(store)
    with writing(store) as session:
        session.add(Institution(id="alpha", name="Alpha"))
        session.flush()
        account = Account(institution_id="alpha", network=Network.X, handle="alpha")
        session.add(account)
        session.flush()
        runs.item(
            session=session,
            run=run,
            account_id=account.id or 0,
            outcome="failed",
            reason=say("Asked {times} times.", times=4),
            http_status=503,
            problem="p" * 300,
        )
    with reading(store) as session:
        told = session.exec(select(SyncItem)).one()
    assert (told.outcome, told.reason, told.values) == (
        "failed",
        "Asked {times} times.",
        {"times": 4},
    )
    assert told.http_status == 503
    assert len(told.problem or "") == 200


def test_a_run_that_was_cut_off_is_closed_and_others_are_left_alone(store: Engine) -> None:
    done, cut_off = begun(store), begun(store)
    with writing(store) as session:
        runs.end(session=session, run=done, status=SyncStatus.OK)
        assert runs.close_cut_off(session=session) == 1
        assert runs.close_cut_off(session=session) == 0
    assert kept(store, done).status is SyncStatus.OK
    told = kept(store, cut_off)
    assert (told.status, bool(told.finished)) == (SyncStatus.STOPPED, True)
    assert told.reason is not None
    assert "cut off" in told.reason


def test_a_reader_begins_nothing(store: Engine) -> None:
    with pytest.raises(Refusal), writing(store) as session:
        runs.begin(session=session, by=READER, what="posts", accounts=1, host=None)
