"""Who addresses whom, how strongly, and what changed."""

import networkx as nx
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.cooperation.network import (
    between,
    contacts,
    new_ties,
    paused_ties,
    strongest,
    unobservable_ties,
    weights,
    without_exchange,
)

ARROWS = st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), max_size=30)


def rows(frame: pd.DataFrame) -> list[tuple]:
    return list(frame.itertuples(index=False, name=None))


def test_the_weight_of_a_tie_adds_up_the_chosen_kinds(drawn):
    ties = drawn("a>b:3 b>a", reposts=2)
    assert rows(weights(ties)) == [("a", "b", 5), ("b", "a", 3)]
    assert rows(weights(ties, kinds=["mentions"])) == [("a", "b", 3), ("b", "a", 1)]
    assert rows(weights(ties, kinds=["replies"])) == []


def test_without_lists_a_tie_made_of_list_posts_only_is_gone(drawn):
    ties = drawn("a>b:3 a>c:1").assign(listed=[2, 1])
    assert rows(weights(ties, with_lists=False)) == [("a", "b", 1)]
    assert rows(weights(ties, kinds=["mentions"])) == [("a", "b", 3), ("a", "c", 1)]


def test_lists_take_nothing_from_other_kinds(drawn):
    ties = drawn("a>b:2", reposts=1).assign(listed=2)
    assert rows(weights(ties, kinds=["reposts"], with_lists=False)) == [("a", "b", 1)]


def test_repeats_add_up_and_a_self_tie_does_not_count(drawn):
    assert rows(weights(drawn("a>b b>b a>b:2"))) == [("a", "b", 3)]


def test_weighing_leaves_the_argument_as_it_was(drawn):
    ties = drawn("a>b b>b")
    before = ties.copy()
    weights(ties, with_lists=False)
    pd.testing.assert_frame_equal(ties, before)


def test_a_kind_that_does_not_exist_is_an_error(drawn):
    with pytest.raises(ValueError, match="likes"):
        weights(drawn("a>b"), kinds=["likes"])


def test_no_ties_keep_their_columns(drawn):
    assert list(weights(drawn(""))) == ["source", "target", "weight"]
    assert list(contacts(drawn(""))) == ["institution_id", "contacts"]


def test_a_contact_counts_once_in_whichever_direction(drawn):
    ties = drawn("a>b b>a a>c c>c")
    assert rows(contacts(ties)) == [("a", 2), ("b", 1), ("c", 1)]


def test_contacts_among_given_institutions_include_those_with_none(drawn):
    ties = drawn("a>b a>organiser")
    assert rows(contacts(ties, ["d", "b", "a"])) == [("a", 1), ("b", 1), ("d", 0)]


@given(arrows=ARROWS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_contacts_are_the_degrees_of_the_undirected_graph(drawn, arrows):
    graph = nx.Graph([pair for pair in arrows if pair[0] != pair[1]])
    assert dict(rows(contacts(drawn(f"{a}>{b}" for a, b in arrows)))) == dict(graph.degree)


def test_the_strongest_ties_are_drawn_and_the_rest_counted(drawn):
    drawn_ties, left_out = strongest(weights(drawn("a>b c>a:2 b>a a>c:7")), most=3)
    assert rows(drawn_ties) == [("a", "c", 7), ("c", "a", 2), ("a", "b", 1)]
    assert left_out == 1
    assert strongest(weights(drawn("a>b")))[1] == 0


def test_new_and_paused_ties_are_between_institutions_with_data_in_both_periods(drawn):
    now, before = drawn("a>b a>c d>a"), drawn("b>a a>c a>d")
    assert rows(new_ties(now, before, {"a", "b", "c"})) == [("a", "b")]
    assert rows(paused_ties(now, before, {"a", "b", "c"})) == [("b", "a")]
    assert rows(new_ties(now, before, {"c"})) == []


def test_a_tie_of_whom_nothing_was_read_in_one_period_is_neither_new_nor_paused(drawn):
    now, before = drawn("a>b a>d d>b b>a"), drawn("b>a d>a a>c")
    comparable = {"a", "b", "c"}
    assert rows(unobservable_ties(now, before, comparable)) == [
        ("a", "d", "now"), ("d", "a", "before"), ("d", "b", "now"),
    ]  # fmt: skip
    assert rows(new_ties(now, before, comparable)) == [("a", "b")]
    assert rows(paused_ties(now, before, comparable)) == [("a", "c")]


def test_a_tie_seen_in_both_periods_was_kept_whatever_the_data(drawn):
    ties = drawn("a>d d>d")
    assert rows(unobservable_ties(ties, ties, {"a"})) == []
    assert rows(unobservable_ties(ties, drawn("d>d"), set())) == [("a", "d", "now")]


def test_where_all_compare_every_tie_is_observable(drawn):
    found = unobservable_ties(drawn("a>b"), drawn("b>a"), {"a", "b"})
    assert found.empty and list(found) == ["source", "target", "seen"]


@given(now=ARROWS, before=ARROWS, comparable=st.sets(st.sampled_from("abcde")))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_ties_now_are_kept_new_or_not_observable(drawn, now, before, comparable):
    ties, earlier = (drawn(f"{a}>{b}" for a, b in arrows) for arrows in (now, before))
    seen, then = (
        set(map(tuple, each[["source", "target"]].to_numpy())) for each in (ties, earlier)
    )
    seen, then = ({(a, b) for a, b in each if a != b} for each in (seen, then))
    odd = rows(unobservable_ties(ties, earlier, comparable))
    new, paused = (rows(each(ties, earlier, comparable)) for each in (new_ties, paused_ties))
    assert len(seen) == len(seen & then) + len(new) + sum(row[2] == "now" for row in odd)
    assert len(then) == len(seen & then) + len(paused) + sum(row[2] == "before" for row in odd)


def test_ties_between_members_leave_out_others_and_self_ties(drawn):
    assert rows(between(drawn("a>b a>x b>b"), ["a", "b"])[["source", "target"]]) == [("a", "b")]


def test_a_member_tied_only_to_a_non_member_has_no_exchange(drawn):
    assert without_exchange(["c", "b", "a", "d"], drawn("a>b c>organiser d>d")) == ["c", "d"]
