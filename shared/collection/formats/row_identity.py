"""An identity for rows without an id, the same whenever the same file is read again."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from hashlib import blake2b

from shared.models import Network


def digest(
    network: Network, author: str, time: datetime, text: str | None, targets: list[str]
) -> str:
    """A fingerprint of what a row says: 32 characters, the same for rows that say the same."""
    told = [network.value, author, time.isoformat(), text or "", *sorted(targets)]
    said = "\x1f".join(part.replace("\x1f", " ") for part in told)
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@contextmanager
def counting() -> Iterator[Callable[[str], int]]:
    """How often a fingerprint has come, this time included; kept on disk, whatever their number."""
    with closing(sqlite3.connect("")) as seen:  # a temporary file that vanishes by itself
        seen.execute("PRAGMA journal_mode = OFF")
        seen.execute("PRAGMA synchronous = OFF")
        seen.execute("PRAGMA cache_size = -16000")  # kilobytes
        seen.execute("CREATE TABLE seen (print BLOB PRIMARY KEY, times INTEGER) WITHOUT ROWID")

        def times(fingerprint: str) -> int:
            row = seen.execute(
                "INSERT INTO seen VALUES (?, 1)"
                " ON CONFLICT DO UPDATE SET times = times + 1 RETURNING times",
                (bytes.fromhex(fingerprint),),
            ).fetchone()
            return int(row[0])

        yield times
