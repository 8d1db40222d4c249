"""What was seen of the consortium in the days the reader asked for, gathered from the store."""

from datetime import date

import pandas as pd

from dashboard import agenda_seen, cached, charts, compared, parts
from dashboard.asked import Asked, members_in, usual
from dashboard.decided import standing
from dashboard.i18n import _
from shared.agenda.joint_events import joint_events, participants
from shared.cooperation.coverage import ENOUGH, NONE, availability, month_by_month
from shared.cooperation.indicators import (
    Headline,
    Observed,
    Turnover,
    for_institution,
    headline,
    monthly,
    turnover,
)
from shared.cooperation.membership import spoken_for, tie_months_between_members
from shared.cooperation.network import between, contacts
from shared.periods import Period

_AS_MUCH = 0.9  # of what is known of the best known month: with less, a month is drawn grey


def observed(period: Period) -> Observed:
    """Members, those with data, their ties, posts and events in the period."""
    days = {"start": period.start, "end": period.end}
    known = availability(*_tables(), period)
    ids = known["institution_id"]
    return Observed(
        members=members_in(period),
        covered=frozenset(ids[known["data"].ne(NONE)]),
        well_covered=frozenset(ids[known["enough"]]),
        ties=cached.frame("ties", **days),
        posts=cached.frame("posts_count", **days),
        taking_part=_taking_part(period),
        through=_speakers(),
    )


def _taking_part(period: Period) -> pd.DataFrame:
    joint = joint_events(
        cached.frame("events"),
        cached.frame("participations"),
        start=period.start,
        end=period.end,
    )
    pairs = participants(cached.frame("participations"))
    return pairs[pairs["event_id"].isin(joint["id"])]


def figures(asked: Asked) -> Headline:
    """The headline figures of the consortium, or of the institution asked for."""
    told = _both(asked)
    return for_institution(asked.institution, *told) if asked.institution else headline(*told)


def changes(asked: Asked) -> Turnover | None:
    """The ties that are new, paused or not observable; None where nothing compares."""
    return turnover(*_both(asked), asked.institution)


def _both(asked: Asked) -> tuple[Observed, Observed | None, frozenset[str] | None]:
    """What was seen in both periods, and of whom the two compare."""
    now = cached.result(observed, asked.period)
    if asked.compared is None:
        return now, None, None
    before = cached.result(observed, asked.compared)
    return now, before, compared.observable(asked.period, asked.compared)


def at_first_sight() -> None:
    """Compute what the first reader of the Overview would wait for."""
    asked = usual(cached.data_days())
    cached.result(figures, asked)
    cached.result(changes, asked)
    cached.result(known_months, None)
    cached.result(without_exchange, asked.period)
    cached.result(_unanswered, asked.period)


def without_exchange(period: Period) -> list[str]:
    """Members with data in the period and no observed contact in it, by name."""
    seen = cached.result(observed, period)
    counted = contacts(seen.ties, seen.members)
    alone = set(counted.loc[counted["contacts"] == 0, "institution_id"]) & seen.covered
    posted = set(seen.posts["institution_id"])
    names = cached.names()
    return sorted(alone & posted - set(_speakers()), key=lambda each: names[each].casefold())


def _speakers() -> dict[str, str]:
    """Who speaks through whose account."""
    return spoken_for(cached.institutions(), cached.frame("accounts"))


def speaker(institution: str) -> str:
    """The institution through whose account it speaks: itself, where it has one of its own."""
    return _speakers().get(institution, institution)


def coming(today: date, institution: str | None, language: str) -> pd.DataFrame:
    """Joint events of members that run today or start later, the first first.

    language: the reader's, for the titles.
    """
    ahead = agenda_seen.joint(cached.result(agenda_seen.events, language), today)
    if institution is not None:
        ahead = ahead[[institution in ids for ids in ahead["institutions"]]]
    return ahead


def open_suggestions(institution: str | None) -> pd.DataFrame:
    """Suggested pairs about which nothing was decided, the best first."""
    pairs, decided = cached.frame("suggestions"), cached.frame("decisions")
    settled = standing(decided, cached.now().date())[["a", "b"]]
    waiting = pairs.merge(settled, on=["a", "b"], how="left", indicator=True)
    waiting = waiting[waiting["_merge"] == "left_only"].drop(columns="_merge")
    if institution is not None:
        one = speaker(institution)
        waiting = waiting[waiting["a"].eq(one) | waiting["b"].eq(one)]
    return waiting.reset_index(drop=True)


def unanswered(period: Period, institution: str | None) -> pd.DataFrame:
    """The messages of the period between members that wait for an answer, the newest first.

    institution: only those to it, or to the one it speaks through. Columns: see
    `queries.unanswered`.
    """
    waiting = cached.result(_unanswered, period)
    if institution is not None:
        waiting = waiting[waiting["target"].eq(speaker(institution))]
    return waiting.iloc[::-1]


def _unanswered(period: Period) -> pd.DataFrame:
    now = cached.now().replace(minute=0, second=0, microsecond=0)
    messages = cached.frame("unanswered", start=period.start, end=period.end, as_of=now)
    return between(messages, members_in(period))


def months(kinds: tuple[str, ...], institution: str | None, language: str) -> pd.DataFrame:
    """Interactions between members by month and kind, for `charts.monthly_trend`.

    language: the reader's, for the words in the columns `kind` and `data`.
    """
    rows = tie_months_between_members(cached.frame("tie_months"), cached.institutions())
    if institution is not None:
        one = speaker(institution)
        rows = rows[rows["source"].eq(one) | rows["target"].eq(one)]
    counted = monthly(rows, cached.members()["id"])
    counted = cached.result(known_months, institution).merge(counted, on="month", how="left")
    plural = {"mention": "mentions", "repost": "reposts", "quote": "quotes", "reply": "replies"}
    return pd.concat(
        counted[["month", "with_data", "members", "share", "whole"]].assign(
            kind=parts.kind_name(kind),
            order=order,
            colour=charts.KIND_COLOURS[kind],
            interactions=counted[plural[kind]].fillna(0).astype("int64"),
            data=[_of_members(*each) for each in _pairs(counted)],
        )
        for order, kind in enumerate(kinds)
    ).reset_index(drop=True)


def _pairs(counted: pd.DataFrame) -> list[tuple[int, int]]:
    return list(zip(counted["with_data"], counted["members"], strict=True))


def _of_members(known: int, members: int) -> str:
    return _("{n} of {total} members", n=int(known), total=int(members))


def known_months(institution: str | None) -> pd.DataFrame:
    """Every month from the first with data to the last, and how far its data reach.

    Columns: see `month_by_month`; and whole (bool: about as much is known of it as of the best
    known month; of the institution, if one is named, enough too).
    """
    days = cached.data_days()
    if days is None:
        return month_by_month(*_tables(), []).assign(whole=True)
    starts = [day.date() for day in pd.date_range(days[0].replace(day=1), days[1], freq="MS")]
    found = month_by_month(*_tables(), starts)
    whole = found["share"] >= _AS_MUCH * found["share"].max()
    if institution is not None:
        own = month_by_month(*_tables(), starts, frozenset([institution]))
        whole &= own["share"] >= ENOUGH
    return found.assign(whole=whole)


def _tables() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    return cached.coverage(), cached.frame("accounts"), cached.institutions()


def as_table(long: pd.DataFrame) -> pd.DataFrame:
    """The months as a table for reading: a line a month, a column a kind, titled."""
    wide = long.pivot(index="month", columns="kind", values="interactions")
    wide = wide[list(long["kind"].unique())].astype("int64").rename_axis(None, axis=1)
    known = long.drop_duplicates("month").set_index("month").reindex(wide.index)
    wide[_("Members with data")] = known["with_data"]
    wide[_("Members")] = known["members"]
    return (
        wide.set_axis(pd.DatetimeIndex(wide.index).strftime("%Y-%m"))
        .rename_axis(_("Month"))
        .reset_index()
    )
