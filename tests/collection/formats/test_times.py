from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.collection.formats.times import moment

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    "text, zone, expected",
    [
        ("2024-07-01T12:00:00.000Z", PARIS, "2024-07-01 12:00:00"),
        ("2024-07-01T12:00:00+02:00", UTC, "2024-07-01 10:00:00"),
        (" 2024-07-01 12:00:00 ", UTC, "2024-07-01 12:00:00"),
        ("2024-07-01 12:00:00", PARIS, "2024-07-01 10:00:00"),
        ("2024-07-01", PARIS, "2024-06-30 22:00:00"),
        ("1719835200", PARIS, "2024-07-01 12:00:00"),
        ("1719835200.5", UTC, "2024-07-01 12:00:00.500000"),
        ("1719835200000", UTC, "2024-07-01 12:00:00"),
        ("Mon Jul 01 12:00:00 +0000 2024", PARIS, "2024-07-01 12:00:00"),
        ("Mon Jul 01 12:00:00 +0200 2024", UTC, "2024-07-01 10:00:00"),
        ("2024-10-27 02:30:00", PARIS, "2024-10-27 00:30:00"),  # twice: the first
        ("2024-03-31 02:30:00", PARIS, "2024-03-31 01:30:00"),  # skipped: read as 03:30
    ],
)
def test_a_time_is_read_however_files_write_it(text, zone, expected):
    assert moment(text, zone) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "01/07/2024", "12:00", "1,7E+09", "-1719835200", "2024-13-01", "nan"),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1899-12-31", "2200-01-01"),
        *("Mon Foo 01 12:00:00 +0000 2024", "Mon Jul 99 12:00:00 +0000 2024", "9" * 5000),
    ],
)
def test_what_is_no_time_of_a_post_is_refused(text):
    with pytest.raises(ValueError):
        moment(text)


@given(st.text(alphabet="0123456789-:T+Z. ", max_size=40))
def test_any_text_is_a_time_in_utc_or_refused(text):
    try:
        read = moment(text, PARIS)
    except ValueError:
        return
    assert read.tzinfo is UTC
