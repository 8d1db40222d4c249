"""What institutions do on given days, and who takes part."""

import pandas as pd
from sqlalchemy import select
from sqlmodel import Session, col

from shared.models import Event, Participation
from shared.store.queries.frames import DAY, NUMBER, OPTIONAL, TEXT, frame, word

_EVENT = {
    "id": NUMBER,
    "series_id": OPTIONAL,
    "edition": OPTIONAL,
    "title": TEXT,
    "starts": DAY,
    "ends": DAY,
    "opens": OPTIONAL,
    "closes": OPTIONAL,
    "timezone": TEXT,
    "certainty": TEXT,
    "hashtags": OPTIONAL,
    "day_tags": OPTIONAL,
    "url": OPTIONAL,
    "place": OPTIONAL,
    "origin": TEXT,
    "edited_by": OPTIONAL,
    "version": NUMBER,
}
_ENUMS = {"certainty", "origin"}
_in_time = (col(Event.starts), col(Event.ends), col(Event.id))


def events(*, session: Session) -> pd.DataFrame:
    """Every event and edition, in order of days.

    Columns: id (int), series_id, edition (None: an event of its own), title, starts, ends (days,
    both included), opens, closes ("HH:MM" by the wall clock of `timezone`, or None: all day),
    timezone (IANA), certainty, hashtags (list), day_tags (dict, ISO day to hashtag), url, place,
    origin, edited_by (None: as shipped), version (int).
    """
    picked = (
        word(getattr(Event, name)) if name in _ENUMS else getattr(Event, name) for name in _EVENT
    )
    found = frame(session, select(*picked).order_by(*_in_time), _EVENT)
    return found.assign(opens=_clock(found["opens"]), closes=_clock(found["closes"]))


def participations(*, session: Session) -> pd.DataFrame:
    """Who takes part in what.

    Columns: event_id (int), institution_id, role (host, partner, invited), status (invited,
    joined, declined); by event and institution.
    """
    columns = {"event_id": NUMBER, "institution_id": TEXT, "role": TEXT, "status": TEXT}
    statement = select(
        col(Participation.event_id),
        col(Participation.institution_id),
        word(Participation.role),
        word(Participation.status),
    ).order_by(col(Participation.event_id), col(Participation.institution_id))
    return frame(session, statement, columns)


def _clock(hours: pd.Series) -> pd.Series:
    """Times of day as "HH:MM"; None stays None."""
    return pd.Series(
        [None if hour is None else f"{hour:%H:%M}" for hour in hours],
        index=hours.index,
        dtype=object,
    )
