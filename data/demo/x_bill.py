"""What X would bill: every post and user returned, once per UTC day each."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Lock
from typing import NamedTuple

POST_PRICE = Decimal("0.005")  # dollars; X's price list, getting-started/pricing, 2026-08
USER_PRICE = Decimal("0.010")


class Bill(NamedTuple):
    """Posts and users billed, and their price in dollars."""

    posts: int
    users: int
    dollars: Decimal


class Till:
    """Counts what was returned; the days are those of the clock given."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._posts: set[tuple[date, str]] = set()
        self._users: set[tuple[date, str]] = set()
        self._lock = Lock()

    def ring(self, posts: Iterable[str], users: Iterable[str]) -> None:
        """Posts and users, by id, were returned."""
        with self._lock:
            day = self._now().astimezone(UTC).date()
            self._posts.update((day, id) for id in posts)
            self._users.update((day, id) for id in users)

    def bill(self) -> Bill:
        """All that was billed so far."""
        with self._lock:
            posts, users = len(self._posts), len(self._users)
        return Bill(posts, users, posts * POST_PRICE + users * USER_PRICE)
