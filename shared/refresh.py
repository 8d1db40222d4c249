"""What follows a change of data: the map's positions and the suggestions, computed anew."""

from datetime import UTC, date, datetime

import pandas as pd
from sqlalchemy import Engine
from sqlmodel import Session, delete

from shared.access import Action, Principal, permit, principal, record
from shared.cooperation.communities import communities
from shared.cooperation.coverage import availability
from shared.cooperation.layout import positions
from shared.cooperation.membership import members, spoken_for
from shared.cooperation.suggestions import METHOD, Evidence, recent_days, suggestions
from shared.models import Position, Suggestion
from shared.periods import Period
from shared.store import queries
from shared.store.database import reading, revision, setting, writing
from shared.store.following import follow


def refresh(
    *, engine: Engine, by: Principal | None = None, today: date | None = None
) -> dict[str, int]:
    """Place all institutions on the map and suggest pairs, replacing what was there.

    Computed from one state of the store without holding up anybody; only the writing of the
    result does, for a moment. by: who changed the data; the person of this process, if nobody is
    named. today: the day from which events are coming; the sample's own day, or today (UTC).
    Returns how many positions and suggestions were written. The same data give the same result.
    """
    by = by or principal()
    permit(by, Action.IMPORT_POSTS)
    with reading(engine) as session:
        read_at, placed = revision(session), _positions(session)
    with reading(engine) as session:
        suggested = _suggestions(session, today or _today(session))
    what = f"refresh: {len(placed)} positions, {len(suggested)} suggestions"
    with writing(engine) as session:
        for table, rows in ((Position, placed), (Suggestion, suggested)):
            session.execute(delete(table))
            session.add_all(rows)
        record(session, by=by, action=Action.IMPORT_POSTS, what=what)
        follow(session, read_at)
    return {"positions": len(placed), "suggestions": len(suggested)}


def _positions(session: Session) -> list[Position]:
    ties = queries.ties(session=session)
    known = queries.institutions(session=session)
    before = queries.positions(session=session)
    earlier = before if len(before) else None
    grouped = communities(ties, known["id"], earlier)
    through = spoken_for(known, queries.accounts(session=session))  # stands beside its speaker
    speaker = grouped["institution_id"].map(lambda one: through.get(one, one))
    group = grouped.set_index("institution_id")["community"]
    grouped = grouped.assign(community=group.reindex(speaker).to_numpy()).astype(
        {"community": "Int64"}
    )
    placed = positions(ties, grouped, earlier).merge(grouped, on="institution_id")
    now = datetime.now(UTC)
    return [
        Position(
            institution_id=one,
            x=x,
            y=y,
            community=None if pd.isna(group) else int(group),  # numpy's would be stored as bytes
            computed_at=now,
        )
        for one, x, y, group in placed.itertuples(index=False)
    ]


def _suggestions(session: Session, today: date) -> list[Suggestion]:
    found = suggestions(_evidence(session, today), today=today)
    now = datetime.now(UTC)
    return [
        Suggestion(a=a, b=b, score=score, reasons=reasons, method=METHOD, computed_at=now)
        for a, b, score, reasons in found.itertuples(index=False)
    ]


def _evidence(session: Session, today: date) -> Evidence:
    recent = recent_days(*_history(session, today))
    start, end = recent.start, recent.end
    decisions = queries.decisions(session=session)
    decided = decisions[decisions["status"] != "open"]
    return Evidence(
        institutions=_to_suggest(session, today),
        ties=queries.ties(session=session, start=start, end=end),
        past=queries.ties_ever(session=session),
        observed=_observed(session, recent),
        unanswered=queries.unanswered(
            session=session,
            start=start,
            end=end,
            as_of=datetime(end.year, end.month, end.day, tzinfo=UTC),
        ),
        events=queries.events(session=session),
        participations=queries.participations(session=session),
        tags=queries.tags(session=session, start=start, end=end),
        decided=frozenset(zip(decided["a"], decided["b"], strict=True)),
    )


def _observed(session: Session, recent: Period) -> frozenset[str]:
    """The institutions whose posts of the recent period are known well enough to miss some."""
    known = availability(
        queries.coverage(session=session),
        queries.accounts(session=session),
        queries.institutions(session=session),
        recent,
    )
    return frozenset(known.loc[known["enough"], "institution_id"])


def _to_suggest(session: Session, today: date) -> pd.DataFrame:
    """The members of today, without those who speak through another."""
    known = queries.institutions(session=session)
    chosen = members(known, Period.through(today, today))
    chosen -= set(spoken_for(known, queries.accounts(session=session)))
    return known[known["id"].isin(chosen)].reset_index(drop=True)


def _today(session: Session) -> date:
    made_for = setting(session, "sample_today") if setting(session, "sample") == "1" else None
    return date.fromisoformat(made_for) if made_for else datetime.now(UTC).date()


def _history(session: Session, today: date) -> tuple[date, date]:
    """The first and last day with data, up to today; today alone without data."""
    covered = queries.coverage(session=session)
    if covered.empty:
        return today, today
    last = min(covered["last_day"].max().date(), today)
    return min(covered["first_day"].min().date(), last), last
