"""What the local X answers on each of its addresses, apart from transport, limits and faults."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from data.demo.x_fields import Asked, asked, post_as_asked, user_as_asked
from data.demo.x_problems import Refused, absent, invalid, unknown_parameter
from data.demo.x_timeline import PARAMETERS, timeline_page
from data.demo.x_world import Standing, World

Json = dict[str, Any]

USERS_BY = "/2/users/by"
USERS = "/2/users"
TIMELINE = "/2/users/:id/tweets"
POSTS = "/2/tweets"
USAGE = "/2/usage/tweets"

_MOST = 100
_HANDLE = re.compile(r"\w{1,15}", re.ASCII)
_NUMBER = re.compile(r"\d{1,19}")
_SHAPE = frozenset(
    f"{kind}.fields" for kind in ("tweet", "post", "user", "media", "place", "poll")
) | {"expansions"}
_ACCEPTED = {
    USERS_BY: _SHAPE | {"usernames"},
    USERS: _SHAPE | {"ids"},
    TIMELINE: _SHAPE | PARAMETERS,
    POSTS: _SHAPE | {"ids"},
    USAGE: frozenset({"days", "usage.fields"}),
}


@dataclass(slots=True)
class Answer:
    """Status and body of an answer, and the ids of what X would bill for it."""

    status: int
    body: Json
    posts: list[str] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    here: str = ""  # a token that leads to this very page
    raw: bytes | None = None  # what is sent instead of the body


def address_of(path: str) -> tuple[str, str]:
    """The address a path stands for, one of those above, and the user id in it.

    Raises Refused (404) if there is no such address.
    """
    if path in _ACCEPTED and path != TIMELINE:
        return path, ""
    if found := re.fullmatch(r"/2/users/([^/]+)/tweets", path):
        return TIMELINE, found[1]
    detail = {"title": "Not Found", "detail": f"No address {path} here.", "type": "about:blank"}
    raise Refused(404, detail | {"status": 404})


def answer(
    world: World, address: str, user_id: str, query: dict[str, str], key: bytes, used: int
) -> Answer:
    """What X answers; `key` signs its tokens, `used` is how many posts it billed so far.

    Raises Refused if it takes the request for invalid.
    """
    for name, value in query.items():
        if name not in _ACCEPTED[address]:
            raise unknown_parameter(name, value, sorted(_ACCEPTED[address]))
    if address == USAGE:
        usage = {"project_id": "1887", "project_cap": "3000000", "project_usage": str(used)}
        return Answer(200, {"data": {"cap_reset_day": 1, **usage}})
    with world.lock:
        if address == TIMELINE:
            return _timeline(world, user_id, query, key)
        if address == POSTS:
            return _posts(world, query)
        if address == USERS:
            return _users(world, "ids", _ids(query), world.user, query)
        return _users(world, "usernames", _handles(query), world.user_called, query)


def _handles(query: dict[str, str]) -> list[str]:
    return _values(query, "usernames", _HANDLE)


def _ids(query: dict[str, str]) -> list[str]:
    return _values(query, "ids", _NUMBER)


def _values(query: dict[str, str], name: str, shape: re.Pattern[str]) -> list[str]:
    values = query.get(name, "").split(",")
    for value in values:
        if not shape.fullmatch(value):
            raise invalid(name, value, f"does not match ^{shape.pattern}$")
    if len(values) > _MOST:
        raise invalid(name, query[name], f"has {len(values)} values, not between 1 and {_MOST}")
    return list(dict.fromkeys(values))


def _users(
    world: World,
    parameter: str,
    values: list[str],
    find: Callable[[str], Json | None],
    query: dict[str, str],
) -> Answer:
    shape = asked(query)
    found, errors = [], []
    for value in values:
        user = find(value)
        standing = world.standing(user["id"]) if user else Standing.MISSING
        if user and standing is not Standing.SUSPENDED:
            found.append(user)
        else:
            errors.append(absent("user", parameter, value, standing))
    body: Json = {"data": [user_as_asked(user, shape) for user in found]} if found else {}
    if errors:
        body["errors"] = errors
    return Answer(200, body, users=[user["id"] for user in found])


def _timeline(world: World, user_id: str, query: dict[str, str], key: bytes) -> Answer:
    if not _NUMBER.fullmatch(user_id):
        raise invalid("id", user_id, "is not a valid user id")
    page = timeline_page(world, user_id, query, key)
    standing = world.standing(user_id)
    if standing is not Standing.ACTIVE:
        return Answer(200, {"errors": [absent("user", "id", user_id, standing)]})
    answer = _shown(world, page.posts, asked(query), [])
    answer.here = page.here
    answer.body["meta"] = page.meta
    return answer


def _posts(world: World, query: dict[str, str]) -> Answer:
    found, errors = [], []
    for post_id in _ids(query):
        post, standing = _visible(world, post_id)
        if post:
            found.append(post)
        else:
            errors.append(absent("tweet", "ids", post_id, standing))
    return _shown(world, found, asked(query), errors)


def _visible(world: World, post_id: str) -> tuple[Json | None, Standing]:
    """The post if X shows it to anyone, else why not."""
    post = world.post(post_id)
    standing = world.standing(post["author_id"]) if post else Standing.MISSING
    return (post if standing is Standing.ACTIVE else None), standing


def _shown(world: World, posts: list[Json], shape: Asked, errors: list[Json]) -> Answer:
    """The posts as asked for, with what they refer to if it was asked to be included."""
    body: Json = {"data": [post_as_asked(post, shape) for post in posts]} if posts else {}
    includes: Json = {}
    originals = _originals(world, posts, shape, errors)
    users = _included_users(world, posts, originals, shape, errors)
    if users:
        includes["users"] = [user_as_asked(user, shape) for user in users]
    if originals and shape.originals:
        name = "posts" if shape.new else "tweets"
        includes[name] = [post_as_asked(post, shape) for post in originals]
    if includes:
        body["includes"] = includes
    if errors:
        body["errors"] = errors
    return Answer(
        200, body, posts=[post["id"] for post in posts], users=[user["id"] for user in users]
    )


def _originals(world: World, posts: list[Json], shape: Asked, errors: list[Json]) -> list[Json]:
    """The posts referred to, if any expansion needs them; errors for those not to be had."""
    if not (shape.originals or "referenced_tweets.id.author_id" in shape.expansions):
        return []
    referred = [one["id"] for post in posts for one in post.get("referenced_tweets", ())]
    found = []
    for post_id in dict.fromkeys(referred):
        original, standing = _visible(world, post_id)
        if original:
            found.append(original)
        elif shape.originals:
            errors.append(absent("tweet", shape.originals, post_id, standing))
    return found


def _included_users(
    world: World, posts: list[Json], originals: list[Json], shape: Asked, errors: list[Json]
) -> list[Json]:
    """Every user that an expansion names, once each; errors for those not to be had."""
    found: dict[str, Json] = {}
    for expansion, find, values in _named(world, posts, originals, shape):
        for value in dict.fromkeys(values):
            user = find(value)
            standing = world.standing(user["id"]) if user else Standing.MISSING
            if user and standing is not Standing.SUSPENDED:
                found[user["id"]] = user
            else:
                errors.append(absent("user", expansion, value, standing))
    return list(found.values())


def _named(
    world: World, posts: list[Json], originals: list[Json], shape: Asked
) -> Iterable[tuple[str, Callable[[str], Json | None], list[str]]]:
    """Each expansion to users, with how to find them and by what."""
    mentions = [
        one["username"]
        for post in posts
        for one in (post.get("entities") or {}).get("mentions", ())
    ]
    replied = [post["in_reply_to_user_id"] for post in posts if post.get("in_reply_to_user_id")]
    expansions: dict[str, tuple[Callable[[str], Json | None], list[str]]] = {
        "author_id": (world.user, [post["author_id"] for post in posts]),
        "in_reply_to_user_id": (world.user, replied),
        "entities.mentions.username": (world.user_called, mentions),
        "referenced_tweets.id.author_id": (world.user, [one["author_id"] for one in originals]),
    }
    for name, (find, values) in expansions.items():
        if name in shape.expansions:
            yield name, find, values
