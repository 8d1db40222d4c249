"""The server answers with headers that keep strangers' scripts, frames and hosts out."""

import asyncio
import base64
import gc
import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import server

INDEX = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
CONFIG = Path(server.__file__).parent / ".streamlit" / "config.toml"


class Answer(NamedTuple):
    """What came back."""

    headers: Headers
    text: str


def get(app: ASGIApp, path: str, query: str = "", **headers: str) -> Answer:
    """Ask an application for a path, as a server would."""
    asked = [(name.replace("_", "-").encode(), said.encode()) for name, said in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "headers": asked}
    scope["query_string"] = query.encode()
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        messages.append(message)

    with ThreadPoolExecutor(1) as elsewhere:  # a browser's own loop may be running in this thread
        elsewhere.submit(asyncio.run, app(scope, receive, send)).result()
    body = b"".join(message.get("body", b"") for message in messages)
    return Answer(Headers(raw=messages[0]["headers"]), body.decode())


def policy(path: str = "/") -> dict[str, list[str]]:
    """The Content-Security-Policy of a path, by directive."""
    behind = server.SecurityHeaders(PlainTextResponse("a page"))
    return directives(get(behind, path).headers["content-security-policy"])


def directives(policy: str) -> dict[str, list[str]]:
    parts = (directive.split() for directive in policy.split(";"))
    return {name: values for name, *values in parts}


def test_a_page_may_load_and_run_only_what_is_ours() -> None:
    allowed = policy()
    assert allowed["default-src"] == ["'self'"]
    assert allowed["connect-src"] == ["'self'"]
    assert allowed["object-src"] == ["'none'"]
    assert "'unsafe-eval'" not in allowed["script-src"]
    assert "'unsafe-inline'" not in allowed["script-src"]
    assert not [value for values in allowed.values() for value in values if "http" in value]


def test_the_one_script_inside_the_page_is_allowed_by_its_hash() -> None:
    body = INDEX.partition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
    allowed = policy()
    assert f"'sha256-{digest}'" in allowed["script-src"]


def test_no_script_inside_the_page_has_been_overlooked() -> None:
    inline = [tag for tag in INDEX.split("<script")[1:] if "src=" not in tag.partition(">")[0]]
    assert len(server.script_hashes(INDEX)) == len(inline) > 0


@pytest.mark.parametrize(
    "path, framed_by",
    [
        ("/", "'none'"),
        ("/network", "'none'"),
        ("/component/streamlit_calendar.calendar/index.html", "'self'"),
        ("/componentry", "'none'"),
    ],
)
def test_only_a_component_may_be_framed_and_only_by_us(path: str, framed_by: str) -> None:
    allowed = policy(path)
    assert allowed["frame-ancestors"] == [framed_by]


def test_types_are_not_guessed_and_other_hosts_do_not_learn_our_addresses() -> None:
    headers = get(server.SecurityHeaders(PlainTextResponse("a page")), "/").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_the_health_check_answers_without_a_store() -> None:
    assert get(Starlette(routes=server.ROUTES), "/healthz").text == "ok"


def test_a_broken_page_tells_the_reader_nothing_of_its_inside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[str] = []
    monkeypatch.setattr(server.st, "error", said.append)
    assert server._broken(ValueError("the secret token abc"))
    assert len(said) == 1
    assert "abc" not in said[0]


@pytest.mark.usefixtures("empty_store")
def test_what_was_loaded_before_the_first_reader_is_left_out_of_garbage_collection() -> None:
    before = gc.get_freeze_count()
    try:
        server._warm_up()
        assert gc.get_freeze_count() > before
    finally:
        gc.unfreeze()


def test_the_settings_promised_to_readers_hold() -> None:
    text = CONFIG.read_text(encoding="utf-8")
    for line in (
        'toolbarMode = "minimal"',
        "showErrorLinks = false",
        "gatherUsageStats = false",
        'showErrorDetails = "none"',
        "disableDataExport = true",
        'address = "127.0.0.1"',
    ):
        assert line in text
    assert "http" not in text


@pytest.mark.parametrize(
    ("query", "browser", "language"),
    [
        ("", "fr-FR,fr;q=0.9", "fr"),
        ("", "en-GB,en;q=0.9", "en"),
        ("lang=fr", "en-GB", "fr"),
        ("lang=xx", "de-DE", "fr"),
    ],
)
def test_a_page_says_aloud_which_language_it_speaks(
    query: str, browser: str, language: str
) -> None:
    app = server.PageLanguage(HTMLResponse(INDEX))
    page = get(app, "/", query, accept="text/html", accept_language=browser)
    assert f'<html lang="{language}">' in page.text
    assert int(page.headers["content-length"]) == len(page.text.encode())


def test_a_foreign_page_gets_no_websocket_and_is_not_looked_up() -> None:
    async def reached(scope: Scope, receive: Receive, send: Send) -> None:
        origin = dict(scope["headers"]).get(b"origin", b"none").decode()
        await PlainTextResponse(origin)(scope, receive, send)

    app = server.OwnOrigin(reached)
    own, foreign = "http://museum.example", "https://stranger.example"
    assert get(app, "/", origin=own, host="museum.example").text == own
    assert get(app, "/", origin=foreign, host="museum.example").text == "none"
    closed: list[Message] = []

    async def send(message: Message) -> None:
        closed.append(message)

    headers = [(b"origin", foreign.encode()), (b"host", b"museum.example")]
    scope = {"type": "websocket", "headers": headers}
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(asyncio.run, app(scope, None, send)).result()
    assert closed == [{"type": "websocket.close", "code": 4403}]
