"""How deep, how much and in which order is read, and what follows where it is cut off."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlmodel import select

from data.demo.x_server import Fault, XServer
from shared.access import READER
from shared.collection.collector.leader import leading
from shared.collection.timelines.sync import sync
from shared.collection.x import X
from shared.models import Account, Stream, SyncRun, SyncStatus
from shared.sentences import Refusal
from shared.settings import Settings
from shared.store.database import writing

Write = Callable[..., str]
Collect = Callable[..., SyncRun]
TIMELINES = "/2/users/:id/tweets"


@pytest.fixture
def store(sqlite_store: Engine) -> Engine:
    """None of this depends on the engine."""
    return sqlite_store


def asked(x: XServer, native_id: str) -> list[dict[str, str]]:
    """What was asked of one timeline, without what is asked every time."""
    names = ("since_id", "until_id", "max_results", "pagination_token")
    return [
        {name: value for name, value in query.items() if name in names}
        for _, path, query in x.requests
        if path == f"/2/users/{native_id}/tweets"
    ]


@pytest.mark.parametrize(("depth", "read"), [(5, 5), (112, 112), (3200, 130)])
def test_the_past_is_read_as_deep_as_was_chosen(
    museums: Engine, kept: Any, write: Write, collect: Collect, depth: int, read: int
) -> None:
    for number in range(130):
        write("alpha", hours=1 + number)
    collect(backfill_posts=depth)
    assert len(kept.posts()) == read
    assert kept.mark(Stream.PAST).exhausted is (depth > 130)
    again = collect(backfill_posts=depth)
    assert again.posts == 0
    deeper = collect(backfill_posts=3200)
    assert deeper.posts == 130 - read
    assert len(kept.posts()) == 130


def test_a_deeper_past_goes_on_where_the_last_ended(
    museums: Engine, kept: Any, x: XServer, write: Write, collect: Collect
) -> None:
    written = [write("alpha", hours=1 + number) for number in range(30)]
    collect(backfill_posts=10)
    collect(backfill_posts=20)
    assert asked(x, "101")[-1] == {"until_id": written[9], "max_results": "10"}
    assert kept.posts() == set(written[:20])


def test_a_window_that_was_cut_off_does_not_claim_what_it_did_not_read(
    museums: Engine, kept: Any, x: XServer, write: Write, collect: Collect, clock: Callable
) -> None:
    write("alpha", hours=24)
    collect()
    clock.forward(days=20)
    for number in range(250):
        write("alpha", hours=1 + number)
    run = collect(run_posts=100)
    assert run.status is SyncStatus.BUDGET
    assert kept.covered() == [("2026-03-04", "2026-03-05"), ("2026-03-22", "2026-03-25")]
    old = kept.mark()
    assert old.window_started is not None
    assert kept.rows("SELECT count(*) FROM post") == [(101,)]
    collect()
    assert kept.covered() == [("2026-03-04", "2026-03-25")]
    assert kept.rows("SELECT count(*) FROM post") == [(251,)]
    assert kept.mark().high_water == max(kept.posts(), key=int)


@pytest.mark.parametrize("pages", range(1, 8))
def test_cut_off_after_any_page_the_next_collection_misses_nothing_and_pays_nothing_twice(
    museums: Engine,
    kept: Any,
    x: XServer,
    write: Write,
    collect: Collect,
    clock: Callable,
    pages: int,
    cut_off: Callable,
) -> None:
    """Two pages in, its token is refused besides."""
    for number in range(12):
        write("alpha", hours=1 + number)
        write("beta", hours=1 + number)
    collect(backfill_posts=10)
    clock.forward(days=2)
    for number in range(210):
        write("alpha", hours=1 + number / 10)
    with pytest.raises(KeyboardInterrupt):
        collect(backfill_posts=40, tell=cut_off(pages))
    clock.forward(hours=1)
    between = write("alpha", hours=0)
    if pages == 2:
        x.next(Fault.REFUSED_TOKEN)
    run = collect(backfill_posts=40)
    assert run.status is SyncStatus.OK
    if pages == 2:
        assert {"since_id", "until_id", "max_results"} in [one.keys() for one in asked(x, "101")]
    assert len(kept.posts()) == 12 + 12 + 210 + 1
    assert kept.mark().high_water == between
    assert kept.covered() == [("2026-03-05", "2026-03-07")]
    billed = x.bill()
    assert kept.rows("SELECT sum(resources), sum(cost) FROM spending") == [
        (billed.posts, int(billed.dollars * 1_000_000))
    ]


def test_a_post_written_between_two_pages_is_read_by_the_next_collection(
    museums: Engine, kept: Any, x: XServer, write: Write, collect: Collect, clock: Callable
) -> None:
    write("alpha", hours=30)
    collect()
    clock.forward(days=1)
    for number in range(150):
        write("alpha", hours=1 + number / 10)
    between: list[str] = []

    def tell(event: str, **_: Any) -> None:
        if event == "page" and not between:
            between.append(write("alpha", hours=0))

    run = collect(tell=tell)
    assert (run.posts_new, between[0] in kept.posts()) == (150, False)
    assert collect().posts_new == 1
    assert between[0] in kept.posts()


@pytest.mark.parametrize(
    ("chosen", "read", "sentence"),
    [
        ({"run_posts": 25}, 25, "25 posts for one collection is reached; left below it: 0."),
        ({"run_posts": 23}, 23, "left below it: 0."),
        ({"run_dollars": Decimal("0.06")}, 12, "0.06 dollars for one collection"),
        ({"month_posts": 38}, 18, "38 posts for one month"),
        ({"month_dollars": Decimal("0.28")}, 36, "0.28 dollars for one month"),
        ({"month_dollars": Decimal("0.11")}, 0, "left below it: 0.01."),
    ],
)
def test_no_ceiling_is_passed(
    museums: Engine,
    x: XServer,
    write: Write,
    collect: Collect,
    clock: Callable,
    chosen: dict[str, Any],
    read: int,
    sentence: str,
) -> None:
    """Twenty posts were billed before, for 0.10 dollars."""
    for number in range(20):
        write("gamma", hours=1 + number)
    collect()
    clock.forward(days=1)
    for number in range(40):
        write("alpha", hours=1 + number / 10)
        write("beta", hours=1 + number / 10)
    before = x.bill().posts
    run = collect(**chosen)
    assert run.status is SyncStatus.BUDGET
    assert run.posts == x.bill().posts - before
    assert run.posts <= read < run.posts + 5, "not one request more than fits"
    assert sentence in (run.reason or "").format(**run.values)
    assert (run.resumes_at is not None) == any(name.startswith("month") for name in chosen)
    if run.resumes_at:
        assert run.resumes_at.date() == date(2026, 4, 1)
        clock.at = run.resumes_at
    assert collect().status is SyncStatus.OK


def test_no_ceiling_is_passed_where_each_page_bills_profiles_too(
    museums: Engine, x: XServer, write: Write, collect: Collect
) -> None:
    """In that dialect X shows, and bills, the author and whoever is replied to."""
    for number in range(40):
        id, post = str(5000 + number), str(10**18 + number)
        x.world.add_user({"id": id, "username": f"visitor{number}"})
        to = {"in_reply_to_user_id": id, "referenced_tweets": [{"type": "replied_to", "id": post}]}
        write("alpha", f"@visitor{number} oui", hours=1 + number, **to)
    run = collect(dialect="post", run_dollars=Decimal("0.50"))
    assert run.status is SyncStatus.BUDGET
    assert 0 < run.cost <= 500_000
    assert run.cost == x.bill().dollars * 1_000_000


def test_what_is_new_of_all_comes_before_the_past_of_one(
    museums: Engine, kept: Any, x: XServer, write: Write, collect: Collect
) -> None:
    for number in range(30):
        write("alpha", hours=1 + number)
    collect(backfill_posts=5)
    write("gamma", hours=0)
    x.requests.clear()
    run = collect(backfill_posts=3200, run_posts=11)
    assert [path.split("/")[3] for _, path, _ in x.requests] == ["101", "102", "103", "101"]
    assert (run.status, run.posts) == (SyncStatus.BUDGET, 11)
    outcomes = kept.rows("SELECT account_id, outcome, pages, posts FROM sync_item WHERE run = 2")
    assert sorted(outcomes) == [(1, "partial", 2, 10), (2, "ok", 1, 0), (3, "ok", 1, 1)]


def test_who_was_unseen_for_longest_is_read_first(
    museums: Engine, x: XServer, collect: Collect, clock: Callable
) -> None:
    def order() -> list[str]:
        return [path.split("/")[3] for _, path, _ in x.requests]

    def a_minute(event: str, **_: Any) -> None:
        clock.forward(minutes=event == "page")

    x.next(Fault.NOT_FOUND, on="/2/users/102/tweets")
    collect(tell=a_minute)
    with writing(museums) as session:
        session.exec(select(Account).where(Account.handle == "beta")).one().status = "active"
    x.requests.clear()
    collect(tell=a_minute)
    assert order() == ["102", "101", "103"], "never read, then the oldest"
    x.requests.clear()
    collect()
    assert order() == ["102", "101", "103"], "as before, a minute apart"


def test_a_reader_collects_nothing(museums: Engine, x: XServer, clock: Callable) -> None:
    with leading(museums) as lead, pytest.raises(Refusal):
        assert lead is not None
        sync(
            X(SecretStr("local"), base_url=x.base_url),
            engine=museums,
            by=READER,
            lead=lead,
            settings=Settings(),
            pause=lambda _: None,
        )
    assert x.requests == []


def test_both_engines_hold_the_same_ties_also_when_cut_off(
    sqlite_store: Engine,
    postgresql_store: Engine,
    roster: Callable[[Engine], None],
    x: XServer,
    write: Write,
    collect: Collect,
    cut_off: Callable,
    kept_in: Callable[[Engine], Any],
) -> None:
    for number in range(20):
        first = write("alpha", "@beta @gamma merci #musée", hours=100 + number)
        write("beta", hours=60 + number, referenced_tweets=[{"type": "retweeted", "id": first}])
        write("gamma", "@alpha", hours=9, referenced_tweets=[{"type": "replied_to", "id": first}])
    roster(postgresql_store)
    for engine, pages in ((sqlite_store, 3), (postgresql_store, 2)):
        with pytest.raises(KeyboardInterrupt):
            collect(engine, tell=cut_off(pages), backfill_posts=15)
        assert collect(engine, backfill_posts=3200).status is SyncStatus.OK
    one, other = kept_in(sqlite_store), kept_in(postgresql_store)
    tables = {
        "interaction": "post_id, kind, source_account, target_account, evidence",
        "tie_month": "month, source, target, mentions, reposts, quotes, replies, listed",
        "post": "post_id, version_id, account_id, text, outsiders",
        "coverage": "account_id, source, first_day, last_day",
        "checkpoint": "account_id, stream, high_water, pending_oldest, read",
        "spending": "network, resource, resources, cost",
    }
    for table, columns in tables.items():
        query = f"SELECT {columns} FROM {table}"
        rows = [sorted([*map(str, row)] for row in kept.rows(query)) for kept in (one, other)]
        assert rows[0] == rows[1] != []
