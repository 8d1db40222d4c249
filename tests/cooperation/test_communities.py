"""Groups of institutions that speak more with each other than with the rest."""

import networkx as nx
import pandas as pd
import pytest

from shared.cooperation.communities import communities, label

TWO_TRIANGLES = "a>b b>c c>a d>e e>f f>d c>d"


def groups(found: pd.DataFrame) -> dict:
    return {one: None if pd.isna(number) else number for one, number in found.to_numpy()}


def test_two_triangles_joined_by_one_tie_are_two_communities(drawn):
    found = groups(communities(drawn(TWO_TRIANGLES), "abcdef"))
    assert found == {"a": 0, "b": 0, "c": 0, "d": 1, "e": 1, "f": 1}


def test_an_institution_without_exchange_is_in_no_community(drawn):
    found = groups(communities(drawn("a>b c>c"), "abcd"))
    assert found == {"a": 0, "b": 0, "c": None, "d": None}


def test_without_any_tie_nobody_is_in_a_community(drawn):
    found = communities(drawn(""), "ba")
    assert groups(found) == {"a": None, "b": None}
    assert found["community"].dtype == "Int64"


def test_list_posts_bring_nobody_together(drawn):
    ties = drawn("a>b:2").assign(listed=2)
    assert groups(communities(ties, "ab")) == {"a": None, "b": None}


def test_communities_are_numbered_by_size(drawn):
    found = groups(communities(drawn("a>b c>d d>e e>c"), "abcde"))
    assert found == {"c": 0, "d": 0, "e": 0, "a": 1, "b": 1}


def test_the_order_of_ties_and_institutions_changes_nothing(drawn):
    one = communities(drawn(TWO_TRIANGLES), "abcdef")
    other = communities(drawn(reversed(TWO_TRIANGLES.split())), "fedcba")
    pd.testing.assert_frame_equal(one, other)


def test_communities_keep_their_numbers_when_sizes_change(drawn):
    before = communities(drawn("a>b b>c c>a d>e"), "abcdefgh")
    grown = communities(drawn("a>b b>c c>a d>e e>f f>g g>h h>d d>f"), "abcdefgh", before)
    assert groups(before)["d"] == groups(grown)["d"] == 1
    assert groups(grown)["a"] == 0


def test_a_new_community_takes_a_number_that_is_free(drawn):
    before = pd.DataFrame({"institution_id": ["a", "b"], "community": pd.array([1, 1], "Int64")})
    found = groups(communities(drawn("a>b c>d d>e"), "abcde", before))
    assert found == {"a": 1, "b": 1, "c": 0, "d": 0, "e": 0}


def test_a_previous_result_without_communities_is_no_obstacle(drawn):
    before = communities(drawn(""), "ab")
    assert groups(communities(drawn("a>b"), "ab", before)) == {"a": 0, "b": 0}


def test_the_grouping_is_as_good_as_networkx_finds():
    graph = nx.planted_partition_graph(4, 12, 0.6, 0.03, seed=7)
    pairs = [(f"m{a:02}", f"m{b:02}", 1, 0, 0, 0, 0) for a, b in graph.edges]
    names = ["source", "target", "mentions", "reposts", "quotes", "replies", "listed"]
    found = communities(pd.DataFrame(pairs, columns=names), [f"m{one:02}" for one in graph])
    parts = found.groupby("community")["institution_id"].agg(list)
    ours = [{int(one[1:]) for one in part} for part in parts]
    theirs = nx.community.louvain_communities(graph, seed=1)
    best = nx.community.modularity(graph, theirs)
    assert nx.community.modularity(graph, ours) >= best - 0.01


def rostered(**columns: list) -> pd.DataFrame:
    return pd.DataFrame({"id": list("abcdef"), **columns})


def test_a_community_is_named_after_what_most_share_and_others_do_not():
    found = pd.DataFrame({"institution_id": list("abcdef"), "community": [0, 0, 0, 1, 1, 1]})
    roster = rostered(
        country=["FR"] * 6, kind=["art", "art", "history", "science", "history", "other"]
    )
    told = label(0, found, roster)
    assert told == {"by": "kind", "value": "art", "share": pytest.approx(2 / 3)}


def test_a_community_that_shares_nothing_has_no_name():
    found = pd.DataFrame({"institution_id": ["a", "b"], "community": [0, 0]})
    roster = rostered(country=["FR", "BE", *[None] * 4], kind=[None] * 6)
    assert label(0, found, roster) is None


def test_unknown_countries_count_among_the_members():
    found = pd.DataFrame({"institution_id": list("abc"), "community": [0, 0, 0]})
    roster = rostered(country=["FR", None, None, "BE", "BE", "BE"], kind=[None] * 6)
    assert label(0, found, roster) is None


def test_a_community_without_members_has_no_name_to_ask_for():
    found = pd.DataFrame({"institution_id": ["a"], "community": [0]})
    with pytest.raises(ValueError, match="no members"):
        label(3, found, rostered(country=[None] * 6, kind=[None] * 6))
