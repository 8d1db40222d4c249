"""What had addressed an account before it joined the roster, found in what is held already.

Texts name by handle: those in the body are mentions, `RT @handle:` is a repost. Whom a quote or a
reply went to stands in no text, but each post keeps the ids of the posts it refers to: once the
account's own posts are held, they tell. What was neither told by a text nor refers to a post that
is held stays unknown, as nothing about outsiders is stored; the network is not asked again.
"""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    and_,
    exists,
    func,
    insert,
    literal_column,
    select,
    text,
)
from sqlmodel import Session, col, update

from shared.collection.batch import FROM_TEXT
from shared.collection.directory import Directory, directory
from shared.collection.formats.post import Who
from shared.collection.formats.x_writing import body_start
from shared.models import (
    Account,
    Coverage,
    Interaction,
    Kind,
    Network,
    Post,
    PostState,
    PostVersion,
    table_of,
)
from shared.store import ties
from shared.store.database import insert_into, reading, writing

_account, _post, _version = table_of(Account), table_of(Post), table_of(PostVersion)
_interaction, _coverage = table_of(Interaction), table_of(Coverage)
_HANDLE = {Network.X: re.compile(r"(?<![\w@])@(\w{1,15})\b", re.ASCII)}
_ANY_HANDLE = re.compile(r"(?<![\w@])@([\w-]+(?:[.@][\w-]+)*)")
_REPOSTED = re.compile(r"RT @([\w.@-]+?):")
_FROM_POST = "post"  # evidence of an interaction that the post referred to told


def rederive(accounts: Collection[int], *, session: Session) -> int:
    """Add the interactions with these accounts that what is held tells; how many are new.

    For accounts that are new to the roster, or moved in it. Where posts addressed somebody outside
    the roster and their texts are not kept (any more), that may have been a new account: its
    `addressed_since` then is the first day from which all texts are held.
    """
    connection = session.connection()
    _say_since_when(connection, accounts)
    of = select(col(Account.network)).where(col(Account.id).in_(accounts)).distinct()
    networks = connection.execute(of).scalars().all()
    acts = [
        act for network in networks for act in _acts(session, Network(network), frozenset(accounts))
    ]
    new = _write(connection, acts) if acts else 0
    return new + rederive_references(accounts, session=session)


def rederive_references(accounts: Collection[int] | None, *, session: Session) -> int:
    """Add what held posts reposted, quoted or answered of these accounts (None: of all).

    Returns how many interactions are new. Earlier posts may have been judged when the account was
    nobody's, so that it was counted as an outsider; now that its own posts are held, it is known.
    """
    connection = session.connection()
    acts = [dict(row) for row in connection.execute(_referring(connection, accounts)).mappings()]
    return _write(connection, acts) if acts else 0


def catch_up(*, engine: Engine, hold: Callable[[Session], None] | None = None) -> int:
    """After posts came in: the same for all accounts, writing only where there is something.

    hold: what the writing transaction begins with (a leader's `Lead.hold`).
    """
    with reading(engine) as session:
        connection = session.connection()
        _count_anew(connection)
        if connection.execute(_referring(connection, None).limit(1)).first() is None:
            return 0
    with writing(engine) as session:
        if hold:
            hold(session)
        return rederive_references(None, session=session)


def _count_anew(connection: Connection) -> None:
    """Tell PostgreSQL how much came in: it plans by what it counted last, perhaps nothing."""
    if connection.dialect.name == "postgresql":
        for table in (_post, _version, _interaction):
            connection.execute(text(f"ANALYZE {table.name}"))


def _say_since_when(connection: Connection, accounts: Collection[int]) -> None:
    """Note for new accounts from which day on all texts are held."""
    joining: dict[Network, list[int]] = {}
    for account, network in connection.execute(_new_among(accounts)):
        joining.setdefault(network, []).append(account)
    for network, ids in joining.items():
        told_no_more = select(func.max(_post.c.created_at)).where(
            _post.c.network == network,
            _post.c.state == PostState.LIVE,
            _post.c.text.is_(None),
            _post.c.outsiders > 0,
        )
        if last := connection.execute(told_no_more).scalar():
            since = {"addressed_since": last.date() + timedelta(days=1)}
            connection.execute(update(_account).where(_account.c.id.in_(ids)).values(since))


def _new_among(accounts: Collection[int]) -> Select:
    """Those accounts (id, network) of which nothing is held: a moved one was known before."""
    held = (
        select(_post.c.post_id).where(_post.c.account_id == _account.c.id),
        select(_interaction.c.post_id).where(_interaction.c.target_account == _account.c.id),
        select(_coverage.c.source).where(_coverage.c.account_id == _account.c.id),
    )
    nothing = (~exists(rows) for rows in held)
    return select(_account.c.id, _account.c.network).where(_account.c.id.in_(accounts), *nothing)


def _acts(session: Session, network: Network, joined: frozenset[int]) -> Iterator[dict[str, Any]]:
    """The rows of interactions that the texts of one network tell."""
    known = directory(session=session, network=network)
    texts = select(_post).where(
        _post.c.network == network, _post.c.state == PostState.LIVE, _post.c.text.contains("@")
    )
    for post in session.connection().execute(texts, execution_options={"yield_per": 2_000}):
        for kind, target in _told(post, network, known):
            if target in joined and target != post.account_id:
                yield {
                    "network": network,
                    "post_id": post.post_id,
                    "kind": kind,
                    "target_account": target,
                    "source_account": post.account_id,
                    "occurred_at": post.created_at,
                    "evidence": FROM_TEXT,
                }


def _told(post: Row[Any], network: Network, known: Directory) -> Iterator[tuple[Kind, Any]]:
    """Whom one text addresses, each once."""
    kinds = {kind for kind, _ in post.refs}
    day = post.created_at.date()
    if Kind.REPOST in kinds:
        original = _REPOSTED.match(post.text)
        if original:
            yield Kind.REPOST, known.find(Who(None, original[1].lower()), day)
        return
    body = post.text[body_start(post.text) if Kind.REPLY in kinds else 0 :]
    handles = _HANDLE.get(network, _ANY_HANDLE).findall(body)
    for handle in dict.fromkeys(handle.lower() for handle in handles):
        yield Kind.MENTION, known.find(Who(None, handle), day)


def _referring(connection: Connection, accounts: Collection[int] | None) -> Select:
    """The interactions that references to held posts of accounts make, where none is yet.

    Only posts that addressed somebody who was nobody's are looked at. The columns are those of an
    interaction.
    """
    target = _post.alias("target")
    kind, referred = _reference(connection)
    elements = func.json_each(_post.c.refs).table_valued("value", name="reference")
    if connection.dialect.name == "postgresql":
        elements = func.json_array_elements(_post.c.refs).table_valued("value")
        elements = elements.render_derived(name="reference")
    original = func.coalesce(_version.c.post_id, referred)
    edit = and_(_version.c.network == _post.c.network, _version.c.version_id == referred)
    held = and_(target.c.network == _post.c.network, target.c.post_id == original)
    told = exists(
        select(_interaction.c.post_id).where(
            _interaction.c.network == _post.c.network,
            _interaction.c.post_id == _post.c.post_id,
            _interaction.c.kind == kind,
        )
    )
    theirs = [target.c.account_id.in_(accounts)] if accounts is not None else []
    return (
        select(
            _post.c.network,
            _post.c.post_id,
            kind.label("kind"),
            target.c.account_id.label("target_account"),
            _post.c.account_id.label("source_account"),
            _post.c.created_at.label("occurred_at"),
            literal_column(f"'{_FROM_POST}'").label("evidence"),
        )
        .select_from(_post)
        .join(elements, literal_column("1") == 1)
        .join(_version, edit, isouter=True)
        .join(target, held)
        .where(
            _post.c.outsiders > 0,
            target.c.account_id != _post.c.account_id,
            ~told,
            *theirs,
        )
    )


def _reference(connection: Connection) -> tuple[ColumnElement[str], ColumnElement[str]]:
    """Kind and post id of one element of `Post.refs`."""
    if connection.dialect.name == "postgresql":
        return literal_column("reference.value ->> 0"), literal_column("reference.value ->> 1")
    return (
        literal_column("json_extract(reference.value, '$[0]')"),
        literal_column("json_extract(reference.value, '$[1]')"),
    )


def _write(connection: Connection, acts: list[dict[str, Any]]) -> int:
    """Write the interactions; who is addressed by them is no outsider any more."""
    ties.prepare(connection)
    posts = {(act["network"], act["post_id"]) for act in acts}
    keys = [{"network": Network(network).value, "post_id": post_id} for network, post_id in posts]
    connection.execute(insert(ties.touched), keys)
    ties.subtract(connection)
    new = 0
    for act in acts:
        known = _addresses(connection, act)
        row = insert_into(connection, _interaction).values(**act).on_conflict_do_nothing()
        if connection.execute(row.returning(_interaction.c.post_id)).first():
            new += 1
            if not known:
                _one_outsider_fewer(connection, act)
    ties.add(connection)
    return new


def _addresses(connection: Connection, act: dict[str, Any]) -> bool:
    """Whether the post is known to address that account already, in whichever way."""
    same = (_interaction.c[name] == act[name] for name in ("network", "post_id", "target_account"))
    return connection.execute(select(_interaction.c.kind).where(*same).limit(1)).first() is not None


def _one_outsider_fewer(connection: Connection, act: dict[str, Any]) -> None:
    one = (_post.c.network == act["network"], _post.c.post_id == act["post_id"])
    fewer = update(_post).where(*one, _post.c.outsiders > 0)
    connection.execute(fewer.values(outsiders=_post.c.outsiders - 1))
