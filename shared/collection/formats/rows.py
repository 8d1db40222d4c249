"""The rows of a CSV or TSV file, one after the other, each with the number of its first line."""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from shared.collection.files.lines import Line
from shared.sentences import Refusal, Sentence, say

LONGEST_ROW = 1_000_000  # bytes
MOST_COLUMNS = 2_000
_DELIMITERS = ",;\t|"
_LONGEST_NAME = 60
_SEPARATOR = re.compile(r"\"?sep=([,;\t|])\"?", re.IGNORECASE)  # a first line for Excel

Row = tuple[int, list[str] | Sentence]


def rows(numbered: Iterable[Line], columns: Sequence[str] = ()) -> Iterator[Row]:
    """The cells of each row, header first; or the sentence that says why a row is kept aside.

    The delimiter is that of comma, semicolon, tab and bar which finds most of `columns` in the
    first line, or splits it most. After a row that cannot be read (a quotation mark that is
    never closed, say) the reading goes on with the next line.
    """
    remaining = iter(numbered)
    first = next(remaining, None)
    if first is None:
        return
    text = (first.data or b"").decode("utf-8", "replace")
    told = _SEPARATOR.fullmatch(text.strip(" "))
    delimiter = told[1] if told else delimiter_of(text, columns)
    feed = _Feed(remaining if told else chain([first], remaining))
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        feed.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, UnicodeDecodeError, Refusal) as error:
            yield feed.number, feed.give_up(error)
            continue
        if any(cells):
            yield feed.number, cells


def delimiter_of(text: str, columns: Sequence[str] = ()) -> str:
    """The character that stands between the cells of a header line."""

    def found(delimiter: str) -> tuple[int, int]:
        cells = header(text, delimiter)
        return len(set(columns) & set(cells)), len(cells)

    return max(_DELIMITERS, key=found)


def header(text: str, delimiter: str) -> list[str]:
    """The names in a header line, without the space around them; none if it is no CSV."""
    try:
        return [name.strip() for name in next(csv.reader([text], delimiter=delimiter), [])]
    except csv.Error:
        return []


def names_of_table(beginning: Sequence[str]) -> list[str]:
    """The column names, if these first lines look like a table; none if they look like prose."""
    if beginning and _SEPARATOR.fullmatch(beginning[0].strip(" ")):
        beginning = beginning[1:]
    if not beginning:
        return []
    delimiter = delimiter_of(beginning[0])
    names = header(beginning[0], delimiter)
    if not 2 <= len(names) <= MOST_COLUMNS:
        return []
    if any(len(name) > _LONGEST_NAME for name in names) or len(set(names)) < len(names):
        return []
    second = next((cells for cells in _parsed(beginning[1:], delimiter)), names)
    return names if len(second) == len(names) else []


def _parsed(beginning: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from (
            cells
            for cells in csv.reader((f"{text}\n" for text in beginning), delimiter=delimiter)
            if cells
        )
    except csv.Error:
        return


class _Feed:
    """Lines as the csv reader takes them; the lines of a row that fails can be read again."""

    def __init__(self, numbered: Iterable[Line]) -> None:
        self._numbered = iter(numbered)
        self._again: deque[Line] = deque()
        self._held: list[Line] = []
        self._size = 0

    def begin(self) -> None:
        """A new row starts with the next line."""
        self._held, self._size = [], 0

    @property
    def number(self) -> int:
        """The number of the row's first line."""
        return self._held[0].number

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._numbered)
        self._held.append(line)
        self._size += len(line.data or b"")
        if line.data is None or self._size > LONGEST_ROW:
            raise Refusal(say("This row is longer than {most} bytes.", most=LONGEST_ROW))
        if b"\0" in line.data:
            raise Refusal(say("This row holds a NUL character."))
        return line.data.decode("utf-8") + "\n"

    def give_up(self, error: Exception) -> Sentence:
        """Why the row cannot be read; the lines after its first will be read again."""
        self._again.extendleft(reversed(self._held[1:]))
        if isinstance(error, Refusal):
            return error.sentence
        if isinstance(error, UnicodeDecodeError):
            return say("This row is not UTF-8 text.")
        return say("This row is not well-formed CSV: {what}.", what=str(error)[:200])
