"""Where institutions stand on the map."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import pdist

from shared.cooperation.communities import communities
from shared.cooperation.layout import positions, spacing

TWO_TRIANGLES = "a>b b>c c>a d>e e>f f>d c>d"


def consortium(drawn, size: int, alone: int) -> tuple[pd.DataFrame, list[str]]:
    """Communities of about ten, and some institutions without exchange."""
    ids = [f"m{number:03}" for number in range(size)]
    groups = max((size - alone) // 10, 1)
    graph = nx.random_partition_graph([10] * groups, 0.5, 0.2 / groups, seed=3)
    return drawn(f"{ids[a]}>{ids[b]}" for a, b in graph.edges), ids


@pytest.mark.parametrize(("size", "alone"), [(12, 2), (60, 10), (60, 60), (500, 0), (500, 300)])
def test_nobody_stands_on_anybody(drawn, size, alone):
    ties, ids = (
        consortium(drawn, size, alone) if alone < size else (drawn(""), list(map(str, range(size))))
    )
    placed = positions(ties, communities(ties, ids))
    assert list(placed["institution_id"]) == sorted(ids)
    assert placed[["x", "y"]].abs().to_numpy().max() <= 1
    assert pdist(placed[["x", "y"]]).min() >= spacing(size) - 1e-6


def test_the_same_input_gives_the_same_map(drawn):
    ties, ids = consortium(drawn, 60, 3)
    grouped = communities(ties, ids)
    pd.testing.assert_frame_equal(positions(ties, grouped), positions(ties, grouped))


def test_a_map_computed_again_from_itself_stays(drawn):
    ties, ids = consortium(drawn, 60, 3)
    grouped = communities(ties, ids)
    first = positions(ties, grouped)
    again = positions(ties, grouped, first.merge(grouped, on="institution_id"))
    pd.testing.assert_frame_equal(first, again)


def test_communities_stand_apart(drawn):
    ties, ids = consortium(drawn, 60, 0)
    grouped = communities(ties, ids)
    placed = positions(ties, grouped).merge(grouped, on="institution_id")
    centres = placed.groupby("community")[["x", "y"]].mean()
    within = placed[["x", "y"]].to_numpy() - centres.loc[placed["community"]].to_numpy()
    assert pdist(centres).min() > 2 * np.hypot(*within.T).mean()


def test_those_without_exchange_stand_below_everybody_else(drawn):
    ties = drawn(TWO_TRIANGLES)
    placed = positions(ties, communities(ties, "abcdefgh")).set_index("institution_id")["y"]
    assert placed["g"] == placed["h"] == -1
    assert placed["a":"f"].min() > -0.9


def test_a_newcomer_is_placed_beside_its_contacts_and_moves_nobody(drawn):
    ties, ids = consortium(drawn, 60, 10)
    grouped = communities(ties, ids).set_index("institution_id")
    before = positions(ties, grouped.reset_index())
    earlier = before.merge(grouped.reset_index(), on="institution_id")
    more = pd.concat([ties, drawn(f"m055>{one}" for one in ids[:5])])
    grouped.loc["m055", "community"] = grouped.loc["m000", "community"]
    after = positions(more, grouped.reset_index(), earlier).set_index("institution_id")[["x", "y"]]
    same = before.set_index("institution_id").loc[ids[:50], ["x", "y"]]
    pd.testing.assert_frame_equal(after.loc[ids[:50]], same)
    distance = np.hypot(*(after.loc[ids[:10]].mean() - after.loc["m055"]))
    assert distance < np.hypot(*(after.loc[ids[10:50]].mean() - after.loc["m055"]))
    assert pdist(after).min() >= spacing(60) - 1e-6


def test_a_map_of_other_communities_is_drawn_anew(drawn):
    ties = drawn(TWO_TRIANGLES)
    grouped = communities(ties, "abcdef")
    corner = grouped.assign(x=np.linspace(0.9, 1, 6), y=1.0, community=grouped["community"] + 7)
    pd.testing.assert_frame_equal(positions(ties, grouped, corner), positions(ties, grouped))


def test_an_empty_map_keeps_its_columns(drawn):
    placed = positions(drawn(""), communities(drawn(""), []))
    assert placed.empty and list(placed) == ["institution_id", "x", "y"]


def test_one_institution_alone_has_a_place(drawn):
    placed = positions(drawn(""), communities(drawn(""), ["a"]))
    assert placed.to_dict("records") == [{"institution_id": "a", "x": 0.0, "y": -1.0}]
