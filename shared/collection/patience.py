"""Asking again: after a moment when X is out of order, at the given hour when it asks to wait."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from shared.collection.x_failures import Failure, FailureKind

TRIES = 4
_FIRST = 1.0  # seconds before the second try; twice as long before each further one
_MARGIN = 1.0  # seconds, for clocks that differ

Found = TypeVar("Found")


def _now() -> datetime:
    return datetime.now(UTC)


def patiently(
    ask: Callable[[], Found],
    *,
    pause: Callable[[float], None],
    longest_wait: float,
    now: Callable[[], datetime] = _now,
) -> tuple[Found, float]:
    """What `ask` gives at last, and for how many seconds was waited.

    A PASSING failure is tried four times, with growing pauses of uneven length. TOO_MANY waits
    until X takes requests again, if all waiting together stays within `longest_wait` seconds.
    Every other failure, and those that outlast this, are raised with `waited` set. `pause` sleeps,
    and may raise to end it all.
    """
    failed, waited = 0, 0.0
    while True:
        try:
            return ask(), waited
        except Failure as failure:
            failed += 1
            seconds = _seconds(failure, failed, longest_wait - waited, now())
            if seconds is None:
                failure.waited = waited
                raise
        pause(seconds)
        waited += seconds


def _seconds(failure: Failure, failed: int, left: float, now: datetime) -> float | None:
    """How long to wait before asking again; None not to ask again."""
    growing = _FIRST * 2.0 ** (failed - 1)
    if failure.kind is FailureKind.PASSING and failed < TRIES:
        return growing * random.uniform(0.5, 1.5)  # noqa: S311 (spreads requests, hides nothing)
    if failure.kind is FailureKind.TOO_MANY and failure.resets_at is not None:
        until = (failure.resets_at - now).total_seconds()
        if max(until, growing) <= left:  # growing: where the hour given does not help
            return max(until, growing) + _MARGIN
    return None
