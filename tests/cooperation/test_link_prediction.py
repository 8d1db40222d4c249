"""How close two institutions without a tie are."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.cooperation.link_prediction import (
    adjacency,
    common_contacts,
    overlap,
    popularity_divided_out,
    resource_allocation,
    scored_pairs,
)

#   a - c - b     c is also tied to d; e has nobody
KITE = "a>c c>a c>b d>c a>d e>e"
IDS = list("abcde")


def value(scores, one: str, other: str) -> float:
    return float(scores[IDS.index(one), IDS.index(other)])


def test_ties_in_either_direction_make_one_contact(drawn):
    known = adjacency(drawn(KITE), IDS)
    assert value(known, "a", "c") == value(known, "c", "a") == value(known, "b", "c") == 1
    assert value(known, "e", "e") == value(known, "a", "b") == 0


def test_ties_to_others_are_left_out(drawn):
    assert adjacency(drawn("a>x"), IDS).nnz == 0


def test_common_contacts_are_counted(drawn):
    assert value(common_contacts(adjacency(drawn(KITE), IDS)), "a", "b") == 1
    assert value(common_contacts(adjacency(drawn(KITE), IDS)), "a", "a") == 0


def test_a_shared_contact_counts_less_the_more_contacts_it_has(drawn):
    scores = resource_allocation(adjacency(drawn(KITE), IDS))
    assert value(scores, "a", "b") == pytest.approx(1 / 3)  # c has three contacts


def test_popularity_is_divided_out(drawn):
    known = adjacency(drawn(KITE), IDS)
    scores = popularity_divided_out(resource_allocation(known), known)
    assert value(scores, "a", "b") == pytest.approx(1 / 3 / np.sqrt(2 * 1))


def test_overlap_is_the_share_of_all_contacts_that_both_have(drawn):
    scores = overlap(adjacency(drawn(KITE), IDS))
    assert value(scores, "a", "b") == pytest.approx(1 / 2)
    assert value(scores, "a", "d") == pytest.approx(1)  # c, beside each other


@pytest.mark.parametrize("score", [common_contacts, resource_allocation, overlap])
def test_without_contacts_nothing_is_close(drawn, score):
    assert scored_pairs(score(adjacency(drawn(""), IDS)), IDS).empty
    assert scored_pairs(score(adjacency(drawn(""), [])), []).empty


def test_pairs_are_listed_once_in_order(drawn):
    known = adjacency(drawn("z>m m>b"), ["z", "m", "b"])
    found = scored_pairs(common_contacts(known), ["z", "m", "b"])
    assert list(found.itertuples(index=False, name=None)) == [("b", "z", 1.0)]


@given(
    arrows=st.lists(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")), max_size=25)
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_scores_agree_with_networkx(drawn, arrows):
    ids = list("abcdefg")
    graph = nx.Graph([pair for pair in arrows if pair[0] != pair[1]])
    graph.add_nodes_from(ids)
    known = adjacency(drawn(f"{a}>{b}" for a, b in arrows), ids)
    allocated, jaccard = resource_allocation(known), overlap(known)
    for one, other, expected in nx.resource_allocation_index(graph):
        assert allocated[ids.index(one), ids.index(other)] == pytest.approx(expected)
    for one, other, expected in nx.jaccard_coefficient(graph):
        assert jaccard[ids.index(one), ids.index(other)] == pytest.approx(expected)


def test_the_ties_given_are_left_as_they_were(drawn):
    ties = drawn(KITE)
    before = ties.copy()
    resource_allocation(adjacency(ties, IDS))
    pd.testing.assert_frame_equal(ties, before)
