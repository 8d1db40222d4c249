"""How every chart looks and speaks: colours that mean the same on every page, French or English.

Times go into a chart naive and local: a browser would move aware ones to its own zone.
"""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from dashboard.i18n import _, lang

# Okabe & Ito (2008): told apart without colour vision; the order is the groups' order.
GROUP_COLOURS = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#B8A800", "#7A5C3E",
)  # fmt: skip
KIND_COLOURS = {
    "mention": "#0072B2",
    "repost": "#E69F00",
    "quote": "#CC79A7",
    "reply": "#009E73",
}
UNCOVERED = "#B4B1AA"  # no data: neither many nor few
NON_MEMBER = "#CFCBC2"
ACCENT = {"light": "#0B6E6E", "dark": "#5BBFB5"}
PALE = {"light": "#A9CFCB", "dark": "#2E5F5C"}  # the accent, for what is probable or compared
INK = {"light": "#14171C", "dark": "#F2EFE8"}

_FRENCH = {
    "time": {
        "dateTime": "%A %e %B %Y à %X",
        "date": "%d/%m/%Y",
        "time": "%H:%M:%S",
        "periods": ["", ""],
        "days": ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
        "shortDays": ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
        "months": [
            "janvier", "février", "mars", "avril", "mai", "juin",
            "juillet", "août", "septembre", "octobre", "novembre", "décembre",
        ],
        "shortMonths": [
            "janv.", "févr.", "mars", "avr.", "mai", "juin",
            "juil.", "août", "sept.", "oct.", "nov.", "déc.",
        ],
    },
    "number": {
        "decimal": ",",
        "thousands": "\u202f",
        "grouping": [3],
        "currency": ["", "\u00a0€"],
        "percent": "\u00a0%",
        "minus": "\u2212",
    },
}  # fmt: skip


def is_dark() -> bool:
    """Whether the reader sees the dark theme."""
    return st.context.theme.type == "dark"


def shade(pair: dict[str, str]) -> str:
    """The one of two colours that goes with the reader's theme."""
    return pair["dark" if is_dark() else "light"]


def localised(chart: Any) -> Any:
    """The chart with French months and separators, where the reader reads French."""
    return chart.configure(locale=_FRENCH) if lang() == "fr" else chart


def draw(chart: Any, *, alt: str, **keywords: Any) -> Any:
    """Show an Altair chart in the reader's language, with the words that stand for it."""
    return st.altair_chart(localised(chart), alt=alt, **keywords)


def monthly_trend(months: pd.DataFrame, *, height: int = 320) -> alt.LayerChart:
    """Interactions by month, stacked by kind, on grey where less is known of the month.

    months: month (first day, datetime64), kind (its word on the page), order (int), colour,
    interactions (int), data (of how many members, in words), whole (bool: enough is known).
    """
    return alt.LayerChart(layer=[_grey_months(months), _bars(months)], height=height)


def _bars(months: pd.DataFrame) -> alt.Chart:
    kinds = months.drop_duplicates("kind").sort_values("order")
    return (
        alt.Chart(months)
        .mark_bar()
        .encode(
            x=_month_axis(),
            y=alt.Y(
                "interactions:Q",
                stack="zero",
                title=None,
                axis=alt.Axis(format=",.0f", tickMinStep=1, tickCount=5),
            ),
            color=alt.Color(
                "kind:N",
                title=None,
                sort=list(kinds["kind"]),
                scale=alt.Scale(domain=list(kinds["kind"]), range=list(kinds["colour"])),
                legend=alt.Legend(orient="top", direction="horizontal", columns=2),
            ),
            order=alt.Order("order:Q"),
            opacity=alt.condition(alt.datum.whole, alt.value(1), alt.value(0.45)),
            tooltip=[
                _month_told(),
                alt.Tooltip("kind:N", title=_("Kind")),
                alt.Tooltip("interactions:Q", format=",.0f", title=_("Interactions")),
                alt.Tooltip("data:N", title=_("Data")),
            ],
        )
    )


def _grey_months(months: pd.DataFrame) -> alt.Chart:
    """A grey ground as high as the chart, behind every month that is not whole."""
    less = months[~months["whole"]].drop_duplicates("month")
    return (
        alt.Chart(less)
        .mark_rect(color=UNCOVERED, opacity=0.3)
        .encode(x=_month_axis(), tooltip=[_month_told(), alt.Tooltip("data:N", title=_("Data"))])
    )


def _month_axis() -> alt.X:
    return alt.X(
        "month:T",
        timeUnit="yearmonth",
        title=None,
        axis=alt.Axis(format="%b %Y", labelAngle=0, grid=False, tickCount=8),
    )


def _month_told() -> alt.Tooltip:
    return alt.Tooltip("month:T", timeUnit="yearmonth", format="%B %Y", title=_("Month"))
