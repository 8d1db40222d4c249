"""A collection reads what is new, goes on where it was cut off, and says only what it knows."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, text
from sqlmodel import select

from data.demo.x_server import Fault, XServer
from shared.access import LOCAL_ADMINISTRATOR, READER
from shared.collection.leader import LostLead, leading
from shared.collection.stopping import Stop
from shared.collection.sync import sync
from shared.collection.x import X
from shared.models import Account, Checkpoint, Spending, Stream, SyncItem, SyncRun, SyncStatus
from shared.sentences import Refusal
from shared.settings import Settings
from shared.store.database import reading, revision, writing
from shared.store.recount import differences

Write = Callable[..., str]
Collect = Callable[..., SyncRun]
TIMELINES = "/2/users/:id/tweets"


def rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with reading(engine) as session:
        return [tuple(row) for row in session.connection().execute(text(query))]


def posts(engine: Engine) -> set[str]:
    return {row[0] for row in rows(engine, "SELECT version_id FROM post")}


def asked(x: XServer, handle_id: str) -> list[dict[str, str]]:
    """What was asked of one timeline, without what is asked every time."""
    kept = ("since_id", "until_id", "max_results", "pagination_token")
    return [
        {name: value for name, value in query.items() if name in kept}
        for _, path, query in x.requests
        if path == f"/2/users/{handle_id}/tweets"
    ]


def covered(engine: Engine, handle: str = "alpha") -> list[tuple[str, str]]:
    found = rows(
        engine,
        "SELECT c.first_day, c.last_day FROM coverage c JOIN account a ON a.id = c.account_id "
        f"WHERE a.handle = '{handle}' AND c.source = 'x' ORDER BY 1",
    )
    return [(str(first), str(last)) for first, last in found]


def mark(engine: Engine, stream: Stream = Stream.RECENT, handle: str = "alpha") -> Checkpoint:
    with reading(engine) as session:
        return session.exec(
            select(Checkpoint)
            .join(Account)
            .where(Checkpoint.stream == stream, Account.handle == handle)
        ).one()


def test_the_first_collection_reads_the_newest_posts_and_whom_they_address(
    museums: Engine, x: XServer, write: Write, collect: Collect, acts: Callable
) -> None:
    first = write("alpha", "Merci @beta", hours=30)
    reply = {"referenced_tweets": [{"type": "replied_to", "id": first}]}
    write("beta", "@alpha à bientôt", hours=2, **reply)
    run = collect()
    assert (run.status, run.reason) == (SyncStatus.OK, None)
    assert (run.posts, run.posts_new, run.interactions_new) == (2, 2, 2)
    assert {(kind, source, target) for _, kind, source, target in acts()} == {
        ("mention", "alpha", "beta"),
        ("reply", "beta", "alpha"),
    }
    assert (run.accounts, run.requests) == (3, 3)
    with reading(museums) as session:
        assert differences(session).empty


def test_a_second_collection_asks_only_for_what_is_newer_and_costs_nothing(
    museums: Engine, x: XServer, write: Write, collect: Collect
) -> None:
    newest = write("alpha")
    collect()
    bill = x.bill()
    with reading(museums) as session:
        before = revision(session)
    run = collect()
    assert (run.status, run.posts, run.cost) == (SyncStatus.OK, 0, 0)
    assert x.bill() == bill
    assert asked(x, "101")[-1] == {"since_id": newest, "max_results": "100"}
    with reading(museums) as session:
        assert revision(session) == before, "nothing is computed anew where nothing is new"


@pytest.mark.parametrize(("depth", "read"), [(5, 5), (112, 112), (3200, 130)])
def test_the_past_is_read_as_deep_as_was_chosen(
    museums: Engine, write: Write, collect: Collect, depth: int, read: int
) -> None:
    for number in range(130):
        write("alpha", hours=1 + number)
    collect(backfill_posts=depth)
    assert len(posts(museums)) == read
    assert mark(museums, Stream.PAST).exhausted is (depth > 130)
    again = collect(backfill_posts=depth)
    assert again.posts == 0
    deeper = collect(backfill_posts=3200)
    assert deeper.posts == 130 - read
    assert len(posts(museums)) == 130


def test_a_deeper_past_goes_on_where_the_last_ended(
    museums: Engine, x: XServer, write: Write, collect: Collect
) -> None:
    written = [write("alpha", hours=1 + number) for number in range(30)]
    collect(backfill_posts=10)
    collect(backfill_posts=20)
    assert asked(x, "101")[-1] == {"until_id": written[9], "max_results": "10"}
    assert posts(museums) == set(written[:20])


def test_days_are_known_only_as_far_as_they_were_read(
    museums: Engine, write: Write, collect: Collect, clock: Callable
) -> None:
    for number in range(20):
        write("alpha", hours=12 + 24 * number)  # noon was 5 March; at midnight, one a day
    collect(backfill_posts=10)
    assert covered(museums) == [("2026-02-25", "2026-03-05")]
    assert covered(museums, "beta") == [("2026-03-05", "2026-03-05")]
    clock.forward(days=3)
    collect(backfill_posts=10)
    assert covered(museums) == [("2026-02-25", "2026-03-08")]
    assert covered(museums, "beta") == [("2026-03-05", "2026-03-08")]
    collect(backfill_posts=3200)
    assert covered(museums) == [("2026-02-14", "2026-03-08")]


def test_a_window_that_was_cut_off_does_not_claim_what_it_did_not_read(
    museums: Engine, x: XServer, write: Write, collect: Collect, clock: Callable
) -> None:
    write("alpha", hours=24)
    collect()
    clock.forward(days=20)
    for number in range(250):
        write("alpha", hours=1 + number)
    run = collect(run_posts=100)
    assert run.status is SyncStatus.BUDGET
    assert covered(museums) == [("2026-03-04", "2026-03-05"), ("2026-03-22", "2026-03-25")]
    old = mark(museums)
    assert old.window_started is not None
    assert rows(museums, "SELECT count(*) FROM post") == [(101,)]
    collect()
    assert covered(museums) == [("2026-03-04", "2026-03-25")]
    assert rows(museums, "SELECT count(*) FROM post") == [(251,)]
    assert mark(museums).high_water == max(posts(museums), key=int)


def cut_after(pages: int) -> Callable[..., None]:
    """Ends the process, as it were, once so many pages are kept."""
    left = [pages]

    def tell(event: str, **_: Any) -> None:
        left[0] -= event == "page"
        if left[0] == 0:
            raise KeyboardInterrupt

    return tell


@pytest.mark.parametrize("pages", range(1, 8))
def test_cut_off_after_any_page_the_next_collection_misses_nothing_and_pays_nothing_twice(
    museums: Engine,
    x: XServer,
    write: Write,
    collect: Collect,
    clock: Callable,
    pages: int,
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
        collect(backfill_posts=40, tell=cut_after(pages))
    clock.forward(hours=1)
    between = write("alpha", hours=0)
    if pages == 2:
        x.next(Fault.REFUSED_TOKEN)
    run = collect(backfill_posts=40)
    assert run.status is SyncStatus.OK
    assert len(posts(museums)) == 12 + 12 + 210 + 1
    assert mark(museums).high_water == between
    assert covered(museums) == [("2026-03-05", "2026-03-07")]
    billed = x.bill()
    assert rows(museums, "SELECT sum(resources), sum(cost) FROM spending") == [
        (billed.posts, int(billed.dollars * 1_000_000))
    ]


def test_a_post_written_between_two_pages_is_read_by_the_next_collection(
    museums: Engine, x: XServer, write: Write, collect: Collect, clock: Callable
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
    assert (run.posts_new, between[0] in posts(museums)) == (150, False)
    assert collect().posts_new == 1
    assert between[0] in posts(museums)


def test_an_edit_is_the_same_post(
    museums: Engine, x: XServer, write: Write, collect: Collect, clock: Callable
) -> None:
    original = write("alpha", "Bonjour @beta", hours=0.2)
    collect()
    edited = x.world.edit(original, "Bonjour @gamma")
    run = collect()
    assert (run.posts_new, run.posts_updated) == (0, 1)
    assert rows(museums, "SELECT post_id, version_id FROM post") == [(original, edited)]
    assert mark(museums).high_water == edited


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


def test_only_who_leads_writes(museums: Engine, x: XServer, write: Write, clock: Callable) -> None:
    write("alpha")

    def another_leads(_event: str, **_: Any) -> None:
        with museums.execution_options(write=True).begin() as connection:
            connection.execute(text("UPDATE collector_state SET term = term + 1"))

    with leading(museums) as lead, pytest.raises(LostLead):
        assert lead is not None
        sync(
            X(SecretStr("local"), base_url=x.base_url),
            engine=museums,
            by=LOCAL_ADMINISTRATOR,
            lead=lead,
            settings=Settings(),
            pause=lambda _: None,
            now=clock,
            tell=another_leads,
        )
    assert posts(museums) == set()
    assert rows(museums, "SELECT status FROM sync_run") == [("running",)]
    with leading(museums):
        assert rows(museums, "SELECT status FROM sync_run") == [("stopped",)]


def test_a_collection_that_is_asked_to_end_says_so_and_keeps_what_it_read(
    museums: Engine, x: XServer, write: Write, collect: Collect
) -> None:
    write("alpha")
    write("beta")

    def stop(event: str, **_: Any) -> None:
        if event == "page":
            raise Stop

    run = collect(tell=stop)
    assert run.status is SyncStatus.STOPPED
    assert run.reason is not None
    assert "asked to end" in run.reason
    assert len(posts(museums)) == 1


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


def test_both_dialects_bring_the_same_and_the_ledger_is_the_bill(
    museums: Engine, x: XServer, write: Write, collect: Collect, acts: Callable, clock: Callable
) -> None:
    visitors = write("visitor", "Une visite", hours=9)
    alphas = write("alpha", "Merci @beta #musée", hours=8)
    write("beta", "cité", hours=7, referenced_tweets=[{"type": "quoted", "id": alphas}])
    write("gamma", hours=6, referenced_tweets=[{"type": "retweeted", "id": alphas}])
    write("gamma", "réponse", hours=5, referenced_tweets=[{"type": "replied_to", "id": visitors}])
    run = collect(dialect="post")
    assert run.status is SyncStatus.OK
    assert {(kind, source, target) for _, kind, source, target in acts()} == {
        ("mention", "alpha", "beta"),
        ("quote", "beta", "alpha"),
        ("repost", "gamma", "alpha"),
    }
    assert run.users > 0
    with reading(museums) as session:
        spent = session.exec(select(Spending)).all()
    assert sum(one.cost for one in spent) == x.bill().dollars * 1_000_000 == run.cost


def test_what_posts_refer_to_is_looked_up_if_that_was_chosen(
    museums: Engine, x: XServer, write: Write, collect: Collect, open_references: Callable
) -> None:
    with writing(museums) as session:
        session.exec(select(Account).where(Account.handle == "delta")).one().native_id = "104"
    unknown = write("visitor", "Une visite", hours=9)
    write("alpha", "voyez", hours=8, referenced_tweets=[{"type": "quoted", "id": unknown}])
    run = collect()
    assert (run.unresolved, len(open_references())) == (1, 1)
    again = collect(look_up_references=True)
    assert (again.status, again.posts, again.cost) == (SyncStatus.OK, 1, 5_000)
    assert open_references() == set()


def test_each_account_has_its_outcome(
    museums: Engine, x: XServer, write: Write, collect: Collect
) -> None:
    for number in range(7):
        write("alpha", hours=1 + number)
    collect(backfill_posts=5)
    collect(backfill_posts=100)
    with reading(museums) as session:
        items = session.exec(select(SyncItem).join(Account).where(Account.handle == "alpha")).all()
    assert [(one.outcome, one.pages, one.posts, one.posts_new) for one in items] == [
        ("ok", 1, 5, 5),
        ("ok", 2, 2, 2),
    ]
