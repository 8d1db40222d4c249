"""The token: where it comes from, and that it is nowhere to be found afterwards."""

import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlmodel import select

from data.demo.x_server import Fault, XServer
from data.demo.x_world import World
from shared.access import LOCAL_ADMINISTRATOR
from shared.collection.collector.leader import leading
from shared.collection.look_ups.resolve import resolve
from shared.collection.x import NoToken, X, token
from shared.collection.x_failures import Failure, FailureKind, failure
from shared.models import Account, Institution, Network, SyncRun
from shared.settings import Settings
from shared.store.database import reading, writing

CANARY = "AAAAcanary%2Bnightingale%3D"


@pytest.fixture(autouse=True)
def no_environment(monkeypatch) -> None:
    for name in ("X_BEARER_TOKEN", "X_BEARER_TOKEN_FILE", "X_API_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[XServer]:
    world = World(users=[{"id": "101", "username": "alpha", "name": "Alpha"}])
    world.add_post(author_id="101", text="Bonjour")
    with XServer(world, token=CANARY) as running:
        yield running


def test_the_token_comes_from_the_environment(monkeypatch) -> None:
    monkeypatch.setenv("X_BEARER_TOKEN", f" {CANARY}\n")
    assert token().get_secret_value() == CANARY


def test_the_token_comes_from_a_file(monkeypatch, tmp_path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{CANARY}\n")
    monkeypatch.setenv("X_BEARER_TOKEN_FILE", str(file))
    assert token().get_secret_value() == CANARY
    monkeypatch.setenv("X_BEARER_TOKEN", "another")
    assert token().get_secret_value() == "another"


def test_without_a_token_it_is_said_what_to_do(monkeypatch, tmp_path) -> None:
    with pytest.raises(NoToken, match="X_BEARER_TOKEN"):
        token()
    monkeypatch.setenv("X_BEARER_TOKEN_FILE", str(tmp_path / "none"))
    with pytest.raises(NoToken, match="cannot be read"):
        token()


@pytest.mark.parametrize(
    "wrong",
    [
        f"Bearer {CANARY}",
        f"{CANARY}\r\nX-More: 1",
        f"{CANARY}\n{CANARY}",
        f"{CANARY}é",
        f"{CANARY}\x7f",
        f"{CANARY}\x00",
        "",
        f"{CANARY * 300}",
    ],
)
def test_what_cannot_be_a_token_is_refused_without_repeating_it(
    monkeypatch, tmp_path, wrong
) -> None:
    file = tmp_path / "token"
    file.write_text(wrong)
    monkeypatch.setenv("X_BEARER_TOKEN_FILE", str(file))
    for ask in (token, lambda: X(SecretStr(wrong))):
        with pytest.raises(NoToken) as refused:
            ask()
        assert CANARY not in told(refused.value)


def test_a_file_that_is_no_text_is_not_repeated(monkeypatch, tmp_path) -> None:
    file = tmp_path / "token"
    file.write_bytes(CANARY.encode() + b"\xff")
    monkeypatch.setenv("X_BEARER_TOKEN_FILE", str(file))
    with pytest.raises(NoToken) as refused:
        token()
    assert CANARY not in told(refused.value)


def told(error: BaseException | None) -> str:
    """All that an exception could tell anybody: its words, its traceback, the values in it."""
    words = []
    while error is not None:
        trace = traceback.TracebackException.from_exception(error, capture_locals=True)
        # The frames of tests hold the token by intent; the product's must not.
        trace.stack[:] = [frame for frame in trace.stack if "/tests/" not in frame.filename]
        words += [str(error), repr(error), repr(vars(error)), repr(error.args), *trace.format()]
        error = error.__cause__ or error.__context__
    return "".join(words)


def test_no_failure_log_or_object_tells_the_token(server, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    client = X(SecretStr(CANARY), base_url=server.base_url, timeout=(1, 0.2))
    for name in list(logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, logger=name)  # whoever turns them on later
    assert client.users(["101"]).body["data"]
    failures = []
    for fault in Fault:
        server.next(fault, seconds=1)
        for ask in (client.timeline, lambda id: client.users([id])):
            try:
                ask("101")
            except Failure as failed:
                failures.append(failed)
    server.close()
    with pytest.raises(Failure) as gone:
        client.users(["101"])
    failures.append(gone.value)
    assert len({failed.kind for failed in failures}) == len(FailureKind) - 1  # REFUSED: below
    for failed in failures:
        assert CANARY not in told(failed)
        assert failed.__cause__ is None
    for thing in (client, client._client, client._transport):
        assert CANARY not in repr(thing) + repr(vars(thing))
    assert caplog.records
    assert CANARY not in caplog.text


def test_a_server_that_says_the_token_back_is_not_repeated(server) -> None:
    other = X(SecretStr("another"), base_url=server.base_url)
    with pytest.raises(Failure) as failed:
        other.timeline("101", page_token="another")
    assert failed.value.status == 401
    echo = X(SecretStr(CANARY), base_url=server.base_url)
    with pytest.raises(Failure) as refused:
        echo.timeline("101", page_token=CANARY)  # X repeats what it refuses
    assert refused.value.kind is FailureKind.REFUSED
    assert "***" in str(refused.value.problem)
    assert CANARY not in f"{refused.value} {vars(refused.value)}"


def test_the_store_never_holds_the_token(server, sqlite_store: Engine, tmp_path: Path) -> None:
    with writing(sqlite_store) as session:
        session.add(Institution(id="alpha", name="Alpha"))
        session.flush()
        session.add(Account(institution_id="alpha", network=Network.X, handle="alpha"))
    client = X(SecretStr(CANARY), base_url=server.base_url)
    for fault in (Fault.UNAUTHORIZED, Fault.CREDITS_DEPLETED, Fault.CUT_BODY, None):
        if fault:
            server.next(fault, times=4)
        with leading(sqlite_store) as lead:
            resolve(
                client,
                engine=sqlite_store,
                by=LOCAL_ADMINISTRATOR,
                lead=lead,
                settings=Settings(),
                pause=lambda _: None,
                today=datetime.now(UTC).date(),
            )
        server.calm()
    with reading(sqlite_store) as session:
        assert len(session.exec(select(SyncRun)).all()) == 4
    held = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert b"alpha" in held
    assert CANARY.encode() not in held


@pytest.mark.parametrize(
    ("status", "body", "one", "kind"),
    [
        (403, b"<html>blocked</html>", True, FailureKind.FORBIDDEN),
        (403, b'{"title": "Forbidden", "type": "about:blank"}', True, FailureKind.ACCOUNT),
        (403, b'{"title": "Forbidden", "type": "about:blank"}', False, FailureKind.FORBIDDEN),
        (403, b'{"errors": [{"code": 64, "message": "a"}]}', True, FailureKind.FORBIDDEN),
        (403, b'{"reason": "client-not-enrolled"}', True, FailureKind.FORBIDDEN),
        (429, b'{"errors": [{"code": 88, "message": "Rate"}]}', True, FailureKind.TOO_MANY),
        (429, b'{"title": "UsageCapExceeded"}', True, FailureKind.CAPPED),
        (429, b'{"type": "https://a/problems/usage-capped"}', True, FailureKind.CAPPED),
        (400, b'{"errors": "odd"}', True, FailureKind.REFUSED),
        (400, b'{"errors": [1, null, {"parameters": [1]}]}', True, FailureKind.REFUSED),
        (400, b"[" * 100_000, True, FailureKind.REFUSED),
        (401, b"\xff", True, FailureKind.AUTH),
        (408, b"", True, FailureKind.PASSING),
        (410, b"", True, FailureKind.REFUSED),
        (204, b"", True, FailureKind.PASSING),
        (301, b"", True, FailureKind.FORBIDDEN),
        (599, b'{"title": {"a": 1}}', True, FailureKind.PASSING),
    ],
)
def test_every_answer_that_is_none_has_a_kind(
    status: int, body: bytes, one: bool, kind: FailureKind
) -> None:
    found: Any = failure(
        status, body, one_account=one, resets_at=datetime.now(UTC), host="x.example"
    )
    assert found.kind is kind
    assert found.sentence
    assert (found.resets_at is not None) is (kind is FailureKind.TOO_MANY)


def test_a_mark_that_is_too_old_is_told_apart() -> None:
    body = (
        b'{"errors": [{"message": "\'since_id\' must be a tweet id created after 2026-05-18. '
        b'Please use a \'since_id\' that is larger than 17"}], "title": "Invalid Request"}'
    )
    found = failure(400, body, one_account=True, resets_at=None, host="x.example")
    assert found.parameters == {"since_id"}
    assert "created after 2026-05-18" in str(found.problem)


def test_x_s_own_words_are_cleaned_and_short() -> None:
    body = b'{"title": "Bad\\u0000\\u202e\\n\\nday", "detail": "%s"}' % (b"a" * 5000)
    found = failure(500, body, one_account=False, resets_at=None, host="x.example")
    assert found.problem and found.problem.startswith("Bad")
    assert len(found.problem) == 200
    assert "\n" not in found.problem and "\x00" not in found.problem
