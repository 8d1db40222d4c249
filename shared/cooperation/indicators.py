"""The figures of the Overview, each beside what it is a part of and how it changed.

A figure that cannot be told is None, never 0. Changes count only institutions whose data allow to
compare the two periods (see `comparability`), so that a museum whose posts came in late does not
look like new cooperation; medians leave out those of whom too few days are known.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from shared.cooperation.network import (
    KINDS,
    between,
    contacts,
    new_ties,
    pairs,
    paused_ties,
    unobservable_ties,
)
from shared.cooperation.reciprocity import reciprocal_pairs


@dataclass(frozen=True)
class Observed:
    """What was seen of the consortium in one period.

    members: ids of the members in that period. covered: ids of institutions with data in it;
    well_covered: of those with data on enough of its days (None: all of the covered).
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
    well_covered: frozenset[str] | None = None

    @property
    def peers(self) -> frozenset[str]:
        """Ids of the members of whom enough days are known to stand for the others."""
        known = self.covered if self.well_covered is None else self.well_covered
        return known & self.members


@dataclass(frozen=True)
class Figure:
    """One figure; each part is None where it is undefined.

    of: the number it is a part of. change: against the compared period. median: that of the
    consortium's members with enough data, where the figure speaks of one institution.
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
    new, paused, unobservable: ties by comparison. reciprocal: members with a two-way exchange; of
    one, its contacts it has one with. contacts: the median of the members; of one, its own.
    joint_events: events with two or more members taking part; of one, those it takes part in.
    """

    active: Figure
    ties: Figure
    new: int | None
    paused: int | None
    unobservable: int | None
    reciprocal: Figure
    contacts: Figure
    joint_events: Figure


def headline(
    now: Observed, before: Observed | None = None, observable: frozenset[str] | None = None
) -> Headline:
    """The consortium's figures now, with their change since the compared period.

    observable: ids of those whose data allow to compare; without it, all with data in both.
    """
    rows = _figures(now, now.members)
    known = bool(now.covered & now.members)
    among = _comparable(now, before, observable)
    was, has_become = _compared(now, before, among)

    def figure(read: Callable[[pd.DataFrame], float], of: int | None = None) -> Figure:
        change = None if was is None or has_become is None else read(has_become) - read(was)
        return Figure(read(rows) if known else None, of, change)

    total = len(now.members) or None
    median = rows.loc[rows["institution_id"].isin(now.peers), "contacts"].median()
    changed = turnover(now, before, observable)
    return Headline(
        active=figure(lambda of: int((of["posts"] > 0).sum()), total),
        ties=Figure(
            len(pairs(between(now.ties, now.members))) if known else None,
            change=None if changed is None else len(changed.new) - len(changed.paused),
        ),
        new=None if changed is None else len(changed.new),
        paused=None if changed is None else len(changed.paused),
        unobservable=None if changed is None else len(changed.unobservable),
        reciprocal=figure(lambda of: int((of["reciprocal"] > 0).sum()), total),
        contacts=Figure(
            None if pd.isna(median) else float(median),
            change=figure(lambda of: float(of["contacts"].median())).change,
        ),
        joint_events=_joint_events(now, before),
    )


def for_institution(
    institution: str,
    now: Observed,
    before: Observed | None = None,
    observable: frozenset[str] | None = None,
) -> Headline:
    """The same figures of one institution, beside the median of the members with enough data.

    Ties and contacts are those with members. All but joint events are None where it has no
    data in the period; their changes are None where its data do not allow to compare. The
    median of joint events is that of all members.
    """
    rows = _figures(now, now.members | {institution})
    peers = rows[rows["institution_id"].isin(now.peers)]
    known = institution in now.covered
    among = _comparable(now, before, observable, institution)
    was, has_become = _compared(now, before, among)

    def figure(column: str) -> Figure:
        change = None
        if was is not None and has_become is not None:
            change = _own(has_become, institution, column) - _own(was, institution, column)
        median = float(peers[column].median()) if len(peers) else None
        return Figure(_own(rows, institution, column) if known else None, None, change, median)

    changed = turnover(now, before, observable, institution)
    return Headline(
        active=figure("posts"),
        ties=figure("ties"),
        new=None if changed is None else len(changed.new),
        paused=None if changed is None else len(changed.paused),
        unobservable=None if changed is None else len(changed.unobservable),
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


def _comparable(
    now: Observed,
    before: Observed | None,
    observable: frozenset[str] | None,
    also: str | None = None,
) -> frozenset[str]:
    """Members of both periods that compare, and one more if it does; none if that one does not."""
    if before is None:
        return frozenset()
    known = now.covered & before.covered if observable is None else observable
    if also is None:
        return known & now.members & before.members
    return known & (now.members & before.members | {also}) if also in known else frozenset()


def _compared(
    now: Observed, before: Observed | None, among: frozenset[str]
) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
    """The figures before and now of those who compare; None where nothing does."""
    if before is None or not among:
        return None, None
    return _figures(before, among), _figures(now, among)


class Turnover(NamedTuple):
    """The ties that changed between two periods, each with columns source, target.

    unobservable also has seen (`now` or `before`).
    """

    new: pd.DataFrame
    paused: pd.DataFrame
    unobservable: pd.DataFrame


def turnover(
    now: Observed,
    before: Observed | None,
    observable: frozenset[str] | None = None,
    institution: str | None = None,
) -> Turnover | None:
    """The ties that changed, those of one institution only if it is named; see `headline`.

    None where nothing compares.
    """
    one = None if institution is None else now.through.get(institution, institution)
    among = _comparable(now, before, observable, one)
    if before is None or not among:
        return None
    also = frozenset() if one is None else frozenset([one])
    ties, earlier = (between(seen.ties, seen.members | also) for seen in (now, before))
    changed = Turnover(
        new_ties(ties, earlier, among),
        paused_ties(ties, earlier, among),
        unobservable_ties(ties, earlier, among),
    )
    if one is None:
        return changed
    return Turnover(*(rows[rows["source"].eq(one) | rows["target"].eq(one)] for rows in changed))


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
