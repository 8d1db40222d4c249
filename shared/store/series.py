"""The sector's series in the store: their editions are kept up, unless a person edited them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlmodel import Session, col, select

from shared.access import Action, Principal, permit, record
from shared.models import Event, EventOrigin, EventSeries
from shared.store.event_fields import checked_event, differences
from shared.store.event_trail import deleted


def load_series(
    *, session: Session, by: Principal, series: pd.DataFrame, editions: pd.DataFrame
) -> int:
    """Bring in series and their editions (see `shared.agenda.shipped.shipped_calendar`).

    series: the columns of the table `event_series`. editions: those of `agenda.editions`.
    Loading again updates the editions that no person has edited, and nothing else: what a person
    edited or deleted stays so, and a forecast never replaces a date once known.
    Returns how many editions are new or changed.
    """
    permit(by, Action.EDIT_EVENTS)
    titles = {}
    for row in series.to_dict("records"):
        titles[row["id"]] = row["title_fr"]
        session.merge(EventSeries.model_validate(row))
    session.flush()
    held = {
        (event.series_id, event.edition): event
        for event in session.exec(select(Event).where(col(Event.series_id).is_not(None)))
    }
    gone = {(row["event"]["series_id"], row["event"]["edition"]) for row in deleted(session)}
    written = 0
    for row in editions.to_dict("records"):
        key = (row["series"], row["edition"])
        if key in held or key not in gone:
            shipped = _shipped(row, f"{titles[row['series']]} {row['edition']}")
            written += _load(session, by=by, held=held.get(key), shipped=shipped)
    session.flush()
    if written:
        what = f"shipped calendar: {written} editions new or changed"
        record(session, by=by, action=Action.EDIT_EVENTS, what=what)
    return written


def _shipped(row: Mapping[Any, Any], title: str) -> dict[str, Any]:
    """A row of `editions` as fields of an event."""
    fields = ("edition", "starts", "ends", "certainty", "hashtags", "day_tags")
    return {
        **{name: row[name] for name in fields},
        "series_id": row["series"],
        "title": title,
        "url": row["source_url"],
        "origin": EventOrigin.SERIES,
    }


def _load(session: Session, *, by: Principal, held: Event | None, shipped: dict[str, Any]) -> bool:
    """Write one shipped edition if it is new, or differs and no person edited it."""
    event = checked_event(shipped)
    if held is None:
        session.add(event)
        return True
    known = held.certainty != "forecast" and event.certainty == "forecast"
    if held.edited_by or held.origin != EventOrigin.SERIES or known:
        return False
    changed = differences(held, event)
    if changed:
        for name in changed:
            setattr(held, name, getattr(event, name))
        held.version += 1
        what = f"event {held.id} updated from the shipped calendar: {', '.join(changed)}"
        record(session, by=by, action=Action.EDIT_EVENTS, what=what)
    return bool(changed)
