"""One page of a user's timeline: which posts, and the tokens of the pages beside it."""

import re
from bisect import bisect_left, bisect_right
from datetime import datetime
from typing import Any, NamedTuple

from data.demo.x_problems import invalid
from data.demo.x_tokens import Place, place_of, token_for
from data.demo.x_world import World
from data.demo.x_written import instant

Json = dict[str, Any]
PARAMETERS = frozenset(
    ["max_results", "pagination_token", "since_id", "until_id", "start_time", "end_time", "exclude"]
)
REACH = 3200  # X goes back no further
REACH_WITHOUT_REPLIES = 800
_LEAST, _MOST, _ORDINARY = 5, 100, 10
_NUMBER = re.compile(r"\d{1,19}")
_EXCLUDED = {"replies": "replied_to", "retweets": "retweeted"}


class TimelinePage(NamedTuple):
    """The posts of a page, newest first, X's `meta` about it, and a token for this very page."""

    posts: list[Json]
    meta: Json
    here: str


class _Asked(NamedTuple):
    size: int
    since: int
    until: int
    start: str
    end: str
    excluded: frozenset[str]


def timeline_page(world: World, user_id: str, query: dict[str, str], key: bytes) -> TimelinePage:
    """The page that a query asks for. Raises Refused if X would not take it."""
    asked = _asked(query)
    named = f"{user_id}?" + "&".join(
        f"{name}={query[name]}"
        for name in sorted(PARAMETERS - {"max_results", "pagination_token"})
        if name in query
    )
    place = _place(query.get("pagination_token"), named, key)
    ids = _in_question(world, world.timeline(user_id), asked)
    first, last = _bounds(ids, place, asked.size)
    shown = [str(number) for number in reversed(ids[first:last])]
    meta: Json = {"result_count": len(shown)}
    if shown:
        meta |= {"newest_id": shown[0], "oldest_id": shown[-1]}
    if shown and first > 0:
        meta["next_token"] = token_for(Place(ids[first]), named, key)
    if shown and last < len(ids):
        meta["previous_token"] = token_for(Place(ids[last - 1], newer=True), named, key)
    posts = [post for id in shown if (post := world.post(id))]
    return TimelinePage(posts, meta, token_for(place, named, key))


def _asked(query: dict[str, str]) -> _Asked:
    excluded = [word for word in query.get("exclude", "").split(",") if word]
    for word in excluded:
        if word not in _EXCLUDED:
            raise invalid("exclude", word, "is not one of [replies,retweets]")
    return _Asked(
        _size(query.get("max_results", str(_ORDINARY))),
        _id(query, "since_id", 0),
        _id(query, "until_id", 1 << 63),
        _time(query, "start_time"),
        _time(query, "end_time"),
        frozenset(_EXCLUDED[word] for word in excluded),
    )


def _size(text: str) -> int:
    if not _NUMBER.fullmatch(text) or not _LEAST <= int(text) <= _MOST:
        raise invalid("max_results", text, f"is not between {_LEAST} and {_MOST}")
    return int(text)


def _id(query: dict[str, str], name: str, otherwise: int) -> int:
    if name not in query:
        return otherwise
    if not _NUMBER.fullmatch(query[name]):
        raise invalid(name, query[name])
    return int(query[name])


def _time(query: dict[str, str], name: str) -> str:
    """The time in the form in which posts carry theirs, so that they compare as text."""
    if name not in query:
        return ""
    try:
        moment = datetime.fromisoformat(query[name])
    except ValueError:
        raise invalid(name, query[name], "is not a valid RFC3339 date-time") from None
    if moment.tzinfo is None:
        raise invalid(name, query[name], "is not a valid RFC3339 date-time")
    return instant(moment)


def _place(token: str | None, named: str, key: bytes) -> Place:
    if token is None:
        return Place()
    place = place_of(token, named, key)
    if place is None:
        raise invalid("pagination_token", token)
    return place


def _in_question(world: World, ids: list[int], asked: _Asked) -> list[int]:
    """The ids within reach that no parameter keeps out, oldest first."""
    reach = REACH_WITHOUT_REPLIES if "replied_to" in asked.excluded else REACH
    first = max(bisect_right(ids, asked.since), len(ids) - reach, 0)
    ids = ids[first : bisect_left(ids, asked.until)]
    if asked.start or asked.end or asked.excluded:
        return [number for number in ids if _fits(world.post(str(number)), asked)]
    return ids


def _fits(post: Json | None, asked: _Asked) -> bool:
    if post is None or post.get("created_at", "") < asked.start:
        return False
    if asked.end and post.get("created_at", "") >= asked.end:
        return False
    kinds = {one["type"] for one in post.get("referenced_tweets", ())}
    return not kinds & asked.excluded


def _bounds(ids: list[int], place: Place, size: int) -> tuple[int, int]:
    """From where to where in `ids` the page goes."""
    if place.newer:
        first = bisect_right(ids, place.post_id)
        return first, min(first + size, len(ids))
    last = bisect_left(ids, place.post_id) if place.post_id else len(ids)
    return max(last - size, 0), last
