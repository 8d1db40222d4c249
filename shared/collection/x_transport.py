"""The way to X and back: to which address, for how long, how much, and with which token.

Only whole answers of status 200 and of a bounded size come through; all others are failures here.
The token is put into a request as it leaves, so that nothing before ever holds it: no log, no
exception, no client. It is sent to one address, and never along with a redirect.
"""

import ipaddress
import logging
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
import urllib3
from pydantic import SecretStr
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from requests.utils import get_environ_proxies

from shared.collection.x_failures import Failure, FailureKind, failure, reset_time
from shared.sentences import Refusal, Sentence, say

BASE_URL = "X_API_BASE_URL"
DEFAULT = "https://api.x.com"
LARGEST_ANSWER = 20_000_000  # bytes
_PART = 65_536  # bytes
_TALKATIVE = ("tweepy", "tweepy.client", "requests", "urllib3", "urllib3.connectionpool")

Timeout = tuple[float, float]  # seconds: to connect, and to wait for each part of an answer


@dataclass(frozen=True)
class Rate:
    """The window of requests as X's headers tell it: its size, what is left, when it ends."""

    limit: int | None
    remaining: int | None
    resets_at: datetime | None


def address(given: str | None = None) -> str:
    """The address of X's API: the one given, X_API_BASE_URL, or X's own.

    Raises Refusal if it is not https (http only on this machine), or holds more than a host.
    """
    url = given or os.environ.get(BASE_URL) or DEFAULT
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise Refusal(_no_address()) from error
    more = parts.username, parts.password, parts.path.strip("/"), parts.query, parts.fragment
    if not host or parts.scheme not in ("http", "https") or any(more) or not host.isascii():
        raise Refusal(_no_address())
    if parts.scheme == "http" and not _is_this_machine(host):
        raise Refusal(
            say(
                "The token would go to {host} unprotected: X_API_BASE_URL must begin with https:// "
                "(http:// is for this machine alone).",
                host=host,
            )
        )
    named = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme, f"{named}:{port}" if port else named, "", "", ""))


def _no_address() -> Sentence:
    return say(
        "X_API_BASE_URL must be an address such as https://api.x.com: https, a host, and nothing "
        "else (no name, no password, no path)."
    )


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Session(requests.Session):
    """A session whose requests bear the token, whatever ~/.netrc says."""

    def __init__(self, token: SecretStr, transport: "Transport") -> None:
        super().__init__()
        for name in _TALKATIVE:  # they tell headers and addresses when they tell everything
            logger = logging.getLogger(name)
            logger.setLevel(max(logger.level, logging.INFO))
        self.auth = _Bearer(token)
        self.mount("https://", transport)
        self.mount("http://", transport)


class _Bearer(AuthBase):
    """Writes the token into a request that is about to leave."""

    def __init__(self, token: SecretStr) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        return request


class Transport(HTTPAdapter):
    """Carries requests to one address, whatever host they name. One request at a time."""

    def __init__(self, base: str, timeout: Timeout, token: SecretStr) -> None:
        super().__init__()
        self.base = urlsplit(base)
        self.rate: Rate | None = None  # of the last answer
        self._timeout = timeout
        self._token = token

    def send(self, request: requests.PreparedRequest, *_: Any, **how: Any) -> requests.Response:
        """The answer, of status 200 and read to its end. Raises Failure for every other."""
        path = urlsplit(str(request.url))
        request.url = urlunsplit((self.base.scheme, self.base.netloc, path.path, path.query, ""))
        self.rate = None
        try:
            response = self._answer(request, how.get("verify", True), how.get("cert"))
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            problem = _unreached(error, self.base.netloc, self._timeout)
        except _TooMuch:
            problem = _too_much()
        else:
            return self._admitted(response, path.path)
        raise problem  # outside of the handler: what was caught holds the request, and the token

    def _answer(
        self, request: requests.PreparedRequest, verify: Any, cert: Any
    ) -> requests.Response:
        response = super().send(
            request,
            stream=True,
            timeout=self._timeout,
            verify=verify,
            cert=cert,
            proxies=self._proxies(str(request.url)),
        )
        response.raw = _Bounded(response.raw, 4 * self._timeout[1])
        _ = response.content  # read here, so that what breaks while reading breaks here
        return response

    def _proxies(self, url: str) -> dict[str, str]:
        """The environment's proxies for the real address; none to this machine, in clear."""
        return get_environ_proxies(url) if self.base.scheme == "https" else {}

    def _admitted(self, response: requests.Response, path: str) -> requests.Response:
        self.rate = _rate(response.headers)
        if response.status_code == 200:
            return response
        raise failure(
            response.status_code,
            self._without_token(response.content),
            one_account=path.startswith("/2/users/") and path.endswith("/tweets"),
            resets_at=self.rate.resets_at if self.rate else None,
            host=self.base.netloc,
        )

    def _without_token(self, body: bytes) -> bytes:
        """The body of an answer, should it say the token back."""
        return body.replace(self._token.get_secret_value().encode(), b"***")


class _TooMuch(Exception):
    """An answer is larger, or takes longer, than any of X's."""


class _Bounded:
    """The body of an answer, cut off when it grows too large or takes too long."""

    def __init__(self, raw: Any, seconds: float) -> None:
        self._raw = raw
        self._until = time.monotonic() + seconds

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def stream(self, _: int, decode_content: bool) -> Iterator[bytes]:
        """The body in parts as they come in."""
        size = 0
        while part := self._raw.read1(_PART, decode_content=decode_content):
            size += len(part)
            if size > LARGEST_ANSWER or time.monotonic() > self._until:
                self._raw.close()
                raise _TooMuch
            yield part


def _rate(headers: Any) -> Rate | None:
    limit, remaining = (_number(headers.get(f"x-rate-limit-{n}")) for n in ("limit", "remaining"))
    resets_at = reset_time(headers.get("x-rate-limit-reset"))
    told = (limit, remaining, resets_at)
    return Rate(*told) if any(one is not None for one in told) else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _unreached(error: Exception, host: str, timeout: Timeout) -> Failure:
    """The failure that no answer, or half an answer, is."""
    kind = type(error).__name__
    if isinstance(error, requests.Timeout) or "timed out" in str(error):
        sentence = say(
            "{host} did not answer within {seconds} seconds.", host=host, seconds=timeout[1]
        )
    elif isinstance(error, requests.exceptions.ChunkedEncodingError):
        sentence = say("The answer of {host} broke off.", host=host)
    else:
        sentence = say("{host} cannot be reached. Look at this machine's connection.", host=host)
    return Failure(FailureKind.PASSING, sentence, problem=kind)


def _too_much() -> Failure:
    sentence = say("An answer came that is larger or slower than any of X's; it was not read.")
    return Failure(FailureKind.PASSING, sentence, problem="TooMuch")
