"""The sample read plainly, with no code of the product's own reader."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import pytest
import requests

from data.demo import Sample, sample
from data.demo.consortium import institutions
from data.demo.x_server import World, XServer

TODAY = date(2026, 11, 23)


class Addressed(NamedTuple):
    """One museum addressing another in one post; `named` counts the handles in its body."""

    day: int
    at: datetime
    source: str
    target: str
    how: str
    post: str
    named: int


@pytest.fixture(scope="session")
def made() -> Sample:
    return sample(TODAY)


@pytest.fixture(scope="session")
def lines(made: Sample) -> list[bytes]:
    return list(made.pages)


@pytest.fixture(scope="session")
def pages(lines: list[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="session")
def posts(pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All posts, newest first; `who` is the institution's id, or the visitor's handle."""
    names = {museum.handle: museum.id for museum in institutions() if museum.handle}
    handles = {user["id"]: user["username"] for page in pages for user in page["includes"]["users"]}
    found = [post for page in pages for post in page["data"]]
    for post in found:
        handle = handles[post["author_id"]]
        post["who"] = names.get(handle, handle)
        post["at"] = datetime.fromisoformat(post["created_at"])
        post["day"] = (post["at"].date() - TODAY).days
        post["tags"] = {tag["tag"] for tag in post["entities"].get("hashtags", ())}
        post["named"] = [] if _reference(post, "retweeted") else _body_handles(post, names)
    return found


@pytest.fixture(scope="session")
def addressed(posts: list[dict[str, Any]]) -> list[Addressed]:
    """Who addresses whom, museums and organisers only, self left out."""
    wrote = {id: post["who"] for post in posts for id in post["edit_history_tweet_ids"]}
    known = {museum.id for museum in institutions()}
    found = []
    for post in posts:
        to = [(ref["type"], wrote[ref["id"]]) for ref in post.get("referenced_tweets", ())]
        to += [("mention", who) for who in post["named"]]
        found += [
            Addressed(
                post["day"], post["at"], post["who"], who, how, post["id"], len(post["named"])
            )
            for how, who in to
            if post["who"] in known and who in known and who != post["who"]
        ]
    return found


@pytest.fixture(scope="session")
def ties(addressed: list[Addressed]) -> Callable[[int, int], set[tuple[str, str]]]:
    """The ties between members from one day to another, both included."""
    members = {museum.id for museum in institutions() if museum.member}

    def between(first: int, last: int) -> set[tuple[str, str]]:
        return {
            (one.source, one.target)
            for one in addressed
            if first <= one.day <= last and {one.source, one.target} <= members
        }

    return between


def _reference(post: dict[str, Any], kind: str) -> bool:
    return any(ref["type"] == kind for ref in post.get("referenced_tweets", ()))


def _body_handles(post: dict[str, Any], names: dict[str, str]) -> list[str]:
    """Institutions named after the handles that the network puts in front of a reply."""
    text = post["text"]
    if _reference(post, "replied_to"):
        text = re.sub(r"^(@\w+\s*)+", "", text)
    return [names[handle] for handle in re.findall(r"@(\w+)", text) if handle in names]


@pytest.fixture(scope="session")
def on() -> Callable[[int], date]:
    """The day so many days from the sample's today."""
    return lambda days: TODAY + timedelta(days=days)


@pytest.fixture
def serve() -> Iterator[Callable[..., XServer]]:
    """Serves worlds of the local X until the test ends."""
    open_ones: list[XServer] = []

    def start(world: World, **options: Any) -> XServer:
        open_ones.append(XServer(world, **{"token": "opens", **options}))
        return open_ones[-1]

    yield start
    for x in open_ones:
        x.close()


@pytest.fixture
def ask() -> Iterator[Callable[..., requests.Response]]:
    """Asks a local X over HTTP with the token that opens it; `x_fields` stands for `x.fields`."""
    with requests.Session() as session:
        session.headers["Authorization"] = "Bearer opens"

        def get(x: XServer, path: str, **query: object) -> requests.Response:
            dotted = {name.replace("_fields", ".fields"): value for name, value in query.items()}
            return session.get(x.base_url + path, params=dotted, timeout=10, allow_redirects=False)

        yield get
