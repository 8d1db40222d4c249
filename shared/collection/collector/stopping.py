"""Ending a process at once when it is asked to, and never in the middle of a transaction."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from pydantic import SecretStr

from shared.collection.x import Answer, X

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Stop(BaseException):
    """The process was asked to end. No `except Exception` holds it up."""


class Stopping:
    """Whether this process was asked to end; waiting, for time or for an answer, ends at once.

    The signal's handler raises Stop where the process waits; elsewhere it takes note, and the
    next time it would wait, Stop is raised.
    """

    def __init__(self) -> None:
        self.asked = False
        self._waiting = False

    def _handle(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True
        if self._waiting:
            self._waiting = False
            raise Stop

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """From now on SIGTERM and SIGINT are taken as the wish to end."""
        before = {number: signal.signal(number, self._handle) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """What may be broken off at any moment. Raises Stop if the process was asked to end."""
        try:
            self._waiting = True
            if self.asked:
                raise Stop
            yield
        finally:
            self._waiting = False

    def sleep(self, seconds: float) -> None:
        """Wait, unless the process is asked to end."""
        with self.waiting():
            time.sleep(max(0.0, seconds))


class Stoppable(X):
    """X, asked by a process that may be told to end while it waits for an answer."""

    def __init__(self, stopping: Stopping, token: SecretStr, **how: Any) -> None:
        """As X, with what ends the waiting."""
        super().__init__(token, **how)
        self._stopping = stopping

    def _ask(self, method: Callable[..., Any], *what: Any, **how: Any) -> Answer:
        with self._stopping.waiting():
            return super()._ask(method, *what, **how)
