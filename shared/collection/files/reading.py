"""Reads a file of posts: finds out by content what it is, and yields what its lines hold.

A bad line is kept aside with its number and the reading goes on. Nothing is extracted or
followed: a file can only speak for itself.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial

import msgspec

from shared.collection.files.lines import (
    BOM,
    LONGEST_LINE,
    Damaged,
    Line,
    Progress,
    lines,
    unpacked,
)
from shared.collection.files.looks import Look, NoPosts, look
from shared.collection.files.recognise import Shape, shape
from shared.collection.files.repeats import counting
from shared.collection.files.sources import Source, files_in
from shared.collection.formats import tables, x_compliance, x_v1, x_v2
from shared.collection.formats.post import Aside, Item, Wanted
from shared.collection.formats.rows import LONGEST_ROW
from shared.models import Network
from shared.sentences import Refusal, Sentence, say

__all__ = ["NoPosts", "Source", "files_in", "read_file"]

_READERS: dict[Shape, Callable[[bytes, Wanted], list[Item]]] = {
    Shape.X_V2: x_v2.read,
    Shape.X_V1: x_v1.read,
    Shape.COMPLIANCE: x_compliance.read,
}
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)


def read_file(
    source: Source,
    *,
    wanted: Wanted,
    columns: Mapping[str, str] | None = None,
    timezone: str = "UTC",
    network: Network = Network.X,
    progress: Progress | None = None,
) -> Iterator[tuple[int, Item]]:
    """The items of a file, each with the number of its line (from 1).

    `wanted(native_id, handle)` says whether an author may be of the roster; posts of others come
    as ELSEWHERE. `columns` (see table_columns.KEYS), `timezone` (IANA, for times without one) and
    `network` are for tables. `progress` is told how many more bytes of the file have been read.

    Raises NoPosts, at the first item or after the last, for a file that is to be skipped; and
    Refusal for one that could be read if it were asked for otherwise (a table without `columns`).
    """
    seen = look(source, columns)
    with source.open() as file:
        if seen is Look.TABLE:
            with counting() as times:
                read = partial(
                    tables.read_table,
                    columns=columns or {},
                    timezone=timezone,
                    network=network,
                    wanted=wanted,
                    times=times,
                )
                yield from _until_damaged(lines(file, progress=progress, limit=LONGEST_ROW), read)
            return
        if seen is Look.DOCUMENT:
            whole = unpacked(file).read(LONGEST_LINE).removeprefix(BOM)
            numbered: Iterator[Line] = iter([Line(1, whole)])
        else:
            numbered = lines(file, progress=progress)
        yield from _until_damaged(numbered, partial(_read_json, wanted=wanted, network=network))


def _until_damaged(
    numbered: Iterator[Line], read: Callable[[Iterator[Line]], Iterator[tuple[int, Item]]]
) -> Iterator[tuple[int, Item]]:
    """What `read` makes of the lines; where a packed file breaks off, that is kept aside."""
    last = 0
    broken: list[Sentence] = []

    def whole() -> Iterator[Line]:
        nonlocal last
        try:
            for line in numbered:
                last = line.number
                yield line
        except Damaged as damage:
            broken.append(damage.sentence)

    try:
        yield from read(whole())
    except Refusal:
        if not broken:
            raise
    for sentence in broken:
        yield last + 1, Aside(sentence)


def _read_json(
    numbered: Iterator[Line], *, wanted: Wanted, network: Network
) -> Iterator[tuple[int, Item]]:
    """The items of each line of JSON. Raises NoPosts at the end if no line held any."""
    seen: Counter[Shape] = Counter()
    bad = strange = 0
    for number, data in numbered:
        for item in _items(data, wanted, network, seen):
            bad += isinstance(item, Aside)
            yield number, item
        if not strange and seen[Shape.OTHER]:
            strange = number
    if any(seen[known] for known in _READERS):
        if seen[Shape.OTHER]:
            yield strange, Aside(_strange(seen[Shape.OTHER]))
    elif sum(seen.values()) or not bad:
        raise NoPosts(_without_posts(seen))


def _items(
    data: bytes | None, wanted: Wanted, network: Network, seen: Counter[Shape]
) -> list[Item]:
    """The items of one line; or why it is kept aside."""
    if data is None:
        return [Aside(say("This line is longer than {most} bytes.", most=LONGEST_LINE))]
    text = data.strip()
    if not text:
        return []
    try:
        if not text.startswith(b"["):
            return _of_object(text, wanted, network, seen)
        elements = msgspec.json.decode(text, type=list[msgspec.Raw])
        return [
            item for each in elements for item in _of_object(bytes(each), wanted, network, seen)
        ]
    except UnicodeDecodeError:
        return [Aside(say("This line is not UTF-8 text."))]
    except RecursionError:
        return [Aside(say("This line is nested too deeply."))]
    except ValueError as error:
        return [Aside(say("This line is not JSON: {what}.", what=str(error)[:200]))]


def _of_object(data: bytes, wanted: Wanted, network: Network, seen: Counter[Shape]) -> list[Item]:
    found = shape(data)
    seen[found] += 1
    reader = _READERS.get(found)
    if reader is None:
        return []
    if network is not Network.X:
        raise _OtherNetwork(network)
    try:
        return reader(data, wanted)
    except Refusal as refusal:
        return [Aside(refusal.sentence)]
    except _UNREADABLE as error:
        what = str(error)[:200]
        return [Aside(say("A post here is not as X writes it: {what}", what=what))]


class _OtherNetwork(Refusal):
    """The file holds posts of X, and the person said another network."""

    def __init__(self, network: Network) -> None:
        super().__init__(
            say("This file holds posts of X, not of {network}.", network=network.value)
        )


def _strange(count: int) -> Sentence:
    return say("{count} lines from here on are JSON, but hold no post we know.", count=count)


def _without_posts(seen: Counter[Shape]) -> Sentence:
    """Why a file is skipped, by what most of its lines are."""
    most = seen.most_common(1)[0][0] if seen else None
    return {
        Shape.COUNTS: say("The file holds counts, not posts."),
        Shape.USERS: say("The file holds user profiles, not posts."),
        Shape.LISTS: say("The file holds lists, not posts."),
        Shape.USER_COMPLIANCE: say("The file says what became of users, not of posts."),
        Shape.NO_POSTS: say("The file holds pages without posts."),
        Shape.NOTICE: say("The file holds notices of the network, not posts."),
        Shape.OTHER: say("The file holds JSON, but no posts in a form we read."),
        None: say("The file is empty."),
    }[most]
