"""What a process tells of its work: lines of JSON for machines, or a bar for who sits before it."""

import logging
import sys
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from tqdm import tqdm

_LOG = logging.getLogger("passerelle")
_HOUSE = Path(__file__).parents[2]


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
        told = {**about, "error": type(error).__name__, "where": list(_where(error))}
        _LOG.error(event, extra={"about": told})

    return tell


def _where(error: BaseException) -> Iterator[str]:
    """The places in this house that led to an error."""
    for frame in traceback.extract_tb(error.__traceback__):
        file = Path(frame.filename)
        if file.is_relative_to(_HOUSE) and "site-packages" not in file.relative_to(_HOUSE).parts:
            yield f"{file.relative_to(_HOUSE)}:{frame.lineno} {frame.name}"


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
