import gzip
import json
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pydantic import SecretStr

from data.demo.x_server import Fault, XServer
from data.demo.x_world import World
from shared.collection import x_transport
from shared.collection.x import X
from shared.collection.x_failures import Failure, FailureKind, failure
from shared.models import AccountStatus
from shared.sentences import Refusal

TOKEN = "local"
ALPHA = {"id": "101", "username": "Alpha", "name": "Alpha"}


@pytest.fixture
def server() -> Iterator[XServer]:
    world = World(users=[ALPHA])
    for number in range(12):
        world.add_post(author_id="101", text=f"Bonjour {number}")
    with XServer(world, token=TOKEN) as running:
        yield running


def client(server: Any, token: str = TOKEN, **how: Any) -> X:
    return X(SecretStr(token), base_url=server.base_url, **{"timeout": (2, 2), **how})


def failure_of(ask: Callable[[], object]) -> Failure:
    with pytest.raises(Failure) as caught:
        ask()
    return caught.value


Reply = tuple[int, dict[str, str], bytes]


class Written:
    """A server that answers as it is told, and keeps the headers it was sent."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.reply: Reply = (200, {}, b"{}")
        self.drips = False
        self.seen: list[dict[str, str]] = []


@contextmanager
def written() -> Iterator[Written]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.seen.append(dict(self.headers))
            status, headers, body = told.reply
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            for part in [bytes([one]) for one in body] if told.drips else [body]:
                if over.wait(0.02 if told.drips else 0):
                    return
                self.wfile.write(part)

        def log_message(self, *_: Any) -> None:
            pass

    over = threading.Event()
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        listening.daemon_threads = True
        told = Written(f"http://127.0.0.1:{listening.server_port}")
        threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True).start()
        yield told
        over.set()
        listening.shutdown()


def test_a_timeline_asks_for_what_costs_nothing_and_expands_nothing(server) -> None:
    answer = client(server).timeline("101", max_results=5)
    (_, path, query) = server.requests[0]
    assert path == "/2/users/101/tweets"
    assert set(query) == {"tweet.fields", "max_results"}
    assert query["tweet.fields"].split(",") == [
        "id",
        "text",
        "author_id",
        "created_at",
        "conversation_id",
        "in_reply_to_user_id",
        "referenced_tweets",
        "entities",
        "note_tweet",
        "edit_history_tweet_ids",
        "lang",
        "public_metrics",
        "possibly_sensitive",
        "withheld",
    ]
    assert len(answer.body["data"]) == 5
    assert answer.body["data"][0]["author_id"] == "101"
    assert server.bill().users == 0
    assert answer.rate and (answer.rate.limit, answer.rate.remaining) == (10_000, 9_999)
    assert answer.rate.resets_at and answer.rate.resets_at > datetime.now(UTC)


def test_a_window_is_asked_for_as_told(server) -> None:
    x = client(server)
    first = x.timeline("101", max_results=5)
    token, oldest = first.body["meta"]["next_token"], first.body["meta"]["oldest_id"]
    assert x.timeline("101", max_results=5, page_token=token).body["meta"]["newest_id"] < oldest
    begin = datetime(2020, 5, 18, 12, tzinfo=UTC)
    x.timeline("101", since_id="1", until_id=oldest, start_time=begin)
    query = server.requests[-1][2]
    assert (query["since_id"], query["until_id"]) == ("1", oldest)
    assert (query["start_time"], query["max_results"]) == ("2020-05-18T12:00:00Z", "100")


def test_the_new_dialect_is_asked_in_its_own_words_without_a_warning(server, caplog) -> None:
    answer = client(server, dialect="post").timeline("101")
    query = server.requests[0][2]
    assert set(query) == {"post.fields", "expansions", "max_results"}
    assert query["expansions"] == "author_id,referenced_posts,in_reply_to_user_id"
    assert "edit_history_post_ids" in answer.body["data"][0]
    assert answer.body["data"][0]["author_id"] == "101"
    assert caplog.records == []


def test_profiles_and_posts_are_looked_up_a_hundred_at_a_time(server) -> None:
    x = client(server)
    by = x.users_by(["alpha", "nobody"])
    assert [user["id"] for user in by.body["data"]] == ["101"]
    assert by.body["errors"][0]["value"] == "nobody"
    assert x.users(["101"]).body["data"][0]["public_metrics"]
    known = x.timeline("101").body["data"][0]["id"]
    posts = x.posts([known, "1"])
    assert posts.body["data"][0]["author_id"] == "101"
    assert posts.body["errors"][0]["value"] == "1"


@pytest.mark.parametrize("wrong", [[], ["1"] * 101, ["1,2"], ["../1"], [""], ["１"]])
def test_what_cannot_be_an_id_never_leaves(server, wrong) -> None:
    x = client(server)
    for ask in (x.users, x.posts):
        with pytest.raises(ValueError, match="X takes"):
            ask(wrong)
    if len(wrong) == 1:
        with pytest.raises(ValueError, match="X takes"):
            x.timeline(wrong[0])
    assert server.requests == []


FAULTS = {
    Fault.UNAUTHORIZED: (FailureKind.AUTH, 401),
    Fault.CREDITS_DEPLETED: (FailureKind.CREDITS, 402),
    Fault.CLIENT_FORBIDDEN: (FailureKind.FORBIDDEN, 403),
    Fault.ACCOUNT_FORBIDDEN: (FailureKind.ACCOUNT, 403),
    Fault.NOT_FOUND: (FailureKind.MISSING, 404),
    Fault.HTML_404: (FailureKind.MISSING, 404),
    Fault.TOO_MANY: (FailureKind.TOO_MANY, 429),
    Fault.TOO_MANY_NO_RESET: (FailureKind.CAPPED, 429),
    Fault.USAGE_CAPPED: (FailureKind.CAPPED, 429),
    Fault.OVER_CAPACITY: (FailureKind.PASSING, 503),
    Fault.BAD_GATEWAY: (FailureKind.PASSING, 502),
    Fault.HTML_200: (FailureKind.PASSING, 200),
    Fault.CUT_JSON: (FailureKind.PASSING, 200),
    Fault.CUT_BODY: (FailureKind.PASSING, None),
    Fault.REDIRECT: (FailureKind.FORBIDDEN, 302),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_failure_is_of_one_kind_and_says_a_sentence(server, fault) -> None:
    server.next(fault)
    x = client(server)
    failure = failure_of(lambda: x.timeline("101"))
    assert (failure.kind, failure.status) == FAULTS[fault]
    assert failure.sentence.endswith((".", ")."))
    assert failure.problem and len(failure.problem) <= 200
    assert (failure.resets_at is not None) is (failure.kind is FailureKind.TOO_MANY)
    assert len(x.timeline("101").body["data"]) == 12  # the next one is as ever
    assert len(server.requests) == 2  # one attempt each


def test_a_limit_tells_until_when(server) -> None:
    server.next(Fault.TOO_MANY, seconds=77)
    failure = failure_of(lambda: client(server).users(["101"]))
    assert failure.resets_at
    assert timedelta(seconds=70) < failure.resets_at - datetime.now(UTC) < timedelta(seconds=79)
    assert f"{failure.resets_at:%H:%M:%S}" in failure.sentence


def test_a_late_answer_and_no_answer_pass(server) -> None:
    server.next(Fault.SLOW, seconds=5)
    late = failure_of(lambda: client(server, timeout=(1, 0.1)).timeline("101"))
    assert (late.kind, late.problem) == (FailureKind.PASSING, "ReadTimeout")
    assert "0.1 seconds" in late.sentence
    x = client(server)
    server.close()
    gone = failure_of(lambda: x.timeline("101"))
    assert (gone.kind, gone.status, gone.problem) == (FailureKind.PASSING, None, "ConnectionError")


@pytest.mark.parametrize(
    ("happens", "standing"),
    [
        ("suspend", AccountStatus.SUSPENDED),
        ("protect", AccountStatus.PROTECTED),
        ("remove", AccountStatus.MISSING),
    ],
)
def test_an_answer_that_says_only_why_is_a_failure_of_the_account(
    server, happens, standing
) -> None:
    getattr(server.world, happens)("101")
    failure = failure_of(lambda: client(server).timeline("101"))
    gone = standing is AccountStatus.MISSING
    assert failure.kind is (FailureKind.MISSING if gone else FailureKind.ACCOUNT)
    assert failure.standing is standing


@pytest.mark.parametrize(
    ("body", "standing"),
    [
        (b"", None),
        (b"<html>Not found</html>", None),
        (b'{"title": "Not Found", "type": "about:blank", "status": 404}', None),
        (
            b'{"title": "Not Found Error", "status": 404, '
            b'"type": "https://api.twitter.com/2/problems/resource-not-found"}',
            AccountStatus.MISSING,
        ),
    ],
)
def test_only_what_x_says_itself_makes_an_account_missing(body, standing) -> None:
    told = failure(404, body, one_account=True, resets_at=None, host="x.invalid")
    assert (told.kind, told.standing) == (FailureKind.MISSING, standing)


def test_a_refused_request_tells_which_parameter(server) -> None:
    x = client(server)
    refused = failure_of(lambda: x.timeline("101", page_token="of another time"))
    assert (refused.kind, refused.parameters) == (FailureKind.REFUSED, {"pagination_token"})
    assert failure_of(lambda: x.timeline("101", since_id="x")).parameters == {"since_id"}


def test_an_answer_without_end_is_not_read_to_its_end(monkeypatch) -> None:
    monkeypatch.setattr(x_transport, "LARGEST_ANSWER", 100_000)
    with written() as server:
        large = json.dumps({"data": "a" * 300_000}).encode()
        server.reply = 200, {}, large
        assert failure_of(lambda: client(server).users(["1"])).problem == "TooMuch"
        packed = gzip.compress(b" " * 50_000_000)
        server.reply = 200, {"content-encoding": "gzip"}, packed
        assert failure_of(lambda: client(server).users(["1"])).problem == "TooMuch"
        server.reply, server.drips = (200, {}, b"{" + b" " * 1_000), True
        slow = failure_of(lambda: client(server, timeout=(1, 0.1)).users(["1"]))
        assert (slow.kind, slow.problem) == (FailureKind.PASSING, "TooMuch")


@pytest.mark.parametrize("body", [b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b"", b'{"data":'])
def test_what_is_no_object_is_no_answer(body) -> None:
    with written() as server:
        server.reply = 200, {}, body
        failure = failure_of(lambda: client(server).users(["1"]))
    assert (failure.kind, failure.problem) == (FailureKind.PASSING, "NoJSON")


def test_no_redirect_is_followed_and_no_cookie_kept(server) -> None:
    with written() as elsewhere:
        server.next(Fault.REDIRECT, to=elsewhere.base_url)
        failure = failure_of(lambda: client(server).users(["101"]))
        assert elsewhere.seen == []
        assert "X_API_BASE_URL" in failure.sentence
        elsewhere.reply = 200, {"set-cookie": "guest=1; Path=/"}, b"{}"
        x = client(elsewhere)
        x.users(["1"])
        x.users(["1"])
        assert "Cookie" not in elsewhere.seen[1]


def test_a_netrc_does_not_take_the_token_s_place(server, tmp_path, monkeypatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("".join(f"machine {host} login a password b\n" for host in HOSTS))
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    assert client(server).users(["101"]).body["data"]


HOSTS = ("127.0.0.1", "api.twitter.com", "api.x.com", "localhost")


def test_proxies_carry_what_goes_outside_and_nothing_that_stays_here(server, monkeypatch) -> None:
    with written() as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.base_url)
        monkeypatch.delenv("no_proxy", raising=False)
        assert client(server).users(["101"]).body["data"]
        outside = X(SecretStr(TOKEN), base_url="https://x.example", timeout=(1, 1))
        failure = failure_of(lambda: outside.users(["101"]))
        assert (failure.kind, failure.problem) == (FailureKind.PASSING, "ProxyError")
        assert proxy.seen == []  # CONNECT is not GET: the token went nowhere


@pytest.mark.parametrize(
    "address",
    [
        "http://api.x.com",
        "http://127.0.0.1.example",
        "http://10.0.0.1:8080",
        "http://0.0.0.0:8080",
        "http://[::2]:80",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "api.x.com",
        "https://",
        "https://me:hidden@api.x.com",
        "https://me@api.x.com",
        "https://api.x.com/2",
        "https://api.x.com?hidden=1",
        "https://api.x.com#hidden",
        "https://api.x.com:hidden",
        "http://127.0.0.1:99999",
        "https://api.x.com:80:80",
        "https://[::1",
    ],
)
def test_other_addresses_are_refused_with_a_sentence(address, monkeypatch) -> None:
    monkeypatch.setenv("X_API_BASE_URL", address)
    with pytest.raises(Refusal) as refused:
        X(SecretStr(TOKEN))
    assert "https" in refused.value.sentence
    assert "hidden" not in str(refused.value.sentence)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        (None, "api.x.com"),
        ("https://api.x.com/", "api.x.com"),
        ("http://localhost:8080", "localhost:8080"),
        ("http://127.9.9.9:1", "127.9.9.9:1"),
        ("http://[::1]:1", "[::1]:1"),
        ("HTTPS://API.X.COM:8443", "api.x.com:8443"),
    ],
)
def test_x_is_asked_at_its_own_address_unless_told(address, host, monkeypatch) -> None:
    monkeypatch.delenv("X_API_BASE_URL", raising=False)
    assert X(SecretStr(TOKEN), base_url=address).host == host


def test_an_unknown_dialect_is_an_error() -> None:
    with pytest.raises(ValueError, match="dialect"):
        X(SecretStr(TOKEN), dialect="latin")


def test_a_process_that_is_asked_to_end_ends_while_it_waits_for_x(server) -> None:
    class Stop(Exception):
        pass

    def stop(*_: object) -> None:
        raise Stop

    server.next(Fault.SLOW, seconds=30)
    before = signal.signal(signal.SIGUSR1, stop)
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGUSR1)).start()
    try:
        with pytest.raises(Stop):
            client(server, timeout=(30, 30)).users(["101"])
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_talkative_libraries_are_kept_from_telling_everything(server, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("tweepy", "tweepy.client", "urllib3", "requests"):
        caplog.set_level(logging.DEBUG, logger=name)
    client(server).users(["101"])
    assert [record.name for record in caplog.records] == []
