"""The figures of the Overview."""

from dataclasses import replace

import pandas as pd
import pytest

from shared.cooperation.indicators import (
    Figure,
    Observed,
    for_institution,
    headline,
    monthly,
    turnover,
)


@pytest.fixture
def seen(drawn):
    """One period of a consortium of a, b, c, d, of which all but d have data."""

    def see(arrows: str, *, members="abcd", covered="abc", posts="abc", events=None) -> Observed:
        taking_part = None
        if events is not None:
            pairs = [(number, one) for number, event in enumerate(events) for one in event]
            taking_part = pd.DataFrame(pairs, columns=["event_id", "institution_id"])
        counts = pd.Series(list(posts), dtype="str").value_counts()
        table = counts.rename_axis("institution_id").rename("posts").reset_index()
        return Observed(frozenset(members), frozenset(covered), drawn(arrows), table, taking_part)

    return see


def test_the_headline_counts_of_how_many(seen):
    told = headline(seen("a>b b>a a>c", posts="aab", events=["ab", "c", "abx"]))
    assert told.active == Figure(2, of=4)
    assert told.ties == Figure(3)
    assert told.reciprocal == Figure(2, of=4)
    assert told.contacts == Figure(1.0)  # a 2, b 1, c 1
    assert told.joint_events == Figure(2)  # c alone makes no joint event
    assert (told.new, told.paused) == (None, None)


def test_non_members_are_in_no_figure(seen):
    told = headline(seen("a>x x>a", posts="x", covered="abcx", events=["ax"]))
    assert told.active.value == told.ties.value == told.joint_events.value == 0
    assert told.reciprocal == Figure(0, of=4)


def test_changes_are_told_between_two_periods(seen):
    now = seen("a>b b>a a>c", events=["ab"])
    told = headline(now, seen("a>b c>a", posts="a", events=["ab", "bc"]))
    assert (told.new, told.paused) == (2, 1)
    assert told.ties == Figure(3, change=1)
    assert told.active == Figure(3, of=4, change=2)
    assert told.reciprocal.change == 2
    assert told.joint_events.change == -1


def test_a_museum_whose_data_came_late_changes_nothing(seen):
    now, before = seen("a>b c>a"), seen("a>b", covered="ab", posts="ab")
    told = headline(now, before)
    assert told.ties == Figure(2, change=0)
    assert told.active == Figure(3, of=4, change=0)
    assert (told.new, told.paused) == (0, 0)


def test_ties_of_a_museum_whose_data_came_late_are_not_observable(seen):
    told = headline(seen("a>b c>a"), seen("a>b b>c", covered="ab"))
    assert (told.new, told.paused, told.unobservable) == (0, 0, 2)
    assert headline(seen("a>b")).unobservable is None


def test_only_those_whose_data_allow_it_compare(seen):
    now, before = seen("a>b b>a c>a", posts="abc"), seen("a>b", posts="a")
    told = headline(now, before, frozenset("ab"))
    assert (told.new, told.paused, told.unobservable) == (1, 0, 1)
    assert told.active.change == 1  # b; of c nothing is said
    assert headline(now, before, frozenset()).ties.change is None


def test_a_museum_that_joined_or_left_the_consortium_has_ties_that_are_not_observable(seen):
    now, before = seen("a>b b>c", members="abc"), seen("b>c a>b x>a", members="abx", covered="abcx")
    told = turnover(now, before)
    assert told.unobservable.to_numpy().tolist() == [["b", "c", "now"], ["x", "a", "before"]]
    assert told.new.empty and told.paused.empty


def test_the_ties_of_one_institution_are_its_own_or_its_speakers(seen):
    now = replace(seen("a>b a>c b>c", covered="abcd"), through={"d": "a"})
    before = seen("", covered="abd")
    for one in "ad":
        told = turnover(now, before, None, one)
        assert told.new.to_numpy().tolist() == [["a", "b"]]
        assert told.unobservable.to_numpy().tolist() == [["a", "c", "now"]]
        assert for_institution(one, now, before).unobservable == 1
    assert turnover(now, before, frozenset("ab"), "c") is None


def test_too_few_days_are_left_out_of_the_median(seen):
    now = replace(seen("a>b b>a a>c", posts="aab"), well_covered=frozenset("ab"))
    assert headline(now).contacts == Figure(1.5)  # a 2, b 1; c stands aside
    assert for_institution("c", now).contacts == Figure(1, median=1.5)
    nobody = replace(now, well_covered=frozenset())
    assert headline(nobody).contacts == Figure(None)


def test_nothing_compares_where_nobody_has_data_in_both_periods(seen):
    told = headline(seen("a>b"), seen("", covered="", posts=""))
    assert told.active.change is told.ties.change is told.contacts.change is None
    assert told.new is told.paused is None


def test_without_data_the_figures_are_unknown_not_zero(seen):
    told = headline(seen("", covered="", posts=""))
    assert told.active == Figure(None, of=4)
    assert told.ties.value is told.reciprocal.value is told.contacts.value is None
    assert told.joint_events.value is None


def test_an_empty_consortium_has_no_denominator(seen):
    told = headline(seen("", members="", covered="", posts=""))
    assert told.active == Figure(None) and told.reciprocal == Figure(None)


def test_one_institution_stands_beside_the_median_of_those_with_data(seen):
    now = seen("a>b b>a a>c x>a", posts="aaab", events=["ab", "c"])
    told = for_institution("a", now, seen("a>b c>a", posts="a", events=[]))
    assert told.active == Figure(3, change=2, median=1)
    assert told.ties == Figure(3, change=1, median=2)
    assert told.contacts == Figure(2, change=0, median=1)
    assert told.reciprocal == Figure(1, change=1, median=1)
    assert told.joint_events == Figure(1, change=1, median=0.5)
    assert (told.new, told.paused) == (2, 1)


def test_an_institution_without_data_has_no_figures_of_posts(seen):
    told = for_institution("d", seen("a>d", events=["ad"]), seen("a>d"))
    assert told.active.value is told.ties.value is told.contacts.value is None
    assert told.new is told.paused is told.ties.change is None
    assert told.joint_events.value == 1


def test_a_non_member_is_told_its_ties_with_members_only(seen):
    told = for_institution("x", seen("x>a x>y a>x", covered="abcx"))
    assert told.ties.value == 2 and told.contacts.value == 1


def test_one_who_speaks_through_another_has_its_figures(seen):
    now = replace(seen("a>b b>a", covered="abcd", posts="ab"), through={"d": "a"})
    told = headline(now)
    assert told.active.value == told.reciprocal.value == 3
    assert told.ties.value == 2
    assert for_institution("d", now, now).contacts == for_institution("a", now, now).contacts


def test_months_add_up_ties_and_interactions_by_kind(drawn):
    month = pd.to_datetime(["2026-02-01", "2026-01-01", "2026-01-01", "2026-01-01"])
    rows = drawn("a>b:2 a>b b>a a>x", replies=1).assign(month=month)
    told = monthly(rows, ["a", "b"])
    assert list(told) == ["month", "ties", "mentions", "reposts", "quotes", "replies"]
    assert told.drop(columns="month").to_numpy().tolist() == [[2, 2, 0, 0, 2], [1, 2, 0, 0, 1]]
    assert told["month"].is_monotonic_increasing


def test_no_months_keep_their_columns(drawn):
    told = monthly(drawn("").assign(month=pd.to_datetime([])), ["a"])
    assert told.empty and list(told)[:2] == ["month", "ties"]


def test_the_figures_leave_what_was_seen_as_it_was(seen):
    now = seen("a>b b>a", events=["ab"])
    before = (now.ties.copy(), now.posts.copy())
    headline(now, now)
    pd.testing.assert_frame_equal(now.ties, before[0])
    pd.testing.assert_frame_equal(now.posts, before[1])
