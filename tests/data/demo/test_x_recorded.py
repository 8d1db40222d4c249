"""The answers of the local X beside what the real one answered, as others recorded it."""

import base64
import json
import re
import zlib
from collections import defaultdict

import pytest

from data.demo.x_fields import asked
from data.demo.x_problems import absent
from data.demo.x_server import World
from data.demo.x_world import Standing

pytestmark = pytest.mark.realdata

POST_FIELDS = (
    "attachments,author_id,context_annotations,conversation_id,created_at,edit_controls,entities,"
    "geo,in_reply_to_user_id,lang,possibly_sensitive,public_metrics,referenced_tweets,"
    "reply_settings,source,withheld"
)
USER_FIELDS = (
    "created_at,description,entities,location,pinned_tweet_id,profile_image_url,protected,"
    "public_metrics,url,verified,verified_type,withheld"
)
LATER = {"edit_history_tweet_ids"}  # a default field since 2022; some recordings are older


def shape(value):
    """Keys and types, all the way down."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return sorted({json.dumps(shape(inner), sort_keys=True) for inner in value})
    return type(value).__name__


def pages_of(path):
    for line in path.read_bytes().splitlines():
        try:
            page = json.loads(line)
        except ValueError:
            continue
        if isinstance(page, dict) and "data" in page:
            yield page


def listed(page):
    return page["data"] if isinstance(page["data"], list) else [page["data"]]


def posts_of(path):
    for page in pages_of(path):
        yield from (post for post in listed(page) if "text" in post and "author_id" in post)


def in_hundreds(ids):
    ids = list(dict.fromkeys(ids))
    return [",".join(ids[start : start + 100]) for start in range(0, len(ids), 100)]


@pytest.fixture(scope="module")
def recorded(realdata):
    """All recorded pages that are not flat, by file, with a world of that file."""
    files = sorted((realdata / "twarc-csv/test-data").glob("*.jsonl"))
    files += sorted((realdata / "twarc-network/test-data").glob("*.jsonl"))
    assert len(files) >= 27
    return {file: World.from_pages(file.read_bytes().splitlines()) for file in files}


def test_posts_have_the_keys_and_types_that_were_recorded(recorded, serve, ask):
    checked = 0
    for file, world in recorded.items():
        posts = {post["id"]: post for post in posts_of(file)}
        x = serve(world)
        for ids in in_hundreds(posts):
            for post in ask(x, "/2/tweets", ids=ids, tweet_fields=POST_FIELDS).json()["data"]:
                was = posts[post["id"]]
                assert post.keys() - LATER == was.keys() - LATER, file.name
                assert all(shape(post[key]) == shape(was[key]) for key in was), file.name
                checked += 1
    assert checked > 1_500


def test_users_have_the_keys_and_types_that_were_recorded(recorded, serve, ask):
    checked = 0
    for file, world in recorded.items():
        users = {}
        for page in pages_of(file):
            told = [*listed(page), *page.get("includes", {}).get("users", [])]
            for user in told:
                if "username" in user:
                    users.setdefault(user["id"], user)
        x = serve(world)
        for ids in in_hundreds(users):
            for user in ask(x, "/2/users", ids=ids, user_fields=USER_FIELDS).json()["data"]:
                assert shape(user) == shape(users[user["id"]]), file.name
                checked += 1
    assert checked > 1_500


def test_every_recorded_post_is_on_the_timeline_of_who_wrote_it(recorded):
    """An edited post once, in whatever version is the newest known."""

    def first(post):
        return (post.get("edit_history_tweet_ids") or [post["id"]])[0]

    for file, world in recorded.items():
        wrote = defaultdict(set)
        for post in posts_of(file):
            wrote[post["author_id"]].add(first(post))
        for author, posts in wrote.items():
            shown = [first(world.post(str(number))) for number in world.timeline(author)]
            assert sorted(shown) == sorted(posts), file.name


def test_flat_lines_tell_of_the_same_timelines(recorded):
    flat, pages = (
        next(world for file, world in recorded.items() if file.name == name)
        for name in ("flat.jsonl", "noflat.jsonl")
    )
    authors = {user["id"] for user in pages.users() if pages.timeline(user["id"])}
    assert len(authors) > 50
    for author in authors:
        assert flat.timeline(author) == pages.timeline(author)
        assert flat.user(author) == pages.user(author)


def test_pages_are_built_like_those_recorded(recorded, serve, ask):
    keys, meta, included = set(), set(), set()
    for file in recorded:
        for page in pages_of(file):
            if any("text" in post for post in listed(page)):
                keys |= page.keys() - {"__twarc", "matching_rules"}
                meta |= page.get("meta", {}).keys()
                included |= page.get("includes", {}).keys() & {"users", "tweets"}
    world = World(users=[{"id": "1", "username": "anna_ex"}])
    first = world.add_post(author_id="1", text="Hello")
    for kind, id in [("quoted", first), ("quoted", "3")] * 4:
        world.add_post(author_id="1", text="See", referenced_tweets=[{"type": kind, "id": id}])
    x = serve(world)
    expansions = "author_id,referenced_tweets.id"
    token = ask(x, "/2/users/1/tweets", max_results=5).json()["meta"]["next_token"]
    answers = [
        ask(x, "/2/users/1/tweets", max_results=5, expansions=expansions, **more).json()
        for more in ({}, {"pagination_token": token})
    ]
    assert {key for answer in answers for key in answer} == keys == {*answers[0]}
    assert {key for answer in answers for key in answer["meta"]} == meta
    assert {key for answer in answers for key in answer["includes"]} == included


def test_partial_errors_are_worded_like_those_recorded(recorded):
    titles = {
        "Not Found Error": Standing.MISSING,
        "Forbidden": Standing.SUSPENDED,
        "Authorization Error": Standing.PROTECTED,
    }
    errors = [
        error for file in recorded for page in pages_of(file) for error in page.get("errors", ())
    ]
    assert {error["title"] for error in errors} == titles.keys()
    for error in errors:
        told = [error["resource_type"], error["parameter"], error["value"]]
        assert absent(*told, titles[error["title"]]) == error


# What tweepy recorded on the wire: default fields only, but with headers


def exchange(realdata, name):
    """Names of headers, and the body, of the first answer of a cassette."""
    text = (realdata / f"tweepy-cassettes/cassettes/{name}.yaml").read_text()
    answer = text[text.index("  response:") :]
    packed = re.search(r"string: !!binary \|\n((?: {8}\S+\n)+)", answer)[1]
    body = zlib.decompressobj(31).decompress(base64.b64decode(re.sub(r"\s", "", packed)))
    return set(re.findall(r"^      ([a-z-]+):$", answer, re.M)), json.loads(body)


@pytest.mark.parametrize(
    ("cassette", "path", "query"),
    [
        ("test_client_get_users_tweets", "/2/users/1/tweets", {}),
        ("test_client_get_tweets", "/2/tweets", {"ids": "{ids}"}),
        ("test_client_get_users", "/2/users/by", {"usernames": "anna_ex,bert_ex"}),
    ],
)
def test_headers_and_defaults_are_those_recorded(realdata, serve, ask, cassette, path, query):
    headers, body = exchange(realdata, cassette)
    world = World([{"id": "1", "username": "anna_ex"}, {"id": "2", "username": "bert_ex"}])
    ids = [world.add_post(author_id="1", text=f"No. {n}") for n in range(12)]
    query = {name: value.format(ids=",".join(ids[:2])) for name, value in query.items()}
    answer = ask(serve(world), path, **query)
    limits = {name for name in headers if name.startswith("x-rate-limit")}
    assert limits == {name for name in answer.headers if name.startswith("x-rate-limit")}
    assert len(limits) == 3
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    told = answer.json()
    assert told.keys() == body.keys()
    assert told.get("meta", {}).keys() == body.get("meta", {}).keys()
    assert told["data"][0].keys() == body["data"][0].keys()
    assert shape(told["data"][0]) == shape(body["data"][0])


def test_every_field_that_was_recorded_is_known(recorded):
    known = asked({"tweet.fields": POST_FIELDS + ",note_tweet"}).post
    assert {key for file in recorded for post in posts_of(file) for key in post} <= known
