"""How many posts of each account are held, by day and by month."""

from typing import Any

import pandas as pd
from sqlalchemy import CTE, ColumnElement, Date, and_, cast, column, func, literal, select, values
from sqlmodel import Session, col

from shared.models import Account, Erasure, Post, PostState, table_of
from shared.store.queries.frames import DAY, MOMENT, NUMBER, frame, midnight
from shared.store.queries.posts import of_post

_created = col(Post.created_at)
_TIME = table_of(Post).c.created_at.type
_MONTH = pd.DateOffset(months=1)


def posts_by_day(*, session: Session, account: int) -> pd.DataFrame:
    """How many posts of one account, still standing, each day (UTC) has.

    Columns: day, posts (at least 1); in order of days.
    """
    day = _day(session)
    statement = (
        select(day, func.count())
        .where(col(Post.account_id) == account, col(Post.state) != PostState.DELETED)
        .group_by(day)
        .order_by(day)
    )
    return frame(session, statement, {"day": DAY, "posts": NUMBER})


def posts_by_month(*, session: Session) -> pd.DataFrame:
    """How many posts of each account, still standing, each month (UTC) has.

    Columns: account_id (int), month (its first day), posts (at least 1); by account and month.
    """
    columns = {"account_id": NUMBER, "month": MOMENT, "posts": NUMBER}
    months = _months(session)
    if months is None:
        return _of_days(frame(session, select(literal(0)).where(literal(False)), columns))
    inside = and_(_created >= months.c.starts, _created < months.c.ends)
    # Each month of each account is counted in the index of posts by account and time: a million
    # posts take a moment. The few that were deleted are found by their tombstones.
    posts = (
        select(func.count())
        .where(col(Post.account_id) == col(Account.id), inside)
        .scalar_subquery()
    )
    counted = select(col(Account.id), months.c.starts, posts).join_from(
        Account, months, literal(True)
    )
    gone = (
        select(col(Post.account_id), months.c.starts, -func.count())
        .select_from(Erasure)
        .join(Post, of_post(Erasure))
        .join(months, inside)
        .where(col(Post.state) == PostState.DELETED)
        .group_by(col(Post.account_id), months.c.starts)
    )
    both = pd.concat([frame(session, one, columns) for one in (counted, gone)])
    found = both.groupby(["account_id", "month"])["posts"].sum().reset_index()
    return _of_days(found[found["posts"] > 0].reset_index(drop=True))


def _of_days(found: pd.DataFrame) -> pd.DataFrame:
    return found.assign(month=found["month"].astype("datetime64[s]"))


def _months(session: Session) -> CTE | None:
    """The months from that of the first post to that of the last; None without any post."""
    ends = (
        select(of(_created)).where(col(Post.account_id) == col(Account.id)).scalar_subquery()
        for of in (func.min, func.max)
    )
    spans = session.execute(select(*ends).select_from(Account)).all()
    known = [(first, last) for first, last in spans if first is not None]
    if not known:
        return None
    first, last = min(one for one, _ in known), max(one for _, one in known)
    starts = pd.date_range(first.date().replace(day=1), last.date(), freq="MS")
    rows = [(midnight(one.date()), midnight((one + _MONTH).date())) for one in starts]
    bounds = column("starts", _TIME), column("ends", _TIME)
    return values(*bounds, name="months").data(rows).cte("months")


def _day(session: Session) -> ColumnElement[Any]:
    """The day (UTC) on which a post was written."""
    if session.connection().dialect.name == "postgresql":
        return cast(func.timezone("UTC", _created), Date)
    return func.date(_created)
