"""Where institutions stand on the map: communities apart, those without exchange in a row below.

A place once given is kept, so that the map does not jump when data change: only who is new,
or has changed community, is placed anew.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import rustworkx as rx
from scipy.spatial import cKDTree

from shared.cooperation.network import weights

SEED = 20140324
ROW = 0.12  # height of a row of institutions without exchange
Places = dict[str, np.ndarray]


def positions(
    ties: pd.DataFrame, communities: pd.DataFrame, previous: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The place of every institution on the map, the same for the same input.

    ties: columns of the store's ties. communities: institution_id, community (NA: no exchange,
    placed in rows at the bottom). previous: an earlier result with its communities
    (institution_id, x, y, community); where a third or more have to move, all are placed anew.
    Returns institution_id, x, y (both from -1 to 1), in the order of communities; no two
    closer than `spacing`.
    """
    community = dict(zip(communities["institution_id"], communities["community"], strict=True))
    tied = {one: int(group) for one, group in sorted(community.items()) if pd.notna(group)}
    alone = [one for one in sorted(community) if one not in tied]
    gap = spacing(len(community))
    rows, floor = _rows(alone, gap)
    kept = _kept(tied, previous, floor)
    moved = len(tied) - len(kept)
    if tied and (not kept or moved > len(tied) / 3):
        kept = _laid_out(ties, tied, floor, gap)
    placed = _added(ties, tied, kept, floor, gap) | rows
    order = [placed[one] for one in communities["institution_id"]]
    table = np.array(order, dtype="float64").reshape(-1, 2).round(6)
    return pd.DataFrame(
        {"institution_id": communities["institution_id"].to_numpy(), "x": table[:, 0]}
    ).assign(y=table[:, 1])


def spacing(institutions: int) -> float:
    """The least distance between two of so many institutions on the map."""
    return round(min(0.2, 0.8 / max(institutions, 1) ** 0.5), 3)


def _rows(alone: list[str], gap: float) -> tuple[Places, float]:
    """Those without exchange, side by side from the bottom up; and where the rest begins."""
    if not alone:
        return {}, -1.0
    step = max(gap, 0.06)
    most = int(1.9 / step) + 1
    height = max(step, ROW if len(alone) <= most else step)
    places = {}
    for number, one in enumerate(alone):
        row, column = divmod(number, most)
        width = min(most, len(alone) - row * most)
        places[one] = np.array([(column - (width - 1) / 2) * step, -1 + row * height])
    return places, -1 + (len(alone) - 1) // most * height + 2 * max(height, ROW)


def _kept(tied: dict[str, int], previous: pd.DataFrame | None, floor: float) -> Places:
    """The earlier places of those who stay in their community, above the rows."""
    if previous is None:
        return {}
    earlier = previous.dropna(subset=["community"])
    return {
        one: np.array([x, y])
        for one, x, y, group in zip(
            *(earlier[column] for column in ("institution_id", "x", "y", "community")), strict=True
        )
        if tied.get(one) == group and y >= floor - 1e-6
    }


def _laid_out(ties: pd.DataFrame, tied: dict[str, int], floor: float, gap: float) -> Places:
    """Each community as a disc of its own, the discs set by the ties among them."""
    weighed = weights(ties, with_lists=False)
    groups = sorted(set(tied.values()))
    members = {group: [one for one in tied if tied[one] == group] for group in groups}
    radius = np.array([0.75 * len(members[group]) ** 0.5 + 0.4 for group in groups])
    centres = _discs(weighed, tied, groups, radius)
    places: Places = {}
    for number, group in enumerate(groups):
        inside = _disc(weighed, members[group]) * radius[number] + centres[number]
        places |= dict(zip(members[group], inside, strict=True))
    table = _boxed(np.array(list(places.values())), floor)
    return dict(zip(places, _apart(table, floor, gap), strict=True))


def _discs(
    weighed: pd.DataFrame, tied: dict[str, int], groups: list[int], radius: np.ndarray
) -> np.ndarray:
    """The centres of the communities: those with many ties near, none over another."""
    across = weighed.assign(
        source=weighed["source"].map(tied), target=weighed["target"].map(tied)
    ).dropna()
    centres = _springs(across, groups) * radius.sum()
    for _ in range(300):
        shift = centres[:, None] - centres[None, :]
        distance = np.hypot(shift[..., 0], shift[..., 1])
        np.fill_diagonal(distance, np.inf)
        missing = np.clip(radius[:, None] + radius[None, :] + 1.2 - distance, 0, None)
        pull = -0.02 * centres  # towards the middle, so that the map stays compact
        push = (shift / np.maximum(distance, 1e-9)[..., None] * missing[..., None]).sum(1) / 2
        centres = centres + push + (pull if missing.max() < 0.1 else 0)
    return centres


def _disc(weighed: pd.DataFrame, members: list[str]) -> np.ndarray:
    """One community's members within a disc of radius 1, by the ties among them."""
    places = _springs(weighed, members)
    # Ranking the distances from the middle spreads them evenly over the disc.
    angle = np.arctan2(places[:, 1], places[:, 0])
    rank = np.hypot(places[:, 0], places[:, 1]).argsort().argsort()
    reach = np.sqrt((rank + 0.5) / len(members)) if len(members) > 1 else np.zeros(1)
    return np.column_stack([reach * np.cos(angle), reach * np.sin(angle)])


def _springs(weighed: pd.DataFrame, nodes: list[str] | list[int]) -> np.ndarray:
    """Fruchterman & Reingold (1991), Softw. Pract. Exp. 21, 1129; around 0, within 1."""
    place = pd.Index(nodes)
    source, target = (place.get_indexer(pd.Index(weighed[end])) for end in ("source", "target"))
    inside = (source >= 0) & (target >= 0) & (source != target)
    strength = np.log1p(weighed["weight"].to_numpy(dtype="float64")[inside])
    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(len(nodes)))
    graph.add_edges_from(
        list(zip(source[inside].tolist(), target[inside].tolist(), strength.tolist(), strict=True))
    )
    angles = 2.4 * np.arange(len(nodes))  # a sunflower to start from
    reach = np.sqrt((np.arange(len(nodes)) + 0.5) / len(nodes))
    start = np.column_stack([reach * np.cos(angles), reach * np.sin(angles)])
    found = rx.spring_layout(
        graph, pos=dict(enumerate(start.tolist())), weight_fn=float, num_iter=100, seed=SEED
    )
    table = np.array([found[node] for node in range(len(nodes))])
    table = table - np.median(table, axis=0)  # one far out does not drag the middle
    return table / max(np.hypot(table[:, 0], table[:, 1]).max(), 1e-9)


def _boxed(table: np.ndarray, floor: float) -> np.ndarray:
    """Stretch the places over the map above the floor, wide rather than tall."""
    low, high = table.min(axis=0), table.max(axis=0)
    span = np.where(high - low > 1e-9, high - low, np.inf)
    room = np.array([2.0, 1 - floor])
    scale = np.minimum(room / span, 1.6 * (room / span).min() or np.inf)
    middle = np.array([0.0, (1 + floor) / 2])
    return np.nan_to_num((table - (low + high) / 2) * scale) + middle


def _added(
    ties: pd.DataFrame, tied: dict[str, int], kept: Places, floor: float, gap: float
) -> Places:
    """Place who is new beside its contacts of the same community, on the nearest free spot."""
    places = dict(kept)
    missing = [one for one in tied if one not in places]
    if not missing:
        return places
    weighed = weights(ties, with_lists=False)
    for one in missing:
        ends = weighed[weighed["source"].eq(one) | weighed["target"].eq(one)]
        near = set(ends["source"]) | set(ends["target"])
        own = [place for other, place in places.items() if tied[other] == tied[one]]
        beside = [places[other] for other in near if other in places and tied[other] == tied[one]]
        wish = np.mean(beside or own or list(places.values()), axis=0)
        places[one] = _free_spot(wish, np.array(list(places.values())), floor, gap)
    return places


def _free_spot(wish: np.ndarray, taken: np.ndarray, floor: float, gap: float) -> np.ndarray:
    tree = cKDTree(taken)
    for spot in _spiral(wish, gap):
        inside = abs(spot[0]) <= 1 and floor <= spot[1] <= 1
        if inside and tree.query(spot)[0] >= gap:
            return spot
    raise ValueError("the map is full")


def _spiral(middle: np.ndarray, gap: float) -> Iterator[np.ndarray]:
    for step in range(20000):
        reach = gap * 0.3 * step**0.5
        yield middle + reach * np.array([np.cos(2.4 * step), np.sin(2.4 * step)])


def _apart(table: np.ndarray, floor: float, gap: float) -> np.ndarray:
    """Push places apart until no two are closer than the gap."""
    table = table.copy()
    wanted = gap * 1.05
    for _ in range(500):
        close = cKDTree(table).query_pairs(wanted, output_type="ndarray")
        if len(close) == 0:
            break
        shift = table[close[:, 0]] - table[close[:, 1]]
        distance = np.hypot(shift[:, 0], shift[:, 1])
        push = shift / np.maximum(distance, 1e-9)[:, None] * ((wanted - distance) / 2)[:, None]
        np.add.at(table, close[:, 0], push * 0.9)
        np.add.at(table, close[:, 1], -push * 0.9)
        table = np.clip(table, [-1, floor], 1)
    return table
