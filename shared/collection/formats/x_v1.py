"""X API v1.1 as its old clients stored it: a post, a page of posts, or a deletion notice a line."""

from collections.abc import Iterator

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
from shared.collection.formats.times import moment
from shared.collection.formats.x_writing import EVERYWHERE, age, author_in, body_start
from shared.models import Kind, PostState
from shared.sentences import Refusal, say


class _Named(msgspec.Struct, gc=False):
    """An id twice: as text, and as the number that other programs round."""

    id_str: str | None = None
    id: int | str | None = None


class _User(_Named, gc=False):
    screen_name: str | None = None
    name: str | None = None


class _Mention(_Named, gc=False):
    screen_name: str | None = None
    indices: list[int] | None = None


class _Tag(msgspec.Struct, gc=False):
    text: str | None = None


class _Url(msgspec.Struct, gc=False):
    expanded_url: str | None = None


class _Link(msgspec.Struct, gc=False):
    expanded: str | None = None


class _Entities(msgspec.Struct, gc=False):
    user_mentions: list[_Mention] | None = None
    hashtags: list[_Tag] | None = None
    urls: list[_Url] | None = None


class _Body(msgspec.Struct, gc=False):
    """What a post says; a truncated post says it in full in its `extended_tweet`."""

    full_text: str | None = None
    text: str | None = None
    entities: _Entities | None = None
    display_text_range: list[int] | None = None


class _Other(_Named, gc=False):
    """A post inside another: only who wrote it matters."""

    user: _User | None = None


class _History(msgspec.Struct, gc=False):
    edit_tweet_ids: list[str] | None = None


class _Post(_Body, gc=False):
    id_str: str | None = None
    id: int | str | None = None
    user: _User | None = None
    created_at: str | None = None
    extended_tweet: _Body | None = None
    retweeted_status: _Other | None = None
    quoted_status: _Other | None = None
    quoted_status_id_str: str | None = None
    quoted_status_id: int | str | None = None
    quoted_status_permalink: _Link | None = None
    in_reply_to_status_id_str: str | None = None
    in_reply_to_status_id: int | str | None = None
    in_reply_to_user_id_str: str | None = None
    in_reply_to_user_id: int | str | None = None
    in_reply_to_screen_name: str | None = None
    edit_history: _History | None = None
    lang: str | None = None
    favorite_count: int | None = None
    retweet_count: int | None = None
    reply_count: int | None = None
    quote_count: int | None = None
    withheld_copyright: bool | None = None
    withheld_in_countries: list[str] | str | None = None


class _Deletion(msgspec.Struct, gc=False):
    status: _Named | None = None


class _Line(msgspec.Struct, gc=False):
    statuses: list[msgspec.Raw] | None = None
    delete: _Deletion | None = None


_decode_line = msgspec.json.Decoder(_Line).decode
_decode_post = msgspec.json.Decoder(_Post).decode


def read(line: bytes, wanted: Wanted) -> list[Item]:
    """The items of one line: a post, the posts of a search page, or the notice that one is gone.

    A post of the page that is not as X writes it is kept aside, the others go on.
    Raises Refusal if the whole line is not JSON, or no object.
    """
    try:
        whole = _decode_line(line)
    except (ValueError, RecursionError) as error:
        raise Refusal(say("This line is no post of API v1.1.")) from error
    if whole.delete is not None:
        gone = _id(whole.delete.status)
        return [Erased(gone, "deleted", None)] if gone else []
    items: list[Item] = []
    for raw in [line] if whole.statuses is None else whole.statuses:
        try:
            items += _items(_decode_post(raw), wanted)
        except (ValueError, RecursionError) as error:
            what = str(error)[:200]
            items.append(Aside(say("A post here is not as X writes it: {what}", what=what)))
    return items


def _items(post: _Post, wanted: Wanted) -> Iterator[Item]:
    author = _who(post.user)
    inner = [each.user for each in (post.retweeted_status, post.quoted_status) if each]
    for user in inner:
        yield from _looked_up(user, post, wanted)
    if not wanted(*author):
        yield ELSEWHERE
        return
    yield from _looked_up(post.user, post, wanted)
    post_id = _id(post)
    if post_id is None or post.created_at is None:
        yield Aside(say("A post here has no id or no time, so it cannot be counted."))
        return
    if post.withheld_copyright or EVERYWHERE & set(_countries(post)):
        yield Erased(min(_versions(post, post_id), key=age), "withheld", None)
        return
    yield _post(post, post_id, author)


def _looked_up(user: _User | None, post: _Post, wanted: Wanted) -> Iterator[Identity]:
    native_id, handle = _who(user)
    if user and post.created_at and native_id and handle and wanted(native_id, handle):
        yield Identity(native_id, handle, user.name, moment(post.created_at).date())


def _post(post: _Post, post_id: str, author: Who) -> SourcePost:
    """One post of a wanted author, by the rules of what counts."""
    body = post.extended_tweet or post
    references = list(_references(post, body))
    is_repost = any(reference.kind is Kind.REPOST for reference in references)
    is_reply = any(reference.kind is Kind.REPLY for reference in references)
    versions = _versions(post, post_id)
    original = min(versions, key=age)
    hidden = bool(_countries(post))
    return SourcePost(
        post_id=original,
        version_id=max(versions, key=age),
        author=author,
        created_at=moment(post.created_at or ""),
        rank=API_RANK,
        references=references,
        mentions=[] if is_repost else _mentions(body, is_reply=is_reply),
        tags=[] if is_repost else _tags(body),
        versions=[version for version in versions if version != original],
        text=None if hidden else body.full_text or body.text,
        lang=post.lang,
        state=PostState.WITHHELD if hidden else PostState.LIVE,
        likes=post.favorite_count,
        reposts=post.retweet_count,
        replies=post.reply_count,
        quotes=post.quote_count,
    )


def _references(post: _Post, body: _Body) -> Iterator[Reference]:
    """The repost; or the quote and the reply.

    A repost of a quote carries the original's quote along: that is no act of the reposter.
    """
    if post.retweeted_status is not None:
        original = post.retweeted_status
        yield Reference(Kind.REPOST, _id(original), _who(original.user))
        return
    quoted = post.quoted_status_id_str or _text(post.quoted_status_id) or _id(post.quoted_status)
    if quoted is not None:
        known = _who(post.quoted_status.user) if post.quoted_status else NOBODY
        author = known if known != NOBODY else _quoted(post, body, quoted)
        yield Reference(Kind.QUOTE, quoted, author)
    parent = post.in_reply_to_status_id_str or _text(post.in_reply_to_status_id)
    native_id = post.in_reply_to_user_id_str or _text(post.in_reply_to_user_id)
    handle = _handle(post.in_reply_to_screen_name)
    if parent or native_id or handle:
        yield Reference(Kind.REPLY, parent, Who(native_id, handle))


def _quoted(post: _Post, body: _Body, post_id: str) -> Who:
    """The quoted post's author from its address, when the post itself is not given."""
    link = post.quoted_status_permalink
    urls = [url.expanded_url for url in (body.entities and body.entities.urls) or ()]
    for url in [link.expanded if link else None, *urls]:
        if handle := author_in(url, post_id):
            return Who(None, handle)
    return NOBODY


def _mentions(body: _Body, *, is_reply: bool) -> list[Who]:
    """Whom the post names, each once; in a reply without the handles in front of its text."""
    start = _body_start(body) if is_reply else 0
    named: dict[Who, None] = {}
    for mention in (body.entities and body.entities.user_mentions) or ():
        who = Who(_id(mention), _handle(mention.screen_name))
        stands = mention.indices[0] if mention.indices else start
        if who != NOBODY and stands >= start:
            named.setdefault(who)
    return list(named)


def _body_start(body: _Body) -> int:
    """Where the text goes on after the handles in front of it, in characters."""
    shown = body.display_text_range[0] if body.display_text_range else 0
    return max(body_start(body.full_text or body.text), shown)


def _tags(body: _Body) -> list[str]:
    return [tag.text for tag in (body.entities and body.entities.hashtags) or () if tag.text]


def _versions(post: _Post, post_id: str) -> list[str]:
    history = (post.edit_history and post.edit_history.edit_tweet_ids) or []
    return list(dict.fromkeys([*history, post_id]))


def _countries(post: _Post) -> list[str]:
    told = post.withheld_in_countries or []
    return [code.strip() for code in told.split(",")] if isinstance(told, str) else told


def _who(user: _User | None) -> Who:
    return Who(_id(user), _handle(user.screen_name)) if user else NOBODY


def _id(named: _Named | _Post | None) -> str | None:
    return (named.id_str or _text(named.id)) if named else None


def _text(number: int | str | None) -> str | None:
    return str(number) if number else None


def _handle(screen_name: str | None) -> str | None:
    return screen_name.lower() if screen_name else None
