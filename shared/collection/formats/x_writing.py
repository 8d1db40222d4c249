"""What X writes alike in all its formats: ids, addresses of posts, handles before a reply."""

import re
from datetime import UTC, datetime
from typing import Any

import msgspec

EVERYWHERE = frozenset({"XX", "XY"})  # codes for "in all countries" and "for copyright, in all"

_FIRST_ID_MS = 1_288_834_974_657  # the instant from which X's ids count
_SHORTEST_TIMED = 12  # digits; earlier ids were numbers in a row
_FRONT_RUN = re.compile(r"(?:\s*@\w+)+")
_STATUS = re.compile(r"https?://(?:\w+\.)?(?:twitter|x)\.com/(\w{1,15})/status/(\d+)", re.ASCII)


def age(post_id: str) -> tuple[int, str]:
    """Sorts ids from the oldest: they compare as numbers, without being made into any.

    >>> sorted(["10", "9"], key=age)
    ['9', '10']
    """
    return len(post_id), post_id


def time_of(post_id: str) -> datetime | None:
    """The time in an id (UTC), to the millisecond; None for the early ids, which hold none.

    >>> time_of("1445880548472328192").isoformat()
    '2021-10-06T22:36:00.574000+00:00'
    """
    if not post_id.isdigit() or len(post_id) < _SHORTEST_TIMED:
        return None
    return datetime.fromtimestamp(((int(post_id) >> 22) + _FIRST_ID_MS) / 1000, UTC)


def id_at(moment: datetime) -> str:
    """The least id that X may give from that moment on (aware).

    >>> time_of(id_at(datetime(2026, 3, 5, 12, tzinfo=UTC))).isoformat()
    '2026-03-05T12:00:00+00:00'
    """
    return str(max(1, int(moment.timestamp() * 1000) - _FIRST_ID_MS) << 22)


def line_of(body: Any) -> bytes:
    """What X answered as a line of JSON; half a pair of characters, no text at all, is replaced.

    >>> line_of({"text": "half " + chr(0xD83D)}).decode()
    '{"text":"half �"}'
    """
    try:
        return msgspec.json.encode(body)
    except UnicodeEncodeError:
        return msgspec.json.encode(_whole(body))


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_whole(name): _whole(one) for name, one in value.items()}
    return [_whole(one) for one in value] if isinstance(value, list) else value


def body_start(text: str | None) -> int:
    """Where a reply goes on after the unbroken run of handles that X puts in front of it.

    >>> body_start("@louvre @prado and @orsay")
    14
    """
    front = _FRONT_RUN.match(text or "")
    return front.end() if front else 0


def author_in(address: str | None, post_id: str | None) -> str | None:
    """The handle in the address of that very post; None for another's, or one without a handle.

    >>> author_in("https://twitter.com/Louvre/status/12", "12")
    'louvre'
    """
    found = _STATUS.match(address or "")
    if not found or found[2] != post_id or found[1].lower() == "i":
        return None
    return found[1].lower()
