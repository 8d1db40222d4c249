"""X API v2 as twarc2 and the API itself write it: a page of posts a line, or one flat post a line.

Both dialects of field names are read (`tweet` until August 2026, `post` after). Posts under
`includes` are there to tell who wrote what is referred to; they are not posts of the file.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import msgspec

from shared.collection.formats.post import (
    API_RANK,
    ELSEWHERE,
    NOBODY,
    Aside,
    Erased,
    Identity,
    Item,
    Reference,
    SourcePost,
    Wanted,
    Who,
)
from shared.collection.formats.x_writing import EVERYWHERE, age, author_in, body_start, time_of
from shared.models import Kind, PostState
from shared.sentences import Refusal, say

_REPOSTED = re.compile(r"RT @(\w+):")


class _User(msgspec.Struct, gc=False):
    id: str | None = None
    username: str | None = None
    name: str | None = None


class _Mention(msgspec.Struct, gc=False):
    start: int | None = None
    username: str | None = None
    id: str | None = None


class _Tag(msgspec.Struct, gc=False):
    tag: str | None = None


class _Url(msgspec.Struct, gc=False):
    expanded_url: str | None = None


class _Entities(msgspec.Struct, gc=False):
    mentions: list[_Mention] | None = None
    hashtags: list[_Tag] | None = None
    urls: list[_Url] | None = None


class _Note(msgspec.Struct, gc=False):
    text: str | None = None
    entities: _Entities | None = None


class _Reference(msgspec.Struct, gc=False):
    type: str | None = None
    id: str | None = None
    author_id: str | None = None  # in a flat post, the one referred to stands here whole
    author: _User | None = None


class _Metrics(msgspec.Struct, gc=False):
    like_count: int | None = None
    retweet_count: int | None = None
    repost_count: int | None = None
    reply_count: int | None = None
    quote_count: int | None = None


class _Withheld(msgspec.Struct, gc=False):
    country_codes: list[str] | None = None


class _Post(msgspec.Struct, gc=False):
    id: str | None = None
    text: str | None = None
    author_id: str | None = None
    author: _User | None = None
    created_at: datetime | None = None
    conversation_id: str | None = None
    in_reply_to_user_id: str | None = None
    in_reply_to_user: _User | None = None
    referenced_tweets: list[_Reference] | None = None
    referenced_posts: list[_Reference] | None = None
    entities: _Entities | None = None
    note_tweet: _Note | None = None
    note_post: _Note | None = None
    edit_history_tweet_ids: list[str] | None = None
    edit_history_post_ids: list[str] | None = None
    lang: str | None = None
    public_metrics: _Metrics | None = None
    withheld: _Withheld | None = None


class _Written(msgspec.Struct, gc=False):
    """A post referred to, under `includes`: only who wrote it matters."""

    id: str | None = None
    author_id: str | None = None


class _Includes(msgspec.Struct, gc=False):
    users: list[_User] | None = None
    tweets: list[_Written] | None = None
    posts: list[_Written] | None = None


class _Retrieved(msgspec.Struct, gc=False):
    retrieved_at: datetime | None = None


class _Line(_Post, gc=False):
    data: list[_Post] | _Post | None = None
    includes: _Includes | None = None
    twarc: _Retrieved | None = msgspec.field(default=None, name="__twarc")


_decode = msgspec.json.Decoder(_Line).decode


def read(line: bytes, wanted: Wanted) -> list[Item]:
    """The items of one line: the posts of wanted authors, and the look-ups of wanted accounts.

    A post of the page that is not as X writes it is kept aside, the others go on.
    Raises Refusal if the whole line is not JSON, or holds no post of API v2.
    """
    try:
        page = _decode(line)
    except msgspec.ValidationError:
        return _read_one_by_one(line, wanted)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Refusal(say("This line is not JSON.")) from error
    return _items(page, wanted)


def _items(page: _Line, wanted: Wanted) -> list[Item]:
    posts = page.data if page.data is not None else (page if page.id and page.text else [])
    if isinstance(posts, _Post):
        posts = [posts]
    users = {}
    items: list[Item] = []
    day = _day(page, posts)
    for user in (page.includes and page.includes.users) or ():
        if user.id and user.username:
            users[user.id] = handle = user.username.lower()
            if day and wanted(user.id, handle):
                items.append(Identity(user.id, handle, user.name, day))
    authors: dict[str, str] | None = None
    for post in posts:
        author = _author(post, users)
        if not wanted(*author):
            items.append(ELSEWHERE)
            continue
        if authors is None:
            authors = _authors(page.includes)
        if post.author is not None and day:
            items.extend(_looked_up(post.author, day))
        items.extend(_post(post, author, users, authors))
    return items


def _day(page: _Line, posts: Iterable[_Post]) -> date | None:
    """When the look-ups of a page were true: when it was retrieved, or its newest post written."""
    if page.twarc and page.twarc.retrieved_at:
        return page.twarc.retrieved_at.date()
    return max((post.created_at.date() for post in posts if post.created_at), default=None)


def _read_one_by_one(line: bytes, wanted: Wanted) -> list[Item]:
    """A page in which something has an unexpected type: its good posts, and what is wrong."""
    raw = msgspec.json.decode(line)
    if not isinstance(raw, dict):
        raise Refusal(say("This line is no page of posts."))
    posts = raw.get("data") if "data" in raw else [raw]
    if not isinstance(posts, list):
        posts = [posts]
    told = raw.get("includes")
    includes: dict[str, Any] = told if isinstance(told, dict) else {}
    users = [user for user in includes.get("users") or () if _fits(user, _User)]
    written = [post for post in includes.get("tweets") or () if _fits(post, _Written)]
    items: list[Item] = []
    for post in posts:
        page = {"data": [post], "includes": {"users": users, "tweets": written}}
        try:
            items += _items(msgspec.convert(page, _Line), wanted)
        except (msgspec.ValidationError, RecursionError) as error:
            items.append(
                Aside(say("A post here is not as X writes it: {what}", what=str(error)[:200]))
            )
    return items


def _fits(raw: object, shape: type[msgspec.Struct]) -> bool:
    try:
        msgspec.convert(raw, shape)
    except msgspec.ValidationError:
        return False
    return True


def _author(post: _Post, users: dict[str, str]) -> Who:
    if post.author is not None:
        handle = post.author.username
        return Who(post.author_id or post.author.id, handle.lower() if handle else None)
    return Who(post.author_id, users.get(post.author_id or ""))


def _authors(includes: _Includes | None) -> dict[str, str]:
    """Who wrote each post referred to: post id → author id."""
    if includes is None:
        return {}
    written = (*(includes.tweets or ()), *(includes.posts or ()))
    return {post.id: post.author_id for post in written if post.id and post.author_id}


def _post(
    post: _Post, author: Who, users: dict[str, str], authors: dict[str, str]
) -> Iterator[Item]:
    """One post of a wanted author, by the rules of what counts."""
    if not post.id or post.created_at is None or post.created_at.tzinfo is None:
        yield Aside(say("A post here has no id or no time, so it cannot be counted."))
        return
    original, newest, versions = _edits(post, post.id)
    withheld = set(post.withheld.country_codes or ()) if post.withheld else None
    if withheld and withheld & EVERYWHERE:
        yield Erased(original, "withheld", None)
        return
    note = post.note_tweet or post.note_post
    references = list(_references(post, users, authors))
    is_repost = bool(references) and references[0].kind is Kind.REPOST
    metrics = post.public_metrics or _Metrics()
    reposts = metrics.retweet_count if metrics.repost_count is None else metrics.repost_count
    written = None if original == post.id else time_of(original)  # of an edit: the original's
    yield SourcePost(
        post_id=original,
        version_id=newest,
        author=author,
        created_at=written or post.created_at,
        rank=API_RANK,
        references=references,
        mentions=[] if is_repost else _mentions(post, note, users),
        tags=[] if is_repost else _tags(post, note),
        versions=versions,
        text=None if withheld else (note and note.text) or post.text,
        lang=post.lang,
        conversation_id=post.conversation_id,
        state=PostState.WITHHELD if withheld else PostState.LIVE,
        likes=metrics.like_count,
        reposts=reposts,
        replies=metrics.reply_count,
        quotes=metrics.quote_count,
    )


def _edits(post: _Post, post_id: str) -> tuple[str, str, list[str]]:
    """The original's id, the newest edit's, and all ids but the original's."""
    history = post.edit_history_tweet_ids or post.edit_history_post_ids
    if not history or history == [post_id]:
        return post_id, post_id, []
    ids = sorted({*history, post_id}, key=age)
    return ids[0], ids[-1], ids[1:]


def _looked_up(user: _User, day: date) -> Iterator[Identity]:
    """A flat post carries its author's look-up with it."""
    if user.id and user.username:
        yield Identity(user.id, user.username.lower(), user.name, day)


def _references(post: _Post, users: dict[str, str], authors: dict[str, str]) -> Iterator[Reference]:
    """The repost, or the quote and the reply; each with its author as far as the page tells."""
    reply: Reference | None = None
    for reference in post.referenced_tweets or post.referenced_posts or ():
        kind, who = reference.type, _wrote(reference, users, authors)
        if kind in ("retweeted", "reposted"):
            yield Reference(Kind.REPOST, reference.id, who or _reposted(post))
            return
        if kind == "quoted":
            yield Reference(Kind.QUOTE, reference.id, who or _quoted(post, reference.id))
        elif kind == "replied_to":
            reply = Reference(Kind.REPLY, reference.id, who or NOBODY)
    if post.in_reply_to_user_id:
        parent = _addressed(post, users)
        yield Reference(Kind.REPLY, reply.post_id if reply else None, parent)
    elif reply:
        yield reply


def _wrote(reference: _Reference, users: dict[str, str], authors: dict[str, str]) -> Who | None:
    writer = reference.author_id or authors.get(reference.id or "")
    named = reference.author.username if reference.author else None
    handle = named.lower() if named else None
    if writer is None and handle is None:
        return None
    return Who(writer, handle or users.get(writer or ""))


def _addressed(post: _Post, users: dict[str, str]) -> Who:
    """The parent's author: X gives the id; the handle stands in the look-ups or the mentions."""
    native_id = post.in_reply_to_user_id or ""
    if post.in_reply_to_user is not None and post.in_reply_to_user.username:
        return Who(native_id, post.in_reply_to_user.username.lower())
    handle = users.get(native_id)
    if handle is None and post.entities:
        handle = next(
            (
                m.username.lower()
                for m in post.entities.mentions or ()
                if m.id == native_id and m.username
            ),
            None,
        )
    return Who(native_id, handle)


def _reposted(post: _Post) -> Who:
    """The original's author from the `RT @handle:` in front, when the original is not included."""
    found = _REPOSTED.match(post.text or "")
    if not found:
        return NOBODY
    handle = found[1].lower()
    mentions = (post.entities and post.entities.mentions) or ()
    native_id = next((m.id for m in mentions if (m.username or "").lower() == handle), None)
    return Who(native_id, handle)


def _quoted(post: _Post, post_id: str | None) -> Who:
    """The quoted post's author from the address of that post, when it is not included."""
    for url in (post.entities and post.entities.urls) or ():
        if handle := author_in(url.expanded_url, post_id):
            return Who(None, handle)
    return NOBODY


def _mentions(post: _Post, note: _Note | None, users: dict[str, str]) -> list[Who]:
    """Whom the post names in its own body, each once, the long post's own names included."""
    if not ((post.entities and post.entities.mentions) or note):
        return []
    is_reply = bool(post.in_reply_to_user_id) or any(
        reference.type == "replied_to"
        for reference in post.referenced_tweets or post.referenced_posts or ()
    )
    named: dict[str, Who] = {}
    bodies = [(post.text, post.entities), *([(note.text, note.entities)] if note else [])]
    for text, entities in bodies:
        if entities is None or not entities.mentions:
            continue
        body = body_start(text) if is_reply else 0
        for mention in entities.mentions:
            if is_reply and mention.start is not None and mention.start < body:
                continue
            handle = mention.username.lower() if mention.username else users.get(mention.id or "")
            if handle or mention.id:
                named.setdefault(handle or f"#{mention.id}", Who(mention.id, handle))
    return list(named.values())


def _tags(post: _Post, note: _Note | None) -> list[str]:
    tagged = (post.entities, note.entities if note else None)
    return [
        tag.tag for entities in tagged if entities for tag in entities.hashtags or () if tag.tag
    ]
