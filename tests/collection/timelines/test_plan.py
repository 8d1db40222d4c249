"""Before anything is asked: who is read, in which order, and what it may cost."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from shared.collection.timelines.plan import Plan, plan
from shared.models import (
    Account,
    AccountStatus,
    Checkpoint,
    Kind,
    Network,
    Post,
    PostCheck,
    Resource,
    Spending,
    Stream,
    Unresolved,
)
from shared.settings import Settings
from shared.store.database import reading, writing

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


@pytest.fixture
def planned(museums: Engine) -> Callable[..., Plan]:
    """The plan for the museums: alpha, beta and gamma are known by id, delta is not."""

    def ask(**chosen: Any) -> Plan:
        with reading(museums) as session:
            return plan(session=session, settings=Settings(**chosen), now=NOW)

    return ask


def change(engine: Engine, handle: str, **values: Any) -> int:
    with writing(engine) as session:
        account = session.exec(select(Account).where(Account.handle == handle)).one()
        for name, value in values.items():
            setattr(account, name, value)
        return account.id or 0


def read(engine: Engine, handle: str, *, days: float, depth: int = 100, posts: int = 0) -> None:
    """As if read so many days ago, with so many posts a month for half a year."""
    id = change(engine, handle)
    at = NOW - timedelta(days=days)
    recent = {"stream": Stream.RECENT, "completed_at": at, "high_water": "1"}
    past = {"stream": Stream.PAST, "pending_oldest": "1", "read": depth}
    with writing(engine) as session:
        for mark in (recent, past):
            session.add(Checkpoint(account_id=id, updated_at=at, **mark))
        for month in range(1, 7):
            for number in range(posts):
                session.add(
                    Post(
                        network=Network.X,
                        post_id=f"{handle}{month}-{number}",
                        version_id=f"{handle}{month}-{number}",
                        account_id=id,
                        created_at=NOW.replace(day=15) - timedelta(days=30 * month, hours=number),
                    )
                )


def order(found: Plan) -> list[str]:
    return [one.handle for one in found.accounts]


def test_a_first_reading_costs_as_deep_as_was_chosen(planned: Callable[..., Plan]) -> None:
    found = planned()
    assert (order(found), found.unknown) == (["alpha", "beta", "gamma"], ("delta",))
    assert (found.posts, found.requests) == (300, 4)
    assert found.look_ups == 4, "no profile was looked up yet"
    assert found.cost == 300 * 5_000 + 4 * 10_000
    deeper = planned(backfill_posts=3200)
    assert (deeper.posts, deeper.requests) == (9600, 97)
    assert planned(backfill_posts=0).posts == 15, "X gives no fewer than five"


def test_who_was_unseen_for_longest_comes_first(
    museums: Engine, planned: Callable[..., Plan]
) -> None:
    read(museums, "alpha", days=1)
    read(museums, "beta", days=3)
    assert order(planned()) == ["gamma", "beta", "alpha"]


def test_what_an_account_usually_posts_tells_what_is_new(
    museums: Engine, planned: Callable[..., Plan]
) -> None:
    read(museums, "alpha", days=10, posts=60)
    read(museums, "beta", days=10, posts=0)
    read(museums, "gamma", days=10, posts=20)
    posts = {one.handle: one.posts for one in planned().accounts}
    assert posts["alpha"] == 20, "sixty a month are two a day"
    assert posts["gamma"] == 7
    assert posts["beta"] == 13, "of whom nothing is held, as much as of the others"


def test_a_deeper_past_is_part_of_the_price(museums: Engine, planned: Callable[..., Plan]) -> None:
    for handle in ("alpha", "beta", "gamma"):
        read(museums, handle, days=0)
    assert (planned().posts, planned().requests) == (0, 4)
    assert planned(backfill_posts=250).posts == 3 * 150
    with writing(museums) as session:
        for mark in session.exec(select(Checkpoint).where(Checkpoint.stream == Stream.PAST)):
            mark.exhausted = True
    assert planned(backfill_posts=250).posts == 0


def test_where_profiles_are_billed_along_a_post_costs_as_much_as_it_may(
    planned: Callable[..., Plan],
) -> None:
    found = planned(dialect="post")
    assert found.cost == 300 * (5_000 + 2 * 10_000) + 4 * 10_000
    assert found.posts_left == 10_000_000 // 25_000


def test_posts_referred_to_are_part_of_the_price(
    museums: Engine, planned: Callable[..., Plan]
) -> None:
    """The profiles are looked up before, so that no account may be anybody any more."""
    read(museums, "alpha", days=0, posts=1)
    with writing(museums) as session:
        for number in range(120):
            refers = {
                "post_id": "alpha1-0",
                "kind": Kind.QUOTE,
                "referenced_id": str(7000 + number),
            }
            session.add(Unresolved(network=Network.X, **refers))
        long_ago, lately = NOW - timedelta(days=40), NOW - timedelta(days=4)
        for id, at in (("7000", long_ago), ("7001", lately)):
            session.add(PostCheck(network=Network.X, post_id=id, checked_at=at, found=False))
    found, without = planned(), planned(look_up_references=False)
    assert (found.references, without.references) == (119, 0)
    assert found.posts - without.posts == 119
    assert found.requests - without.requests == 2
    assert found.cost - without.cost == 119 * 5_000
    assert found.as_dict()["references"] == 119


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"status": AccountStatus.LEFT}, "left"),
        ({"status": AccountStatus.PROTECTED}, "protected"),
        ({"status": AccountStatus.SUSPENDED}, "suspended"),
        ({"status": AccountStatus.MISSING}, "missing"),
        ({"person": True}, "person"),
        ({"status": AccountStatus.DORMANT}, None),
        ({"status": AccountStatus.RENAMED}, None),
        ({"network": Network.BLUESKY}, None),
    ],
)
def test_who_cannot_be_read_is_left_out_and_named(
    museums: Engine, planned: Callable[..., Plan], values: dict[str, Any], why: str | None
) -> None:
    change(museums, "beta", **values)
    found = planned()
    assert found.left_out == ((("beta", why),) if why else ())
    assert ("beta" in order(found)) == (why is None and "network" not in values)


def test_it_says_what_the_ceilings_leave(museums: Engine, planned: Callable[..., Plan]) -> None:
    with writing(museums) as session:
        for day, posts in ((1, 40), (4, 60)):
            session.add(
                Spending(
                    network=Network.X,
                    day=NOW.replace(day=day).date(),
                    resource=Resource.POST,
                    resources=posts,
                    cost=posts * 5_000,
                )
            )
    told = planned(month_posts=120, run_dollars=None, month_dollars=None).as_dict()
    assert told["month"] == {"posts": 100, "dollars": "0.50"}
    assert told["posts_left"] == 20
    assert told["ceilings"] == {
        "run_posts": None,
        "run_dollars": None,
        "month_posts": 120,
        "month_dollars": None,
    }
