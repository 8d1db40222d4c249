"""Recorded pages of X API v2, taken apart into what existed on X: users, posts, and the rest.

Reads what twarc2 writes: a page a line, or one flat post a line. A line that is neither (broken
JSON, counts, a compliance result) tells of no one and is passed over.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

Json = dict[str, Any]
_BASE_36 = "0123456789abcdefghijklmnopqrstuvwxyz"


class Found(NamedTuple):
    """A user or a post of a page; `on_timeline` if the page is about that very post."""

    kind: str  # user, post
    record: Json
    on_timeline: bool = False


def found_in(lines: Iterable[bytes | str]) -> Iterator[Found]:
    """All users and posts, in the order of the lines; the same one may come several times."""
    for line in lines:
        try:
            page = msgspec.json.decode(line)
        except msgspec.DecodeError:
            continue
        if isinstance(page, dict):
            yield from _page(page)


def placeholder(author_id: str) -> Json:
    """A user for an author of whom the pages tell only the id."""
    number, handle = int(author_id), ""
    while number:
        number, digit = divmod(number, 36)
        handle = _BASE_36[digit] + handle
    return {"id": author_id, "username": f"u_{handle}"[:15]}


def _page(page: Json) -> Iterator[Found]:
    if "data" not in page:
        yield from _one(page)
        return
    data = page["data"]
    for record in data if isinstance(data, list) else [data]:
        yield from _one(record)
    includes = page.get("includes") or {}
    for user in includes.get("users", ()):
        yield from _user(user)
    for post in (*includes.get("tweets", ()), *includes.get("posts", ())):
        yield from _post(post, on_timeline=False)


def _one(record: Any) -> Iterator[Found]:
    if isinstance(record, dict) and "text" in record:
        yield from _post(record, on_timeline=True)
    elif isinstance(record, dict) and "username" in record:
        yield from _user(record)


def _user(user: Json) -> Iterator[Found]:
    if user.get("id") and user.get("username"):
        yield Found("user", user)


def _post(post: Json, on_timeline: bool) -> Iterator[Found]:
    """A post, after those that stand whole in it because the line is a flat one."""
    flat = {"author", "in_reply_to_user", "__twarc"} & post.keys()
    if flat:
        for key in ("author", "in_reply_to_user"):
            yield from _user(post.get(key) or {})
        for one in post.get("referenced_tweets", ()):
            if "author_id" in one:
                inner = {key: value for key, value in one.items() if key != "type"}
                yield from _post(inner, on_timeline=False)
        post = _as_answered(post)
    if post.get("id") and post.get("author_id"):
        yield Found("post", post, on_timeline)


def _as_answered(flat: Json) -> Json:
    """The post as X answered it, before twarc2 put others into it."""
    post = {
        key: value
        for key, value in flat.items()
        if key not in ("author", "in_reply_to_user", "__twarc")
    }
    if "referenced_tweets" in post:
        post["referenced_tweets"] = [
            {"type": one["type"], "id": one["id"]} for one in post["referenced_tweets"]
        ]
    if "mentions" in (entities := post.get("entities") or {}):
        kept = ("start", "end", "username", "id")
        mentions = [{k: one[k] for k in kept if k in one} for one in entities["mentions"]]
        post["entities"] = entities | {"mentions": mentions}
    return post
