"""The calendar as FullCalendar draws it: frames in, its events, options and style out (pure).

An event never has a `url`: FullCalendar would run what it says on a click.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.charts import ACCENT, INK, PALE
from shared.periods import Period

VIEWS = ("month", "week", "list")
LIST_MONTHS = 3
HEIGHT = 740  # pixels
MOST_A_DAY = 3  # events drawn on a day of the month; a link opens the others
_NAMES = {"month": "dayGridMonth", "week": "dayGridWeek", "list": "list"}
_LOCALES = {"fr": "fr", "en": "en-GB"}
_MEDIA = Path(st.__file__).parent / "static" / "static" / "media"
GROUND = {"light": "#FAF8F4", "dark": "#14171C"}
RAISED = {"light": "#F1EEE7", "dark": "#1E232A"}
LINE = {"light": "#DDD8CE", "dark": "#343A43"}
QUIET = {"light": "#4B5158", "dark": "#B4B9C0"}
EDITION = {"light": "#7A5C3E", "dark": "#D3B48C"}
PALE_EDITION = {"light": "#DCCDBB", "dark": "#574735"}


def shown_days(view: str, day: date) -> Period:
    """The days a view shows around a day: its month, its week from Monday, or three months.

    >>> shown_days("week", date(2026, 11, 22))
    Period(start=datetime.date(2026, 11, 16), end=datetime.date(2026, 11, 23))
    """
    if view == "week":
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=7))
    months = LIST_MONTHS if view == "list" else 1
    return Period(day.replace(day=1), _first_of_month(day, months))


def step(view: str, day: date, by: int) -> date:
    """The day to show one step later (`by` 1) or earlier (-1): a week, else a month.

    >>> step("month", date(2026, 1, 31), -1)
    datetime.date(2025, 12, 1)
    """
    return day + timedelta(days=7 * by) if view == "week" else _first_of_month(day, by)


def _first_of_month(day: date, later: int) -> date:
    months = day.year * 12 + day.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)


def within(events: pd.DataFrame, period: Period) -> pd.DataFrame:
    """The events with a day in the period, by start."""
    start, end = pd.Timestamp(period.start), pd.Timestamp(period.end)
    kept = events[(events["ends"] >= start) & (events["starts"] < end)]
    return kept.sort_values(["starts", "id"], kind="stable")


def around(events: pd.DataFrame, period: Period) -> pd.DataFrame:
    """The events of the period and of the days that stand beside it on a month's grid."""
    week = timedelta(days=7)
    return within(events, Period(period.start - week, period.end + week))


def drawn(
    events: pd.DataFrame, *, after: list[str], clicks: int, once_from: date | None = None
) -> list[dict[str, Any]]:
    """FullCalendar's events.

    events: as `agenda_events.described`. after: what stands behind each title. clicks: how many
    clicks were answered; an event hands it back, so that a second click on it is news. Days are
    all-day events whose end FullCalendar leaves out; hours are by the event's own clock.
    once_from: a list begins that day, and says an event of many days once, on the first.
    """
    return [
        {
            "id": str(row["id"]),
            "title": row["title"] + words,
            **(_when(row) if once_from is None else _once(row, once_from)),
            "classNames": [f"is-{row['sort']}", f"is-{row['certainty']}"],
            "extendedProps": {"clicks": clicks},
        }
        for row, words in zip(events.to_dict("records"), after, strict=True)
    ]


def _once(row: dict[Any, Any], start: date) -> dict[str, Any]:
    """When an event of many days stands in a list: on its first day there."""
    first = max(row["starts"].date(), start)
    if first == row["ends"].date() or not _when(row)["allDay"]:
        return _when(row)
    return {"start": f"{first}", "end": f"{first + timedelta(days=1)}", "allDay": True}


def _when(row: dict[Any, Any]) -> dict[str, Any]:
    """Start and end; hours count only where the event fits into one day or one night."""
    first, last = row["starts"].date(), row["ends"].date()
    opens, closes = (row[name] if isinstance(row[name], str) else None for name in _HOURS)
    night = last == first + timedelta(days=1) and closes is not None and closes < (opens or "")
    if opens and (first == last or night):
        hours = {"start": f"{first}T{opens}:00", "allDay": False}
        return {**hours, "end": f"{last}T{closes}:00"} if closes else hours
    return {"start": f"{first}", "end": f"{last + timedelta(days=1)}", "allDay": True}


_HOURS = ("opens", "closes")


def options(
    view: str, period: Period, *, today: date, language: str, words: dict[str, str]
) -> dict[str, Any]:
    """FullCalendar's options. words: today, all_day, more (with {n}), none."""
    return {
        "initialView": _NAMES[view],
        "initialDate": period.start.isoformat(),
        "now": today.isoformat(),
        "views": {"list": {"type": "list", "duration": {"months": LIST_MONTHS}}},
        "headerToolbar": False,
        "locale": _LOCALES[language],
        "firstDay": 1,
        "timeZone": "UTC",  # hours are wall clock: no browser moves them
        "buttonText": {"today": words["today"]},
        "allDayText": words["all_day"],
        "moreLinkText": words["more"],
        "noEventsText": words["none"],
        "eventTimeFormat": {"hour": "2-digit", "minute": "2-digit", "hour12": False},
        "displayEventEnd": view == "list",
        "listDayFormat": {"weekday": "long", "day": "numeric", "month": "long"},
        "listDaySideFormat": False,
        "dayMaxEvents": MOST_A_DAY if view == "month" else False,
        "fixedWeekCount": False,
        "height": HEIGHT if view == "month" else "auto",
        "editable": False,
        "selectable": False,
        "eventInteractive": True,
        "eventDisplay": "block",
    }


def clicked(answer: Any, *, clicks: int) -> str | None:
    """The id of the event just clicked, if the component's answer is one not yet heeded."""
    event = ((answer or {}).get("eventClick") or {}).get("event") or {}
    heeded = (event.get("extendedProps") or {}).get("clicks") != clicks
    return None if heeded else event.get("id")


def style(*, dark: bool) -> str:
    """Our font and colours for FullCalendar's frame (the one CSS of the house)."""
    theme = "dark" if dark else "light"
    ground, ink, line = GROUND[theme], INK[theme], LINE[theme]
    return f"""
@font-face {{
  font-family: "Source Sans"; font-weight: 200 900; src: url("../../static/media/{_font()}");
}}
background: {ground}; color: {ink}; box-shadow: 0 0 0 100vmax {ground};
font-family: "Source Sans", sans-serif; font-size: 15px; color-scheme: {theme};
--fc-border-color: {line}; --fc-page-bg-color: {ground}; --fc-neutral-bg-color: {RAISED[theme]};
--fc-list-event-hover-bg-color: {RAISED[theme]}; --fc-today-bg-color: {RAISED[theme]};
--fc-event-text-color: {ground}; --fc-small-font-size: 13px;
a {{ color: inherit; text-decoration: none; }}
.fc-col-header-cell-cushion {{ font-weight: 500; color: {QUIET[theme]}; }}
.fc-daygrid-day-number {{ font-size: 14px; color: {QUIET[theme]}; }}
.fc-day-today .fc-daygrid-day-number {{ color: {ink}; font-weight: 700; }}
.fc-day-other .fc-daygrid-day-top {{ opacity: 0.8; }}
.fc-scrollgrid, .fc-list {{ border-radius: 8px; overflow: hidden; }}
.fc-event {{ border-radius: 4px; cursor: pointer; }}
.fc-daygrid-event {{ font-size: 13px; padding: 1px 3px; line-height: 1.35; }}
.fc-dayGridWeek-view .fc-event-title {{ white-space: normal; }}
.fc-dayGridWeek-view .fc-daygrid-day-frame {{ min-height: 160px; }}
@media (min-width: 700px) {{ .fc-daygrid-event .fc-event-title {{ white-space: normal; }} }}
@media (max-width: 500px) {{ .fc-daygrid-event {{ font-size: 11px; padding: 0; }} }}
.fc-event:focus-visible, .fc-more-link:focus-visible {{ outline: 2px solid {ink}; }}
.fc-more-link {{ color: {QUIET[theme]}; font-size: 13px; }}
.fc-popover {{ background: {ground}; border-color: {line}; border-radius: 8px; }}
.fc-list-day-cushion {{ background: {RAISED[theme]}; }}
.fc-list-event-time {{ color: {QUIET[theme]}; white-space: nowrap; }}
.fc-list-empty {{ background: {ground}; color: {QUIET[theme]}; }}
{_sort("joint", ACCENT[theme], PALE[theme], ground, ink)}
{_sort("edition", EDITION[theme], PALE_EDITION[theme], ground, ink)}
{_sort("event", ground, ground, ACCENT[theme], ink)}
.is-event.fc-daygrid-event {{ border-color: {ACCENT[theme]}; }}
.is-event .fc-list-event-dot {{ border-color: {ACCENT[theme]}; }}
.is-cancelled .fc-event-title, .is-cancelled .fc-list-event-title,
.is-postponed .fc-event-title, .is-postponed .fc-list-event-title {{
  text-decoration: line-through;
}}
"""


def _sort(sort: str, full: str, pale: str, on_full: str, ink: str) -> str:
    """Full where the date is confirmed; pale and hatched where it is only probable."""
    hatch = f"repeating-linear-gradient(135deg, {pale} 0 6px, transparent 6px 9px)"
    return f"""
.is-{sort}.fc-daygrid-event {{ background: {full}; border: 1px solid {full}; }}
.is-{sort}.fc-daygrid-event .fc-event-main {{ color: {on_full}; }}
.is-{sort}.is-forecast.fc-daygrid-event {{
  background: {hatch}; border: 1px dashed {full};
}}
.is-{sort}.is-forecast.fc-daygrid-event .fc-event-main {{ color: {ink}; }}
.is-{sort} .fc-list-event-dot {{ border-color: {full}; }}
.is-{sort}.is-forecast .fc-list-event-dot {{ border-style: dotted; }}
"""


def _font() -> str:
    """The file of the sans that Streamlit ships; its name changes with every release."""
    return next((file.name for file in sorted(_MEDIA.glob("SourceSansVF-Upright*.woff2"))), "")
