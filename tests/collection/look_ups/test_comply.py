"""Stored posts are looked up again, and what X clearly says of them is followed."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, text
from sqlmodel import select

from data.demo.x_server import Fault, World, XServer
from shared.access import LOCAL_ADMINISTRATOR, READER
from shared.collection.collector.leader import Lead, LostLead, leading
from shared.collection.look_ups.comply import comply
from shared.collection.look_ups.due_posts import price
from shared.collection.x import X
from shared.models import Erasure, Post, PostCheck, PostState, SyncRun, SyncStatus
from shared.sentences import Refusal
from shared.settings import Settings
from shared.store.database import reading, revision
from shared.store.recount import differences

on_one_engine = pytest.mark.parametrize("store", ["sqlite"], indirect=True)
NOW = datetime.now(UTC).replace(microsecond=0)
IDS = {"alpha": "101", "beta": "102", "gamma": "103"}


@pytest.fixture
def world() -> World:
    return World(users=[{"id": id, "username": handle} for handle, id in IDS.items()])


@pytest.fixture
def x(world: World) -> Iterator[XServer]:
    with XServer(world) as server:
        yield server


@pytest.fixture
def post(world: World) -> Callable[..., str]:
    """Somebody writes a post on X, some days ago."""

    def write(days_ago: float, text: str = "With @gamma #museums", by: str = "alpha") -> str:
        at = NOW - timedelta(days_ago)
        return world.add_post(author_id=IDS[by], text=text, created_at=at)

    return write


@pytest.fixture
def collect(world: World, bring: Callable) -> Callable[..., Any]:
    """What X shows of the posts comes into the store."""

    def brought(*ids: str) -> Any:
        return bring({"data": [world.post(id) for id in ids]})

    return brought


@pytest.fixture
def check(museums: Engine, x: XServer) -> Iterator[Callable[..., SyncRun]]:
    """Looks stored posts up on the local X, under our own lead; the run as it ended."""
    with leading(museums) as lead:
        assert lead

        def ask(chosen: Settings | None = None, now: datetime = NOW, **how: Any) -> SyncRun:
            settings = chosen or Settings()
            token = SecretStr("local-x")
            base_url = how.pop("base_url", x.base_url)
            client = X(token, base_url=base_url, dialect=settings.dialect)
            given = {"by": LOCAL_ADMINISTRATOR, "pause": lambda _: None, "now": lambda: now}
            given |= {"lead": lead, "settings": settings, **how}
            run = comply(client, engine=museums, **given)
            with reading(museums) as session:
                return session.exec(select(SyncRun).where(SyncRun.id == run)).one()

        yield ask


def held(museums: Engine) -> dict[str, Post]:
    with reading(museums) as session:
        assert differences(session).empty
        return {one.post_id: one for one in session.exec(select(Post))}


def erased(museums: Engine) -> dict[str, str]:
    with reading(museums) as session:
        return {one.post_id: one.reason for one in session.exec(select(Erasure))}


def said(run: SyncRun) -> str:
    return (run.reason or "").format(**run.values)


def test_what_x_says_of_each_post_is_followed_and_billed(
    museums: Engine,
    world: World,
    x: XServer,
    post: Callable,
    collect: Callable,
    check: Callable,
    acts: Callable,
) -> None:
    stands, deleted, hidden, gone, edited = (post(days) for days in (9, 8, 7, 6, 5))
    theirs, protected = post(4, by="beta"), post(3, by="gamma", text="With @alpha")
    collect(stands, deleted, hidden, gone, edited, theirs, protected)
    world.delete(deleted)
    world.withhold(hidden, ["DE"])
    world.withhold(gone, ["XX"])
    newer = world.edit(edited, "With @beta now")
    world.suspend(IDS["beta"])
    world.protect(IDS["gamma"])
    run = check()
    assert erased(museums) == {
        deleted: "deleted",
        gone: "withheld",
        theirs: "suspended",
        protected: "protected",
    }
    posts = held(museums)
    assert {id for id, one in posts.items() if one.state is PostState.DELETED} == {*erased(museums)}
    assert all(posts[id].text is None for id in erased(museums))
    assert (posts[hidden].state, posts[hidden].text) == (PostState.WITHHELD, None)
    assert (posts[edited].version_id, posts[edited].text) == (newer, "With @beta now")
    assert posts[stands].text == "With @gamma #museums"
    assert acts() == {
        (stands, "mention", "alpha", "gamma"),
        (hidden, "mention", "alpha", "gamma"),
        (edited, "mention", "alpha", "beta"),
    }
    assert (run.status, run.what, run.posts_erased, run.posts_updated) == (
        SyncStatus.OK, "check", 4, 2,
    )  # fmt: skip
    assert (run.requests, run.posts, run.accounts) == (2, 5, 3)
    assert run.cost == 25_000 == x.bill().dollars * 1_000_000
    collect(stands)
    with pytest.raises(KeyError):
        world.delete(deleted)


def test_what_was_erased_does_not_return_even_when_its_account_opens_again(
    museums: Engine, world: World, post: Callable, collect: Callable, check: Callable
) -> None:
    one = post(5)
    collect(one)
    world.protect(IDS["alpha"])
    check()
    world.restore(IDS["alpha"])
    collect(one)
    assert held(museums)[one].text is None
    assert check(everything=True).requests == 0
    assert erased(museums) == {one: "protected"}


@on_one_engine
def test_a_post_that_is_no_longer_withheld_has_its_text_again_unless_it_is_too_old(
    museums: Engine, world: World, post: Callable, collect: Callable, check: Callable
) -> None:
    old, new = post(50), post(5)
    world.withhold(old, ["DE"])
    world.withhold(new, ["DE"])
    collect(old, new)
    world.withhold(old, [])
    world.withhold(new, [])
    world.edit(new, "With @beta now")  # so that there is a second request, before which it ends

    def stop(_: float) -> None:
        raise KeyboardInterrupt

    kept = Settings(text_retention_days=30)
    with pytest.raises(KeyboardInterrupt):
        check(kept, pause=stop)
    assert (held(museums)[old].state, held(museums)[old].text) == (PostState.LIVE, None)
    check(kept)
    posts = held(museums)
    assert [posts[id].state for id in (old, new)] == [PostState.LIVE, PostState.LIVE]
    assert [posts[id].text for id in (old, new)] == [None, "With @beta now"]


def test_the_longest_unchecked_come_first_and_those_checked_lately_not_at_all(
    museums: Engine, world: World, x: XServer, post: Callable, collect: Callable, check: Callable
) -> None:
    first, second, third = (post(days) for days in (40, 20, 30))
    collect(first, second)
    one_each = Settings(run_posts=1)
    run = check(one_each)
    assert (run.status, run.posts) == (SyncStatus.BUDGET, 1)
    assert "1 posts" in said(run)
    collect(third)
    assert check(one_each, now=NOW + timedelta(1)).posts == 1
    with reading(museums) as session:
        before = revision(session)
    assert check(now=NOW + timedelta(2)).posts == 1
    assert check(now=NOW + timedelta(3)).requests == 0
    with reading(museums) as session:
        assert revision(session) == before
    assert check(now=NOW + timedelta(31), everything=False).posts == 2
    assert check(one_each, now=NOW + timedelta(31, 60), everything=True).posts == 1
    asked = [query["ids"] for _, _, query in x.requests]
    assert asked == [first, third, second, ",".join([first, third]), second]
    with reading(museums) as session:
        checks = {one.post_id: one for one in session.exec(select(PostCheck))}
    assert {id: one.found for id, one in checks.items()} == {first: True, second: True, third: True}
    assert checks[second].checked_at == NOW + timedelta(31, 60)


@on_one_engine
def test_the_price_is_told_before_and_ids_that_are_not_xs_are_left_out(
    museums: Engine, x: XServer, post: Callable, collect: Callable, check: Callable
) -> None:
    ids = [post(days) for days in range(1, 4)]
    collect(*ids)
    with museums.execution_options(write=True).begin() as connection:
        strange = ((ids[0], "d41d8cd98f00b204e9800998ecf8427e"), (ids[1], str(int(ids[1]) // 2)))
        for id, other in strange:
            connection.execute(text("DELETE FROM interaction WHERE post_id = :o"), {"o": id})
            connection.execute(text("DELETE FROM post_tag WHERE post_id = :o"), {"o": id})
            change = "UPDATE post SET post_id = :n, version_id = :n WHERE post_id = :o"
            connection.execute(text(change), {"n": other, "o": id})
    with reading(museums) as session:
        told = price(session=session, settings=Settings(run_posts=50), now=NOW)
        dear = price(session=session, settings=Settings(dialect="post"), now=NOW)
    assert told.as_dict() == {
        "posts": 1, "requests": 1, "dollars": "0.005", "posts_left": 50, "not_of_x": 2,
    }  # fmt: skip
    assert dear.cost == 25_000
    assert x.requests == []


@on_one_engine
@pytest.mark.parametrize("confirmed", [False, True])
def test_when_most_posts_of_several_accounts_go_at_once_somebody_is_asked(
    confirmed: bool,
    museums: Engine,
    world: World,
    x: XServer,
    post: Callable,
    collect: Callable,
    check: Callable,
) -> None:
    ids = [post(days, by="alpha" if days % 2 else "beta") for days in range(1, 52)]
    collect(*ids)
    for id in ids[:26]:
        world.delete(id)
    run = check(confirmed=confirmed)
    assert x.bill().posts == 25
    assert run.cost == 125_000
    if confirmed:
        assert (run.status, len(erased(museums))) == (SyncStatus.OK, 26)
        return
    assert (run.status, run.posts_erased, erased(museums)) == (SyncStatus.STOPPED, 0, {})
    assert "26 of 51 posts, of 2 accounts" in said(run)
    with reading(museums) as session:
        assert session.exec(select(PostCheck)).all() == []


@on_one_engine
def test_one_account_may_take_back_all_of_its_posts(
    museums: Engine, world: World, post: Callable, collect: Callable, check: Callable
) -> None:
    ids = [post(days) for days in range(1, 61)]
    collect(*ids)
    world.remove(IDS["alpha"])
    assert check().status is SyncStatus.OK
    assert len(erased(museums)) == 60


@on_one_engine
def test_small_answers_add_up_to_many(
    museums: Engine, world: World, post: Callable, collect: Callable, check: Callable
) -> None:
    ids = [post(days, by="alpha" if days % 2 else "beta") for days in range(1, 103)]
    collect(*ids)
    for id in ids[1:]:
        world.delete(id)
    run = check(Settings(run_posts=30))
    assert run.status is SyncStatus.STOPPED
    assert 0 < len(erased(museums)) < 50


@pytest.fixture
def saying() -> Iterator[Callable[..., str]]:
    """An X that answers everything with these bodies, one after the other; the last for ever."""
    bodies: list[dict[str, Any]] = []

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(bodies.pop(0) if len(bodies) > 1 else bodies[0]).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

        def says(*told: dict[str, Any]) -> str:
            bodies[:] = told
            return f"http://127.0.0.1:{server.server_port}"

        yield says
        server.shutdown()


def error(id: str, **fields: Any) -> dict[str, Any]:
    """Why X does not show a post."""
    kind = "https://api.twitter.com/2/problems/resource-not-found"
    return {"value": id, "parameter": "ids", "resource_type": "tweet", "type": kind, **fields}


@on_one_engine
def test_what_x_does_not_say_clearly_changes_nothing(
    museums: Engine, post: Callable, collect: Callable, check: Callable, saying: Callable
) -> None:
    ids = [post(days) for days in range(1, 5)]
    collect(*ids)
    odd = "https://api.twitter.com/2/problems/field-unauthorized"
    errors = [
        error(ids[0], type=odd),
        error(ids[1], parameter="referenced_tweets.id"),
        error(ids[2], resource_type="user"),
    ]
    run = check(base_url=saying({"errors": errors}))
    assert (run.status, run.posts_erased) == (SyncStatus.PARTIAL, 0)
    assert said(run).startswith("Of 4 posts")
    assert erased(museums) == {}
    with reading(museums) as session:
        assert session.exec(select(PostCheck)).all() == []


@on_one_engine
@pytest.mark.parametrize("body", [{}, {"data": []}, {"data": [], "errors": []}, {"data": {}}])
def test_an_answer_with_neither_posts_nor_reasons_erases_nothing(
    body: dict, museums: Engine, post: Callable, collect: Callable, check: Callable,
    saying: Callable,
) -> None:  # fmt: skip
    collect(post(1))
    run = check(base_url=saying(body))
    assert (run.status, erased(museums)) == (SyncStatus.DRIFT, {})


@on_one_engine
def test_posts_without_what_was_asked_for_are_billed_and_change_nothing(
    museums: Engine, world: World, x: XServer, post: Callable, collect: Callable, check: Callable
) -> None:
    one, other = post(1), post(2)
    collect(one, other)
    world.delete(one)
    x.next(Fault.DROPPED_FIELDS, fields=["text"])
    run = check()
    assert (run.status, run.cost, erased(museums)) == (SyncStatus.DRIFT, 5_000, {})
    assert "text" in said(run)


@on_one_engine
@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault.UNAUTHORIZED, SyncStatus.AUTH),
        (Fault.CREDITS_DEPLETED, SyncStatus.CREDITS),
        (Fault.TOO_MANY_NO_RESET, SyncStatus.PARTIAL),
        (Fault.HTML_200, SyncStatus.FAILED),
    ],
)
def test_a_failure_of_x_ends_the_run_and_erases_nothing(
    fault: Fault, status: SyncStatus, museums: Engine, x: XServer, post: Callable,
    collect: Callable, check: Callable,
) -> None:  # fmt: skip
    collect(post(1))
    x.next(fault, times=None)
    run = check()
    assert (run.status, run.finished is not None, erased(museums)) == (status, True, {})
    assert run.reason
    x.calm()
    assert check().status is SyncStatus.OK


@on_one_engine
def test_only_who_may_and_who_leads_looks_up(
    museums: Engine, post: Callable, collect: Callable, check: Callable, x: XServer
) -> None:
    collect(post(1))
    with pytest.raises(Refusal):
        check(by=READER)
    with pytest.raises(LostLead):
        check(lead=Lead(term=0))
    assert x.requests == []


@on_one_engine
def test_a_run_that_is_asked_to_end_keeps_what_it_found(
    museums: Engine, world: World, post: Callable, collect: Callable, check: Callable
) -> None:
    ids = [post(days / 10) for days in range(1, 121)]
    collect(*ids)
    for id in (ids[0], ids[-1]):
        world.delete(id)

    def stop(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(pause=stop)
    assert erased(museums) == {ids[-1]: "deleted"}
    with reading(museums) as session:
        run = session.exec(select(SyncRun)).one()
    assert (run.status, run.posts) == (SyncStatus.STOPPED, 99)


@on_one_engine
def test_a_dearer_run_than_wanted_does_not_happen(
    post: Callable, collect: Callable, check: Callable, x: XServer
) -> None:
    collect(*(post(days) for days in range(1, 5)))
    assert check(most_dollars=Decimal("0.012")).posts == 2
    assert check(Settings(month_posts=3)).posts == 1
    assert x.bill().posts == 3


@on_one_engine
def test_the_text_of_an_earlier_edit_is_not_taken_for_the_newest(
    museums: Engine, world: World, post: Callable, collect: Callable, check: Callable,
    saying: Callable,
) -> None:  # fmt: skip
    one = post(1)
    collect(one)
    newer = world.edit(one, "With @beta now")
    earlier = {"data": [world.post(one)]}
    for second in (earlier, {"errors": [error(newer)]}):
        run = check(base_url=saying(earlier, second))
        assert (run.status, run.requests, erased(museums)) == (SyncStatus.PARTIAL, 2, {})
        found = held(museums)[one]
        assert (found.version_id, found.text) == (one, "With @gamma #museums")
