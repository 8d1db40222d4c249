"""How close two institutions without a tie are, seen from their contacts.

All scores are symmetric sparse matrices, rows and columns in the order of the ids given, with
an empty diagonal. A score is a hint for a conversation, never a forecast.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import sparse


def adjacency(ties: pd.DataFrame, institutions: Sequence[str]) -> sparse.csr_array:
    """Who is tied to whom in either direction: 1 or nothing, no self-ties.

    ties: columns source, target; ties with an end outside the institutions are left out.
    institutions: ids, each once; they give the order of rows and columns.
    """
    place = pd.Index(institutions)
    source, target = (place.get_indexer(pd.Index(ties[end])) for end in ("source", "target"))
    kept = (source >= 0) & (target >= 0) & (source != target)
    rows = np.concatenate([source[kept], target[kept]])
    columns = np.concatenate([target[kept], source[kept]])
    size = len(institutions)
    counted = sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size)).tocsr()
    counted.data[:] = 1.0
    return counted


def common_contacts(contacts: sparse.csr_array) -> sparse.csr_array:
    """How many contacts two institutions share: |N(a) ∩ N(b)|, 0 or more (institutions).

    Source: Newman (2001), Phys. Rev. E 64, 025102.
    """
    return _without_diagonal(contacts @ contacts)


def resource_allocation(contacts: sparse.csr_array) -> sparse.csr_array:
    """Shared contacts, each counting less the more contacts it has: sum of 1/k(c) over
    c in N(a) ∩ N(b), 0 or more (no unit).

    Source: Zhou, Lü & Zhang (2009), Eur. Phys. J. B 71, 623.
    """
    return _without_diagonal(contacts @ sparse.diags_array(_inverse(degrees(contacts))) @ contacts)


def overlap(contacts: sparse.csr_array) -> sparse.csr_array:
    """Shared contacts among all contacts of both: |N(a) ∩ N(b)| / |N(a) ∪ N(b)|, from 0 to 1.

    The two themselves are no contacts of the pair. Source: Jaccard (1901), Bull. Soc. Vaud.
    Sci. Nat. 37, 547.
    """
    shared = common_contacts(contacts).tocoo()
    degree = degrees(contacts)
    row, column = shared.coords
    tied = 2 * np.asarray(contacts[row, column]).ravel() if len(row) else np.zeros(0)
    union = degree[row] + degree[column] - shared.data - tied
    return sparse.coo_array((shared.data / union, (row, column)), shape=shared.shape).tocsr()


def popularity_divided_out(
    scores: sparse.csr_array, contacts: sparse.csr_array
) -> sparse.csr_array:
    """A score of pairs divided by the square root of k(a) k(b), so that well-known
    institutions do not come first only because they know everybody.

    Source: Salton & McGill (1983), Introduction to Modern Information Retrieval.
    """
    scale = sparse.diags_array(np.sqrt(_inverse(degrees(contacts))))
    return (scale @ scores @ scale).tocsr()


def scored_pairs(scores: sparse.csr_array, institutions: Sequence[str]) -> pd.DataFrame:
    """The pairs with a score, each once: a, b (ids as categories, a before b), score; sorted."""
    upper = sparse.triu(scores, k=1).tocoo()
    ids = np.asarray(institutions, dtype=object)
    place = np.argsort(np.argsort(ids))  # sorting numbers costs less than sorting names
    ends = np.sort(place[np.stack(upper.coords)], axis=0)
    known = np.flatnonzero(upper.data)
    known = known[np.lexsort(ends[::-1, known])]
    one = pd.CategoricalDtype(pd.Index(np.sort(ids), dtype="str"))
    a, b = (pd.Categorical.from_codes(end[known], dtype=one) for end in ends)
    return pd.DataFrame({"a": a, "b": b, "score": upper.data[known].astype("float64")})


def degrees(contacts: sparse.csr_array) -> np.ndarray:
    """The number of contacts of each institution, in the order of the matrix."""
    return np.asarray(contacts.sum(axis=1)).ravel()


def _inverse(degree: np.ndarray) -> np.ndarray:
    return np.divide(1.0, degree, out=np.zeros(len(degree)), where=degree > 0)


def _without_diagonal(matrix: sparse.csr_array) -> sparse.csr_array:
    off = matrix.tocoo()
    row, column = off.coords
    kept = row != column
    return sparse.coo_array((off.data[kept], (row[kept], column[kept])), shape=off.shape).tocsr()
