"""How often one may ask: a window of fifteen minutes per address, as X counts for an app."""

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Lock

from data.demo.x_answers import POSTS, TIMELINE, USAGE, USERS, USERS_BY

WINDOW = 900.0  # seconds
# Requests per window and app: X's documentation, fundamentals/rate-limits, 2026-08.
LIMITS = {USERS_BY: 300, USERS: 300, TIMELINE: 10_000, POSTS: 3_500, USAGE: 50}


class Windows:
    """What is left of each address's window; a window begins with its first request.

    `limits` replace X's own for some addresses. Raises ValueError for an address X has not.
    """

    def __init__(
        self, limits: Mapping[str, int], seconds: float, now: Callable[[], datetime]
    ) -> None:
        if unknown := limits.keys() - LIMITS.keys():
            raise ValueError(f"no such address: {', '.join(sorted(unknown))}")
        self._limits = {**LIMITS, **limits}
        self._seconds = seconds
        self._now = now
        self._windows: dict[str, tuple[float, int]] = {}  # address → began, requests since
        self._lock = Lock()

    def count(self, address: str) -> tuple[bool, dict[str, str]]:
        """Counts one request; whether it is within the limit, and the three headers about it."""
        with self._lock:
            began, used = self._window(address)
            within = used < self._limits[address]
            self._windows[address] = began, used + within
        return within, self.left(address)

    def left(self, address: str) -> dict[str, str]:
        """The three headers about an address."""
        with self._lock:
            began, used = self._window(address)
        return {
            "x-rate-limit-limit": str(self._limits[address]),
            "x-rate-limit-remaining": str(self._limits[address] - used),
            "x-rate-limit-reset": str(math.ceil(began + self._seconds)),
        }

    def _window(self, address: str) -> tuple[float, int]:
        now = self._now().timestamp()
        began, used = self._windows.get(address, (now, 0))
        return (now, 0) if now >= began + self._seconds else (began, used)
