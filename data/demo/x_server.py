"""A local X: the part of X's API v2 that reads, over real HTTP on this machine's loopback.

For tests, and for newcomers who want to watch a collection. `x_world.py` says what exists there,
`x_answers.py` what is answered, `x_limits.py` how often, `x_faults.py` what may go wrong, and
`x_bill.py` what X would bill for it. `python -m data.demo.x_server` serves the sample consortium.
"""

import argparse
import json
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import msgspec

from data.demo.x_answers import Answer, address_of, answer
from data.demo.x_bill import Bill, Till
from data.demo.x_faults import Fault, Faults, Planned, refuse, spoil
from data.demo.x_limits import WINDOW, Windows
from data.demo.x_problems import Refused, plain
from data.demo.x_sample import sample_world
from data.demo.x_transport import Listening, Reply
from data.demo.x_world import World

__all__ = ["Bill", "Fault", "World", "XServer", "sample_world"]

TOKEN = "local-x"  # noqa: S105  opens nothing but invented posts
Seen = tuple[str, str, dict[str, str]]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class XServer:
    """Serves a world until closed, or as long as a `with` lasts.

    `token`: the Bearer token that is let in. `limits`: requests per window, by address as in
    `x_limits.LIMITS`, where X's own stand. `window`: seconds. `now`: an aware clock, for the
    windows and for the days of the bill.
    """

    def __init__(
        self,
        world: World,
        *,
        token: str = TOKEN,
        port: int = 0,
        limits: Mapping[str, int] | None = None,
        window: float = WINDOW,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self.world = world
        self.requests: list[Seen] = []  # method, path and query of all so far; no token
        self._token = token
        self._now = now
        self._till = Till(now)
        self._windows = Windows(limits or {}, window, now)
        self._faults = Faults()
        self._closing = threading.Event()
        self._listening = Listening(port, self._reply)
        self.base_url = f"http://127.0.0.1:{self._listening.server_port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends serving at once, and every connection with it."""
        self._closing.set()
        self._listening.close()

    def bill(self) -> Bill:
        """What X would bill for all that was returned so far."""
        return self._till.bill()

    def next(self, fault: Fault, on: str | None = None, times: int | None = 1, **how: Any) -> None:
        """The next requests that match meet a fault, `times` of them, or all if that is None.

        `on`: an address like "/2/users/:id/tweets", or one path; any if None. `how`: see Fault.
        """
        self._faults.plan(Planned(fault, on, times, how))

    def calm(self) -> None:
        """No fault any more."""
        self._faults.clear()

    def _reply(self, method: str, target: str, authorization: str) -> Reply:
        """What goes back for one request, on the wire."""
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.requests.append((method, parts.path, query))
        headers: dict[str, str] = {}
        cut = False
        try:
            found, cut = self._answer(parts.path, query, authorization, headers)
        except Refused as refused:
            problem = {"content-type": "application/problem+json; charset=utf-8"}
            found = Answer(refused.status, refused.body, headers=problem)
        self._till.ring(found.posts, found.users)
        return Reply(found.status, _wire(found), headers | found.headers, cut)

    def _answer(
        self, path: str, query: dict[str, str], authorization: str, headers: dict[str, str]
    ) -> tuple[Answer, bool]:
        """The answer, and whether its body is to be cut; fills in the headers about limits."""
        address, user_id = address_of(path)
        if authorization != f"Bearer {self._token}":
            headers.update(self._windows.left(address))
            raise plain(401, "Unauthorized")
        within, about = self._windows.count(address)
        headers.update(about)
        planned = self._faults.take(address, path, query)
        if planned and planned.fault is Fault.SLOW:
            self._closing.wait(planned.how.get("seconds", 1))
        if planned:
            refuse(planned, path, query, headers, self._now().timestamp())
        if not within:
            raise plain(429, "Too Many Requests")
        if same := self._faults.same_again(query):
            return same, False
        key = self._token.encode()
        found = answer(self.world, address, user_id, query, key, self.bill().posts)
        if planned:
            found = spoil(planned, found, path, self._faults)
        return found, bool(planned and planned.fault is Fault.CUT_BODY)


def _wire(found: Answer) -> bytes:
    if found.raw is not None:
        return found.raw
    try:
        return msgspec.json.encode(found.body)
    except UnicodeEncodeError:  # half a pair of characters can only be written as an escape
        return json.dumps(found.body).encode()


def main(arguments: list[str] | None = None) -> None:
    """Serves the sample consortium until SIGTERM, and says where."""
    parser = argparse.ArgumentParser(prog="python -m data.demo.x_server", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--token", default=TOKEN, help=f"the Bearer token, {TOKEN} unless told")
    parser.add_argument("--today", type=date.fromisoformat, help="the sample's last day")
    told = parser.parse_args(arguments)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    world = sample_world(told.today or _utc_now().date())
    with XServer(world, token=told.token, port=told.port) as x:
        sys.stdout.write(x.base_url + "\n")
        sys.stdout.flush()
        ended.wait()


if __name__ == "__main__":
    main()
