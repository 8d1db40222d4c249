"""Any CSV or TSV, told which of its columns holds what: a row is a post."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.collection.files.lines import Line
from shared.collection.formats.cells import listed, native, one
from shared.collection.formats.handles import account_named
from shared.collection.formats.post import (
    ELSEWHERE,
    NOBODY,
    TABLE_RANK,
    Aside,
    Item,
    Reference,
    SourcePost,
    Wanted,
    Who,
)
from shared.collection.formats.row_identity import digest
from shared.collection.formats.rows import rows
from shared.collection.formats.table_columns import KEYS, check_keys, columns_from, places_of
from shared.collection.formats.times import moment
from shared.collection.formats.x_writing import body_start
from shared.models import Kind, Network
from shared.sentences import Refusal, Sentence, say

__all__ = ["KEYS", "columns_from", "read_table"]

_ADDRESSED = ((Kind.QUOTE, "quote_of"), (Kind.REPLY, "reply_to"))
_HANDLE = re.compile(r"@(\w+)")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_LONGEST_ADDRESS = 1_000


class _Table(NamedTuple):
    """How this table is to be read."""

    place: Mapping[str, int]  # key → position of its column
    zone: tzinfo
    network: Network
    wanted: Wanted
    times: Callable[[str], int]  # how often a fingerprint has come


def read_table(
    numbered: Iterable[Line],
    *,
    columns: Mapping[str, str],
    timezone: str,
    network: Network,
    wanted: Wanted,
    times: Callable[[str], int],
) -> Iterator[tuple[int, Item]]:
    """The posts of the table's rows, each with the number of the row's first line.

    A row with `retweet_of` is a repost and nothing else: what it mentions belongs to the
    original. A row without an id is a post of its own: its identity comes from what it says and
    its number among the rows of the file that say the same: `times(fingerprint)` is how often
    that fingerprint has been asked for, this time included.
    `timezone` (IANA) is for times that name none (see times.moment for the odd hours).
    Raises Refusal if the columns do not tell who wrote what and when, or are not there.
    """
    zone = _zone(timezone)
    check_keys(columns)
    found = rows(numbered, tuple(columns.values()))
    place = places_of(_names(found), columns)
    table = _Table(place, zone, network, wanted, times)
    for number, cells in found:
        if isinstance(cells, Sentence):
            yield number, Aside(cells)
            continue
        try:
            for item in _items(cells, table):
                yield number, item
        except Refusal as refusal:
            yield number, Aside(refusal.sentence)


def _zone(timezone: str) -> tzinfo:
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refusal(
            say("“{zone}” is not a time zone; write for example Europe/Paris.", zone=timezone[:100])
        ) from error


def _names(found: Iterator[tuple[int, list[str] | Sentence]]) -> list[str]:
    """The names in the first row."""
    _, names = next(found, (0, []))
    if isinstance(names, Sentence):
        raise Refusal(names)
    return [name.strip() for name in names]


def _items(cells: list[str], table: _Table) -> Iterator[Item]:
    """The post of one row, if its author is wanted, and what in the row is kept aside."""
    cell = {key: cells[position] for key, position in table.place.items() if position < len(cells)}
    author = _who(cell, "author", table.network)
    if author is None:
        raise Refusal(say("This row does not say who wrote it."))
    if not table.wanted(*author):
        yield ELSEWHERE
        return
    try:
        time = moment(cell.get("time", ""), table.zone)
    except ValueError:
        raise Refusal(
            say("“{time}” is not a time we can read.", time=cell.get("time", "")[:100])
        ) from None
    problems: list[Item] = []
    yield _post(cell, author, time, table, problems)
    yield from problems


def _post(
    cell: Mapping[str, str], author: Who, time: datetime, table: _Table, problems: list[Item]
) -> SourcePost:
    """The post of a wanted author, by the rules of what counts."""
    text = one(cell.get("text", ""))
    references = list(_references(cell, table.network))
    kinds = {reference.kind for reference in references}
    mentions = [] if Kind.REPOST in kinds else _mentions(cell, table.network, problems)
    if Kind.REPLY in kinds and text:
        mentions = _in_body(mentions, text)
    given = one(cell.get("id", ""))
    if given:
        post_id = native(given, table.network)
    else:
        targets = [f"{reference.kind.value} {_told(reference.author)}" for reference in references]
        targets += [f"mention {_told(who)}" for who in mentions]
        said = digest(table.network, _told(author), time, text, targets)
        post_id = f"row-{said}-{table.times(said)}"
    return SourcePost(
        post_id=post_id,
        version_id=post_id,
        author=author,
        created_at=time,
        rank=TABLE_RANK,
        references=references,
        mentions=mentions,
        tags=[] if Kind.REPOST in kinds else _tags(cell.get("tags", "")),
        text=text,
        lang=(one(cell.get("lang", "")) or "")[:20] or None,
        url=_address(cell.get("url", "")),
    )


def _tags(cell: str) -> list[str]:
    return [tag for tag in (each.lstrip("#") for each in listed(cell)) if tag]


def _told(who: Who) -> str:
    return f"{who.native_id or ''}@{who.handle or ''}"


def _who(cell: Mapping[str, str], key: str, network: Network) -> Who | None:
    """The account that `key` (a handle) and `key_id` name together, if any."""
    handle, native_id = one(cell.get(key, "")), one(cell.get(f"{key}_id", ""))
    if handle is None and native_id is None:
        return None
    return Who(
        native(native_id, network) if native_id else None,
        account_named(handle, network).handle if handle else None,
    )


def _references(cell: Mapping[str, str], network: Network) -> Iterator[Reference]:
    original = _who(cell, "retweet_of", network)
    if original is not None:
        yield Reference(Kind.REPOST, None, original)
        return
    for kind, key in _ADDRESSED:
        who = _who(cell, key, network)
        if who is not None:
            yield Reference(kind, None, who)


def _mentions(cell: Mapping[str, str], network: Network, problems: list[Item]) -> list[Who]:
    """The accounts mentioned, each once; handles and ids go in pairs where they are as many."""
    handles: list[str | None] = []
    for written in listed(cell.get("mentions", "")):
        try:
            handles.append(account_named(written, network).handle)
        except Refusal as refusal:
            handles.append(None)
            problems.append(Aside(refusal.sentence))
    ids: list[str | None] = [
        native(each, network) for each in listed(cell.get("mention_ids", ""), ("id_str", "id"))
    ]
    if len(handles) == len(ids):
        pairs = [Who(native_id, handle) for native_id, handle in zip(ids, handles, strict=True)]
    else:
        pairs = [*(Who(each, None) for each in ids), *(Who(None, each) for each in handles)]
    return [who for who in dict.fromkeys(pairs) if who != NOBODY]


def _in_body(mentions: list[Who], text: str) -> list[Who]:
    """Without those who stand only among the handles in front of a reply."""
    start = body_start(text)
    in_front = set(_HANDLE.findall(text[:start].lower()))
    in_body = set(_HANDLE.findall(text[start:].lower()))
    return [who for who in mentions if who.handle not in in_front - in_body]


def _address(cell: str) -> str | None:
    text = one(cell)
    return text if text and len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) else None
