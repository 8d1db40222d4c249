"""Which files an import was given: files, folders and what comes in by standard input."""

import os
import stat
import sys
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from shared.sentences import Refusal, say

STANDARD_INPUT = "-"
LARGEST_INPUT = 20_000_000_000  # bytes kept of what comes in by a pipe
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Source:
    """One file to read: its name for people, its size in bytes, and where its bytes are."""

    name: str
    size: int
    path: Path | None
    kept: int | None = None  # descriptor of what came in by a pipe

    def open(self) -> BinaryIO:
        """The file's bytes from the start; it can be opened again once it is closed.

        Raises Refusal for a file that is gone by now, or that may not be read.
        """
        if self.kept is None:
            try:
                return cast(Path, self.path).open("rb")
            except OSError as error:
                raise Refusal(say("The file cannot be opened.")) from error
        os.lseek(self.kept, 0, os.SEEK_SET)
        return os.fdopen(os.dup(self.kept), "rb")


def files_in(
    paths: Iterable[str | Path | Source], *, stdin: BinaryIO | None = None
) -> list[Source]:
    """The files that `paths` name, each once, folders searched through in sorted order.

    In folders, hidden files and links that lead out of the folder are left out. `-` and pipes
    are kept in a temporary file that has no name and vanishes with its Source.
    Raises Refusal for a path that does not exist, and for what is neither file nor folder.
    """
    found: list[Source] = []
    seen: set[Path] = set()
    for given in paths:
        for source in _sources(given, stdin):
            real = source.path.resolve() if source.path else None
            if real is None or real not in seen:
                found.append(source)
            if real is not None:
                seen.add(real)
    return found


def _sources(given: str | Path | Source, stdin: BinaryIO | None) -> Iterator[Source]:
    if isinstance(given, Source):
        yield given
        return
    if str(given) == STANDARD_INPUT:
        yield kept(STANDARD_INPUT, stdin or sys.stdin.buffer)
        return
    path = Path(given)
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise Refusal(say("There is no file or folder “{path}”.", path=str(given))) from error
    if stat.S_ISDIR(mode):
        yield from _in_folder(path)
    elif stat.S_ISREG(mode):
        yield Source(str(given), path.stat().st_size, path)
    elif stat.S_ISFIFO(mode):
        with path.open("rb") as pipe:
            yield kept(str(given), pipe)
    else:
        raise Refusal(say("“{path}” is neither a file nor a folder.", path=str(given)))


def _in_folder(folder: Path) -> Iterator[Source]:
    """The folder's own regular files; no link leads the import elsewhere."""
    top = folder.resolve()
    for here, subfolders, names in os.walk(folder, followlinks=False):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(names):
            path = Path(here, name)
            if name.startswith(".") or not path.resolve().is_relative_to(top):
                continue
            if path.is_file():
                yield Source(str(path), path.stat().st_size, path)


def kept(name: str, stream: BinaryIO) -> Source:
    """What a pipe or a page brings, kept on disk without a name so that it can be read twice.

    Raises Refusal for more than LARGEST_INPUT bytes.
    """
    size = 0
    with tempfile.TemporaryFile() as spool:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > LARGEST_INPUT:
                raise Refusal(
                    say(
                        "Standard input is over {most} bytes; give a file instead.",
                        most=LARGEST_INPUT,
                    )
                )
            spool.write(chunk)
        spool.flush()
        source = Source(name, size, None, os.dup(spool.fileno()))
    weakref.finalize(source, os.close, cast(int, source.kept))
    return source
