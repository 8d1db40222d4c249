"""The server: the pages, a health check, and headers that keep strangers out.

`uvicorn dashboard.server:app` (what `passerelle serve` does). Nothing is asked of another host.
"""

import base64
import gc
import hashlib
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.i18n import LANGUAGES, _
from shared.sentences import Refusal

SCRIPT = Path(__file__).with_name("app.py")
_INDEX = Path(st.__file__).parent / "static" / "index.html"
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_ENGLISH = b'<html lang="en"'
_log = logging.getLogger("passerelle")


def script_hashes(html: str) -> list[str]:
    """What a Content-Security-Policy calls the scripts that stand inside a page."""
    digests = (hashlib.sha256(body.encode()).digest() for body in _INLINE_SCRIPT.findall(html))
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def policy(html: str) -> str:
    """The Content-Security-Policy, without who may frame a page; no 'unsafe-eval'."""
    scripts = " ".join(script_hashes(html))
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'wasm-unsafe-eval' {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        )
    )


class SecurityHeaders:
    """Every answer says what a page may load, and that only our own pages frame a component."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.policy = policy(_INDEX.read_text(encoding="utf-8"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add the headers to its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        framed_by = "'self'" if scope["path"].startswith("/component/") else "'none'"

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = f"{self.policy}; frame-ancestors {framed_by}"
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "same-origin"
            await send(message)

        await self.app(scope, receive, answer)


class OwnOrigin:
    """Keeps other sites' pages out, before Streamlit looks up this machine's own addresses.

    (To judge a foreign origin, Streamlit asks a server outside for this machine's address.)
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a foreign page's websocket; take the origin off its other requests."""
        headers = dict(scope.get("headers", ()))
        origin = headers.get(b"origin")
        if origin is None or urlsplit(origin).netloc == headers.get(b"host"):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4403})
        else:
            kept = [header for header in scope["headers"] if header[0] != b"origin"]
            await self.app({**scope, "headers": kept}, receive, send)


class PageLanguage:
    """Says in a page's first line which language it speaks, for those who have it read aloud.

    The address decides, then the browser, then French; Streamlit's own page always says English.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a page comes back with its language, uncompressed."""
        headers = dict(scope.get("headers", ()))
        if scope["type"] != "http" or b"text/html" not in headers.get(b"accept", b""):
            await self.app(scope, receive, send)
            return
        said = f'<html lang="{_asked_language(Request(scope))}"'.encode()

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.body":
                body = message.get("body", b"").replace(_ENGLISH, said)
                message = {**message, "body": body}
            await send(message)

        plain = [header for header in scope["headers"] if header[0] != b"accept-encoding"]
        await self.app({**scope, "headers": plain}, receive, answer)


def _asked_language(request: Request) -> str:
    browser = request.headers.get("accept-language", "")[:2].lower()
    wishes = (request.query_params.get("lang"), browser)
    return next((wish for wish in wishes if wish in LANGUAGES), LANGUAGES[0])


def _warm_up() -> None:
    """Load what the first page would wait for; then leave it out of garbage collection."""
    for module in (
        "altair", "pandas", "pyarrow", "streamlit.elements.arrow",
        "streamlit.elements.vega_charts", "dashboard.charts", "dashboard.parts",
    ):  # fmt: skip
        import_module(module)
    import_module("dashboard.i18n").catalogue("fr")
    try:
        import_module("dashboard.observed").at_first_sight()
    except Refusal:
        _log.info("no store yet: the pages will say how to make one")
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def _lifespan(_app: Any) -> AsyncIterator[None]:
    _warm_up()
    yield


async def _healthz(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


def _broken(error: Exception) -> bool:
    """Tell the log what broke, and the reader only that something did."""
    _log.error("a page broke", exc_info=error)
    st.error(_("Something went wrong on this page. It is in the server's log; try again later."))
    return True


ROUTES = [Route("/healthz", _healthz)]

app = st.App(
    SCRIPT,
    routes=ROUTES,
    middleware=[Middleware(SecurityHeaders), Middleware(OwnOrigin), Middleware(PageLanguage)],
    lifespan=_lifespan,
    on_script_error=_broken,
)
