import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.collection.formats.cells import MOST_LISTED, listed, native, one
from shared.models import Network
from shared.sentences import Refusal


@pytest.mark.parametrize(
    "cell, expected",
    [
        ("", []),
        ("nan", []),
        ("[]", []),
        ("@a", ["@a"]),
        ("@a @b", ["@a", "@b"]),
        ("a, b;c|d", ["a", "b", "c", "d"]),
        ("['a', \"b\"]", ["a", "b"]),
        ("('a',)", ["a"]),
        ("{'a', 'b'}", ["a", "b"]),
        ('["a", "b"]', ["a", "b"]),
        ("[a, b]", ["a", "b"]),
        ("[12345678901234567890, 2]", ["12345678901234567890", "2"]),
        ('[{"username": "a", "id": "1"}, {"username": "b"}]', ["a", "b"]),
        ("https://x.com/a?s=20 https://x.com/b", ["https://x.com/a?s=20", "https://x.com/b"]),
    ],
)
def test_a_list_is_read_however_it_is_written(cell, expected):
    assert listed(cell) == expected


def test_ids_are_taken_from_objects_where_ids_are_asked_for():
    assert listed('[{"username": "a", "id": "1"}]', ("id",)) == ["1"]


@pytest.mark.parametrize("bomb", ["[" * 90_000, "[" * 45_000 + "]" * 45_000, "[" + "-" * 90_000])
def test_a_nested_cell_does_no_harm(bomb):
    assert len(listed(bomb)) <= 1


def test_a_cell_lists_no_more_than_a_thousand_things():
    assert len(listed("a " * MOST_LISTED)) == MOST_LISTED
    with pytest.raises(Refusal, match="1001 things"):
        listed("a " * (MOST_LISTED + 1))


@given(st.text())
def test_any_cell_is_a_list_without_empty_things(cell):
    assert all(thing and thing == thing.strip() for thing in listed(cell))


@pytest.mark.parametrize("cell", ["", " ", "nan", "None", "null", "<NA>"])
def test_what_programs_write_for_nothing_is_nothing(cell):
    assert one(cell) is None


@pytest.mark.parametrize(
    "written", ["8,10E+17", "8.10E+17", "8e17", "810000000000000000.0", "1.8E19"]
)
def test_an_id_rounded_by_a_spreadsheet_is_refused(written):
    with pytest.raises(Refusal, match="rounded by a spreadsheet"):
        native(written, Network.X)


@pytest.mark.parametrize("written", ["12a", "-1", "", "9" * 21, "1 2", "１２"])
def test_what_is_no_id_is_refused(written):
    with pytest.raises(Refusal, match="not an id"):
        native(written, Network.X)


@pytest.mark.parametrize(
    "written, network, expected",
    [
        ("810000000000000123", Network.X, "810000000000000123"),
        ("'810000000000000123", Network.X, "810000000000000123"),
        ("https://x.com/a/status/12?s=20", Network.X, "12"),
        ("at://did:plc:abc/app.bsky.feed.post/1", Network.BLUESKY, None),
        ("https://host.example/users/a/statuses/12", Network.MASTODON, None),
    ],
)
def test_an_id_stays_the_text_it_is(written, network, expected):
    assert native(written, network) == (expected or written)
