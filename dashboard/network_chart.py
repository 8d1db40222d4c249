"""The network as an ECharts graph: frames in, option out (pure; no page, no store).

Names go in as they are: on the canvas they are drawn letter by letter, and in the boxes that
appear on hover, which read HTML, they are escaped here.
"""

from collections.abc import Iterator
from html import escape
from typing import Any

import pandas as pd

from dashboard.charts import GROUP_COLOURS, INK, NON_MEMBER, UNCOVERED

FULL, HOLLOW, PALE, GREY = "full", "hollow", "pale", "grey"
_PAPER = {"light": "#FAF8F4", "dark": "#14171C"}
_WIDER = 1.2  # the map is wider than high on a desk
_EDGE = 0.18  # of the map's width
_NARROW = 600  # pixels: a telephone, where only some names have room
_NAMED = 8  # dots whose name stands there all the same: those with most contacts
_SEEN = 11  # pixels: what is grey or hollow is small, and must be seen all the same
_MARGIN = {"left": 24, "right": 24, "top": 96, "bottom": 36}  # room for legend and labels


def network_option(
    dots: pd.DataFrame,
    arrows: pd.DataFrame,
    groups: pd.DataFrame,
    *,
    dark: bool = False,
    arrow_colour: str | None = None,
    chosen: str | None = None,
) -> dict[str, Any]:
    """The graph: an arrow for each tie, a dot for each institution, a legend that filters.

    dots: id, name, x, y (y grows upwards), in_row (bool: beside others without exchange),
    contacts (0 or more), group (a key of groups), told (lines for the box on hover).
    arrows: source, target (ids of dots), weight (1 or more), told.
    groups: key, name, colour, look (`full`, `hollow`, `pale`, `grey`), in the legend's order.
    arrow_colour: None takes the source's. chosen: the id of the dot with a ring.
    """
    theme = "dark" if dark else "light"
    return {
        "animation": False,
        "tooltip": {"confine": True},
        "legend": [_legend(groups, theme)],
        "series": [
            {
                "type": "graph",
                "layout": "none",
                **_MARGIN,
                "preserveAspect": "contain",  # else dots become ovals on a narrow screen
                "roam": True,
                "scaleLimit": {"min": 0.7, "max": 8},
                "selectedMode": "single",
                "edgeSymbol": ["none", "arrow"],
                "edgeSymbolSize": 6 if len(arrows) <= 1000 else 3,
                "categories": [_category(group, theme) for group in each(groups)],
                "data": _nodes(dots, groups, theme, chosen),
                "links": _links(arrows),
                "label": _label(theme),
                "labelLayout": {"hideOverlap": True},
                "lineStyle": {
                    "color": arrow_colour or "source",
                    "curveness": 0.14,
                    "opacity": 0.35 if len(arrows) <= 600 else 0.18,
                },
                "emphasis": {
                    "focus": "adjacency",
                    "lineStyle": {"opacity": 0.9},
                    "label": {"show": True, "fontWeight": "bold"},
                },
                "blur": {"itemStyle": {"opacity": 0.15}, "lineStyle": {"opacity": 0.04}},
                "select": {"itemStyle": {"borderColor": INK[theme], "borderWidth": 3}},
            }
        ],
        "media": [
            {"query": {"maxWidth": _NARROW}, "option": {"series": [{"label": {"show": False}}]}},
            {"option": {"series": [{"label": {"show": True}}]}},  # wide again
        ],
    }


def each(table: pd.DataFrame) -> Iterator[Any]:
    """The rows of a table, each with its columns as attributes."""
    yield from table.itertuples()


def dot_size(contacts: int, dots: int) -> float:
    """Diameter in pixels: its area grows with the contacts; smaller where there are many dots."""
    crowd = min(1.0, (120 / max(dots, 1)) ** 0.5)
    return round(max((6 + 4.8 * contacts**0.5) * crowd, 3), 1)


def arrow_width(weight: int) -> float:
    """Width in pixels: one more step each time the weight doubles, at most 4.5."""
    return round(min(0.8 + 0.6 * (weight.bit_length() - 1), 4.5), 1)


def group_colour(place: int) -> str:
    """The colour of the group in that place; those after the last one share the last colour."""
    return GROUP_COLOURS[min(place, len(GROUP_COLOURS) - 1)]


def _legend(groups: pd.DataFrame, theme: str) -> dict[str, Any]:
    ink = INK[theme]
    return {
        "top": 4,
        "left": 4,
        "right": 44,
        "itemWidth": 12,
        "itemHeight": 12,
        "itemGap": 12,
        "textStyle": {"color": ink, "fontSize": 13, "width": 150, "overflow": "truncate"},
        "inactiveColor": "#8A8A8A",
        "data": [{"name": group.name, "icon": _shape(group.look)} for group in each(groups)],
    }


def _shape(look: str) -> str:
    return "diamond" if look == PALE else "circle"


def _category(group: Any, theme: str) -> dict[str, Any]:
    """A group's look; colours do not tell it all: non-members are diamonds, rings are hollow."""
    styles = {
        FULL: {"color": group.colour, "borderColor": _PAPER[theme], "borderWidth": 1},
        HOLLOW: {"color": _PAPER[theme], "borderColor": INK[theme], "borderWidth": 1.5},
        PALE: {
            "color": _PAPER[theme],
            "borderColor": NON_MEMBER if theme == "dark" else "#A39E93",
            "borderWidth": 1.5,
            "opacity": 0.75,
        },
        GREY: {"color": UNCOVERED if theme == "light" else "#6E7177", "borderWidth": 0},
    }
    return {"name": group.name, "symbol": _shape(group.look), "itemStyle": styles[group.look]}


def _label(theme: str) -> dict[str, Any]:
    return {
        "show": True,
        "position": "bottom",
        "distance": 3,
        "fontSize": 11,
        "color": INK[theme],
        "textBorderColor": _PAPER[theme],
        "textBorderWidth": 3,
    }


def _nodes(
    dots: pd.DataFrame, groups: pd.DataFrame, theme: str, chosen: str | None
) -> list[dict[str, Any]]:
    place = {key: number for number, key in enumerate(groups["key"])}
    apart = set(groups.loc[groups["look"].isin([HOLLOW, GREY]), "key"])
    ring = {"itemStyle": {"borderColor": INK[theme], "borderWidth": 3}}
    labels = _labels(dots, chosen)
    return [
        {
            "id": dot.id,
            "name": dot.name,
            "x": float(dot.x) * _WIDER,
            "y": -float(dot.y),  # ECharts counts downwards
            "value": int(dot.contacts),
            "symbolSize": max(
                dot_size(int(dot.contacts), len(dots)), _SEEN if dot.group in apart else 0
            ),
            "category": place[dot.group],
            "tooltip": {"formatter": _literal(dot.told)},
            **({"label": labels[dot.id]} if dot.id in labels else {}),
            **(ring if dot.id == chosen else {}),
        }
        for dot in each(dots)
    ]


def _labels(dots: pd.DataFrame, chosen: str | None) -> dict[str, dict[str, Any]]:
    """What is special about a dot's name: its side, and that it is shown on a telephone, too."""
    labels: dict[str, dict[str, Any]] = {
        one: {"position": side, "distance": 8} for one, side in _label_places(dots).items()
    }
    large = dots[dots["contacts"].gt(0)].sort_values(["contacts", "id"], ascending=[False, True])
    for one in {*large["id"].head(_NAMED), *({chosen} - {None})}:
        labels[one] = {**labels.get(one, {}), "show": True}
    return labels


def _label_places(dots: pd.DataFrame) -> dict[str, str]:
    """Where names stand that do not fit below their dot: at the map's edges, and in rows."""
    left, right = dots["x"].quantile([0, 1]) if len(dots) else (0.0, 0.0)
    edge = _EDGE * (right - left)
    places = dict.fromkeys(dots.loc[dots["x"] < left + edge, "id"], "right")
    places |= dict.fromkeys(dots.loc[dots["x"] > right - edge, "id"], "left")
    for _y, row in dots[dots["in_row"]].sort_values("x").groupby("y"):
        inner = [("top", "bottom")[number % 2] for number in range(len(row) - 2)]
        sides = ["left", *inner, "right"] if len(row) > 1 else ["bottom"]
        places |= dict(zip(row["id"], sides, strict=True))
    return places


def _links(arrows: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "source": arrow.source,
            "target": arrow.target,
            "value": int(arrow.weight),
            "lineStyle": {"width": arrow_width(int(arrow.weight))},
            "tooltip": {"formatter": _literal(arrow.told)},
        }
        for arrow in each(arrows)
    ]


def _literal(lines: str) -> str:
    """Text as the HTML that shows it letter by letter, also where ECharts would fill in {b}."""
    html = escape(lines).replace("{", "&#123;").replace("}", "&#125;")
    return html.replace("\n", "<br>")
