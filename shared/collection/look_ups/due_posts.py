"""Which stored posts are due to be looked up again, and what that takes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil
from typing import Any, NamedTuple

from sqlalchemy import and_, or_, select
from sqlmodel import Session

from shared.collection.collector import ledger
from shared.collection.formats.x_writing import time_of
from shared.collection.look_ups.post_lookup import allowed, price_of_one
from shared.collection.x import ID, MOST
from shared.models import Network, Post, PostCheck, PostState, table_of
from shared.settings import Settings

_FAR = timedelta(days=2)  # between a post's time and its id's, whatever the time zones
_post, _check = table_of(Post), table_of(PostCheck)


class Held(NamedTuple):
    """A stored post to look up, by the id of its newest edit."""

    post_id: str
    version_id: str
    account_id: int
    state: PostState
    heard_of: bool = False  # this edit is not stored: an earlier one told of it


@dataclass(frozen=True)
class Price:
    """What looking up the posts that are due takes.

    cost: at most, in millionths of a dollar; what X does not show is free. left: how many posts
    the ceilings allow now (None: no ceiling). strange: posts whose ids are not X's, which cannot
    be looked up.
    """

    posts: int
    requests: int
    cost: int
    left: int | None
    strange: int

    def as_dict(self) -> dict[str, Any]:
        """The same, as it is printed with `--dry-run --json`; money in dollars."""
        return {
            "posts": self.posts,
            "requests": self.requests,
            "dollars": ledger.dollars(self.cost),
            "posts_left": self.left,
            "not_of_x": self.strange,
        }


def due(
    *, session: Session, settings: Settings, now: datetime, everything: bool = False
) -> tuple[list[Held], int]:
    """The posts to look up, and how many others cannot be, for their ids are not X's.

    Never looked up first, then longest ago; those looked up in the last `recheck_days` days are
    left out unless `everything` is asked for.
    """
    same = and_(_check.c.network == _post.c.network, _check.c.post_id == _post.c.post_id)
    columns = ("post_id", "version_id", "account_id", "state", "created_at")
    found = select(*(_post.c[name] for name in columns)).join(_check, same, isouter=True)
    found = found.where(_post.c.network == Network.X, _post.c.state != PostState.DELETED)
    if not everything:
        long_ago = _check.c.checked_at <= now - timedelta(settings.recheck_days)
        found = found.where(or_(_check.c.checked_at.is_(None), long_ago))
    order = (_check.c.checked_at.nulls_first(), _post.c.created_at, _post.c.post_id)
    posts, strange = [], 0
    for *held, written in session.connection().execute(found.order_by(*order)):
        one = Held(*held)
        if _is_of_x(one.version_id, written):
            posts.append(one)
        else:
            strange += 1
    return posts, strange


def _is_of_x(post_id: str, written: datetime) -> bool:
    """Whether X may have given the id to a post of that time; tables may hold ids of their own."""
    if not ID.fullmatch(post_id):
        return False
    at = time_of(post_id)
    return at is None or abs(at - written) < _FAR


def price(
    *,
    session: Session,
    settings: Settings,
    now: datetime,
    everything: bool = False,
    most_dollars: Decimal | None = None,
) -> Price:
    """What it takes to look up the posts that are due."""
    posts, strange = due(session=session, settings=settings, now=now, everything=everything)
    budget = ledger.budget(settings, most_dollars=most_dollars)
    left = allowed(budget, session=session, run=None, settings=settings, now=now)
    cost = len(posts) * price_of_one(settings)
    return Price(len(posts), ceil(len(posts) / MOST), cost, left.posts, strange)
