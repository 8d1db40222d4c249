"""What a process tells of its work: lines of JSON for machines, or a bar for who sits before it."""

import logging
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
from tqdm import tqdm

_LOG = logging.getLogger("passerelle")
_FRAMES = 5


class _Lines(logging.Formatter):
    """One JSON object a line: time, level, event, and what it is about."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; of an error its type and place, for its message may hold a post's text."""
        about = getattr(record, "about", {})
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage() if about or record.name == _LOG.name else record.name,
            **about,
        }
        return msgspec.json.encode(told, enc_hook=str).decode()


def lines() -> Callable[..., None]:
    """Tells events on standard error, as lines of JSON; so do all who warn in this process."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    _LOG.setLevel(logging.INFO)

    def tell(event: str, *, error: BaseException | None = None, **about: Any) -> None:
        if error is None:
            _LOG.info(event, extra={"about": about})
            return
        frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
        where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        told = {**about, "error": type(error).__name__, "where": where}
        _LOG.error(event, extra={"about": told})

    return tell


def bar() -> Callable[..., None]:
    """Draws how many accounts were read on the terminal."""
    drawn: tqdm[Any] = tqdm(unit=" accounts", leave=False)

    def tell(event: str, **about: Any) -> None:
        if event == "begun":
            drawn.reset(total=about["accounts"])
        elif event == "account":
            drawn.set_postfix_str(str(about["account"]), refresh=False)
            drawn.update()
        elif event == "ended":
            drawn.close()

    return tell
