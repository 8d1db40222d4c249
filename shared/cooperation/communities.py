"""Groups of institutions that speak more with each other than with the rest."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import min_weight_full_bipartite_matching
from sknetwork.clustering import Louvain

from shared.cooperation.network import between, weights

SEED = 20140324  # any fixed number: the same ties always give the same communities


def communities(
    ties: pd.DataFrame, institutions: Iterable[str], previous: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The community of each institution, by the Louvain method with a fixed seed.

    ties: columns of the store's ties; both directions are added up, list posts left out.
    previous: an earlier result, whose numbers are kept where the members are the same.
    Returns institution_id, community (Int64; NA: no exchange), sorted by institution_id;
    without previous, 0 is the largest (equal sizes: the one with the smallest id first).
    Source: Blondel et al. (2008), J. Stat. Mech. P10008.
    """
    everyone = sorted(set(institutions))
    weighed = between(weights(ties, with_lists=False), everyone)
    tied = sorted(set(weighed["source"]) | set(weighed["target"]))
    found = _by_size(tied, _louvain(weighed, tied))
    if previous is not None:
        found = _matched(found, previous)
    numbers = found.set_index("institution_id")["community"].reindex(everyone).astype("Int64")
    return numbers.rename_axis("institution_id").reset_index()


def label(
    community: int, communities: pd.DataFrame, institutions: pd.DataFrame
) -> dict[str, Any] | None:
    """What most members of a community share: `{"by": "country" | "kind", "value", "share"}`.

    communities: institution_id, community; institutions: id, country, kind.
    share: of all members of the community, over 0.5 and up to 1. Of several shared values, the
    one that stands out most from the whole roster; None where most share nothing known.
    Raises ValueError for a community without members.
    """
    members = communities.loc[communities["community"].eq(community), "institution_id"]
    if members.empty:
        raise ValueError(f"community {community} has no members")
    inside = institutions[institutions["id"].isin(members)]
    shared: list[tuple[float, str, str, float]] = []
    for by in ("country", "kind"):
        for value, number in inside[by].value_counts().items():
            share = float(number) / len(members)
            if share > 0.5:
                whole = float(institutions[by].eq(str(value)).mean())
                shared.append((share - whole, by, str(value), share))
    if not shared:
        return None
    _, by, value, share = max(shared, key=lambda one: one[0])
    return {"by": by, "value": value, "share": share}


def _louvain(weighed: pd.DataFrame, tied: Sequence[str]) -> np.ndarray:
    if not tied:
        return np.zeros(0, dtype="int64")
    place = pd.Index(tied)
    row, column = (place.get_indexer(pd.Index(weighed[end])) for end in ("source", "target"))
    strength = weighed["weight"].to_numpy(dtype="float64")
    one_way = sparse.csr_matrix((strength, (row, column)), shape=(len(tied), len(tied)))
    return np.asarray(Louvain(random_state=SEED).fit_predict(one_way + one_way.T))


def _by_size(tied: Sequence[str], labels: np.ndarray) -> pd.DataFrame:
    found = pd.DataFrame({"institution_id": list(tied), "group": labels}).astype(
        {"institution_id": "str", "group": "int64"}
    )
    groups = found.groupby("group")["institution_id"].agg(["size", "min"])
    ranked = groups.sort_values(["size", "min"], ascending=[False, True]).index
    number = {group: place for place, group in enumerate(ranked)}
    found["community"] = found["group"].map(number).astype("int64")
    return found[["institution_id", "community"]]


def _best_pairs(shared: np.ndarray) -> list[tuple[int, int]]:
    """Rows and columns paired so that what the pairs share adds up to the most."""
    if not shared.size:
        return []
    every = sparse.csr_array(shared + 1)  # a pair that shares nothing is a pair all the same
    rows, columns = min_weight_full_bipartite_matching(every, maximize=True)
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


def _matched(found: pd.DataFrame, previous: pd.DataFrame) -> pd.DataFrame:
    """Keep the earlier numbers, each for the community that shares most members with it."""
    both = found.merge(
        previous.dropna(subset="community"), on="institution_id", suffixes=("", "_before")
    )
    shared = pd.crosstab(both["community"], both["community_before"])
    kept = {
        int(shared.index[one]): int(shared.columns[other])
        for one, other in _best_pairs(shared.to_numpy(dtype="float64"))
        if shared.iat[one, other]
    }
    taken = set(kept.values())
    free = (number for number in range(len(taken) + len(found) + 1) if number not in taken)
    for community in sorted(set(found["community"])):
        if community not in kept:
            kept[community] = next(free)
    return found.assign(community=found["community"].map(kept).astype("int64"))
