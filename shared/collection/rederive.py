"""What had addressed an account before it joined the roster, found in the texts that are held.

A text names by handle: those in the body are mentions, `RT @handle:` is a repost. Whom a reply or
a quote went to stands in no text, so it is left until the file is imported again.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection, Row, insert, select
from sqlmodel import Session, col, update

from shared.collection.batch import FROM_TEXT
from shared.collection.directory import Directory, directory
from shared.collection.formats.post import Who
from shared.collection.formats.x_writing import body_start
from shared.models import Account, Interaction, Kind, Network, Post, PostState, table_of
from shared.store import ties
from shared.store.database import insert_into

_post, _interaction = table_of(Post), table_of(Interaction)
_HANDLE = {Network.X: re.compile(r"(?<![\w@])@(\w{1,15})\b", re.ASCII)}
_ANY_HANDLE = re.compile(r"(?<![\w@])@([\w-]+(?:[.@][\w-]+)*)")
_REPOSTED = re.compile(r"RT @([\w.@-]+?):")


def rederive(accounts: Collection[int], *, session: Session) -> int:
    """Add the interactions with these accounts that the stored texts hold; how many are new.

    Coverage says nothing of accounts as targets: where a text is past its retention, or was never
    stored, what it said stays unknown.
    """
    of = select(col(Account.network)).where(col(Account.id).in_(accounts)).distinct()
    networks = session.connection().execute(of).scalars().all()
    acts = [
        act for network in networks for act in _acts(session, Network(network), frozenset(accounts))
    ]
    return _write(session.connection(), acts) if acts else 0


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


def _write(connection: Connection, acts: list[dict[str, Any]]) -> int:
    ties.prepare(connection)
    posts = {(act["network"], act["post_id"]) for act in acts}
    keys = [{"network": network.value, "post_id": post_id} for network, post_id in posts]
    connection.execute(insert(ties.touched), keys)
    ties.subtract(connection)
    new = 0
    for act in acts:
        row = insert_into(connection, _interaction).values(**act).on_conflict_do_nothing()
        if connection.execute(row.returning(_interaction.c.post_id)).first():
            new += 1
            one = (col(Post.network) == act["network"], col(Post.post_id) == act["post_id"])
            fewer = update(Post).where(*one, col(Post.outsiders) > 0)
            connection.execute(fewer.values(outsiders=col(Post.outsiders) - 1))
    ties.add(connection)
    return new
