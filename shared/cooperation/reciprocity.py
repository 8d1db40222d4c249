"""Whether ties are returned."""

import pandas as pd

from shared.cooperation.network import pairs


def reciprocity(ties: pd.DataFrame) -> float:
    """Share of directed ties that are returned, from 0 to 1 (no unit).

    ties: one row per tie, columns source and target (institution ids);
    repeats count once, self-ties not at all.
    Raises ValueError if no tie is left: 0/0 is no data, not 0.
    Source: Garlaschelli & Loffredo (2004), Phys. Rev. Lett. 93, 268701.
    """
    directed = pairs(ties)
    if not directed:
        raise ValueError("reciprocity of a network without ties is undefined")
    return sum((b, a) in directed for a, b in directed) / len(directed)


def reciprocal_pairs(ties: pd.DataFrame) -> set[tuple[str, str]]:
    """The pairs (a before b) tied in both directions; self-ties do not count."""
    directed = pairs(ties)
    return {(a, b) for a, b in directed if a < b and (b, a) in directed}


def reciprocal_members(ties: pd.DataFrame) -> frozenset[str]:
    """The institutions with at least one two-way exchange."""
    return frozenset(end for pair in reciprocal_pairs(ties) for end in pair)
