"""What the calendar page shows, gathered from the store."""

from datetime import date

import pandas as pd

from dashboard import address, agenda_events, cached
from shared.agenda.clashes import clashes
from shared.agenda.joint_events import joint_events, running
from shared.agenda.shipped import shipped_series


def events(language: str) -> pd.DataFrame:
    """Every event, with its title in the language (columns: see `agenda_events.described`)."""
    return agenda_events.described(
        cached.frame("events"),
        cached.frame("participations"),
        cached.institutions(),
        shipped_series(),
        language=language,
    )


def day_asked(today: date) -> date:
    """The day the address asks for with `date`; today if none, or none that makes sense."""
    text = address.text("date")
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        day = None
    if day is None or not 1900 < day.year < 2199:
        address.wrong((text or "")[:60])
        return today
    return day


def home_of(institution: str | None) -> str | None:
    """The country of an institution, where it is known."""
    known = cached.institutions().set_index("id")["country"]
    code = known.get(institution)
    return code if isinstance(code, str) else None


def joint(shown: pd.DataFrame, start: date, end: date | None = None) -> pd.DataFrame:
    """The joint events of members among those shown, with a day in [start, end)."""
    members = list(cached.members()["id"])
    held = cached.frame("participations")
    return joint_events(shown, held, start=start, end=end, among=members)


def campaigns(shown: pd.DataFrame, day: date) -> pd.DataFrame:
    """The campaigns under way on a day, those with members first."""
    now = running(shown, day=day)
    return now.sort_values("sort", key=lambda sorts: sorts.ne("joint"), kind="stable")


def clashes_from(shown: pd.DataFrame, day: date) -> pd.DataFrame:
    """The clashes from a day on that touch an event shown (columns: see `clashes`)."""
    found = clashes(
        cached.frame("events"),
        cached.frame("participations"),
        cached.institutions(),
        start=day,
        among=list(cached.members()["id"]),
    )
    ids = list(shown["id"])
    return found[found["a"].isin(ids) | found["b"].isin(ids)]


def countries() -> list[str]:
    """The members' countries."""
    return sorted(cached.members()["country"].dropna().unique())
