"""What collecting costs: what a network bills, counted as it counts, and what may still be spent.

A network bills each resource it returns once per UTC day. Money is in whole millionths of a dollar.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import delete, func, select
from sqlmodel import Session

from shared.models import Charge, Network, Resource, Spending, SyncRun, table_of
from shared.sentences import Sentence, say
from shared.settings import MILLION, Settings
from shared.store.database import insert_into

_KEPT_DAYS = 3  # how long it is remembered what was billed: the network's day, and clocks apart
_AT_ONCE = 200
_charge = table_of(Charge)
_spending = table_of(Spending)


@dataclass(frozen=True)
class Spent:
    """Resources billed, and their cost in millionths of a dollar."""

    posts: int = 0
    users: int = 0
    cost: int = 0


@dataclass(frozen=True)
class Budget:
    """Ceilings of one run and of one calendar month (UTC), in posts and in money (None: none).

    A run's posts are those the network returned to it; a month's are those billed. Prices are
    those of one resource. All money is in millionths of a dollar.
    """

    price_post: int
    price_user: int
    run_posts: int | None = None
    run_cost: int | None = None
    month_posts: int | None = None
    month_cost: int | None = None


def budget(
    chosen: Settings, *, most_posts: int | None = None, most_dollars: Decimal | None = None
) -> Budget:
    """The ceilings that were set, and for this run tighter ones if any are given."""
    return Budget(
        price_post=chosen.x_price_post,
        price_user=chosen.x_price_user,
        run_posts=_lower(chosen.run_posts, most_posts),
        run_cost=_lower(_millionths(chosen.run_dollars), _millionths(most_dollars)),
        month_posts=chosen.month_posts,
        month_cost=_millionths(chosen.month_dollars),
    )


def _millionths(amount: Decimal | None) -> int | None:
    return None if amount is None else int(amount * MILLION)


def _lower(one: int | None, other: int | None) -> int | None:
    return min((given for given in (one, other) if given is not None), default=None)


@dataclass(frozen=True)
class Allowance:
    """How many resources the network may still be asked for; None: as many as one likes.

    `ceiling` says which ceiling leaves the fewest posts, and `resumes_at` when that changes.
    """

    posts: int | None
    users: int | None
    ceiling: Sentence | None = None
    resumes_at: datetime | None = None


def charge(
    *,
    session: Session,
    network: Network,
    day: date,
    resource: Resource,
    ids: Iterable[str],
    price: int,
) -> int:
    """Note resources that the network returned on a UTC day; returns what that adds to the bill.

    What was returned before on the same day is not billed again.
    """
    billed = _not_yet_billed(session, network, day, resource, list(dict.fromkeys(ids)))
    if not billed:
        return 0
    cost = billed * price
    key = {"network": network, "day": day, "resource": resource}
    spent = insert_into(session.connection(), _spending).values(**key, resources=billed, cost=cost)
    sums = {name: _spending.c[name] + spent.excluded[name] for name in ("resources", "cost")}
    session.connection().execute(spent.on_conflict_do_update(index_elements=[*key], set_=sums))
    _forget(session, network, day)
    return cost


def _not_yet_billed(
    session: Session, network: Network, day: date, resource: Resource, ids: list[str]
) -> int:
    """Write down the resources; returns how many were not written down that day."""
    connection, billed = session.connection(), 0
    same_day = (_charge.c.network == network, _charge.c.day == day, _charge.c.resource == resource)
    for start in range(0, len(ids), _AT_ONCE):
        asked = ids[start : start + _AT_ONCE]
        held = select(_charge.c.resource_id).where(*same_day, _charge.c.resource_id.in_(asked))
        known = set(connection.execute(held).scalars())
        key = {"network": network, "day": day, "resource": resource}
        new = [{**key, "resource_id": one} for one in asked if one not in known]
        if new:
            connection.execute(insert_into(connection, _charge).on_conflict_do_nothing(), new)
        billed += len(new)
    return billed


def _forget(session: Session, network: Network, day: date) -> None:
    """What was billed days ago is in the sums; which posts they were is not kept."""
    old = day - timedelta(days=_KEPT_DAYS)
    session.connection().execute(
        delete(_charge).where(_charge.c.network == network, _charge.c.day < old)
    )


def spent(*, session: Session, network: Network, start: date, end: date) -> Spent:
    """What was billed on the UTC days from `start` to before `end`."""
    rows = session.connection().execute(
        select(_spending.c.resource, func.sum(_spending.c.resources), func.sum(_spending.c.cost))
        .where(_spending.c.network == network, _spending.c.day >= start, _spending.c.day < end)
        .group_by(_spending.c.resource)
    )
    found = {Resource(resource): (int(count), int(cost)) for resource, count, cost in rows}
    posts, users = found.get(Resource.POST, (0, 0)), found.get(Resource.USER, (0, 0))
    return Spent(posts[0], users[0], posts[1] + users[1])


def month_of(day: date) -> tuple[date, date]:
    """The calendar month of a day: its first day, and the first day after it.

    >>> month_of(date(2026, 12, 24))
    (datetime.date(2026, 12, 1), datetime.date(2027, 1, 1))
    """
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def allowance(
    budget: Budget, *, session: Session, network: Network, run: int | None, today: date
) -> Allowance:
    """What may still be asked for, after what this run and this month have had.

    run: the run under way; None before it has begun.
    """
    begun = session.get(SyncRun, run, populate_existing=True) if run is not None else None
    used = Spent(begun.posts, begun.users, begun.cost) if begun else Spent()
    start, end = month_of(today)
    month = spent(session=session, network=network, start=start, end=end)
    return _left(budget, used, month, end)


def _left(budget: Budget, run: Spent, month: Spent, next_month: date) -> Allowance:
    """The same, from what was spent."""
    later = datetime(next_month.year, next_month.month, 1, tzinfo=UTC)
    money = [
        (budget.run_cost, run.cost, _said_run_money, None),
        (budget.month_cost, month.cost, _said_month_money, later),
    ]
    counts = [
        (budget.run_posts, run.posts, _said_run_posts, None),
        (budget.month_posts, month.posts, _said_month_posts, later),
    ]
    posts = [
        (max(0, ceiling - used), said(ceiling, ceiling - used), when)
        for ceiling, used, said, when in counts
        if ceiling is not None
    ] + [
        (_how_many(ceiling - used, budget.price_post), said(ceiling, ceiling - used), when)
        for ceiling, used, said, when in money
        if ceiling is not None and budget.price_post
    ]
    users = [
        _how_many(ceiling - used, budget.price_user)
        for ceiling, used, _, _ in money
        if ceiling is not None and budget.price_user
    ]
    fewest = min(posts, key=lambda one: one[0], default=(None, None, None))
    return Allowance(fewest[0], min(users, default=None), fewest[1], fewest[2])


def _how_many(money: int, price: int) -> int:
    return max(0, money // price)


def dollars(millionths: int) -> str:
    """Money as a person reads it: dollars and cents, more places only where they are needed.

    >>> dollars(10_000_000), dollars(5_000), dollars(-20_000)
    ('10.00', '0.005', '-0.02')
    """
    sign, rest = "-" if millionths < 0 else "", abs(millionths)
    places = f"{rest % MILLION:06d}".rstrip("0").ljust(2, "0")
    return f"{sign}{rest // MILLION}.{places}"


def _said_run_posts(ceiling: int, left: int) -> Sentence:
    return say(
        "The ceiling of {ceiling} posts for one collection is reached; left below it: {left}.",
        ceiling=ceiling,
        left=max(0, left),
    )


def _said_month_posts(ceiling: int, left: int) -> Sentence:
    return say(
        "The ceiling of {ceiling} posts for one month is reached; left below it: {left}.",
        ceiling=ceiling,
        left=max(0, left),
    )


def _said_run_money(ceiling: int, left: int) -> Sentence:
    return say(
        "The ceiling of {ceiling} dollars for one collection is reached; left below it: {left}.",
        ceiling=dollars(ceiling),
        left=dollars(max(0, left)),
    )


def _said_month_money(ceiling: int, left: int) -> Sentence:
    return say(
        "The ceiling of {ceiling} dollars for one month is reached; left below it: {left}.",
        ceiling=dollars(ceiling),
        left=dollars(max(0, left)),
    )
