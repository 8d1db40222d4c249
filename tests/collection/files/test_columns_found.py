import gzip
import io

import pytest

from shared.collection.files.looks import columns_found
from shared.collection.files.sources import kept


@pytest.mark.parametrize(
    "content, columns",
    [
        (b"who,when\na,2026-01-01\n", ["who", "when"]),
        (b"\xef\xbb\xbfwho;when\na;2026-01-01\n", ["who", "when"]),
        (gzip.compress(b"who\twhen\na\t2026-01-01\n", mtime=0), ["who", "when"]),
        (b'{"id": "1", "text": "a, b"}\n', []),
        (b'[{"id": "1", "text": "a, b"}]\n', []),
        (b"one line of prose\n", []),
        (b"a,b\0\n", []),
        (b"", []),
        (gzip.compress(b"who,when\n" * 9_000, mtime=0)[:40], []),
    ],
)
def test_the_columns_of_a_table_are_found_and_of_nothing_else(content, columns):
    assert columns_found(kept("file", io.BytesIO(content))) == columns
