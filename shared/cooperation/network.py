"""The network of ties: who addresses whom, how strongly, and what changed.

Here a tie is directed; self-ties never count and repeats of a tie are added up.
"""

from collections.abc import Collection, Iterable

import pandas as pd

KINDS = ("mentions", "reposts", "quotes", "replies")
ENDS = ["source", "target"]


def weights(
    ties: pd.DataFrame, kinds: Collection[str] = KINDS, with_lists: bool = True
) -> pd.DataFrame:
    """How often each institution addressed each other one, in the chosen kinds.

    ties: columns source, target, mentions, reposts, quotes, replies, listed (posts).
    kinds: which of `KINDS` count; without lists, mentions from list posts do not.
    Returns source, target, weight (posts, 1 or more), sorted by source and target.
    Raises ValueError for a kind that does not exist.
    """
    chosen = [kind for kind in KINDS if kind in kinds]
    if len(chosen) != len(set(kinds)):
        raise ValueError(f"kinds are {', '.join(KINDS)}, not {', '.join(sorted(set(kinds)))}")
    weight = ties[chosen].sum(axis=1).astype("int64")
    if "mentions" in chosen and not with_lists:
        weight = weight - ties["listed"]
    weighed = ties[ENDS].assign(weight=weight)
    weighed = weighed[(weighed["weight"] > 0) & (weighed["source"] != weighed["target"])]
    return weighed.groupby(ENDS, sort=True)["weight"].sum().reset_index()


def between(ties: pd.DataFrame, institutions: Iterable[str]) -> pd.DataFrame:
    """The ties with both ends among the institutions, self-ties left out; columns as given."""
    known = set(institutions)
    inside = ties["source"].isin(known) & ties["target"].isin(known)
    return ties[inside & (ties["source"] != ties["target"])].reset_index(drop=True)


def pairs(ties: pd.DataFrame) -> set[tuple[str, str]]:
    """The directed ties as (source, target), each once, self-ties left out."""
    both = zip(ties["source"], ties["target"], strict=True)
    return {(source, target) for source, target in both if source != target}


def contacts(ties: pd.DataFrame, institutions: Iterable[str] | None = None) -> pd.DataFrame:
    """With how many distinct others each institution is tied, in either direction.

    institutions: who gets a row, also with 0 contacts, and counts as a contact;
    without it, whoever has a tie.
    Returns institution_id, contacts (count), sorted by institution_id.
    """
    if institutions is not None:
        institutions = sorted(set(institutions))
        ties = between(ties, institutions)
    ends = ties.loc[ties["source"] != ties["target"], ENDS]
    turned = ends.rename(columns={"source": "target", "target": "source"})
    distinct = pd.concat([ends, turned[ENDS]]).drop_duplicates()
    counted = distinct.groupby("source")["target"].size()
    if institutions is not None:
        counted = counted.reindex(institutions, fill_value=0)
    counted = counted.rename_axis("institution_id").rename("contacts").astype("int64")
    return counted.reset_index()


def strongest(ties: pd.DataFrame, most: int = 3000) -> tuple[pd.DataFrame, int]:
    """The strongest ties, and how many are left out.

    ties: columns source, target, weight, as `weights` gives them.
    Returns at most `most` rows, strongest first (equal ones by source, then target).
    """
    ranked = ties.sort_values(["weight", *ENDS], ascending=[False, True, True])
    return ranked.head(most).reset_index(drop=True), max(len(ties) - most, 0)


def new_ties(ties: pd.DataFrame, before: pd.DataFrame, comparable: Collection[str]) -> pd.DataFrame:
    """Ties seen now and not before, between institutions with data in both periods.

    comparable: ids of the institutions with data in both periods; see `comparability`. Of ties
    of others, nothing can be said: `unobservable_ties`.
    Returns source, target, sorted.
    """
    found = pairs(between(ties, comparable)) - pairs(between(before, comparable))
    return pd.DataFrame(sorted(found), columns=ENDS, dtype="str")


def paused_ties(
    ties: pd.DataFrame, before: pd.DataFrame, comparable: Collection[str]
) -> pd.DataFrame:
    """Ties seen before and not now, between institutions with data in both periods.

    comparable: ids of the institutions with data in both periods.
    Returns source, target, sorted. A quiet season is enough to pause a tie.
    """
    return new_ties(before, ties, comparable)


def unobservable_ties(
    ties: pd.DataFrame, before: pd.DataFrame, comparable: Collection[str]
) -> pd.DataFrame:
    """Ties seen in one period only, of which an end cannot be compared: neither new nor paused.

    ties, before: those between the members of their own period. comparable: ids of the
    institutions with data in both periods. A tie seen in both was kept, whatever the data.
    Returns source, target, seen (`now` or `before`), sorted by source and target. Together:
    ties now = kept + new + not observable and seen now.
    """
    now, then = pairs(ties), pairs(before)
    found = [(*tie, "now" if tie in now else "before") for tie in now ^ then]
    rows = pd.DataFrame(sorted(found), columns=[*ENDS, "seen"], dtype="str")
    told = rows["source"].isin(list(comparable)) & rows["target"].isin(list(comparable))
    return rows[~told].reset_index(drop=True)


def without_exchange(members: Iterable[str], ties: pd.DataFrame) -> list[str]:
    """The members tied to no other member in either direction, in the order given.

    members: ids of those with data; of others, nothing can be said.
    """
    listed = list(dict.fromkeys(members))
    tied = {end for pair in pairs(between(ties, listed)) for end in pair}
    return [member for member in listed if member not in tied]
