"""The moment a post was written, from the ways in which files write it."""

import re
from datetime import UTC, datetime, tzinfo

_EPOCH = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{12,13})")
_V1 = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d\d):(\d\d):(\d\d) ([+-]\d{4}) (\d{4})", re.ASCII
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def moment(text: str, zone: tzinfo = UTC) -> datetime:
    """The time in UTC that `text` says; `zone` is for times that name none.

    Read are ISO 8601 (also with a space, or a day alone: its midnight), seconds or milliseconds
    since 1970, and X's older `Wed Oct 10 20:19:24 +0000 2018`. Where clocks are put back, an hour
    that comes twice is taken for its first; where they are put forward, an hour that does not
    exist is counted from before the change (02:30 is then 03:30).
    Raises ValueError for anything else, and for years before 1990 or after 2100.

    >>> moment("Wed Oct 10 20:19:24 +0000 2018").isoformat()
    '2018-10-10T20:19:24+00:00'
    """
    text = text.strip()
    try:
        read = _epoch(text) or _older(text) or datetime.fromisoformat(text)
        if read.tzinfo is None:
            read = read.replace(tzinfo=zone, fold=0)
        in_utc = read.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("no time a post can have") from error
    if not _FIRST_YEAR <= in_utc.year <= _LAST_YEAR:
        raise ValueError("no time a post can have")
    return in_utc


def _epoch(text: str) -> datetime | None:
    found = _EPOCH.fullmatch(text)
    if not found:
        return None
    seconds = float(text) if found[1] else int(found[2]) / 1000
    return datetime.fromtimestamp(seconds, UTC)


def _older(text: str) -> datetime | None:
    found = _V1.fullmatch(text)
    if not found or found[1] not in _MONTHS:
        return None
    day, clock = f"{found[7]}-{_MONTHS[found[1]]:02}-{int(found[2]):02}", found.group(3, 4, 5)
    return datetime.fromisoformat(f"{day}T{':'.join(clock)}{found[6]}")
