"""What FullCalendar is given to draw: whole days with their end left out, hours, no address."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from dashboard import calendar_view
from dashboard.charts import INK
from shared.periods import Period

NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))


def event(first: str, last: str, **fields: Any) -> dict[str, Any]:
    usual = {
        "id": 1, "title": "Nuit", "opens": None, "closes": None, "certainty": "confirmed",
        "sort": "joint", "url": "javascript:alert(1)",
    }  # fmt: skip
    return {**usual, "starts": pd.Timestamp(first), "ends": pd.Timestamp(last), **fields}


def drawn(*rows: dict[str, Any], **keywords: Any) -> list[dict[str, Any]]:
    asked = {"after": [""] * len(rows), "clicks": 0, **keywords}
    return calendar_view.drawn(pd.DataFrame(rows), **asked)


def test_the_last_day_is_drawn_although_fullcalendar_leaves_the_end_out() -> None:
    (one,) = drawn(event("2026-11-20", "2026-11-26"))
    assert (one["start"], one["end"], one["allDay"]) == ("2026-11-20", "2026-11-27", True)


@pytest.mark.parametrize(
    "row, start, end",
    [
        (
            event("2026-11-28", "2026-11-28", opens="18:00", closes="23:00"),
            "2026-11-28T18:00:00",
            "2026-11-28T23:00:00",
        ),
        (event("2026-11-28", "2026-11-28", opens="18:00"), "2026-11-28T18:00:00", None),
        (
            event("2026-11-28", "2026-11-29", opens="19:00", closes="02:00"),
            "2026-11-28T19:00:00",
            "2026-11-29T02:00:00",
        ),
        (
            event("2026-11-28", "2026-11-29", opens="10:00", closes="18:00"),
            "2026-11-28",
            "2026-11-30",
        ),
    ],
    ids=["an evening", "no end", "a night into the next day", "opening hours of two days"],
)
def test_hours_are_the_events_own_wall_clock(
    row: dict[str, Any], start: str, end: str | None
) -> None:
    (one,) = drawn(row)
    assert one["start"] == start
    assert one.get("end") == end


def test_an_event_never_has_an_address_and_its_title_stays_text() -> None:
    (one,) = drawn(event("2026-11-20", "2026-11-20", title="<b>*Nuit*"), after=[" · probable"])
    assert "url" not in one
    assert one["title"] == "<b>*Nuit* · probable"


def test_sort_and_certainty_are_told_apart() -> None:
    rows = (event("2026-11-20", "2026-11-20", certainty="forecast", sort="edition"),)
    assert drawn(*rows)[0]["classNames"] == ["is-edition", "is-forecast"]


@pytest.mark.parametrize("dark", [False, True])
def test_the_style_knows_every_sort_and_both_themes(dark: bool) -> None:
    style = calendar_view.style(dark=dark)
    for sort in ("joint", "edition", "event"):
        assert f".is-{sort}.fc-daygrid-event" in style
        assert f".is-{sort}.is-forecast.fc-daygrid-event" in style
    assert INK["dark" if dark else "light"] in style


def test_the_font_is_one_that_streamlit_ships() -> None:
    """Without it the frame would fall back to another face."""
    assert ".woff2" in calendar_view.style(dark=False)


def test_a_list_says_an_event_of_many_days_once_on_its_first_day_there() -> None:
    rows = (event("2026-10-30", "2026-11-03"), event("2026-11-20", "2026-11-26"))
    days = [(one["start"], one["end"]) for one in drawn(*rows, once_from=NOVEMBER.start)]
    assert days == [("2026-11-01", "2026-11-02"), ("2026-11-20", "2026-11-21")]


@pytest.mark.parametrize(
    "view, start, end",
    [
        ("month", date(2026, 11, 1), date(2026, 12, 1)),
        ("week", date(2026, 11, 16), date(2026, 11, 23)),
        ("list", date(2026, 11, 1), date(2027, 2, 1)),
    ],
)
def test_a_view_shows_a_month_a_week_from_monday_or_three_months(
    view: str, start: date, end: date
) -> None:
    assert calendar_view.shown_days(view, date(2026, 11, 22)) == Period(start, end)


def test_a_step_goes_to_the_next_month_or_week() -> None:
    assert calendar_view.step("month", date(2026, 12, 31), 1) == date(2027, 1, 1)
    assert calendar_view.step("list", date(2026, 1, 31), -1) == date(2025, 12, 1)
    assert calendar_view.step("week", date(2026, 12, 28), 1) == date(2027, 1, 4)


def test_only_events_with_a_day_in_the_period_are_within_it() -> None:
    rows = pd.DataFrame(
        [
            event("2026-10-30", "2026-10-31", id=1),
            event("2026-11-30", "2026-12-02", id=2),
            event("2026-10-30", "2026-11-01", id=3),
            event("2026-12-01", "2026-12-01", id=4),
        ]
    )
    assert list(calendar_view.within(rows, NOVEMBER)["id"]) == [3, 2]
    assert list(calendar_view.around(rows, NOVEMBER)["id"]) == [1, 3, 2, 4]


@pytest.mark.parametrize("view", calendar_view.VIEWS)
def test_weeks_begin_on_monday_and_no_browser_moves_the_hours(view: str) -> None:
    words = {"today": "Aujourd’hui", "all_day": "journée", "more": "autres", "none": "Rien"}
    options = calendar_view.options(
        view, NOVEMBER, today=date(2026, 11, 23), language="fr", words=words
    )
    assert (options["firstDay"], options["timeZone"], options["locale"]) == (1, "UTC", "fr")
    assert options["buttonText"] == {"today": "Aujourd’hui"}
    assert options["allDayText"] == "journée"
    assert options["now"] == "2026-11-23"


def clicked(clicks: int, *, heeded: int) -> str | None:
    event = {"id": "7", "extendedProps": {"clicks": clicks}}
    return calendar_view.clicked({"eventClick": {"event": event}}, clicks=heeded)


def test_a_click_is_heeded_once() -> None:
    assert clicked(3, heeded=3) == "7"
    assert clicked(3, heeded=4) is None
    assert calendar_view.clicked({}, clicks=0) is None
    assert calendar_view.clicked(None, clicks=0) is None
