"""The lines of a file, one after the other, whatever the file holds.

Never more than one line is held, and no line longer than LONGEST_LINE. A packed file is known by
its first bytes and is unpacked as it is read; one that unpacks to absurd size is left there.
"""

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from shared.sentences import Refusal, say

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BOM = b"\xef\xbb\xbf"
LONGEST_LINE = 5_000_000  # bytes
ALWAYS_UNPACKED = 64_000_000  # bytes that any packed file may unpack to
MOST_RATIO = 100  # times its packed size, beyond that
_STEP = 1_000_000  # bytes of the file between two calls of progress
_GZIP = b"\x1f\x8b"

Progress = Callable[[int], None]


class Line(NamedTuple):
    """A line without its end; `data` is None for a line over the limit."""

    number: int  # from 1
    data: bytes | None


class Damaged(Refusal):
    """A packed file that cannot be read on: cut off, damaged, or a bomb."""


def lines(
    file: BinaryIO, *, progress: Progress | None = None, limit: int = LONGEST_LINE
) -> Iterator[Line]:
    """Each line of the file (unpacked if it is gzip), without its end and without a BOM.

    `progress` is told how many more bytes of the file itself have been read.
    Raises Damaged where a packed file cannot be read on.
    """
    stream = unpacked(file)
    told = number = 0
    while data := stream.readline(limit + 2):
        number += 1
        whole = data.endswith(b"\n") or len(data) < limit + 2
        if not whole:
            _skip_line(stream, limit)
        if number == 1:
            data = data.removeprefix(BOM)
        data = data.removesuffix(b"\n").removesuffix(b"\r")
        yield Line(number, data if whole and len(data) <= limit else None)
        if progress and (number % 256 == 0 or len(data) > _STEP):
            read = file.tell()
            progress(read - told)
            told = read
    if progress:
        progress(file.tell() - told)


def unpacked(file: BinaryIO) -> io.BufferedReader:
    """The file's bytes, unpacked as they are read if the file is packed with gzip."""
    packed = file.read(2) == _GZIP
    file.seek(0)
    return io.BufferedReader(_Unpacking(file)) if packed else cast(io.BufferedReader, file)


def _skip_line(stream: io.BufferedReader, limit: int) -> None:
    while (data := stream.readline(limit)) and not data.endswith(b"\n"):
        pass


class _Unpacking(io.RawIOBase):
    """A gzip file that is measured while it is unpacked."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._gzip = gzip.GzipFile(fileobj=file)
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._gzip.read(len(view))
        except (OSError, EOFError, zlib.error) as error:
            raise Damaged(
                say("The packed file is cut off or damaged here; what stood before was read.")
            ) from error
        self._size += len(data)
        if self._size > max(ALWAYS_UNPACKED, MOST_RATIO * self._file.tell()):
            raise Damaged(
                say(
                    "The packed file unpacks to more than {ratio} times its size;"
                    " it was read no further.",
                    ratio=MOST_RATIO,
                )
            )
        view[: len(data)] = data
        return len(data)
