"""How often a fingerprint has come."""

from shared.collection.files.repeats import counting


def test_each_fingerprint_is_counted_for_itself() -> None:
    with counting() as times:
        assert [times(print_) for print_ in ("aa", "bb", "aa", "AA", "bb")] == [1, 1, 2, 3, 2]


def test_a_new_count_begins_at_one() -> None:
    with counting() as times:
        times("aa")
    with counting() as times:
        assert times("aa") == 1
