"""References that cannot be told are settled by looking up the posts they lead to."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, text
from sqlmodel import func, select

from data.demo.x_server import Fault, World, XServer
from shared.access import LOCAL_ADMINISTRATOR, READER
from shared.collection.collector import runs
from shared.collection.collector.leader import leading
from shared.collection.look_ups.post_lookup import noting
from shared.collection.look_ups.settle import Settled, settle
from shared.collection.x import X
from shared.collection.x_failures import Failure
from shared.models import Account, PostCheck, SyncRun
from shared.sentences import Refusal
from shared.settings import Settings
from shared.store.database import reading, revision, writing
from shared.store.recount import differences

on_one_engine = pytest.mark.parametrize("store", ["sqlite"], indirect=True)
NOW = datetime.now(UTC)
USERS = {"alpha": "101", "beta": "102", "gamma": "103", "delta": "104", "visitor": "900"}
QUOTED = {"alpha": "5001", "beta": "5002", "delta": "5004", "visitor": "5009", "nobody": "5008"}


@pytest.fixture
def x(museums: Engine) -> Iterator[XServer]:
    """An X where everybody wrote a post; our museums are found there, but delta has no id yet."""
    with writing(museums) as session:
        for account in session.exec(select(Account)):
            account.looked_up = NOW
            session.add(account)
    world = World(users=[{"id": id, "username": handle} for handle, id in USERS.items()])
    for handle in QUOTED.keys() & USERS.keys():
        world.add_post(id=QUOTED[handle], author_id=USERS[handle], text="Hello")
    with XServer(world) as server:
        yield server


@pytest.fixture
def asked(museums: Engine, x: XServer) -> Iterator[Callable[..., Settled]]:
    """Looks references up on the local X, under our own lead; every time in a run of its own."""
    with leading(museums) as lead:
        assert lead

        def ask(chosen: Settings | None = None, now: datetime = NOW, **how: Any) -> Settled:
            settings = chosen or Settings(run_dollars=None)
            with noting(museums) as session:
                run = runs.begin(
                    session=session, by=LOCAL_ADMINISTRATOR, what="posts", accounts=0, host=None
                )
            given = {"by": LOCAL_ADMINISTRATOR, "pause": lambda _: None, "now": lambda: now, **how}
            token = SecretStr("local-x")
            client = X(token, base_url=x.base_url, dialect=settings.dialect)
            return settle(client, engine=museums, lead=lead, settings=settings, run=run, **given)

        yield ask


def quote(id: str, *whom: str, **fields: object) -> dict:
    """A post by alpha that quotes, and says nothing of the author."""
    said = {"id": id, "author_id": "101", "created_at": "2026-03-05T10:00:00Z", "text": "Look"}
    kinds = ("quoted", "replied_to")
    told = [{"type": kind, "id": QUOTED[one]} for kind, one in zip(kinds, whom, strict=False)]
    return {"data": [{**said, "referenced_tweets": told, **fields}]}


def test_what_x_shows_becomes_an_interaction_or_an_outsider_and_the_rest_stays_open(
    museums: Engine,
    bring: Callable,
    asked: Callable,
    acts: Callable,
    open_references: Callable,
    outsiders: Callable,
    x: XServer,
) -> None:
    bring(
        quote("2001", "beta", "visitor"),
        quote("2002", "alpha"),
        quote("2003", "visitor", "visitor"),
        quote("2004", "nobody"),
        quote("2005", "beta"),
    )
    assert len(open_references()) == 7
    settled = asked()
    told = {("2001", "quote", "alpha", "beta"), ("2005", "quote", "alpha", "beta")}
    assert acts() == told
    assert open_references() == {("2004", "quote", QUOTED["nobody"])}
    assert outsiders() == 2
    assert (settled.asked, settled.interactions, settled.outsiders) == (4, 2, 2)
    with reading(museums) as session:
        assert differences(session).empty
        checks = session.exec(select(PostCheck)).all()
        assert [(one.post_id, one.found) for one in checks] == [(QUOTED["nobody"], False)]
        run = session.exec(select(SyncRun)).one()
        assert (run.requests, run.posts, run.interactions_new) == (1, 3, 2)
        assert run.cost == 15_000 == x.bill().dollars * 1_000_000
        when = session.connection().execute(text("SELECT occurred_at, evidence FROM interaction"))
        assert {(str(at)[:16], how) for at, how in when} == {("2026-03-05 10:00", "post")}


def test_what_x_did_not_show_is_asked_for_again_after_a_month_only(
    museums: Engine, bring: Callable, asked: Callable, x: XServer
) -> None:
    bring(quote("2004", "nobody"))
    assert asked().asked == 1
    with reading(museums) as session:
        before = revision(session)
    assert asked(now=NOW + timedelta(29)).asked == 0
    assert len(x.requests) == 1
    assert asked(now=NOW + timedelta(31)).asked == 1
    with reading(museums) as session:
        assert revision(session) == before


@on_one_engine
def test_the_ceilings_hold_for_look_ups_too(bring: Callable, asked: Callable, x: XServer) -> None:
    bring(quote("2001", "beta", "visitor"), quote("2002", "alpha"))
    settled = asked(Settings(run_posts=2))
    assert (settled.asked, x.bill().posts) == (2, 2)
    assert "2 posts" in str(settled.ceiling)
    assert asked(Settings(month_posts=2, run_dollars=None)).asked == 0
    assert asked(Settings(look_up_references=False)).asked == 0
    assert x.bill().posts == 2


@on_one_engine
def test_nobody_is_taken_for_a_stranger_while_an_account_was_never_looked_up(
    museums: Engine, bring: Callable, asked: Callable, x: XServer, outsiders: Callable
) -> None:
    bring(quote("2001", "delta"))
    with writing(museums) as session:
        delta = session.exec(select(Account).where(Account.handle == "delta")).one()
        delta.looked_up = None
    assert asked().asked == 0
    assert (x.requests, outsiders()) == ([], 0)


@on_one_engine
def test_an_answer_that_says_nothing_settles_nothing(
    bring: Callable, asked: Callable, open_references: Callable, x: XServer
) -> None:
    bring(quote("2001", "beta"))
    x.next(Fault.DROPPED_FIELDS)
    settled = asked()
    assert settled.drift is not None
    assert settled.asked == 0
    assert len(open_references()) == 1
    assert x.bill().posts == 1
    x.next(Fault.CREDITS_DEPLETED)
    with pytest.raises(Failure):
        asked()
    with pytest.raises(Refusal):
        asked(by=READER)
    assert len(open_references()) == 1


@on_one_engine
def test_in_the_later_dialect_profiles_are_billed_as_well(
    museums: Engine, bring: Callable, asked: Callable, acts: Callable, x: XServer
) -> None:
    bring(quote("2001", "beta"))
    assert asked(Settings(dialect="post", run_dollars=Decimal("0.02"))).asked == 0
    assert asked(Settings(dialect="post")).interactions == 1
    assert len(acts()) == 1
    with reading(museums) as session:
        cost = session.exec(select(func.sum(SyncRun.cost))).one()
        assert cost == 15_000 == x.bill().dollars * 1_000_000
