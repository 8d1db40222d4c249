"""What a line of JSON is, seen by what it holds and never by the file's name."""

from enum import Enum
from typing import Any

import msgspec

from shared.collection.formats.x_compliance import is_tweet


class Shape(Enum):
    """The lines we know; those that hold posts (or mark them) come first."""

    X_V2 = "posts of X API v2"
    X_V1 = "posts of X API v1.1"
    COMPLIANCE = "what became of posts"
    NOTICE = "a notice of the network"
    NO_POSTS = "a page without posts"
    COUNTS = "counts"
    USERS = "user profiles"
    LISTS = "lists"
    USER_COMPLIANCE = "what became of users"
    OTHER = "something else"


READ = (Shape.X_V2, Shape.X_V1, Shape.COMPLIANCE)


class _Some(msgspec.Struct, gc=False):
    """Any object: that it is there is enough."""


class _Element(msgspec.Struct, gc=False):
    id: Any = None
    text: Any = None
    author_id: Any = None
    edit_history_tweet_ids: Any = None
    edit_history_post_ids: Any = None
    username: Any = None
    owner_id: Any = None
    tweet_count: Any = None
    post_count: Any = None
    user: _Some | None = None
    full_text: Any = None
    id_str: Any = None
    screen_name: Any = None
    created_at: Any = None
    action: Any = None
    name: Any = None
    retweeted_status: _Some | None = None


class _Line(_Element, gc=False):
    data: list[_Element] | _Element | None = None
    statuses: list[_Some] | None = None
    errors: list[_Some] | None = None
    meta: _Some | None = None
    delete: _Some | None = None
    status_withheld: _Some | None = None
    limit: _Some | None = None
    warning: _Some | None = None
    disconnect: _Some | None = None


_decode = msgspec.json.Decoder(_Line).decode
_NOTICES = ("limit", "warning", "disconnect", "status_withheld")


def shape(line: bytes) -> Shape:
    """What the line holds. Raises ValueError or RecursionError if it is not JSON."""
    try:
        seen = _decode(line)
    except msgspec.ValidationError:
        whole = msgspec.json.decode(line)
        if not isinstance(whole, dict):
            return Shape.OTHER
        seen = _as_line(whole)
    return _shape_of_line(seen)


def _as_line(whole: dict[str, Any]) -> _Line:
    """The same look at a line in which something has an unexpected type."""
    known = {name: whole[name] for name in _Line.__struct_fields__ if name in whole}
    data = known.get("data")
    if isinstance(data, list):
        known["data"] = [_as_element(each) for each in data if isinstance(each, dict)]
    elif data is not None:
        known["data"] = _as_element(data) if isinstance(data, dict) else None
    return _Line(**known)


def _as_element(raw: dict[str, Any]) -> _Element:
    return _Element(**{name: raw[name] for name in _Element.__struct_fields__ if name in raw})


def _shape_of_line(seen: _Line) -> Shape:
    if seen.data is not None:
        elements = seen.data if isinstance(seen.data, list) else [seen.data]
        shapes = map(_shape_of_element, elements)
        known = next((each for each in shapes if each is not Shape.OTHER), Shape.OTHER)
        return known if elements else Shape.NO_POSTS
    if seen.statuses is not None or seen.delete is not None:
        return Shape.X_V1
    if any(getattr(seen, notice) is not None for notice in _NOTICES):
        return Shape.NOTICE
    of_itself = _shape_of_element(seen)
    if of_itself is Shape.OTHER and (seen.errors is not None or seen.meta is not None):
        return Shape.NO_POSTS
    return of_itself


def _shape_of_element(seen: _Element) -> Shape:
    if seen.user is not None and (seen.text is not None or seen.full_text is not None):
        return Shape.X_V1
    if seen.action is not None and seen.id is not None and seen.text is None:
        return Shape.COMPLIANCE if is_tweet(seen.id, seen.created_at) else Shape.USER_COMPLIANCE
    if seen.tweet_count is not None or seen.post_count is not None:
        return Shape.COUNTS
    if seen.username is not None or seen.screen_name is not None:
        return Shape.USERS
    if seen.owner_id is not None and seen.name is not None:
        return Shape.LISTS
    if seen.text is not None or seen.author_id is not None:
        return Shape.X_V2
    if seen.edit_history_tweet_ids is not None or seen.edit_history_post_ids is not None:
        return Shape.X_V2
    return Shape.OTHER
