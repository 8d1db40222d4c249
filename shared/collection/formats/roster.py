"""A roster as a table of institutions and their accounts: bytes in, checked rows out.

Comma, semicolon or tab; UTF-8 with or without BOM; columns in any order (`shared.roster.COLUMNS`),
of which only `institution` is required. A wrong cell is reported with its line and left empty; a
line without a name is left out.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from itertools import zip_longest
from typing import Any

from pydantic import ValidationError

from shared.collection.formats.roster_cells import accounts, fact, native_ids, short
from shared.formulas import bared
from shared.models import Institution, Network
from shared.roster import COLUMNS, FACTS, HANDLES, IDS, Claim, Fact, Kept, Roster, Row
from shared.sentences import Refusal, Sentence, say
from shared.slugs import LONGEST
from shared.text import clean

LARGEST = 50_000_000  # bytes of a file
LONGEST_CELL = 2_000  # characters
MOST_ROWS = 100_000
_HALF = re.compile("[\ud800-\udfff]")  # a byte that is not UTF-8, decoded by surrogateescape
_ID = re.compile(r"[a-z0-9]+(?:-+[a-z0-9]+)*")

Cells = dict[str, str]


def read_roster(content: bytes) -> Roster:
    """What a roster states.

    Raises Refusal if nothing in it can be read: no table, no column `institution`, too large.
    """
    if len(content) > LARGEST:
        raise Refusal(say("This list is larger than {size} MB.", size=LARGEST // 1_000_000))
    text = content.decode("utf-8-sig", "surrogateescape")
    lines = _lines(text)
    header = next((cells for _, cells in lines if any(map(str.strip, cells))), [])
    columns, warnings = _columns(header)
    reading = _Reading()
    rows = [row for line, cells in lines if (row := reading.row(line, cells, columns))]
    return Roster(rows, reading.problems, warnings)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line of the table with its number; of one that CSV cannot hold, one endless cell."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield line, ["x" * (LONGEST_CELL + 1)]


def _delimiter(text: str) -> str:
    """What separates the cells of the header."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=header.count)


def _columns(header: list[str]) -> tuple[list[str | None], list[Sentence]]:
    """The column of each cell of a line (None: left out), and what to tell about the others."""
    names = [bared(cell.strip()).casefold() for cell in header]
    if "institution" not in names:
        found = ", ".join(short(cell) for cell in header[:40]) or "-"
        raise Refusal(
            say("A list of institutions needs a column “institution”; found: {found}.", found=found)
        )
    columns = [
        name if name in COLUMNS and name not in names[:place] else None
        for place, name in enumerate(names)
    ]
    left_out = [short(cell) for cell, column in zip(header, columns, strict=True) if not column]
    if not any(name.strip() for name in left_out):
        return columns, []
    shown = ", ".join(left_out[:40])
    return columns, [say("These columns are left out: {columns}.", columns=shown)]


def _unpaired(column: str, handles: int, ids: int) -> Sentence:
    return say(
        "{handles} handles and {ids} ids in “{column}” cannot be paired; the ids are left out.",
        handles=handles,
        ids=ids,
        column=column,
    )


class _Reading:
    """The reading of one roster, and the problems it met."""

    def __init__(self) -> None:
        self.problems: list[Kept] = []
        self.rows = 0

    def keep(self, line: int, reason: Sentence) -> None:
        self.problems.append(Kept(line, reason))

    def row(self, line: int, written: list[str], columns: list[str | None]) -> Row | None:
        """The institution of a line, or None if the line is empty or cannot be used."""
        if not any(cell.strip() for cell in written):
            return None
        self.rows += 1
        if self.rows > MOST_ROWS:
            if self.rows == MOST_ROWS + 1:
                self.keep(line, say("Only the first {most} lines are read.", most=MOST_ROWS))
            return None
        if any(cell.strip() for cell in written[len(columns) :]):
            self.keep(line, say("This line has more cells than there are columns."))
            return None
        cells = self._cells(line, written, columns)
        if not (name := cells.get("institution")):
            self.keep(line, say("This line names no institution."))
            return None
        return self._checked(
            Row(
                line=line,
                name=name,
                id=self._id(line, cells),
                parent=cells.get("parent"),
                facts=self._facts(line, cells),
                claims=tuple(self._claims(line, cells)),
            )
        )

    def _cells(self, line: int, written: list[str], columns: list[str | None]) -> Cells:
        """The cells that hold something, cleaned and without the guard against formulas."""
        cells: Cells = {}
        for column, cell in zip(columns, written, strict=False):
            if column is None or not cell.strip():
                continue
            if _HALF.search(cell):
                self.keep(
                    line,
                    say(
                        "“{column}” is not UTF-8 text; save the list as “CSV UTF-8”.",
                        column=column,
                    ),
                )
            elif len(cell) > LONGEST_CELL:
                self.keep(line, say("“{column}” is too long.", column=column))
            elif value := " ".join(clean(bared(cell.strip(" "))).split()):
                cells[column] = value
        return cells

    def _id(self, line: int, cells: Cells) -> str | None:
        written = cells.get("id")
        if written and (len(written) > LONGEST or not _ID.fullmatch(written)):
            self.keep(
                line,
                say(
                    "“{value}” is not an id: small letters, digits and hyphens.",
                    value=short(written),
                ),
            )
            return None
        return written

    def _facts(self, line: int, cells: Cells) -> dict[str, Fact]:
        facts: dict[str, Fact] = {}
        for column in FACTS:
            if column in cells:
                try:
                    facts[column] = fact(column, cells[column])
                except Refusal as refusal:
                    self.keep(line, refusal.sentence)
        if "joined_on" in facts and "left_on" in facts and facts["left_on"] < facts["joined_on"]:  # type: ignore[operator]
            self.keep(line, say("This institution leaves before it joins."))
            del facts["left_on"]
        return facts

    def _claims(self, line: int, cells: Cells) -> Iterator[Claim]:
        ids = {network: column for column, network in IDS.items()}
        for column, network in HANDLES.items():
            handles = accounts(network, cells.get(column, ""))
            native = self._native_ids(line, network, cells.get(ids.get(network, ""), ""))
            if native and handles and len(native) != len(handles):
                self.keep(line, _unpaired(column, len(handles), len(native)))
                native = []
            for handle, id in zip_longest(handles, native):
                if isinstance(handle, Sentence):
                    self.keep(line, handle)
                elif handle or id:
                    yield Claim(network, handle, id)

    def _native_ids(self, line: int, network: Network, cell: str) -> list[str | None]:
        try:
            return native_ids(network, cell)
        except Refusal as refusal:
            self.keep(line, refusal.sentence)
            return []

    def _checked(self, row: Row) -> Row | None:
        """The row as the table of institutions accepts it, without the cells it does not."""
        stated: dict[str, Any] = {"id": row.id or "new", "name": row.name, **row.facts}
        try:
            valid = Institution.model_validate(stated)
        except ValidationError as error:
            wrong = {str(part["loc"][0]) for part in error.errors()}
            for column in sorted(wrong):
                shown = "institution" if column == "name" else column
                self.keep(row.line, say("“{column}” is too long.", column=shown))
            if "name" in wrong:
                return None
            kept = {name: value for name, value in row.facts.items() if name not in wrong}
            return self._checked(replace(row, facts=kept))
        return replace(row, facts={name: getattr(valid, name) for name in row.facts})
