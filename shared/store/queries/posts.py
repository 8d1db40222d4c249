"""What was posted: the posts behind a tie, posts per institution, interactions, hashtags."""

from collections.abc import Collection
from datetime import date

import pandas as pd
from sqlalchemy import ColumnElement, Executable, and_, case, func, or_, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from shared.models import (
    Account,
    Erasure,
    Interaction,
    Kind,
    Post,
    PostState,
    PostTag,
    Unresolved,
)
from shared.store.queries.frames import DAY, MOMENT, NUMBER, OPTIONAL, TEXT, frame, within, word
from shared.store.ties import list_posts, named


def posts_between(
    *,
    session: Session,
    source: str,
    target: str,
    start: date | None = None,
    end: date | None = None,
    kinds: Collection[str] | None = None,
    with_lists: bool = True,
    limit: int = 50,
) -> pd.DataFrame:
    """The posts by which one institution addressed another in [start, end), newest first.

    kinds: only these kinds of interaction; None: all. Without lists, mentions from list posts
    are left out, as `ties` counts them in `listed`.

    Columns: occurred_at, kind, network, post_id, handle (the author's), url, text (None where
    unknown, past its retention or withheld); one row per post and kind, at most `limit` of those
    asked for.
    """
    columns = {
        "occurred_at": MOMENT,
        "kind": TEXT,
        "network": TEXT,
        "post_id": TEXT,
        "handle": TEXT,
        "url": OPTIONAL,
        "text": OPTIONAL,
    }
    author, addressed = aliased(Account), aliased(Account)
    shown = case((col(Post.state) == PostState.LIVE, col(Post.text)), else_=None)
    statement = (
        select(
            col(Interaction.occurred_at),
            word(Interaction.kind),
            word(Interaction.network),
            col(Interaction.post_id),
            col(author.handle),
            col(Post.url),
            shown,
        )
        .distinct()
        .join(author, col(author.id) == Interaction.source_account)
        .join(addressed, col(addressed.id) == Interaction.target_account)
        .join(Post, of_post(Interaction))
        .where(col(author.institution_id) == source, col(addressed.institution_id) == target)
        .where(*within(Interaction.occurred_at, start, end))
        .where(*_of_kinds(kinds), *([] if with_lists else [_no_list_mention(session, source)]))
        .order_by(
            col(Interaction.occurred_at).desc(),
            word(Interaction.network),
            col(Interaction.post_id),
            word(Interaction.kind),
        )
        .limit(limit)
    )
    return frame(session, statement, columns)


def _of_kinds(kinds: Collection[str] | None) -> list[ColumnElement[bool]]:
    return [] if kinds is None else [col(Interaction.kind).in_([Kind(kind) for kind in kinds])]


def _no_list_mention(session: Session, source: str) -> ColumnElement[bool]:
    """The condition that an interaction of that institution is no mention from a list post."""
    rows = named(session.connection().dialect.name).subquery("named")
    lists = list_posts(select(rows).where(rows.c.source == source))
    key = tuple_(col(Interaction.network), col(Interaction.post_id))
    return or_(col(Interaction.kind) != Kind.MENTION, key.not_in(lists))


def posts_count(
    *, session: Session, start: date | None = None, end: date | None = None
) -> pd.DataFrame:
    """How many posts of each institution, still standing, fall in [start, end).

    Columns: institution_id, posts (at least 1: an institution without posts has no row),
    first_day, last_day (the days of the first and last of them).
    """
    columns = {"institution_id": TEXT, "posts": NUMBER, "first_day": MOMENT, "last_day": MOMENT}
    created = col(Post.created_at)
    statement = (
        select(col(Account.institution_id), func.count(), func.min(created), func.max(created))
        .select_from(Post)
        .join(Account, col(Account.id) == Post.account_id)
        .where(col(Post.state) != PostState.DELETED, *within(Post.created_at, start, end))
        .group_by(col(Account.institution_id))
        .order_by(col(Account.institution_id))
    )
    found = frame(session, statement, columns)
    days = {name: found[name].dt.floor("D").astype(DAY) for name in ("first_day", "last_day")}
    return found.assign(**days)


def interactions(
    *, session: Session, start: date | None = None, end: date | None = None
) -> pd.DataFrame:
    """Each post of [start, end) once per kind and target institution, in order of time.

    Columns: occurred_at, network, post_id, kind, source, target (institution ids, never equal).
    """
    columns = {
        "occurred_at": MOMENT,
        "network": TEXT,
        "post_id": TEXT,
        "kind": TEXT,
        "source": TEXT,
        "target": TEXT,
    }
    found = frame(session, addressing(start, end), columns)
    order = ["occurred_at", "network", "post_id", "kind", "target"]
    return found.sort_values(order).reset_index(drop=True)


def addressing(start: date | None, end: date | None) -> Executable:
    """The statement behind `interactions`, not sorted."""
    author, addressed = aliased(Account), aliased(Account)
    return (
        select(
            col(Interaction.occurred_at),
            word(Interaction.network),
            col(Interaction.post_id),
            word(Interaction.kind),
            col(author.institution_id),
            col(addressed.institution_id),
        )
        .distinct()
        .join(author, col(author.id) == Interaction.source_account)
        .join(addressed, col(addressed.id) == Interaction.target_account)
        .where(col(author.institution_id) != col(addressed.institution_id))
        .where(*within(Interaction.occurred_at, start, end))
    )


def tags(*, session: Session, start: date | None = None, end: date | None = None) -> pd.DataFrame:
    """Hashtags by institution in the posts of [start, end) that still stand, most used first.

    Columns: institution_id, tag (for comparing: no case, no accents), shown (as written most
    often by all in these days), posts.
    """
    columns = {"institution_id": TEXT, "tag": TEXT, "shown": TEXT, "posts": NUMBER}
    statement = (
        select(col(Account.institution_id), col(PostTag.tag), col(PostTag.shown), func.count())
        .select_from(PostTag)
        .join(Post, of_post(PostTag))
        .join(Account, col(Account.id) == Post.account_id)
        .where(col(Post.state) != PostState.DELETED, *within(Post.created_at, start, end))
        .group_by(col(Account.institution_id), col(PostTag.tag), col(PostTag.shown))
    )
    written = frame(session, statement, columns)
    spellings = written.groupby(["tag", "shown"])["posts"].sum().reset_index()
    spellings = spellings.sort_values(["posts", "shown"], ascending=[False, True])
    usual = spellings.drop_duplicates("tag").set_index("tag")["shown"]
    used = written.groupby(["institution_id", "tag"])["posts"].sum().reset_index()
    used = used.assign(shown=used["tag"].map(usual).astype("str"))[list(columns)]
    order = ["institution_id", "posts", "tag"]
    return used.sort_values(order, ascending=[True, False, True]).reset_index(drop=True)


def of_post(
    other: type[Interaction] | type[PostTag] | type[Unresolved] | type[Erasure],
) -> ColumnElement[bool]:
    """The condition that ties a row of another table to its post."""
    return and_(col(Post.network) == other.network, col(Post.post_id) == other.post_id)
