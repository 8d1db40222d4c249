"""Any CSV or TSV, told which of its columns holds what: a row is a post.

KEYS are what a column can hold: handles or profile addresses (`author`, `retweet_of`,
`quote_of`, `reply_to`, `mentions`), native account ids (the same with `_id`, `mention_ids`),
and the post's own `id`, `time`, `text`, `tags`, `lang`, `url`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.collection.formats.cells import listed, native, one
from shared.collection.formats.handles import account_named
from shared.collection.formats.post import (
    ELSEWHERE,
    TABLE_RANK,
    Aside,
    Item,
    Reference,
    SourcePost,
    Wanted,
    Who,
)
from shared.collection.formats.row_identity import counting, digest
from shared.collection.formats.rows import rows
from shared.collection.formats.times import moment
from shared.collection.lines import Line
from shared.models import Kind, Network
from shared.sentences import Refusal, Sentence, say

KEYS = (
    *("author", "author_id", "retweet_of", "retweet_of_id", "quote_of", "quote_of_id"),
    *("reply_to", "reply_to_id", "mentions", "mention_ids"),
    *("id", "time", "text", "tags", "lang", "url"),
)
_ADDRESSED = ((Kind.QUOTE, "quote_of"), (Kind.REPLY, "reply_to"))
_FRONT_RUN = re.compile(r"(?:\s*@\w+)+")  # the handles X itself puts in front of a reply
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


def columns_from(text: str) -> dict[str, str]:
    """The mapping that `author=user,time=date` says.

    Raises Refusal for a key that is not one of KEYS, or a part without `=`.
    """
    columns: dict[str, str] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        key, equals, name = part.partition("=")
        if not equals or not name.strip():
            raise Refusal(
                say("“{part}” does not say which column holds what: write key=column.", part=part)
            )
        columns[key.strip()] = name.strip()
    _check_keys(columns)
    return columns


def read_table(
    numbered: Iterable[Line],
    *,
    columns: Mapping[str, str],
    timezone: str,
    network: Network,
    wanted: Wanted,
) -> Iterator[tuple[int, Item]]:
    """The posts of the table's rows, each with the number of the row's first line.

    A row with `retweet_of` is a repost and nothing else: what it mentions belongs to the
    original. A row without an id is a post of its own: its identity comes from what it says and
    its number among the rows of the file that say the same.
    `timezone` (IANA) is for times that name none (see times.moment for the odd hours).
    Raises Refusal if the columns do not tell who wrote what and when, or are not there.
    """
    zone = _zone(timezone)
    _check_keys(columns)
    found = rows(numbered, tuple(columns.values()))
    place = _places(_names(found), columns)
    with counting() as times:
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


def how_to_read(names: list[str]) -> Sentence:
    """What to tell somebody whose table came without its columns explained."""
    return say(
        "This is a table with the columns {columns}. Say which of them holds what, for example"
        " --columns author=COLUMN,time=COLUMN,mentions=COLUMN.",
        columns=", ".join(f"“{name[:60]}”" for name in names[:100]),
    )


def _zone(timezone: str) -> tzinfo:
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refusal(
            say("“{zone}” is not a time zone; write for example Europe/Paris.", zone=timezone[:100])
        ) from error


def _check_keys(columns: Mapping[str, str]) -> None:
    for key in columns:
        if key not in KEYS:
            raise Refusal(
                say(
                    "A column cannot hold “{key}”; it can hold {keys}.",
                    key=key[:100],
                    keys=", ".join(KEYS),
                )
            )


def _names(found: Iterator[tuple[int, list[str] | Sentence]]) -> list[str]:
    """The names in the first row."""
    _, names = next(found, (0, []))
    if isinstance(names, Sentence):
        raise Refusal(names)
    return [name.strip() for name in names]


def _places(names: list[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Where each key's column stands; a name may differ in case only."""
    if not {"author", "author_id"} & columns.keys() or "time" not in columns:
        raise Refusal(how_to_read(names))
    folded = {name.casefold(): position for position, name in reversed([*enumerate(names)])}
    exact = {name: position for position, name in reversed([*enumerate(names)])}
    places = {}
    for key, name in columns.items():
        position = exact.get(name.strip(), folded.get(name.strip().casefold()))
        if position is None:
            raise Refusal(
                say(
                    "There is no column “{name}”; the columns found are {columns}.",
                    name=name[:100],
                    columns=", ".join(f"“{each[:60]}”" for each in names[:100]),
                )
            )
        places[key] = position
    return places


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
    text = one(cell.get("text", ""))
    references = list(_references(cell, table.network))
    reposts = any(reference.kind is Kind.REPOST for reference in references)
    replies = any(reference.kind is Kind.REPLY for reference in references)
    problems: list[Item] = []
    mentions = [] if reposts else _mentions(cell, table.network, problems)
    if replies and text:
        mentions = _in_body(mentions, text)
    given = one(cell.get("id", ""))
    post_id = native(given, table.network) if given else None
    if post_id is None:
        targets = [f"{ref.kind.value} {_told(ref.author)}" for ref in references]
        targets += [f"mention {_told(who)}" for who in mentions]
        said = digest(table.network, _told(author), time, text, targets)
        post_id = f"row-{said}-{table.times(said)}"
    yield SourcePost(
        post_id=post_id,
        version_id=post_id,
        author=author,
        created_at=time,
        rank=TABLE_RANK,
        references=references,
        mentions=mentions,
        tags=[] if reposts else [tag.lstrip("#") for tag in listed(cell.get("tags", ""))],
        text=text,
        lang=(one(cell.get("lang", "")) or "")[:20] or None,
        url=_address(cell.get("url", "")),
    )
    yield from problems


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
    return [who for who in dict.fromkeys(pairs) if who != Who(None, None)]


def _in_body(mentions: list[Who], text: str) -> list[Who]:
    """Without those who stand only among the handles in front of a reply."""
    front = _FRONT_RUN.match(text)
    if not front:
        return mentions
    in_front = set(_HANDLE.findall(front[0].lower()))
    in_body = set(_HANDLE.findall(text[front.end() :].lower()))
    return [who for who in mentions if who.handle not in in_front - in_body]


def _address(cell: str) -> str | None:
    text = one(cell)
    return text if text and len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) else None
