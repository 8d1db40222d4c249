"""Writing a batch: posts, interactions, coverage and roll-up hold together, or not at all.

The batch is put into temporary tables; statements that are the same on SQLite and PostgreSQL move
it on. Saving twice changes nothing. A network's API beats a table, a newer edit beats an older
one, two captures of one edit add up, and a value is never replaced by none. A post that was
erased does not come back.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    update,
)
from sqlmodel import Session

from shared.collection import erasing, staging
from shared.collection.batch import BETTER, FROM_TEXT, Batch
from shared.models import (
    Interaction,
    Post,
    PostState,
    PostTag,
    PostVersion,
    Unresolved,
    table_of,
)
from shared.store import ties
from shared.store.coverage import Span, cover
from shared.store.database import insert_into

_post = table_of(Post)
_tag = table_of(PostTag)
_version = table_of(PostVersion)
_interaction = table_of(Interaction)
_unresolved = table_of(Unresolved)
_METRICS = ("likes", "reposts", "replies", "quotes")
_ANY = literal_column("1") == 1  # SQLite takes the ON of a bare SELECT … ON CONFLICT for a join's
_WORSE, _AS_GOOD, _BETTER = 0, 1, BETTER
_KEPT = ("lang", "url", "conversation_id", *_METRICS)  # never replaced by none
_LOST = ("version_id", "state", "refs", "outsiders", "source_rank", "account_id", "created_at")


@dataclass
class Saved:
    """What one batch changed."""

    new: int = 0
    updated: int = 0
    interactions_new: int = 0
    unresolved: int = 0


def save(batch: Batch, spans: dict[int, Span], *, session: Session, source: str) -> Saved:
    """Write a batch in the session's transaction, with the days it covers."""
    connection = session.connection()
    erasing.complete(batch, connection)
    staging.prepare(connection)
    ties.prepare(connection)
    tables = {table.name: table for table in staging.TABLES}
    for name, rows in batch.rows():
        staging.fill(connection, tables[f"stage_{name}"], rows)
    erasing.forget(connection)
    _under_the_original(connection)
    known = _some_known(connection)
    if known:
        _judge(connection)
    _touch(connection)
    erasing.touch(connection, batch)
    ties.subtract(connection)
    saved = Saved(*_counted(connection))
    _write_posts(connection)
    erasing.erase(connection, batch)
    if known:
        _clear_the_way(connection)
    _write_interactions(connection)
    saved.unresolved = _resolve(connection)
    ties.touch(connection, select(staging.post.c.network, staging.post.c.post_id))
    ties.add(connection)
    if spans:
        cover(spans, session=session, source=source)
    return saved


def _under_the_original(connection: Connection) -> None:
    """An edit that came without its history goes under the original's id, if that is known."""
    if connection.execute(select(_version.c.post_id).limit(1)).first() is None:
        return
    for table in staging.TABLES:
        original = select(_version.c.post_id).where(
            _version.c.network == table.c.network, _version.c.version_id == table.c.post_id
        )
        known = exists(original)
        connection.execute(update(table).where(known).values(post_id=original.scalar_subquery()))


def _same(left: Any, right: Any) -> ColumnElement[bool]:
    return and_(left.c.network == right.c.network, left.c.post_id == right.c.post_id)


def _some_known(connection: Connection) -> bool:
    """Whether any staged post is held already (if not, there is nothing to weigh or replace)."""
    met = select(literal(1)).select_from(staging.post).join(_post, _same(_post, staging.post))
    return connection.execute(met.limit(1)).first() is not None


def _rank(columns: Any) -> Any:
    """What makes one copy of a post better: its source, then its edit (ids grow in length)."""
    return tuple_(columns.source_rank, func.length(columns.version_id), columns.version_id)


def _judge(connection: Connection) -> None:
    """Set each staged post against the copy held: better, as good, or worse."""
    for outcome, met in (
        (_WORSE, _rank(staging.post.c) < _rank(_post.c)),
        (_AS_GOOD, _rank(staging.post.c) == _rank(_post.c)),
    ):
        such = exists(select(literal(1)).where(_same(_post, staging.post), met))
        connection.execute(update(staging.post).where(such).values(outcome=outcome))


def _judged(*outcomes: int) -> Select:
    return select(staging.post.c.post_id).where(staging.post.c.outcome.in_(outcomes))


def _touch(connection: Connection) -> None:
    """Mark what changes: posts held already, edits held on their own, posts now resolved."""
    keys = select(_post.c.network, _post.c.post_id)
    ties.touch(connection, keys.join(staging.post, _same(_post, staging.post)))
    ties.touch(connection, keys.join(staging.version, _is_edit()))
    waiting = select(_unresolved.c.network, _unresolved.c.post_id).where(_now_held())
    ties.touch(connection, waiting)


def _is_edit() -> ColumnElement[bool]:
    """A post held under an id that turns out to be an edit of an earlier post."""
    return and_(
        _post.c.network == staging.version.c.network,
        _post.c.post_id == staging.version.c.version_id,
    )


def _now_held() -> ColumnElement[bool]:
    """An unresolved reference to a post, or an edit of a post, of this batch."""
    return or_(
        _unresolved.c.referenced_id.in_(select(staging.post.c.post_id)),
        _unresolved.c.referenced_id.in_(select(staging.version.c.version_id)),
    )


def _counted(connection: Connection) -> tuple[int, int, int]:
    """Posts new, posts changed, interactions new: looked at before anything is written."""
    new = select(func.count()).select_from(staging.post)
    new = new.where(~exists(select(literal(1)).where(_same(_post, staging.post))))
    updated = (
        select(func.count())
        .select_from(staging.post)
        .join(_post, _same(_post, staging.post))
        .where(staging.post.c.outcome != _WORSE, or_(*_differences()))
    )
    met = and_(
        _same(_interaction, staging.interaction),
        _interaction.c.kind == staging.interaction.c.kind,
        _interaction.c.target_account == staging.interaction.c.target_account,
    )
    interactions = (
        select(func.count())
        .select_from(staging.interaction)
        .where(staging.interaction.c.post_id.in_(_judged(_AS_GOOD, _BETTER)))
        .where(~exists(select(literal(1)).where(met)))
    )
    count = [connection.execute(query).scalar_one() for query in (new, updated, interactions)]
    return count[0], count[1], count[2]


def _differences() -> list[ColumnElement[bool]]:
    """Where a staged post says something else than the one held (silence says nothing)."""
    staged, held = staging.post.c, _post.c
    told = [
        and_(staged[name].is_not(None), staged[name].is_distinct_from(held[name]))
        for name in ("text", *_KEPT)
    ]
    whole = [staged[name].is_distinct_from(held[name]) for name in ("version_id", "state")]
    return [*told, *whole, cast(staged.refs, Text) != cast(held.refs, Text)]


def _write_posts(connection: Connection) -> None:
    edits = select(staging.version.c.network, staging.version.c.version_id)
    connection.execute(delete(_post).where(tuple_(_post.c.network, _post.c.post_id).in_(edits)))
    names = [column.name for column in _post.c]
    staged = select(*(staging.post.c[name] for name in names)).where(_ANY)
    insert = insert_into(connection, _post).from_select(names, staged)
    new = insert.excluded
    wins = _rank(new) >= _rank(_post.c)
    values = {name: _chosen(wins, new[name], _post.c[name]) for name in _KEPT}
    values |= {name: case((wins, new[name]), else_=_post.c[name]) for name in _LOST}
    hidden = case((wins, new.state), else_=_post.c.state) == PostState.WITHHELD
    told = _chosen(wins, new.text, _post.c.text)
    values["text"] = case((hidden, null()), else_=told)
    connection.execute(
        insert.on_conflict_do_update(index_elements=["network", "post_id"], set_=values)
    )
    _copy(connection, _version, staging.version, _ANY)


def _chosen(wins: ColumnElement[bool], new: Any, old: Any) -> ColumnElement[Any]:
    return case((wins, func.coalesce(new, old)), else_=func.coalesce(old, new))


def _clear_the_way(connection: Connection) -> None:
    """A better copy's interactions take the place of those held; an equally good one adds its own.

    (Two captures of one edit differ only in how much they tell: what either tells is told.)
    """
    better = _judged(_BETTER)
    for table in (_interaction, _tag, _unresolved):
        connection.execute(delete(table).where(_ours(table), table.c.post_id.in_(better)))
    still = exists(
        select(literal(1)).where(
            _same(_unresolved, staging.pending),
            staging.pending.c.kind == _unresolved.c.kind,
            staging.pending.c.referenced_id == _unresolved.c.referenced_id,
        )
    )
    as_good = _judged(_AS_GOOD)
    open_before = (_ours(_unresolved), _unresolved.c.post_id.in_(as_good))
    connection.execute(delete(_unresolved).where(*open_before, ~still))
    from_text = (_interaction.c.evidence == FROM_TEXT, _interaction.c.post_id.in_(as_good))
    connection.execute(delete(_interaction).where(_ours(_interaction), *from_text))


def _write_interactions(connection: Connection) -> None:
    for table, staged in ((_interaction, staging.interaction), (_tag, staging.tag)):
        told = staged.c.post_id.in_(_judged(_AS_GOOD, _BETTER))
        _copy(connection, table, staged, told)
    new = staging.pending.c.post_id.in_(_judged(_BETTER))
    _copy(connection, _unresolved, staging.pending, new)


def _ours(table: Any) -> ColumnElement[bool]:
    """Rows of the network that this batch is of."""
    return table.c.network.in_(select(staging.post.c.network).limit(1))


def _copy(connection: Connection, table: Any, staged: Any, which: ColumnElement[bool]) -> None:
    names = [column.name for column in table.c]
    rows = select(*(staged.c[name] for name in names)).where(which)
    insert = insert_into(connection, table).from_select(names, rows)
    connection.execute(insert.on_conflict_do_nothing())


def _resolve(connection: Connection) -> int:
    """Find accounts through the posts referred to; what stays open is kept as unresolved.

    Returns how many references of this batch stay open.
    """
    ours = and_(_ours(_unresolved), _unresolved.c.post_id.in_(select(staging.post.c.post_id)))
    waiting = or_(ours, _now_held())
    if connection.execute(select(_unresolved.c.post_id).where(waiting).limit(1)).first():
        _find_through_posts(connection, waiting)
    count = select(func.count()).select_from(_unresolved).where(ours)
    return connection.execute(count).scalar_one()


def _find_through_posts(connection: Connection, which: ColumnElement[bool]) -> None:
    source, target = _post.alias("source"), _post.alias("target")
    original = func.coalesce(_version.c.post_id, _unresolved.c.referenced_id)
    found = (
        select(
            _unresolved.c.network,
            _unresolved.c.post_id,
            _unresolved.c.kind,
            target.c.account_id.label("target_account"),
            source.c.account_id.label("source_account"),
            source.c.created_at.label("occurred_at"),
            _unresolved.c.referenced_id,
        )
        .join(source, _same(source, _unresolved))
        .join(
            _version,
            and_(
                _version.c.network == _unresolved.c.network,
                _version.c.version_id == _unresolved.c.referenced_id,
            ),
            isouter=True,
        )
        .join(target, and_(target.c.network == _unresolved.c.network, target.c.post_id == original))
        .where(which)
    )
    rows = connection.execute(found).all()
    if not rows:
        return
    acts = [row for row in rows if row.target_account != row.source_account]
    if acts:
        insert = insert_into(connection, _interaction).on_conflict_do_nothing()
        connection.execute(insert, [_act(row) for row in acts])
    resolved = [(row.network, row.post_id, row.kind, row.referenced_id) for row in rows]
    key = tuple_(*(_unresolved.c[c.name] for c in _unresolved.c))
    for start in range(0, len(resolved), 200):
        connection.execute(delete(_unresolved).where(key.in_(resolved[start : start + 200])))


def _act(row: Any) -> dict[str, Any]:
    return {
        "network": row.network,
        "post_id": row.post_id,
        "kind": row.kind,
        "target_account": row.target_account,
        "source_account": row.source_account,
        "occurred_at": row.occurred_at,
        "evidence": "post",
    }
