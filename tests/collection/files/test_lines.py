import gzip
import io
import tracemalloc
import zlib

import pytest

from shared.collection.files import lines as module
from shared.collection.files.lines import Damaged, Line, lines


def of(data, **options):
    return list(lines(io.BytesIO(data), **options))


@pytest.mark.parametrize(
    "data, expected",
    [
        (b"", []),
        (b"a\nb\n", [b"a", b"b"]),
        (b"a\r\nb", [b"a", b"b"]),
        (b"\xef\xbb\xbfa\n\nb\n", [b"a", b"", b"b"]),
        (gzip.compress(b"a\nb", mtime=0), [b"a", b"b"]),
        (gzip.compress(b"a\n", mtime=0) + gzip.compress(b"b\n", mtime=0), [b"a", b"b"]),
    ],
)
def test_lines_come_bare_and_in_order_packed_or_not(data, expected):
    assert of(data) == [Line(number, text) for number, text in enumerate(expected, 1)]


def test_a_line_over_the_limit_is_passed_over_and_the_next_keeps_its_number():
    assert of(b"x" * 50 + b"\nab\n" + b"y" * 10, limit=10) == [
        Line(1, None),
        Line(2, b"ab"),
        Line(3, b"y" * 10),
    ]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
def test_a_line_of_just_the_limit_is_whole(end):
    assert of(b"x" * 10 + end, limit=10) == [Line(1, b"x" * 10)]
    assert of(b"x" * 11 + end, limit=10) == [Line(1, None)]


def test_progress_adds_up_to_the_size_of_the_file_on_disk():
    packed = gzip.compress(b"some text\n" * 10_000)
    for data in (b"line\n" * 10_000, packed):
        told = []
        of(data, progress=told.append)
        assert sum(told) == len(data)


def test_a_packed_file_cut_off_gives_what_stands_before():
    packed = gzip.compress(b"".join(b"%d\n" % (n * 7919) for n in range(200_000)))
    read = []
    with pytest.raises(Damaged, match="cut off or damaged"):
        for line in lines(io.BytesIO(packed[:-2000])):
            read.append(line.data)
    assert read[:2] == [b"0", b"7919"]


@pytest.mark.parametrize("whole", [b"\0" * 100_000_000, (b"a" * 999 + b"\n") * 50_000])
def test_a_bomb_is_left_there_in_little_memory(whole, monkeypatch):
    monkeypatch.setattr(module, "ALWAYS_UNPACKED", 20_000_000)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = packer.compress(whole) + packer.flush()
    del whole
    tracemalloc.start()
    with pytest.raises(Damaged, match="more than 100 times"):
        for _ in lines(io.BytesIO(bomb)):
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 25_000_000


def test_a_well_packed_file_that_is_no_bomb_is_read(monkeypatch):
    monkeypatch.setattr(module, "ALWAYS_UNPACKED", 0)
    text = b"".join(b"%d,%d\n" % (n, n * n) for n in range(10_000))
    assert len(of(gzip.compress(text))) == 10_000
