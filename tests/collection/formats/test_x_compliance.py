from datetime import UTC, datetime

import pytest

from shared.collection.formats.post import Aside, Erased
from shared.collection.formats.x_compliance import is_tweet, read
from shared.sentences import Refusal


def nobody(native_id, handle):
    raise AssertionError("whose post it was is not said")


def test_a_deleted_post_is_marked_with_its_reason_and_time():
    line = b'{"id":"12","action":"delete","redacted_at":"2021-08-17T17:26:15.788Z","reason":"x"}'
    at = datetime(2021, 8, 17, 17, 26, 15, 788_000, tzinfo=UTC)
    assert read(line, nobody) == [Erased("12", "x", at)]


def test_without_reason_and_time_a_post_is_still_gone():
    assert read(b'{"id":"12","action":"delete"}', nobody) == [Erased("12", "deleted", None)]


def test_a_post_that_only_lost_its_place_stays():
    assert read(b'{"id":"12","action":"scrub_geo"}', nobody) == []


def test_a_time_that_is_none_keeps_the_line_aside():
    [item] = read(b'{"id":"12","action":"delete","redacted_at":"soon"}', nobody)
    assert isinstance(item, Aside)


@pytest.mark.parametrize("line", [b"", b"5", b'{"id":12,"action":"delete"}', b'{"id":"12"}'])
def test_another_line_is_refused(line):
    with pytest.raises(Refusal):
        read(line, nobody)


@pytest.mark.parametrize(
    "native_id, created_at, expected",
    [
        ("1170025343920402432", None, True),
        ("20", "2006-03-21T20:50:14Z", True),
        ("1482680858", "2013-06-04T16:25:04+00:00", False),
        ("1482680858", None, False),
        ("1482680858", "soon", False),
        (1170025343920402432, None, False),
        ("x", None, False),
        ("9" * 5000, None, True),
    ],
)
def test_the_id_of_a_post_is_told_from_a_users(native_id, created_at, expected):
    assert is_tweet(native_id, created_at) is expected
