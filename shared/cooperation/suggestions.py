"""Pairs that should talk next, the most useful first.

Usefulness is not odds: popularity is divided out, those with few contacts come forward, and a
pair that would very likely meet anyway comes last.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from shared.cooperation import reasons
from shared.cooperation.network import between, contacts, weights
from shared.cooperation.reasons import PAIR, Reason
from shared.cooperation.reciprocity import reciprocal_pairs
from shared.periods import Period

METHOD = "resource_allocation"
AT_MOST = 4  # suggestions per institution
REASONS = 3  # reasons per suggestion
RECENT = 180  # days in which a two-way exchange counts as going on, at most
SHORT = 90  # a history of fewer days is all recent


@dataclass(frozen=True)
class Evidence:
    """What is known about the institutions that may be suggested to each other.

    institutions: id, kind, city, country, parent. ties: the store's ties of the recent
    period. past: the ties of all the past, with the last month of each. observed: ids of those
    with data enough in the recent period (None: all). unanswered, events, participations, tags:
    as the store gives them; what is not given is not known.
    """

    institutions: pd.DataFrame
    ties: pd.DataFrame
    past: pd.DataFrame | None = None
    observed: frozenset[str] | None = None
    unanswered: pd.DataFrame | None = None
    events: pd.DataFrame | None = None
    participations: pd.DataFrame | None = None
    tags: pd.DataFrame | None = None
    decided: frozenset[tuple[str, str]] = field(default_factory=frozenset)


def recent_days(first_day: date, last_day: date) -> Period:
    """The recent period of a history (days, both included) from which suggestions are made.

    Its later half, 180 days at most; all of it if it holds fewer than 90.

    >>> recent_days(date(2026, 1, 1), date(2026, 4, 10)).start
    datetime.date(2026, 2, 20)
    """
    days = (last_day - first_day).days + 1
    length = days if days < SHORT else min(RECENT, days // 2)
    return Period.through(last_day - timedelta(days=length - 1), last_day)


def suggestions(known: Evidence, *, today: date, at_most: int = AT_MOST) -> pd.DataFrame:
    """Pairs of institutions without a two-way exchange in the recent period, and why.

    today: the day from which events are coming. at_most: suggestions per institution; pairs in
    `known.decided` are kept beside that number, so that what was decided can still be read.
    Returns a, b (ids, a before b), score (over 0 and under 1; under 0.5: would very likely
    meet anyway), reasons (list of dicts with a `code`, strongest first, at most three), best
    first; no rows where nothing can be said.
    """
    found = _reasons(known, today)
    held = _held(found, known)
    if held.empty:
        columns = {"a": "str", "b": "str", "score": "float64", "reasons": "object"}
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
    ranked = _ranked(held, known)
    kept = _few_each(ranked, known.decided, at_most)
    told = held.merge(kept[PAIR], on=PAIR).sort_values(
        ["strength", "code"], ascending=[False, True]
    )
    kept = kept.astype(dict.fromkeys(PAIR, "str"))
    lists: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for a, b, code in zip(told["a"], told["b"], told["code"], strict=True):
        if len(lists[a, b]) < REASONS:
            lists[a, b].append(found[code].tell(a, b))
    pairs = zip(kept["a"], kept["b"], strict=True)
    return kept.assign(reasons=pd.Series([lists[pair] for pair in pairs], dtype="object"))


def _reasons(known: Evidence, today: date) -> dict[str, Reason]:
    ids = sorted(known.institutions["id"])
    ties = between(weights(known.ties, with_lists=False), ids)
    found = {"shared_contacts": reasons.shared_contacts(ties, ids)}
    for code in ("same_city", "same_country_kind", "same_kind"):
        found[code] = reasons.alike(known.institutions, code)
    if known.unanswered is not None:
        found["unanswered"] = reasons.unanswered(known.unanswered)
    if known.past is not None:
        found["lapsed"] = reasons.lapsed(known.past, known.ties, known.observed)
    if known.events is not None and known.participations is not None:
        found["same_event"] = reasons.same_event(known.events, known.participations, today)
    if known.tags is not None:
        found["shared_tags"] = reasons.shared_tags(known.tags, ids)
    return found


def _held(found: dict[str, Reason], known: Evidence) -> pd.DataFrame:
    """a, b, code, strength, likely: every reason that holds for a pair to be suggested.

    The ids are categories: among 500 institutions there are a hundred thousand pairs.
    """
    ids = sorted(known.institutions["id"])
    one, codes = pd.CategoricalDtype(ids), pd.CategoricalDtype(sorted(found))
    told = []
    for code, reason in found.items():
        pairs = reason.pairs
        pairs = pairs[pairs["a"].isin(ids) & pairs["b"].isin(ids)]
        named = pd.Categorical([code] * len(pairs), dtype=codes)
        told.append(pairs.astype(dict.fromkeys(PAIR, one)).assign(code=named))
    held = pd.concat(told, ignore_index=True)
    held = held.assign(likely=held["likely"].eq(True))
    a, b = (held[side].cat.codes.to_numpy("int64") for side in PAIR)
    parent = known.institutions.set_index("id")["parent"].reindex(ids)
    house = pd.factorize(parent.fillna(pd.Series(ids, ids)))[0]  # who speaks for whom
    place = {id: number for number, id in enumerate(ids)}
    talking = [
        place[one] * len(ids) + place[other]
        for one, other in reciprocal_pairs(weights(known.ties, with_lists=False))
        if one in place and other in place
    ]
    talks = np.isin(a * len(ids) + b, talking)
    return held[(house[a] != house[b]) & ~talks]


def _ranked(held: pd.DataFrame, known: Evidence) -> pd.DataFrame:
    """a, b, score: reasons add up as chances do, and few contacts bring a pair forward."""
    doubt = held.assign(doubt=1 - held["strength"]).groupby(PAIR, as_index=False, observed=True)
    pairs = doubt.agg(doubt=("doubt", "prod"), likely=("likely", "any"))
    own = contacts(weights(known.ties, with_lists=False), known.institutions["id"])
    number = own.set_index("institution_id")["contacts"]
    a, b = (pairs[side].map(number).astype("float64") for side in PAIR)
    fewest = np.minimum(a, b)
    useful = 1 - pairs["doubt"] * (1 - 0.35 / (1 + fewest))
    pairs["score"] = ((useful + ~pairs["likely"]) / 2).round(6)
    pairs = pairs.sort_values(["score", *PAIR], ascending=[False, True, True])
    return pairs[[*PAIR, "score"]]


def _few_each(
    ranked: pd.DataFrame, decided: Collection[tuple[str, str]], at_most: int
) -> pd.DataFrame:
    """The best pairs, no institution in more than `at_most` of those not decided yet."""
    number: Counter[int] = Counter()  # by place among the ids: names would take room
    place = {id: number for number, id in enumerate(ranked["a"].cat.categories)}
    settled = {(place.get(a, -1), place.get(b, -1)) for a, b in decided}
    kept = []
    for a, b in zip(*(ranked[side].cat.codes.to_numpy() for side in PAIR), strict=True):
        free = number[a] < at_most and number[b] < at_most
        if free and (a, b) not in settled:
            number.update((a, b))
        kept.append(free or (a, b) in settled)
    return ranked[kept].reset_index(drop=True)
