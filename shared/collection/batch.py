"""Posts of the roster gathered until they are saved together: whose they are, whom they address.

Pure: looks accounts up in the directory it is given, and touches no store.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import msgspec

from shared.collection.directory import OUTSIDER, UNTOLD, Directory
from shared.collection.formats.post import Erased, SourcePost
from shared.models import Kind, Network, PostState
from shared.sentences import Sentence
from shared.text import clean

_LONGEST_TEXT = 30_000
_LONGEST_ID = 300

FROM_TEXT = "text"  # evidence of an interaction that only the stored text told
BETTER = 2  # until a staged post is set against the copy held

Span = tuple[date, date]


@dataclass(slots=True)
class Addressed:
    """One post with its author found, and whom it addresses."""

    post: SourcePost
    account: int
    found: dict[tuple[Kind, int], str] = field(default_factory=dict)  # → evidence
    pending: dict[tuple[Kind, str], None] = field(default_factory=dict)  # referenced post ids
    outsiders: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Batch:
    """What is saved in one transaction."""

    network: Network
    posts: dict[str, Addressed] = field(default_factory=dict)
    erased: dict[str, Erased] = field(default_factory=dict)
    spans: dict[int, Span] = field(default_factory=dict)  # days with posts, per account
    texts_since: datetime | None = None  # texts of older posts are not kept (None: all are)
    look_up: bool = False  # posts referred to will be asked for: see `address`

    def rows(self) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
        """The rows of each temporary table, in the order of its columns."""
        every, network = self.posts.values(), self.network.value
        yield "post", [_post_row(network, one, self.texts_since) for one in every]
        yield "tag", [row for one in every for row in _tag_rows(network, one)]
        yield "version", [row for one in every for row in _version_rows(network, one.post)]
        yield "interaction", [row for one in every for row in _interaction_rows(network, one)]
        yield "pending", [row for one in every for row in _pending_rows(network, one)]


def take(batch: Batch, post: SourcePost, known: Directory) -> Sentence | bool:
    """Put a post into the batch.

    False if its author is nobody's in the roster; a sentence if whose it is cannot be said.
    """
    day = post.created_at.date()
    account = known.author(post.author, day)
    if account == OUTSIDER:
        return False
    if isinstance(account, str):
        return account
    one = address(post, account, known, day, look_up=batch.look_up)
    before = batch.posts.get(post.post_id)
    batch.posts[post.post_id] = one if before is None else _better(before, one)
    first, last = batch.spans.get(account, (day, day))
    batch.spans[account] = (min(first, day), max(last, day))
    return True


def address(
    post: SourcePost, account: int, known: Directory, day: date, *, look_up: bool = False
) -> Addressed:
    """Whom the post addresses: accounts found, posts to look up, and how many outsiders.

    look_up: whether a post referred to will be looked up where only a handle tells its author,
    and that handle is nobody's: one of ours may have had it before it was renamed.
    """
    one = Addressed(post, account)
    named = [(r.kind, r.author, r.post_id) for r in post.references]
    for kind, who, post_id in (*named, *((Kind.MENTION, who, None) for who in post.mentions)):
        evidence = "id" if who.native_id in known.by_id else "handle"
        target = known.find(who, day)
        if isinstance(target, int):
            if target != account:
                one.found.setdefault((kind, target), evidence)
        elif target == UNTOLD or (look_up and post_id and who.native_id is None):
            one.pending[kind, post_id or ""] = None
        else:
            one.outsiders.add(who.native_id or f"@{who.handle}")
    return one


def _better(before: Addressed, after: Addressed) -> Addressed:
    """Of two copies of one post, the better source's, then the newer edit's; equals are joined."""
    older, newer = _rank(before.post), _rank(after.post)
    if newer < older:
        before.post = _filled(before.post, after.post)
        return before
    after.post = _filled(after.post, before.post)
    if newer == older:
        after.found = before.found | after.found
        after.pending = {key: None for key in after.pending if key in before.pending}
        tags = list(dict.fromkeys((*before.post.tags, *after.post.tags)))
        after.post = msgspec.structs.replace(after.post, tags=tags)
    return after


def _rank(post: SourcePost) -> tuple[int, int, str]:
    return post.rank, len(post.version_id), post.version_id


def _filled(post: SourcePost, other: SourcePost) -> SourcePost:
    """The post, with what it does not say taken from another copy of it."""
    missing = {
        name: value
        for name in ("lang", "url", "conversation_id", "likes", "reposts", "replies", "quotes")
        if getattr(post, name) is None and (value := getattr(other, name)) is not None
    }
    if post.text is None and post.state is PostState.LIVE and other.text is not None:
        missing["text"] = other.text
    versions = list(dict.fromkeys((*post.versions, *other.versions)))
    return msgspec.structs.replace(post, versions=versions, **missing)


def compared(tag: str) -> str:
    """A hashtag as it is compared: without case and accents.

    >>> compared("MuséesEnFête")
    'museesenfete'
    """
    plain = unicodedata.normalize("NFKD", tag.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def _post_row(network: str, one: Addressed, texts_since: datetime | None) -> tuple[Any, ...]:
    post = one.post
    told = post.text if texts_since is None or post.created_at >= texts_since else None
    refs = [[r.kind.value, r.post_id] for r in post.references]
    return (
        network,
        post.post_id,
        one.account,
        post.created_at,
        clean(told, _LONGEST_TEXT) if told is not None else None,
        _short(post.lang, 20),
        _short(post.url, 1000),
        _short(post.conversation_id, _LONGEST_ID),
        post.version_id,
        post.state.value,
        refs,
        len(one.outsiders),
        post.likes,
        post.reposts,
        post.replies,
        post.quotes,
        post.rank,
        BETTER,
    )


def _short(value: str | None, limit: int) -> str | None:
    return clean(value, limit) if value is not None else None


def _tag_rows(network: str, one: Addressed) -> Iterator[tuple[Any, ...]]:
    shown: dict[str, str] = {}
    for tag in one.post.tags:
        written = clean(tag, _LONGEST_ID)
        if key := compared(written)[:_LONGEST_ID]:
            shown.setdefault(key, written)
    for key, written in shown.items():
        yield network, one.post.post_id, key, written


def _version_rows(network: str, post: SourcePost) -> Iterator[tuple[Any, ...]]:
    for version in post.versions:
        yield network, version, post.post_id


def _interaction_rows(network: str, one: Addressed) -> Iterator[tuple[Any, ...]]:
    at: datetime = one.post.created_at
    for (kind, target), evidence in one.found.items():
        yield network, one.post.post_id, kind.value, target, one.account, at, evidence


def _pending_rows(network: str, one: Addressed) -> Iterator[tuple[Any, ...]]:
    for kind, post_id in one.pending:
        yield network, one.post.post_id, kind.value, post_id, one.account, one.post.created_at
