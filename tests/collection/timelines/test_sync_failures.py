"""Whatever X does, a collection ends in words: one row per failure, from fault to record."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from data.demo.x_server import Fault, XServer
from shared.collection.timelines.drift import Drift, check
from shared.models import Account, AccountStatus, Checkpoint, Post, Stream, SyncItem, SyncRun
from shared.models import SyncStatus as Status
from shared.store.database import reading, writing

ALPHA = "/2/users/101/tweets"
TIMELINES = "/2/users/:id/tweets"
AT_NOON = datetime.fromisoformat("2026-03-05T12:00:00+00:00")


class Told(NamedTuple):
    """How the run ended, what came of alpha, how its account stands, which others were read."""

    status: Status
    outcome: str
    account: AccountStatus = AccountStatus.ACTIVE
    others: int = 2
    sentence: str = ""
    resumes: float | None = None  # seconds after noon, when it began


GONE_ON = Status.PARTIAL

FAILURES: list[tuple[str, Fault, dict[str, Any], Told]] = [
    ("401", Fault.UNAUTHORIZED, {}, Told(Status.AUTH, "failed", others=0, sentence="token")),
    ("402", Fault.CREDITS_DEPLETED, {}, Told(Status.CREDITS, "failed", others=0)),
    ("403, the client", Fault.CLIENT_FORBIDDEN, {}, Told(Status.FAILED, "failed", others=0)),
    (
        "403, the account",
        Fault.ACCOUNT_FORBIDDEN,
        {},
        Told(Status.OK, "protected", AccountStatus.PROTECTED),
    ),
    ("404", Fault.NOT_FOUND, {}, Told(GONE_ON, "failed", sentence="1 of 3")),
    ("404, a page of HTML", Fault.HTML_404, {}, Told(GONE_ON, "failed", sentence="1 of 3")),
    ("429, for a moment", Fault.TOO_MANY, {"seconds": 600}, Told(Status.OK, "ok")),
    (
        "429, for too long",
        Fault.TOO_MANY,
        {"seconds": 1200},
        Told(Status.PARTIAL, "failed", others=0, sentence="2026-03-05 12:20:00", resumes=1200),
    ),
    (
        "429, for ever",
        Fault.TOO_MANY_NO_RESET,
        {},
        Told(Status.PARTIAL, "failed", others=0, sentence="does not say until when"),
    ),
    (
        "429, the month's cap",
        Fault.USAGE_CAPPED,
        {},
        Told(Status.PARTIAL, "failed", others=0, sentence="UsageCapExceeded"),
    ),
    ("503, once", Fault.OVER_CAPACITY, {}, Told(Status.OK, "ok")),
    ("503, three times", Fault.OVER_CAPACITY, {"times": 3}, Told(Status.OK, "ok")),
    ("503, four times", Fault.OVER_CAPACITY, {"times": 4}, Told(GONE_ON, "failed")),
    ("502", Fault.BAD_GATEWAY, {"times": 4}, Told(GONE_ON, "failed", sentence="1 of 3")),
    ("a page of HTML", Fault.HTML_200, {"times": 4}, Told(GONE_ON, "failed")),
    ("JSON cut short", Fault.CUT_JSON, {"times": 4}, Told(GONE_ON, "failed")),
    ("a connection cut", Fault.CUT_BODY, {"times": 4}, Told(GONE_ON, "failed")),
    (
        "fields left out",
        Fault.DROPPED_FIELDS,
        {},
        Told(Status.DRIFT, "failed", others=0, sentence="“author_id”"),
    ),
    (
        "no entities",
        Fault.DROPPED_FIELDS,
        {"fields": ("entities",)},
        Told(GONE_ON, "failed", sentence="1 of 3"),  # alpha may have written something odd
    ),
    (
        "no references",
        Fault.DROPPED_FIELDS,
        {"fields": ("referenced_tweets",)},
        Told(GONE_ON, "failed", sentence="1 of 3"),  # alpha may have written something odd
    ),
    ("empty, with a token", Fault.EMPTY_WITH_TOKEN, {}, Told(Status.OK, "ok")),
    ("empty for ever", Fault.EMPTY_WITH_TOKEN, {"times": None}, Told(GONE_ON, "partial")),
]


@pytest.fixture
def store(sqlite_store: Engine) -> Engine:
    """None of this depends on the engine."""
    return sqlite_store


@pytest.mark.parametrize(
    ("fault", "how", "told"), [row[1:] for row in FAILURES], ids=[row[0] for row in FAILURES]
)
def test_each_failure_ends_as_agreed(
    museums: Engine,
    x: XServer,
    write: Callable[..., str],
    collect: Callable[..., SyncRun],
    fault: Fault,
    how: dict[str, Any],
    told: Told,
) -> None:
    original = write("beta", "Une exposition", hours=8)
    write("alpha", "@beta bravo #musée", hours=3)
    write("alpha", hours=2, referenced_tweets=[{"type": "retweeted", "id": original}])
    x.next(fault, on=ALPHA, **how)
    run = collect()
    assert (run.status, run.finished is not None) == (told.status, True)
    assert told.sentence in (run.reason or "").format(**run.values)
    assert (run.reason is None) == (told.status is Status.OK)
    due = AT_NOON + timedelta(seconds=told.resumes) if told.resumes is not None else None
    assert run.resumes_at == due
    with reading(museums) as session:
        items = session.exec(select(SyncItem, Account.handle).join(Account)).all()
        alpha = session.exec(select(Account).where(Account.handle == "alpha")).one()
        kept = session.exec(select(Post).where(Post.account_id == alpha.id)).all()
    outcomes = {handle: item.outcome for item, handle in items}
    assert outcomes.pop("alpha") == told.outcome
    assert len(outcomes) == told.others
    assert alpha.status is told.account
    assert alpha.status_since == (None if told.account == "active" else AT_NOON.date())
    assert len(kept) == (2 if told.outcome == "ok" else 0)
    assert run.requests == len(x.requests)
    x.calm()
    again = collect()
    assert again.status is Status.OK
    assert (again.accounts == 3) == (told.account is AccountStatus.ACTIVE)


def test_when_x_is_out_of_order_for_three_accounts_in_a_row_it_is_given_up(
    museums: Engine, x: XServer, write: Callable[..., str], collect: Callable[..., SyncRun]
) -> None:
    write("alpha")
    x.next(Fault.OVER_CAPACITY, on=TIMELINES, times=None)
    run = collect()
    assert run.status is Status.FAILED
    assert run.requests == 12
    assert "3 accounts in a row" in (run.reason or "").format(**run.values)


@pytest.mark.parametrize(
    ("standing", "status"),
    [
        ("suspend", AccountStatus.SUSPENDED),
        ("protect", AccountStatus.PROTECTED),
        ("remove", AccountStatus.MISSING),
    ],
)
def test_an_account_that_x_no_longer_shows_is_marked_with_its_day_and_left_in_peace(
    museums: Engine,
    x: XServer,
    write: Callable[..., str],
    collect: Callable[..., SyncRun],
    standing: str,
    status: AccountStatus,
) -> None:
    write("alpha")
    collect()
    getattr(x.world, standing)("101")
    assert collect().status is Status.OK
    with reading(museums) as session:
        alpha = session.exec(select(Account).where(Account.handle == "alpha")).one()
    assert (alpha.status, alpha.status_since) == (status, AT_NOON.date())
    x.requests.clear()
    collect()
    assert ALPHA not in [path for _, path, _ in x.requests]


@pytest.mark.parametrize("stated", [AccountStatus.LEFT, AccountStatus.DORMANT])
def test_what_people_stated_of_an_account_stays(
    museums: Engine, x: XServer, collect: Callable[..., SyncRun], stated: AccountStatus
) -> None:
    """Stated while the collection is under way: one that was left is not begun with."""

    def tell(event: str, **_: Any) -> None:
        if event == "begun":
            with writing(museums) as session:
                held = session.exec(select(Account).where(Account.handle == "alpha")).one()
                held.status = stated

    x.world.suspend("101")
    collect(tell=tell)
    with reading(museums) as session:
        alpha = session.exec(select(Account).where(Account.handle == "alpha")).one()
        item = session.exec(select(SyncItem).where(SyncItem.account_id == alpha.id)).one()
    assert (alpha.status, alpha.status_since) == (stated, None)
    assert item.outcome == "suspended", "what X said is told all the same"


def test_a_window_in_a_circle_is_left_and_gone_on_with_below_its_oldest_post(
    museums: Engine,
    x: XServer,
    write: Callable[..., str],
    collect: Callable[..., SyncRun],
    clock: Callable,
) -> None:
    write("alpha", hours=30)
    collect()
    clock.forward(days=1)
    for number in range(150):
        write("alpha", hours=1 + number / 10)
    x.next(Fault.ENDLESS_TOKEN, on=ALPHA)
    run = collect()
    assert (run.status, run.posts_new) == (Status.PARTIAL, 100)
    assert run.requests == 4, "the page that leads to itself is asked for twice"
    with reading(museums) as session:
        mark = session.exec(
            select(Checkpoint)
            .join(Account)
            .where(Account.handle == "alpha", Checkpoint.stream == Stream.RECENT)
        ).one()
        item = session.exec(select(SyncItem).where(SyncItem.outcome == "partial")).one()
    assert (mark.pending_token, mark.read) == (None, 100)
    assert "in a circle" in (item.reason or "")
    x.calm()
    again = collect()
    assert (again.status, again.posts_new) == (Status.OK, 50)


def test_nothing_of_a_page_that_drifted_is_kept_but_its_price(
    museums: Engine, x: XServer, write: Callable[..., str], collect: Callable[..., SyncRun]
) -> None:
    write("alpha", "@beta @gamma @delta #musée")
    x.next(Fault.DROPPED_FIELDS, on=ALPHA, fields=("created_at",))
    run = collect()
    assert (run.posts, run.posts_new) == (1, 0)
    assert run.cost == x.bill().dollars * 1_000_000 == 5_000


POST = {
    "id": "1",
    "text": "Bonjour",
    "author_id": "101",
    "created_at": "2026-03-05T09:00:00.000Z",
    "entities": {},
}


def without(*names: str, **more: Any) -> dict[str, Any]:
    return {name: value for name, value in {**POST, **more}.items() if name not in names}


@pytest.mark.parametrize(
    ("posts", "missing"),
    [
        ([POST], None),
        ([], None),
        ([POST, without("id")], "id"),
        ([POST, without("text")], "text"),
        ([without("author_id")], "author_id"),
        ([without("created_at"), POST], "created_at"),
        ([without(created_at="yesterday")], "created_at"),
        ([without(created_at="2026-03-05T09:00:00")], "created_at"),
        ([without(author_id="102")], "others than the account"),
        ([without(text="RT @beta: oui")], "referenced_tweets"),
        ([without(text="RT @beta: oui", referenced_tweets=[])], None),
        ([without(text="RT @beta: oui", referenced_posts=[])], None),
        ([without(text="RT @beta: by hand"), without(referenced_tweets=[])], None),
        ([without("entities", text="#musée")], "entities"),
        ([without("entities", text="#1 et C# et a#b")], None),
        ([without("entities", text="#musée"), POST], None),
        ([without("entities", text="@nobody_has_it")], None),
        ([without("entities", text="@beta")] * 3, "entities"),
        ([without("entities", text="info@beta.example")] * 3, None),
        (["no post"], "list of posts"),
    ],
)
def test_what_counts_as_drift(posts: list[Any], missing: str | None) -> None:
    if missing is None:
        check({"data": posts, "meta": {"result_count": len(posts)}}, "101")
    else:
        with pytest.raises(Drift, match=missing):
            check({"data": posts}, "101")


@pytest.mark.parametrize(
    "body",
    [{}, {"title": "Service Unavailable", "status": 503}, {"meta": {"result_count": 100}}],
    ids=["nothing", "a problem", "a count"],
)
def test_silence_is_no_end_of_a_timeline(body: dict[str, Any]) -> None:
    with pytest.raises(Drift, match="does not say that there are none") as drift:
        check(body, "101")
    assert drift.value.of_all


def test_what_two_accounts_posts_suggest_is_a_drift(
    x: XServer, write: Callable[..., str], collect: Callable[..., SyncRun]
) -> None:
    """One museum alone may write something that X marks in no way."""
    for handle in ("alpha", "beta", "gamma"):
        write(handle, "Bonjour #musée")
    x.next(Fault.DROPPED_FIELDS, on="/2/users/:id/tweets", times=None, fields=("entities",))
    run = collect()
    assert (run.status, run.posts_new) == (Status.DRIFT, 0)
    assert run.posts == 2, "whose third account is not asked"
    x.calm()
    assert (collect().status, collect().posts_new) == (Status.OK, 0)


def test_half_a_character_in_a_text_is_replaced_and_the_post_kept(
    museums: Engine, write: Callable[..., str], collect: Callable[..., SyncRun]
) -> None:
    write("alpha", "cut \ud83d")
    run = collect()
    assert (run.status, run.posts_new) == (Status.OK, 1)
    with reading(museums) as session:
        assert session.exec(select(Post.text)).one().startswith("cut ")
