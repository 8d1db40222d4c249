"""The roll-up: posts per month, kind and pair of institutions, kept by difference.

Before posts change, what they contributed is subtracted; afterwards, what they contribute is
added, in the same transaction. This is exact on re-import, edit, deletion and when an account
moves. `recount.differences` proves it against a fresh count.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Column as Col
from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Insert,
    MetaData,
    Select,
    String,
    and_,
    case,
    cast,
    delete,
    distinct,
    func,
    or_,
    select,
    text,
    tuple_,
    union,
)
from sqlalchemy import Table as TableOf
from sqlmodel import Session

from shared.models import Account, Institution, Interaction, Kind, TieMonth, table_of
from shared.store.database import insert_in, insert_into

LIST_POST_FROM = 6  # a post that names more than five members is a list post

_ANY = text("1 = 1")  # SQLite takes the ON of a bare SELECT … ON CONFLICT for a join's
COUNTS = ("mentions", "reposts", "quotes", "replies", "listed")
_interaction = table_of(Interaction)
_account = table_of(Account)
_institution = table_of(Institution)
_tie_month = table_of(TieMonth)

touched = TableOf(
    "touched_post",
    MetaData(),
    Col("network", String(16), primary_key=True),
    Col("post_id", String(300), primary_key=True),
)
"""The posts whose share is being changed (a temporary table of the connection)."""


def prepare(connection: Connection) -> None:
    """Make the temporary table of touched posts, empty."""
    kept = "ON COMMIT PRESERVE ROWS" if connection.dialect.name == "postgresql" else ""
    connection.execute(
        text(
            "CREATE TEMPORARY TABLE IF NOT EXISTS touched_post "
            f"(network VARCHAR(16), post_id VARCHAR(300), PRIMARY KEY (network, post_id)) {kept}"
        )
    )
    connection.execute(delete(touched))


def touch(connection: Connection, posts: Select) -> None:
    """Mark the posts (network, post_id) that the statement selects."""
    marked = insert_into(connection, touched).from_select(["network", "post_id"], posts.where(_ANY))
    connection.execute(marked.on_conflict_do_nothing())


def subtract(connection: Connection) -> None:
    """Take out of the roll-up what the touched posts contribute at present."""
    if not _any_touched(connection):
        return
    connection.execute(_moving(connection.dialect.name, -1))
    connection.execute(
        delete(_tie_month).where(and_(*(_tie_month.c[name] == 0 for name in COUNTS)))
    )


def add(connection: Connection) -> None:
    """Put into the roll-up what the touched posts contribute at present."""
    if _any_touched(connection):
        connection.execute(_moving(connection.dialect.name, 1))


def _any_touched(connection: Connection) -> bool:
    return connection.execute(select(touched.c.post_id).limit(1)).first() is not None


@cache
def _moving(dialect: str, sign: int) -> Insert:
    """The statement that moves the touched posts' share, made once: it is asked for every page."""
    counted = shares(dialect, only_touched=True).subquery("shares")
    columns = ["month", "source", "target", *COUNTS]
    signed = [counted.c[name] * sign if name in COUNTS else counted.c[name] for name in columns]
    moved = insert_in(dialect, _tie_month).from_select(columns, select(*signed).where(_ANY))
    sums = {name: _tie_month.c[name] + moved.excluded[name] for name in COUNTS}
    return moved.on_conflict_do_update(index_elements=["month", "source", "target"], set_=sums)


def named(dialect: str, *, only_touched: bool = False) -> Select:
    """Each post once per kind and target institution: what ties are counted from.

    Columns network, post_id, kind, source, target (institution ids), month (its first day).
    Ties between two accounts of one institution vanish.
    """
    source, target = _account.alias("source_account"), _account.alias("target_account")
    rows = (
        select(
            _interaction.c.network,
            _interaction.c.post_id,
            _interaction.c.kind,
            source.c.institution_id.label("source"),
            target.c.institution_id.label("target"),
            func.min(_month(dialect)).label("month"),
        )
        .join(source, _interaction.c.source_account == source.c.id)
        .join(target, _interaction.c.target_account == target.c.id)
        .where(source.c.institution_id != target.c.institution_id)
        .group_by(
            _interaction.c.network,
            _interaction.c.post_id,
            _interaction.c.kind,
            source.c.institution_id,
            target.c.institution_id,
        )
    )
    if only_touched:  # as a list to look up, so that SQLite does not read every interaction
        key = tuple_(_interaction.c.network, _interaction.c.post_id)
        rows = rows.where(key.in_(select(touched.c.network, touched.c.post_id)))
    return rows


def list_posts(rows: Select) -> Select:
    """Among the rows of `named`, the posts (network, post_id) that name more than five members."""
    found = rows.subquery("mentioned")
    return (
        select(found.c.network, found.c.post_id)
        .join(_institution, _institution.c.id == found.c.target)
        .where(found.c.kind == Kind.MENTION.value, _institution.c.member)
        .group_by(found.c.network, found.c.post_id)
        .having(func.count(distinct(found.c.target)) >= LIST_POST_FROM)
    )


def shares(dialect: str, *, only_touched: bool = False) -> Select:
    """The roll-up of the touched posts, or of all: month, source, target, and each count."""
    rows = named(dialect, only_touched=only_touched).cte("named")
    lists = list_posts(select(rows)).cte("lists")
    in_list = and_(lists.c.network == rows.c.network, lists.c.post_id == rows.c.post_id)

    def posts(kind: Kind) -> ColumnElement[int]:
        return func.sum(case((rows.c.kind == kind.value, 1), else_=0))

    listed = and_(rows.c.kind == Kind.MENTION.value, lists.c.post_id.is_not(None))
    return (
        select(
            rows.c.month,
            rows.c.source,
            rows.c.target,
            posts(Kind.MENTION).label("mentions"),
            posts(Kind.REPOST).label("reposts"),
            posts(Kind.QUOTE).label("quotes"),
            posts(Kind.REPLY).label("replies"),
            func.sum(case((listed, 1), else_=0)).label("listed"),
        )
        .join(lists, in_list, isouter=True)
        .group_by(rows.c.month, rows.c.source, rows.c.target)
    )


def _month(dialect: str) -> ColumnElement[Any]:
    at = _interaction.c.occurred_at
    if dialect == "postgresql":
        return cast(func.date_trunc("month", func.timezone("UTC", at)), Date)
    return func.strftime("%Y-%m-01", at)


@contextmanager
def reassigned(
    session: Session,
    accounts: Collection[int] = (),
    institutions: Collection[str] = (),
) -> Iterator[None]:
    """Keep the roll-up true while accounts move, or institutions become members or cease to be."""
    session.flush()
    connection = session.connection()
    prepare(connection)
    touch(connection, _of(accounts, institutions))
    subtract(connection)
    yield
    session.flush()
    touch(connection, _of(accounts, institutions))
    add(connection)


def _of(accounts: Collection[int], institutions: Collection[str]) -> Select:
    """The posts in which these accounts, or accounts of these institutions, take part."""
    theirs = select(_account.c.id).where(
        or_(_account.c.id.in_(accounts), _account.c.institution_id.in_(institutions))
    )
    keys = select(_interaction.c.network, _interaction.c.post_id)
    both = union(
        keys.where(_interaction.c.source_account.in_(theirs)),
        keys.where(_interaction.c.target_account.in_(theirs)),
    ).subquery()
    return select(both.c.network, both.c.post_id)
