"""What a collection is about to do, and what it may cost: told before anything is asked."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from typing import Any

from sqlmodel import Session, col, func, select

from shared.collection.collector import ledger
from shared.collection.look_ups import resolve
from shared.collection.look_ups.post_lookup import allowed, price_of_one
from shared.collection.look_ups.settle import due_references
from shared.collection.timelines.windows import LEAST, MOST, REACH
from shared.models import Account, AccountStatus, Checkpoint, Network, Post, Stream
from shared.settings import Settings

NOT_READ = (
    AccountStatus.PROTECTED,
    AccountStatus.SUSPENDED,
    AccountStatus.MISSING,
    AccountStatus.LEFT,
)
_USUAL = 3.0  # posts a day, where nothing is known of any account
_LOOKED_AT = timedelta(days=365)  # how far back the store tells what an account usually posts
_DAYS_A_MONTH = 30.44


@dataclass(frozen=True)
class ToRead:
    """An account to read: since when it is unseen (None: never read), and what is expected."""

    account_id: int
    handle: str
    native_id: str
    unseen_since: datetime | None
    posts: int
    requests: int


@dataclass(frozen=True)
class Plan:
    """Accounts in the order in which they are read, and what all of it is expected to cost.

    look_ups: accounts whose profile is asked for first. references: posts referred to that are
    looked up at the end (those that what is read now refers to come on top). unknown: handles that
    have no id yet, so that they are read only once a look-up finds it. left_out: handle and reason
    of those that are not read. posts, requests: of timelines and references together. cost:
    millionths of a dollar, at most. posts_left, users_left: what the ceilings allow
    (None: no ceiling).
    """

    accounts: tuple[ToRead, ...]
    unknown: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    look_ups: int
    references: int
    requests: int
    posts: int
    cost: int
    ceilings: ledger.Budget
    month: ledger.Spent
    posts_left: int | None
    users_left: int | None

    def as_dict(self) -> dict[str, Any]:
        """The same, as it is printed with `--dry-run --json`; money in dollars."""
        ceilings = self.ceilings
        return {
            "accounts": len(self.accounts),
            "look_ups": self.look_ups,
            "references": self.references,
            "unknown": list(self.unknown),
            "left_out": [{"account": one, "reason": why} for one, why in self.left_out],
            "requests": self.requests,
            "posts": self.posts,
            "dollars": ledger.dollars(self.cost),
            "ceilings": {
                "run_posts": ceilings.run_posts,
                "run_dollars": _dollars(ceilings.run_cost),
                "month_posts": ceilings.month_posts,
                "month_dollars": _dollars(ceilings.month_cost),
            },
            "month": {"posts": self.month.posts, "dollars": ledger.dollars(self.month.cost)},
            "posts_left": self.posts_left,
            "order": [
                {
                    "account": one.handle,
                    "unseen_since": one.unseen_since.isoformat() if one.unseen_since else None,
                    "posts": one.posts,
                }
                for one in self.accounts
            ],
        }


def _dollars(millionths: int | None) -> str | None:
    return None if millionths is None else ledger.dollars(millionths)


def plan(*, session: Session, settings: Settings, now: datetime) -> Plan:
    """What a collection begun now would ask for, from what the store knows."""
    today = now.date()
    accounts = _of_x(session)
    read = [one for one in accounts if one.native_id and not _why_not(one)]
    marks, usual = _marks(session), _posts_a_day(session, today)
    order = tuple(sorted((_to_read(one, marks, usual, settings, now) for one in read), key=_age))
    look_ups = len(resolve.wanted(session=session, today=today))
    ceilings = ledger.budget(settings)
    left = allowed(ceilings, session=session, run=None, settings=settings, now=now)
    references = len(due_references(session=session, settings=settings, now=now))
    start, end = ledger.month_of(today)
    posts = sum(one.posts for one in order) + references
    by_hundreds = math.ceil(look_ups / MOST) + math.ceil(references / MOST)
    return Plan(
        accounts=order,
        unknown=tuple(one.handle for one in accounts if not one.native_id and not _why_not(one)),
        left_out=tuple((one.handle, why) for one in accounts if (why := _why_not(one))),
        look_ups=look_ups,
        references=references,
        requests=sum(one.requests for one in order) + by_hundreds,
        posts=posts,
        cost=posts * price_of_one(settings) + look_ups * settings.x_price_user,
        ceilings=ceilings,
        month=ledger.spent(session=session, network=Network.X, start=start, end=end),
        posts_left=left.posts,
        users_left=left.users,
    )


def _of_x(session: Session) -> Iterable[Account]:
    of_x = select(Account).where(Account.network == Network.X).order_by(col(Account.id))
    return session.exec(of_x).all()


def _why_not(account: Account) -> str | None:
    if account.status in NOT_READ:
        return account.status.value
    return "person" if account.person else None


def _age(one: ToRead) -> tuple[bool, float, int]:
    """Never read before first, then unseen for longest."""
    seen = one.unseen_since
    return seen is not None, seen.timestamp() if seen else 0.0, one.account_id


def _marks(session: Session) -> dict[tuple[int, Stream], Checkpoint]:
    return {(one.account_id, one.stream): one for one in session.exec(select(Checkpoint))}


def _to_read(
    account: Account,
    marks: dict[tuple[int, Stream], Checkpoint],
    usual: dict[int, float],
    settings: Settings,
    now: datetime,
) -> ToRead:
    id = account.id or 0
    recent, past = marks.get((id, Stream.RECENT)), marks.get((id, Stream.PAST))
    seen = recent.completed_at if recent else None
    a_day = usual.get(id, median(usual.values()) if usual else _USUAL)
    new = 0 if seen is None else round(a_day * max(0.0, (now - seen) / timedelta(days=1)))
    older = _depth(settings, past)
    return ToRead(
        id,
        account.handle,
        account.native_id or "",
        seen,
        posts=new + older,
        requests=max(1 if seen else 0, math.ceil(new / MOST)) + math.ceil(older / MOST),
    )


def _depth(settings: Settings, past: Checkpoint | None) -> int:
    """How many posts of the past are still to be read, at most."""
    if past is None or (past.read == 0 and not past.exhausted):
        return max(LEAST, min(REACH, settings.backfill_posts))
    return 0 if past.exhausted else max(0, min(REACH, settings.backfill_posts) - past.read)


def _posts_a_day(session: Session, today: date) -> dict[int, float]:
    """What each account posts a day: the median of its months with a post, of the last twelve."""
    month = (
        func.to_char(func.timezone("UTC", Post.created_at), "YYYY-MM")
        if session.connection().dialect.name == "postgresql"
        else func.strftime("%Y-%m", Post.created_at)
    )
    since = datetime.combine(today, time(), UTC) - _LOOKED_AT
    counted = session.exec(
        select(col(Post.account_id), func.count())
        .where(col(Post.network) == Network.X, col(Post.created_at) >= since)
        .group_by(col(Post.account_id), month)
    )
    months: dict[int, list[int]] = {}
    for account, posts in counted:
        months.setdefault(account, []).append(posts)
    return {account: median(posts) / _DAYS_A_MONTH for account, posts in months.items()}
