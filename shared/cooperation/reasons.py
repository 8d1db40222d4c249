"""Why two institutions should talk: each reason, the pairs it holds for, and its proof.

A reason is data, never prose: `{"code": …}` with the ids behind it, for a page to tell in words.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from shared.cooperation.link_prediction import (
    adjacency,
    common_contacts,
    degrees,
    overlap,
    popularity_divided_out,
    resource_allocation,
    scored_pairs,
)
from shared.cooperation.network import KINDS, weights

PAIR = ["a", "b"]
SHOWN = 5  # ids of contacts and posts given as proof, at most
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Reason:
    """One kind of reason: `pairs` with a, b (a before b), strength (over 0, under 1), and
    `tell`, which gives the proof for a pair in it."""

    pairs: pd.DataFrame
    tell: Callable[[str, str], dict[str, Any]]


def shared_contacts(ties: pd.DataFrame, institutions: Sequence[str]) -> Reason:
    """Contacts of both, by resource allocation with popularity divided out.

    Tells contacts (ids, those with fewest contacts of their own first), count, and likely:
    whether three or more shared contacts are half of all that the two have, so that they would
    very likely meet anyway. `pairs` has a column likely, too.
    """
    known = adjacency(ties, institutions)
    place = {one: number for number, one in enumerate(institutions)}
    own = degrees(known)
    pairs = scored_pairs(popularity_divided_out(resource_allocation(known), known), institutions)
    at = [pairs[side].map(place).to_numpy() for side in PAIR]
    number, close = (_entries(matrix, *at) for matrix in (common_contacts(known), overlap(known)))
    typical = pairs["score"].median() if len(pairs) else 1.0
    pairs["strength"] = 0.8 * pairs["score"] / (pairs["score"] + typical) * (1 - 0.5**number)
    pairs["likely"] = (number >= 3) & (close >= 0.5)
    sure = pairs[pairs["likely"]]
    likely = set(zip(sure["a"], sure["b"], strict=True))

    def tell(a: str, b: str) -> dict[str, Any]:
        row, column = (known.indices[slice(*known.indptr[place[one] :][:2])] for one in (a, b))
        both = sorted(set(row) & set(column), key=lambda one: (own[one], institutions[one]))
        return {
            "code": "shared_contacts",
            "contacts": [institutions[one] for one in both[:SHOWN]],
            "count": len(both),
            "likely": (a, b) in likely,
        }

    return Reason(pairs[[*PAIR, "strength", "likely"]], tell)


def _entries(matrix: sparse.csr_array, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """The values of a matrix at those places (scipy gives them in different shapes)."""
    found: Any = matrix[rows, columns]
    return np.asarray(found.toarray() if hasattr(found, "toarray") else found)


def unanswered(messages: pd.DataFrame) -> Reason:
    """One addressed the other and got no answer.

    messages: occurred_at, network, post_id, url, source, target.
    Tells source, target, count, last (day), posts (network, post_id, url; newest first).
    """
    latest = messages.sort_values(["occurred_at", "network", "post_id"], ascending=False)
    latest = latest.drop_duplicates(["network", "post_id", "source", "target"])
    both_ways = _ordered(latest)
    places = both_ways.groupby(PAIR, observed=True).indices  # pair → rows, without a frame for each
    strength = [min(1 - 0.6 ** len(rows), 0.9) for rows in places.values()]

    def tell(a: str, b: str) -> dict[str, Any]:
        found = both_ways.iloc[places[a, b]]
        source = found["source"].value_counts().sort_index(ascending=False).idxmax()
        sent = found[found["source"] == source]
        return {
            "code": "unanswered",
            "source": source,
            "target": b if source == a else a,
            "count": len(sent),
            "last": sent["occurred_at"].iloc[0].date().isoformat(),
            "posts": sent[["network", "post_id", "url"]].head(SHOWN).to_dict("records"),
        }

    return Reason(_pairs(list(places), strength), tell)


def lapsed(
    past: pd.DataFrame, ties: pd.DataFrame, observed: Collection[str] | None = None
) -> Reason:
    """The two addressed each other once, and not in the recent period.

    past: source, target, the counts of ties, and month; of all the past, in one row per tie or
    several. ties: of the recent period. List posts are left out. observed: ids of those with
    data enough in that period (None: all); of the others nobody can say that they fell silent.
    Tells count (interactions), last_month (its first day), two_way (bool).
    """
    rows = _ordered(past.assign(count=past[list(KINDS)].sum(axis=1) - past["listed"]))
    rows = rows[rows["count"] > 0]
    if observed is not None:
        known = list(observed)
        rows = rows[rows["a"].isin(known) & rows["b"].isin(known)]
    grouped = rows.groupby(PAIR, observed=True).agg(
        count=("count", "sum"), month=("month", "max"), ways=("forth", "nunique")
    )
    found = grouped.reset_index()
    one, place = found["a"].dtype, found["a"].cat.categories
    recent = weights(ties, with_lists=False)
    recent = recent[recent["source"].isin(place) & recent["target"].isin(place)]
    still = _ordered(recent).astype({"a": one, "b": one})[PAIR].drop_duplicates().assign(still=True)
    found = found[found.merge(still, on=PAIR, how="left")["still"].isna().to_numpy()]
    strength = 0.6 * (1 - 0.7 ** found["count"]) * found["ways"] / 2

    def tell(a: str, b: str) -> dict[str, Any]:
        row = found[(found["a"] == a) & (found["b"] == b)].iloc[0]
        return {
            "code": "lapsed",
            "count": int(row["count"]),
            "last_month": row["month"].date().isoformat(),
            "two_way": bool(row["ways"] == 2),
        }

    return Reason(found[PAIR].assign(strength=strength), tell)


def same_event(events: pd.DataFrame, participations: pd.DataFrame, today: date) -> Reason:
    """Both take part in an event of the coming year, or took part in a campaign of the last.

    A campaign is an event with hashtags. Taking part is hosting or having joined.
    Tells event (id), coming (bool, also while it runs), starts, ends (days).
    """
    day = pd.Timestamp(today)
    held = events[~events["certainty"].isin(["cancelled", "postponed"])]
    coming = (held["ends"] >= day) & (held["starts"] <= day + YEAR)
    campaign = held["hashtags"].map(len).astype("int64") > 0
    told = held[coming | ((held["ends"] < day) & (held["ends"] >= day - YEAR) & campaign)]
    joined = participations["status"].eq("joined") | participations["role"].eq("host")
    there = participations[joined & participations["status"].ne("declined")]
    there = there[there["event_id"].isin(told["id"])]
    pairs = _sharing(there.rename(columns={"institution_id": "id"}), ["event_id"], 0.7)
    told = told.assign(coming=coming)[["id", "coming", "starts", "ends"]]
    pairs = pairs.merge(told, left_on="event_id", right_on="id")
    pairs["strength"] = pairs["strength"].where(pairs["coming"], pairs["strength"] / 2)
    pairs = pairs.sort_values(["strength", "starts", "event_id"], ascending=[False, True, True])
    about = told.set_index("id").to_dict("index")
    pairs = pairs.drop_duplicates(PAIR)
    event_of = pairs.set_index(PAIR)["event_id"].to_dict()

    def tell(a: str, b: str) -> dict[str, Any]:
        event = event_of[a, b]
        row = about[event]
        return {
            "code": "same_event",
            "event": int(event),
            "coming": bool(row["coming"]),
            "starts": row["starts"].date().isoformat(),
            "ends": row["ends"].date().isoformat(),
        }

    return Reason(pairs[[*PAIR, "strength"]], tell)


def shared_tags(tags: pd.DataFrame, institutions: Sequence[str]) -> Reason:
    """Both use hashtags that at most a fifth of the institutions use (two are always few).

    tags: institution_id, tag, shown. Tells tags (as shown, rarest first), count.
    """
    known = tags[tags["institution_id"].isin(list(institutions))].rename(
        columns={"institution_id": "id"}
    )
    users = known.groupby("tag")["id"].transform("nunique")
    rare = known[users <= max(2, len(institutions) / 5)].assign(users=users)
    pairs = _sharing(rare, ["tag"], 0.3)
    number = pairs.groupby(PAIR).size()
    order = rare.sort_values(["users", "tag", "shown"]).drop_duplicates("tag")
    shown = list(zip(order["tag"], order["shown"], strict=True))
    used = rare.groupby("id")["tag"].agg(set)

    def tell(a: str, b: str) -> dict[str, Any]:
        both = used[a] & used[b]
        return {
            "code": "shared_tags",
            "tags": [text for tag, text in shown if tag in both][:SHOWN],
            "count": len(both),
        }

    return Reason(_pairs(list(number.index), (0.3 * (1 - 0.6**number)).tolist()), tell)


def alike(institutions: pd.DataFrame, code: str) -> Reason:
    """Both are in the same city, of the same kind in the same country, or of the same kind.

    institutions: id, kind, city, country. code: same_city, same_country_kind or same_kind
    (which leaves out pairs of the same country). Tells the shared city, country and kind.
    """
    columns, strength = {
        "same_city": (["country", "city"], 0.3),
        "same_country_kind": (["country", "kind"], 0.25),
        "same_kind": (["kind"], 0.15),
    }[code]
    pairs = _sharing(institutions[["id", "kind", "city", "country"]], columns, strength)
    place = institutions.set_index("id")[columns].to_dict("index")
    if code == "same_kind":
        country = institutions.set_index("id")["country"]
        here, there = pairs["a"].map(country), pairs["b"].map(country)
        pairs = pairs[here.isna() | there.isna() | (here != there)]

    def tell(a: str, b: str) -> dict[str, Any]:
        return {"code": code} | {column: place[a][column] for column in columns}

    return Reason(pairs[[*PAIR, "strength"]], tell)


def _sharing(rows: pd.DataFrame, columns: list[str], strength: float) -> pd.DataFrame:
    """The pairs of ids with the same values; the more ids share them, the less it says."""
    known = rows.dropna(subset=columns)[["id", *columns]].drop_duplicates()
    size = known.groupby(columns)["id"].transform("size").to_numpy(dtype="float64")
    known = known.assign(strength=strength * (2 / size) ** 0.25)[size >= 2]
    both = known.merge(known.drop(columns="strength"), on=columns, suffixes=("", "_other"))
    both = both[both["id"] < both["id_other"]]
    return both.rename(columns={"id": "a", "id_other": "b"}).reset_index(drop=True)


def _ordered(ties: pd.DataFrame) -> pd.DataFrame:
    """The rows between two institutions, with a and b, the two ends in order, as categories (of
    many pairs, names take more room than figures), and forth: from a to b."""
    rows = ties[(ties["source"] != ties["target"]).to_numpy()]
    names = pd.Index(sorted({*rows["source"].unique(), *rows["target"].unique()}), dtype="str")
    source, target = (names.get_indexer(pd.Index(rows[end])) for end in ("source", "target"))
    one = pd.CategoricalDtype(names)
    return rows.assign(
        a=pd.Categorical.from_codes(np.minimum(source, target), dtype=one),
        b=pd.Categorical.from_codes(np.maximum(source, target), dtype=one),
        forth=source < target,
    )


def _pairs(pairs: list[Any], strength: list[float]) -> pd.DataFrame:
    table = pd.DataFrame(pairs, columns=PAIR).astype("str")
    return table.assign(strength=np.array(strength, dtype="float64"))
