"""The figures of the Overview, each beside what it is a part of and how it changed.

A figure that cannot be told is None, never 0. Changes count only institutions with data in
both periods, so that a museum whose posts came in late does not look like new cooperation.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from shared.cooperation.network import KINDS, between, contacts, new_ties, pairs, paused_ties
from shared.cooperation.reciprocity import reciprocal_pairs


@dataclass(frozen=True)
class Observed:
    """What was seen of the consortium in one period.

    members: ids of the members in that period. covered: ids of institutions with data in it.
    ties: columns source, target. posts: columns institution_id, posts (count).
    taking_part: columns event_id, institution_id: who takes part in which event of the period;
    None where that is not known. through: ids of institutions that speak through another's
    account to that other's id; they have its figures, being neither alone nor quiet.
    """

    members: frozenset[str]
    covered: frozenset[str]
    ties: pd.DataFrame
    posts: pd.DataFrame
    taking_part: pd.DataFrame | None = None
    through: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    """One figure; each part is None where it is undefined.

    of: the number it is a part of. change: against the compared period. median: that of the
    consortium's members with data, where the figure speaks of one institution.
    """

    value: float | None
    of: int | None = None
    change: float | None = None
    median: float | None = None


@dataclass(frozen=True)
class Headline:
    """The figures of the Overview, of the consortium or of one institution.

    active: members with a post; of one institution, its posts.
    ties: directed ties between members; of one, those it has part in, either direction.
    new, paused: ties by comparison. reciprocal: members with a two-way exchange; of one, its
    contacts it has one with. contacts: the median of the members with data; of one, its own.
    joint_events: events with two or more members taking part; of one, those it takes part in.
    """

    active: Figure
    ties: Figure
    new: int | None
    paused: int | None
    reciprocal: Figure
    contacts: Figure
    joint_events: Figure


def headline(now: Observed, before: Observed | None = None) -> Headline:
    """The consortium's figures now, with their change since the compared period."""
    rows = _figures(now, now.members)
    known = bool(now.covered & now.members)
    was, has_become = _compared(now, before)

    def figure(read: Callable[[pd.DataFrame], float], of: int | None = None) -> Figure:
        change = None if was is None or has_become is None else read(has_become) - read(was)
        return Figure(read(rows) if known else None, of, change)

    total = len(now.members) or None
    median = rows.loc[rows["institution_id"].isin(now.covered), "contacts"].median()
    new, paused = _turnover(now, before)
    return Headline(
        active=figure(lambda of: int((of["posts"] > 0).sum()), total),
        ties=Figure(
            len(pairs(between(now.ties, now.members))) if known else None,
            change=None if new is None or paused is None else new - paused,
        ),
        new=new,
        paused=paused,
        reciprocal=figure(lambda of: int((of["reciprocal"] > 0).sum()), total),
        contacts=Figure(
            float(median) if known else None,
            change=figure(lambda of: float(of["contacts"].median())).change,
        ),
        joint_events=_joint_events(now, before),
    )


def for_institution(institution: str, now: Observed, before: Observed | None = None) -> Headline:
    """The same figures of one institution, beside the median of the members with data.

    Ties and contacts are those with members. All but joint events are None where it has no
    data in the period; their changes are None where it has none in the compared one. The
    median of joint events is that of all members.
    """
    speaker = now.through.get(institution, institution)
    rows = _figures(now, now.members | {institution})
    peers = rows[rows["institution_id"].isin(now.covered & now.members)]
    known = institution in now.covered
    was, has_become = _compared(now, before, institution)

    def figure(column: str) -> Figure:
        change = None
        if was is not None and has_become is not None:
            change = _own(has_become, institution, column) - _own(was, institution, column)
        median = float(peers[column].median()) if len(peers) else None
        return Figure(_own(rows, institution, column) if known else None, None, change, median)

    new, paused = _turnover(now, before, speaker)
    return Headline(
        active=figure("posts"),
        ties=figure("ties"),
        new=new,
        paused=paused,
        reciprocal=figure("reciprocal"),
        contacts=figure("contacts"),
        joint_events=_joint_events(now, before, institution),
    )


def monthly(tie_months: pd.DataFrame, members: Iterable[str]) -> pd.DataFrame:
    """Ties and interactions between members, by month and kind.

    tie_months: month, source, target, mentions, reposts, quotes, replies.
    Returns month, ties (directed, count), mentions, reposts, quotes, replies (posts), sorted.
    A month without a row has no interaction: whether there was data, coverage tells.
    """
    inside = between(tie_months, members)
    counted = inside.groupby("month")[list(KINDS)].sum()
    distinct = inside.drop_duplicates(["month", "source", "target"]).groupby("month").size()
    counted.insert(0, "ties", distinct)
    return counted.astype("int64").reset_index()


def _figures(seen: Observed, among: Iterable[str]) -> pd.DataFrame:
    """institution_id, posts, ties, reciprocal, contacts, one row per id."""
    figures = contacts(seen.ties, among).set_index("institution_id")
    ids = figures.index
    inside = between(seen.ties, ids)
    ends = pd.Series([end for pair in pairs(inside) for end in pair], dtype="str")
    two_way = pd.Series([end for pair in reciprocal_pairs(inside) for end in pair], dtype="str")
    posts = seen.posts.groupby("institution_id")["posts"].sum()
    figures = figures.assign(
        posts=posts.reindex(ids, fill_value=0),
        ties=ends.value_counts().reindex(ids, fill_value=0),
        reciprocal=two_way.value_counts().reindex(ids, fill_value=0),
    )
    for one, speaker in seen.through.items():
        if one in ids and speaker in ids:
            figures.loc[one] = figures.loc[speaker]
    return figures.reset_index()


def _together(taking_part: pd.DataFrame | None, among: Iterable[str]) -> pd.DataFrame:
    """Who takes part in the events that bring two or more of them together."""
    if taking_part is None:
        return pd.DataFrame(columns=["event_id", "institution_id"])
    inside = taking_part[taking_part["institution_id"].isin(list(among))]
    inside = inside[["event_id", "institution_id"]].drop_duplicates()
    return inside[inside.groupby("event_id")["institution_id"].transform("size") >= 2]


def _comparable(now: Observed, before: Observed | None, also: str | None = None) -> frozenset[str]:
    """Members with data in both periods, and one more if it has; none if that one has not."""
    if before is None:
        return frozenset()
    covered = now.covered & before.covered
    if also is not None:
        return covered & (now.members & before.members | {also}) if also in covered else frozenset()
    return covered & now.members & before.members


def _compared(
    now: Observed, before: Observed | None, also: str | None = None
) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
    """The figures before and now of those with data in both; None where nothing compares."""
    among = _comparable(now, before, also)
    if before is None or not among:
        return None, None
    return _figures(before, among), _figures(now, among)


def _turnover(
    now: Observed, before: Observed | None, institution: str | None = None
) -> tuple[int | None, int | None]:
    among = _comparable(now, before, institution)
    if before is None or not among:
        return None, None
    changed = (new_ties(now.ties, before.ties, among), paused_ties(now.ties, before.ties, among))
    if institution is None:
        return len(changed[0]), len(changed[1])
    new, paused = (int(ties.isin([institution]).any(axis=1).sum()) for ties in changed)
    return new, paused


def _joint_events(now: Observed, before: Observed | None, institution: str | None = None) -> Figure:
    """Joint events of all members, or those of one institution; no data of posts is needed."""
    value, was = (_joint(seen, institution) for seen in (now, before))
    median = None
    if institution is not None and now.taking_part is not None and now.members:
        together = _together(now.taking_part, now.members)["institution_id"].value_counts()
        median = float(together.reindex(sorted(now.members), fill_value=0).median())
    return Figure(value, None, None if value is None or was is None else value - was, median)


def _joint(seen: Observed | None, institution: str | None) -> int | None:
    if seen is None or seen.taking_part is None:
        return None
    if institution is None:
        return int(_together(seen.taking_part, seen.members)["event_id"].nunique())
    together = _together(seen.taking_part, seen.members | {institution})
    return int(together["institution_id"].eq(institution).sum())


def _own(figures: pd.DataFrame, institution: str, column: str) -> int:
    return int(figures.loc[figures["institution_id"].eq(institution), column].iloc[0])
