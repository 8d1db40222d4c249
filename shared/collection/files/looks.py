"""What kind of file this is, seen by its first lines and never by its name."""

from collections.abc import Iterator, Mapping
from enum import Enum

import msgspec

from shared.collection.files.lines import BOM, LONGEST_LINE, Damaged, Line, lines, unpacked
from shared.collection.files.sources import Source
from shared.collection.formats.rows import delimiter_of, header, names_of_table
from shared.collection.formats.table_columns import how_to_read
from shared.sentences import Refusal, say

_LOOKED_AT = 20  # lines
_HEAD = 64  # bytes
_SPACE = b" \t\r\n"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class NoPosts(Refusal):
    """A file that holds no posts: it is skipped, and that is no failure."""


class Look(Enum):
    """The three ways a file can be read."""

    LINES = "one JSON value a line"
    DOCUMENT = "one JSON value over many lines"
    TABLE = "rows of cells"


def look(source: Source, columns: Mapping[str, str] | None) -> Look:
    """How the file is to be read; `columns` tells a table's.

    Raises NoPosts for a file in no form we read, and Refusal for one that could be read if it
    were written otherwise, or for a table without `columns`.
    """
    try:
        return _look(source, columns)
    except Damaged:
        return Look.LINES  # reading it will tell where


def columns_found(source: Source) -> list[str]:
    """The names of a table's columns; none for a file that does not look like a table."""
    try:
        first = [line.data for line in _first_lines(source) if line.data is not None]
    except Damaged:
        return []
    if not first or first[0].lstrip(_SPACE).startswith((b"{", b"[")) or b"\0" in first[0]:
        return []
    return names_of_table([data.decode("utf-8", "replace") for data in first])


def _look(source: Source, columns: Mapping[str, str] | None) -> Look:
    with source.open() as file:
        head = unpacked(file).read(_HEAD)
    _refuse_known(head)
    first = list(_first_lines(source))
    if not first:
        raise NoPosts(say("The file is empty."))
    start = (first[0].data or head).lstrip(_SPACE)[:1]
    if start in (b"{", b"["):
        return _lines_or_document(source, first)
    texts = [line.data.decode("utf-8", "replace") for line in first if line.data is not None]
    if texts and first[0].data is not None and b"\0" not in first[0].data:
        names = header(texts[0], delimiter_of(texts[0], tuple((columns or {}).values())))
        if columns and set(columns.values()) & set(names):
            return Look.TABLE
        if names := names_of_table(texts):
            if columns:
                return Look.TABLE
            raise Refusal(how_to_read(names))
    if any(line.data is None or _is_object(line.data) for line in first):
        return Look.LINES
    raise NoPosts(say("This is not a file of posts in a form we read."))


def _refuse_known(head: bytes) -> None:
    """Say what to do about files people take for files of posts."""
    if head.startswith(b"PK\x03\x04"):
        raise NoPosts(
            say("This is a packed folder or a spreadsheet: unpack it, or save it as CSV.")
        )
    if head.startswith(b"\x1f\x8b"):
        raise NoPosts(say("This file is packed twice: unpack it once."))
    if head.startswith(_UTF16):
        raise Refusal(say("This text is written as UTF-16; save it as UTF-8."))
    if head.lstrip(_SPACE).startswith(b"window.YTD."):
        raise NoPosts(say("This is a part of an X archive, which is not read."))


def _first_lines(source: Source) -> Iterator[Line]:
    """The first lines that hold something, no more than one long line's worth."""
    size = count = 0
    with source.open() as file:
        for line in lines(file):
            if line.data is not None and not line.data.strip():
                continue
            size += LONGEST_LINE if line.data is None else len(line.data)
            count += 1
            yield line
            if size >= LONGEST_LINE or count >= _LOOKED_AT:
                return


def _lines_or_document(source: Source, first: list[Line]) -> Look:
    """A first line that is no JSON by itself begins a document, or is a bad line."""
    if any(line.data is None or _is_object(line.data) for line in first):
        return Look.LINES
    with source.open() as file:
        whole = unpacked(file).read(LONGEST_LINE + 1)
    if len(whole) <= LONGEST_LINE:
        return Look.DOCUMENT if _is_json(whole) else Look.LINES
    if (first[0].data or b"").strip() in (b"{", b"["):
        raise Refusal(
            say(
                "This is one JSON document over {most} bytes; write one post a line,"
                " for example with: jq -c '.[]' FILE",
                most=LONGEST_LINE,
            )
        )
    return Look.LINES


def _is_object(data: bytes) -> bool:
    """Whether the line is a whole object, or a whole array of objects, by itself."""
    text = data.strip()
    return text.startswith((b"{", b"[{")) and text not in (b"{}", b"[{}]") and _is_json(text)


def _is_json(data: bytes) -> bool:
    try:
        msgspec.json.decode(data.removeprefix(BOM), type=msgspec.Raw)
    except (ValueError, RecursionError):
        return False
    return True
