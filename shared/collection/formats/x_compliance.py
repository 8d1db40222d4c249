"""What became of posts, as X's batch compliance says it: `{"id", "action", "created_at", …}`."""

from typing import Any

import msgspec

from shared.collection.formats.post import Aside, Erased, Item, Wanted
from shared.collection.formats.times import moment
from shared.sentences import Refusal, say

_EPOCH_OF_IDS = 1_288_834_974_657  # ms: an id since then holds its own time, 22 bits up
_FIRST_TIMED_ID = 29_700_000_000
_LONGEST_REASON = 40


class _Line(msgspec.Struct, gc=False):
    id: str
    action: str
    created_at: str | None = None
    redacted_at: str | None = None
    reason: str | None = None


_decode = msgspec.json.Decoder(_Line).decode


def is_tweet(native_id: Any, created_at: Any) -> bool:
    """Whether the id is a post's rather than a user's.

    Since November 2010 a post's id holds its time; before, both were counted, and an id without
    a time that fits is taken for a user's.
    """
    if not isinstance(native_id, str) or not (native_id.isascii() and native_id.isdigit()):
        return False
    number = int(native_id[:25])
    if number >= _FIRST_TIMED_ID:
        return True
    try:
        written = moment(created_at) if isinstance(created_at, str) else None
    except ValueError:
        return False
    return written is not None and written.timestamp() * 1000 < _EPOCH_OF_IDS


def read(line: bytes, wanted: Wanted) -> list[Item]:
    """The post that is gone, if the line says so (an action other than `delete` leaves it).

    Whose post it was is not said, so `wanted` is not asked.
    Raises Refusal if the line is not such a line.
    """
    try:
        told = _decode(line)
    except (ValueError, RecursionError) as error:
        raise Refusal(say("This line does not say what became of a post.")) from error
    if told.action != "delete":
        return []
    when = told.redacted_at
    try:
        at = moment(when) if when else None
    except ValueError:
        return [Aside(say("“{time}” is not a time we can read.", time=str(when)[:100]))]
    return [Erased(told.id, (told.reason or "deleted")[:_LONGEST_REASON], at)]
