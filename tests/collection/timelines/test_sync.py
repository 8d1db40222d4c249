"""A collection reads what is new, goes on where it was cut off, and says only what it knows."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, text
from sqlmodel import select

from data.demo.x_server import XServer
from shared.access import LOCAL_ADMINISTRATOR
from shared.collection.collector.leader import LostLead, leading
from shared.collection.collector.stopping import Stop
from shared.collection.timelines.sync import sync
from shared.collection.x import X
from shared.models import Account, AccountStatus, Spending, SyncItem, SyncRun, SyncStatus
from shared.settings import Settings
from shared.store.database import reading, revision, writing
from shared.store.recount import differences

Write = Callable[..., str]
Collect = Callable[..., SyncRun]
TIMELINES = "/2/users/:id/tweets"


def asked(x: XServer, native_id: str) -> list[dict[str, str]]:
    """What was asked of one timeline, without what is asked every time."""
    names = ("since_id", "until_id", "max_results", "pagination_token")
    return [
        {name: value for name, value in query.items() if name in names}
        for _, path, query in x.requests
        if path == f"/2/users/{native_id}/tweets"
    ]


def test_the_first_collection_reads_the_newest_posts_and_whom_they_address(
    museums: Engine, x: XServer, write: Write, collect: Collect, acts: Callable
) -> None:
    first = write("alpha", "Merci @beta", hours=30)
    reply = {"referenced_tweets": [{"type": "replied_to", "id": first}]}
    write("beta", "@alpha à bientôt", hours=2, **reply)
    with reading(museums) as session:
        before = revision(session)
    run = collect()
    with reading(museums) as session:
        assert revision(session) > before, "what pages remember is to be computed anew"
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


def test_days_are_known_only_as_far_as_they_were_read(
    museums: Engine, kept: Any, write: Write, collect: Collect, clock: Callable
) -> None:
    for number in range(20):
        write("alpha", hours=12 + 24 * number)  # noon was 5 March; at midnight, one a day
    collect(backfill_posts=10)
    assert kept.covered() == [("2026-02-25", "2026-03-05")]
    assert kept.covered("beta") == [("2026-03-05", "2026-03-05")]
    clock.forward(days=3)
    collect(backfill_posts=10)
    assert kept.covered() == [("2026-02-25", "2026-03-08")]
    assert kept.covered("beta") == [("2026-03-05", "2026-03-08")]
    collect(backfill_posts=3200)
    assert kept.covered() == [("2026-02-14", "2026-03-08")]


def test_an_edit_is_the_same_post(
    museums: Engine, kept: Any, x: XServer, write: Write, collect: Collect, clock: Callable
) -> None:
    original = write("alpha", "Bonjour @beta", hours=0.2)
    collect()
    edited = x.world.edit(original, "Bonjour @gamma")
    run = collect()
    assert (run.posts_new, run.posts_updated) == (0, 1)
    assert kept.rows("SELECT post_id, version_id FROM post") == [(original, edited)]
    assert kept.mark().high_water == edited


def test_only_who_leads_writes(
    museums: Engine, kept: Any, x: XServer, write: Write, clock: Callable
) -> None:
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
    assert kept.posts() == set()
    assert kept.rows("SELECT status FROM sync_run") == [("running",)]
    with leading(museums):
        assert kept.rows("SELECT status FROM sync_run") == [("stopped",)]


def test_a_collection_that_is_asked_to_end_says_so_and_keeps_what_it_read(
    museums: Engine, kept: Any, x: XServer, write: Write, collect: Collect
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
    assert len(kept.posts()) == 1


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


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_an_old_handle_in_a_repost_is_no_stranger_until_x_says_so(
    museums: Engine, write: Write, collect: Collect, acts: Callable
) -> None:
    """Gamma, whose posts are not read, had another handle; X names that one, without its id."""
    with writing(museums) as session:
        accounts = {one.handle: one for one in session.exec(select(Account))}
        accounts["delta"].native_id = "104"
        accounts["gamma"].status = AccountStatus.LEFT
    original = write("gamma", hours=50)
    repost = write(
        "alpha",
        "RT @gamma_before: Bonjour",
        referenced_tweets=[{"type": "retweeted", "id": original}],
        entities={"mentions": [{"start": 3, "end": 16, "username": "gamma_before"}]},
    )
    collect(look_up_references=True)
    assert (repost, "repost", "alpha", "gamma") in acts()


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
