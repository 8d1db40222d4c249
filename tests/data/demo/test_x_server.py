"""The local X over real HTTP: who is let in, how often, how tweepy meets it, how it ends."""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
import requests
import tweepy

from data.demo.x_server import Fault, World, XServer

ANNA = {"id": "9000000000000000001", "username": "anna_ex", "name": "Anna"}
BERT = {"id": "9000000000000000002", "username": "Bert_ex", "name": "Bert"}
ADDRESS = "/2/users/:id/tweets"
TIMELINE = f"/2/users/{ANNA['id']}/tweets"
HEADERS = ("x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset")


class Rehost(requests.adapters.HTTPAdapter):
    """Sends what is meant for X to a local one."""

    def __init__(self, base):
        super().__init__()
        self.base = urlsplit(base)

    def send(self, request, **how):
        parts = urlsplit(request.url)
        request.url = urlunsplit((self.base.scheme, self.base.netloc, *parts[2:]))
        return super().send(request, **{**how, "timeout": 5})


@pytest.fixture
def client():
    """Makes tweepy's own client speak to a local X."""
    made = []

    def of(x, **options):
        made.append(tweepy.Client("opens", **options))
        made[-1].session.mount("https://api.twitter.com", Rehost(x.base_url))
        return made[-1]

    yield of
    for one in made:
        one.session.close()


class Clock:
    def __init__(self):
        self.now = datetime(2026, 11, 23, 12, 0, 0, 250_000, tzinfo=UTC)

    def __call__(self):
        return self.now


def small(posts=0):
    world = World(users=[ANNA, BERT])
    for number in range(posts):
        world.add_post(author_id=ANNA["id"], text=f"No. {number}")
    return world


def test_without_the_right_token_no_one_is_let_in(serve, ask):
    x = serve(small(1), token="another")
    answer = ask(x, TIMELINE)
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json() == {
        "title": "Unauthorized",
        "detail": "Unauthorized",
        "type": "about:blank",
        "status": 401,
    }
    assert requests.get(x.base_url + TIMELINE, timeout=5).status_code == 401
    assert x.bill().dollars == 0


@pytest.mark.parametrize("path", ["/", "/2/users/:id/tweets/", "/2/users/1/liked_tweets", "/1.1/"])
def test_an_unknown_address_is_a_404(serve, ask, path):
    answer = ask(serve(small()), path)
    assert answer.status_code == 404
    assert answer.json()["status"] == 404
    assert answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize(
    ("path", "query", "limit"),
    [
        ("/2/users/by", {"usernames": "anna_ex"}, 300),
        ("/2/users", {"ids": ANNA["id"]}, 300),
        (TIMELINE, {}, 10_000),
        ("/2/tweets", {"ids": "1"}, 3_500),
        ("/2/usage/tweets", {}, 50),
    ],
)
def test_every_answer_tells_the_limit_of_its_address(serve, ask, path, query, limit):
    x = serve(small(1))
    for used, answer in enumerate([ask(x, path, **query), ask(x, path, nonsense=1)], start=1):
        assert [int(answer.headers[name]) for name in HEADERS[:2]] == [limit, limit - used]
        assert 0 < int(answer.headers[HEADERS[2]]) - time.time() <= 901
    assert answer.status_code == 400


def test_who_asks_too_often_waits_for_the_window_told(serve, ask):
    clock = Clock()
    x = serve(small(1), limits={ADDRESS: 2}, window=2.0, now=clock)
    assert [ask(x, TIMELINE).status_code for _ in range(3)] == [200, 200, 429]
    refused = ask(x, TIMELINE)
    assert refused.json()["title"] == "Too Many Requests"
    assert refused.headers["x-rate-limit-remaining"] == "0"
    assert ask(x, "/2/users", ids=ANNA["id"]).status_code == 200
    clock.now = datetime.fromtimestamp(int(refused.headers["x-rate-limit-reset"]), UTC)
    assert ask(x, TIMELINE).status_code == 200


def test_a_limit_for_an_address_that_is_not_there_is_a_mistake():
    with pytest.raises(ValueError, match="/2/users/by/username"):
        XServer(small(), limits={"/2/users/by/username": 1})


def test_what_was_asked_is_known_but_not_the_token(serve, ask):
    x = serve(small(1))
    ask(x, TIMELINE, max_results=5, tweet_fields="author_id")
    assert x.requests == [("GET", TIMELINE, {"max_results": "5", "tweet.fields": "author_id"})]
    assert "opens" not in repr(x.requests)


def test_one_connection_serves_many_requests(serve):
    x = serve(small(1))
    parts = urlsplit(x.base_url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=5)
    connection.connect()
    mine = connection.sock
    for _ in range(3):
        connection.request("GET", TIMELINE, headers={"Authorization": "Bearer opens"})
        assert connection.getresponse().read().startswith(b'{"data":[')
        assert connection.sock is mine
    connection.close()


def test_usage_tells_the_posts_billed(serve, ask):
    x = serve(small(3))
    ask(x, TIMELINE)
    assert ask(x, "/2/usage/tweets").json()["data"]["project_usage"] == "3"


def test_tweepy_pages_through_a_timeline(serve, client):
    x = serve(small(12))
    pages = list(
        tweepy.Paginator(
            client(x).get_users_tweets,
            ANNA["id"],
            max_results=5,
            tweet_fields=["created_at", "author_id"],
            expansions="author_id",
        )
    )
    assert [len(page.data) for page in pages] == [5, 5, 2]
    assert {post.author_id for page in pages for post in page.data} == {int(ANNA["id"])}
    assert pages[0].data[0].created_at.tzinfo is not None
    assert pages[0].includes["users"][0].username == "anna_ex"
    assert x.bill()[:2] == (12, 1)


def test_tweepy_finds_users_and_posts(serve, client):
    world = small(1)
    x = serve(world)
    one = client(x, return_type=dict)
    assert one.get_users(usernames=["anna_ex", "gone_ex"])["errors"][0]["value"] == "gone_ex"
    assert [u["id"] for u in one.get_users(ids=[ANNA["id"], BERT["id"]])["data"]] == [
        ANNA["id"],
        BERT["id"],
    ]
    [post_id] = world.timeline(ANNA["id"])
    assert one.get_tweets([post_id])["data"][0]["id"] == str(post_id)
    assert one.request("GET", "/2/usage/tweets").json()["data"]["project_usage"] == "1"


def test_tweepy_knows_the_refusals_by_its_own_names(serve, client):
    x = serve(small(1))
    one = client(x)
    x.next(Fault.TOO_MANY, seconds=30)
    with pytest.raises(tweepy.TooManyRequests) as caught:
        one.get_users_tweets(ANNA["id"])
    assert caught.value.reset_time is not None
    for fault, error in [
        (Fault.UNAUTHORIZED, tweepy.Unauthorized),
        (Fault.CREDITS_DEPLETED, tweepy.HTTPException),
        (Fault.CLIENT_FORBIDDEN, tweepy.Forbidden),
        (Fault.NOT_FOUND, tweepy.NotFound),
        (Fault.OVER_CAPACITY, tweepy.TwitterServerError),
        (Fault.HTML_200, requests.exceptions.JSONDecodeError),
    ]:
        x.next(fault)
        with pytest.raises(error):
            one.get_users_tweets(ANNA["id"])


def test_many_clients_at_once_are_billed_once(serve):
    x = serve(small(40))
    seen = []

    def read():
        told = {"Authorization": "Bearer opens"}
        answer = requests.get(f"{x.base_url}{TIMELINE}?max_results=40", headers=told, timeout=10)
        seen.append(answer.json()["meta"]["result_count"])

    readers = [threading.Thread(target=read) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert seen == [40] * 8
    assert x.bill().posts == 40


def test_closing_ends_slow_answers_and_idle_connections_at_once(serve, ask):
    others = set(threading.enumerate())
    x = serve(small(1))
    ask(x, TIMELINE)
    x.next(Fault.SLOW, seconds=60)
    told = {"Authorization": "Bearer opens"}

    def read():
        with suppress(requests.ConnectionError):
            requests.get(x.base_url + TIMELINE, headers=told, timeout=60)

    threading.Thread(target=read).start()
    while len(x.requests) < 2:
        time.sleep(0.005)
    began = time.monotonic()
    x.close()
    for thread in set(threading.enumerate()) - others:
        thread.join(5)
    assert time.monotonic() - began < 5
    with pytest.raises(requests.ConnectionError):
        requests.get(x.base_url, timeout=5)


def test_the_sample_is_served_until_told_to_end():
    command = [sys.executable, "-m", "data.demo.x_server", "--token", "opens"]
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        [*command, "--today", "2026-11-23"], cwd=root, stdout=subprocess.PIPE, text=True
    ) as process:
        address = process.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address)
        found = requests.get(
            address + "/2/users/by?usernames=brume_ex",
            headers={"Authorization": "Bearer opens"},
            timeout=10,
        ).json()
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(timeout=5) == 0
    assert found["data"][0]["name"] == "Musée de la Brume"
