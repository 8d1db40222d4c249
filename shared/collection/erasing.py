"""Posts that their network says are gone: erased with all that hangs on them, for good."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import Connection, Select, delete, select, update

from shared.collection import staging
from shared.collection.batch import Batch
from shared.collection.formats.post import Erased
from shared.models import (
    Erasure,
    Interaction,
    Post,
    PostState,
    PostTag,
    PostVersion,
    Unresolved,
    table_of,
)
from shared.store import ties
from shared.store.database import insert_into

_post = table_of(Post)
_tag = table_of(PostTag)
_version = table_of(PostVersion)
_interaction = table_of(Interaction)
_unresolved = table_of(Unresolved)
_erasure = table_of(Erasure)


def complete(batch: Batch, connection: Connection) -> None:
    """Whichever edit is named as gone, the whole post is; what is gone is not saved."""
    if not batch.erased:
        return
    named = select(_version.c.version_id, _version.c.post_id).where(
        _version.c.network == batch.network, _version.c.version_id.in_(list(batch.erased))
    )
    for version_id, post_id in connection.execute(named):
        batch.erased.setdefault(post_id, batch.erased[version_id]._replace(post_id=post_id))
    for post_id, one in list(batch.posts.items()):
        if post_id in batch.erased or not batch.erased.keys().isdisjoint(one.post.versions):
            batch.erased.setdefault(post_id, Erased(post_id, "deleted", None))
            del batch.posts[post_id]


def forget(connection: Connection) -> None:
    """What was erased is not read again."""
    for table in staging.TABLES:
        gone = select(_erasure.c.post_id).where(_erasure.c.network == table.c.network)
        connection.execute(delete(table).where(table.c.post_id.in_(gone)))


def touch(connection: Connection, batch: Batch) -> None:
    """Mark the held posts that this batch erases: their share of the ties goes with them."""
    if batch.erased:
        ties.touch(connection, _held(batch, batch.erased))


def erase(connection: Connection, batch: Batch) -> None:
    """A deleted post takes its text and its interactions with it, for good."""
    if not batch.erased:
        return
    now = datetime.now(UTC)
    insert = insert_into(connection, _erasure).on_conflict_do_nothing()
    connection.execute(
        insert,
        [
            {
                "network": batch.network,
                "post_id": one.post_id,
                "reason": one.reason[:40],
                "at": one.at or now,
            }
            for one in batch.erased.values()
        ],
    )
    ids = list(batch.erased)
    for table in (_interaction, _tag, _unresolved):
        connection.execute(
            delete(table).where(table.c.network == batch.network, table.c.post_id.in_(ids))
        )
    connection.execute(
        update(_post)
        .where(_post.c.network == batch.network, _post.c.post_id.in_(ids))
        .values(
            state=PostState.DELETED,
            text=None,
            refs=[],
            outsiders=0,
            url=None,
            likes=None,
            reposts=None,
            replies=None,
            quotes=None,
        )
    )


def _held(batch: Batch, ids: Iterable[str]) -> Select:
    return select(_post.c.network, _post.c.post_id).where(
        _post.c.network == batch.network, _post.c.post_id.in_(list(ids))
    )
