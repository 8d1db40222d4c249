"""Whether ties are returned."""

import networkx as nx
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.cooperation.reciprocity import reciprocal_members, reciprocal_pairs, reciprocity


def ties_of(pairs: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["source", "target"])


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("a", "b"), ("b", "a"), ("a", "c")], 2 / 3),
        ([("a", "b"), ("a", "a")], 0.0),  # a museum quoting itself returns nothing
        ([("a", "b"), ("b", "a"), ("b", "a")], 1.0),  # a repeat counts once
    ],
)
def test_reciprocity_is_the_share_of_returned_ties(pairs, expected):
    assert reciprocity(ties_of(pairs)) == pytest.approx(expected)


@pytest.mark.parametrize("pairs", [[], [("a", "a")]])
def test_reciprocity_without_ties_is_undefined(pairs):
    with pytest.raises(ValueError, match="undefined"):
        reciprocity(ties_of(pairs))


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd"))))
def test_reciprocity_agrees_with_networkx(pairs):
    graph = nx.DiGraph([pair for pair in pairs if pair[0] != pair[1]])
    assume(graph.number_of_edges())
    assert reciprocity(ties_of(pairs)) == pytest.approx(nx.overall_reciprocity(graph))


def test_those_with_a_two_way_exchange_are_told_with_whom():
    ties = ties_of([("b", "a"), ("a", "b"), ("a", "c"), ("d", "d")])
    assert reciprocal_pairs(ties) == {("a", "b")}
    assert reciprocal_members(ties) == {"a", "b"}
