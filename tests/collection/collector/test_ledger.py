"""The ledger counts what a network bills, and says what may still be spent."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from shared.access import LOCAL_ADMINISTRATOR
from shared.collection.collector import runs
from shared.collection.collector.ledger import (
    Allowance,
    Budget,
    Spent,
    allowance,
    budget,
    charge,
    month_of,
    spent,
)
from shared.models import Network, Resource
from shared.settings import Settings
from shared.store.database import reading, writing

DAY = date(2026, 3, 5)
PRICE = 5_000
MARCH = {"network": Network.X, "start": date(2026, 3, 1), "end": date(2026, 4, 1)}


def billed(session: Session, day: date, *ids: str, resource: Resource = Resource.POST) -> int:
    return charge(
        session=session, network=Network.X, day=day, resource=resource, ids=ids, price=PRICE
    )


def test_a_resource_is_billed_once_a_day(store: Engine) -> None:
    with writing(store) as session:
        assert billed(session, DAY, "1", "2", "2") == 2 * PRICE
        assert billed(session, DAY, "2", "3") == PRICE
        assert billed(session, DAY, "1", "3") == 0
        assert billed(session, DAY) == 0
        assert billed(session, DAY, "1", resource=Resource.USER) == PRICE
    with reading(store) as session:
        assert spent(session=session, **MARCH) == Spent(3, 1, 4 * PRICE)


def test_it_is_billed_again_the_day_after(store: Engine) -> None:
    with writing(store) as session:
        billed(session, DAY, "1")
        assert billed(session, date(2026, 3, 6), "1") == PRICE


def test_more_resources_than_one_statement_takes_are_counted(store: Engine) -> None:
    with writing(store) as session:
        assert billed(session, DAY, *map(str, range(450))) == 450 * PRICE
        assert billed(session, DAY, *map(str, range(400, 451))) == PRICE


def test_a_month_does_not_hold_the_next_ones_first_day(store: Engine) -> None:
    with writing(store) as session:
        billed(session, date(2026, 2, 28), "1")
        billed(session, date(2026, 3, 31), "2")
        billed(session, date(2026, 4, 1), "3")
    with reading(store) as session:
        assert spent(session=session, **MARCH).posts == 1
    assert month_of(date(2026, 12, 31)) == (date(2026, 12, 1), date(2027, 1, 1))


def test_which_resources_they_were_is_forgotten_but_not_what_they_cost(store: Engine) -> None:
    with writing(store) as session:
        billed(session, date(2026, 3, 1), "1")
        billed(session, date(2026, 3, 2), "2")
        billed(session, DAY, "3")
    with reading(store) as session:
        kept = session.connection().execute(text("SELECT resource_id FROM charge")).scalars().all()
        assert sorted(kept) == ["2", "3"]
        assert spent(session=session, **MARCH).posts == 3


@pytest.mark.parametrize(
    ("chosen", "posts", "users", "said"),
    [
        (Budget(PRICE, 10_000), None, None, None),
        (Budget(PRICE, 10_000, run_posts=100), 60, None, "100 posts for one collection"),
        (Budget(PRICE, 10_000, run_posts=30), 0, None, "30 posts for one collection"),
        (Budget(PRICE, 10_000, run_cost=240_000), 8, 4, "0.24 dollars for one collection"),
        (Budget(PRICE, 10_000, month_posts=70), 20, None, "70 posts for one month"),
        (Budget(PRICE, 10_000, month_cost=300_000), 10, 5, "0.30 dollars for one month"),
        (
            Budget(PRICE, 10_000, run_posts=100, run_cost=240_000, month_cost=299_000),
            8,
            4,
            "0.24 dollars for one collection",
        ),
        (Budget(0, 0, run_cost=1, month_cost=1), None, None, None),
    ],
)
def test_the_tightest_ceiling_counts(
    store: Engine, chosen: Budget, posts: int | None, users: int | None, said: str | None
) -> None:
    """40 posts for 0.20 $ in this run, after 10 for 0.05 $ in the month."""
    with writing(store) as session:
        billed(session, date(2026, 3, 1), *map(str, range(10)))
        run = runs.begin(
            session=session, by=LOCAL_ADMINISTRATOR, what="posts", accounts=1, host=None
        )
        cost = billed(session, DAY, *map(str, range(10, 50)))
        runs.add(session=session, run=run, posts=40, cost=cost)
        left = allowance(chosen, session=session, network=Network.X, run=run, today=DAY)
    assert (left.posts, left.users) == (posts, users)
    assert said is None or (left.ceiling is not None and said in left.ceiling)
    assert (left.ceiling is None) == (said is None)


def test_a_ceiling_of_the_month_says_when_it_goes_on(store: Engine) -> None:
    with reading(store) as session:
        left = allowance(
            Budget(PRICE, 10_000, run_posts=9, month_posts=4),
            session=session,
            network=Network.X,
            run=None,
            today=date(2026, 12, 24),
        )
    assert left.resumes_at == datetime(2027, 1, 1, tzinfo=UTC)
    assert left == Allowance(4, None, left.ceiling, left.resumes_at)


def test_a_run_may_be_given_less_than_was_set_but_not_more() -> None:
    chosen = Settings(run_posts=1_000, run_dollars=Decimal("7.5"), month_dollars=None)
    assert budget(chosen) == Budget(5_000, 10_000, 1_000, 7_500_000, None, None)
    tighter = budget(chosen, most_posts=10, most_dollars=Decimal("0.02"))
    assert tighter == Budget(5_000, 10_000, 10, 20_000, None, None)
    assert budget(chosen, most_posts=2_000, most_dollars=Decimal(8)) == budget(chosen)
    assert budget(Settings(run_dollars=None), most_dollars=Decimal(1)).run_cost == 1_000_000
