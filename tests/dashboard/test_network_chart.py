"""The map is drawn from frames: arrows, sizes, colours, and names that stay letters."""

import json
from typing import Any

import pandas as pd
import pytest

from dashboard.charts import GROUP_COLOURS, UNCOVERED
from dashboard.network_chart import (
    FULL,
    GREY,
    HOLLOW,
    PALE,
    arrow_width,
    dot_size,
    group_colour,
    network_option,
)

HOSTILE = "<img src=x onerror=alert(1)> {b} **x**"

DOTS = pd.DataFrame(
    [
        ("a", "Aquarium", 0.0, 0.5, False, 2, "north", "Aquarium\n2 contacts"),
        ("b", HOSTILE, 0.5, 0.5, False, 1, "north", HOSTILE),
        ("c", "Clocher", -0.1, -1.0, True, 0, "alone", "Clocher"),
        ("d", "Donjon", 0.1, -1.0, True, 0, "uncovered", "Donjon"),
        ("e", "Escale", 0.2, 0.0, False, 1, "others", "Escale"),
    ],
    columns=["id", "name", "x", "y", "in_row", "contacts", "group", "told"],
)
ARROWS = pd.DataFrame(
    [("a", "b", 9, "a → b\n9"), ("e", "a", 1, "e → a\n1")],
    columns=["source", "target", "weight", "told"],
)
GROUPS = pd.DataFrame(
    [
        ("north", "North", GROUP_COLOURS[0], FULL),
        ("alone", "No exchange observed", "", HOLLOW),
        ("uncovered", "No data", UNCOVERED, GREY),
        ("others", "Not members", "", PALE),
    ],
    columns=["key", "name", "colour", "look"],
)


def series(**changes: Any) -> dict[str, Any]:
    drawn: dict[str, Any] = network_option(DOTS, ARROWS, GROUPS, **changes)["series"][0]
    return drawn


def test_the_option_is_plain_json() -> None:
    assert json.loads(json.dumps(network_option(DOTS, ARROWS, GROUPS)))


def test_an_arrow_points_from_who_speaks_to_who_is_named() -> None:
    drawn = series()
    assert drawn["edgeSymbol"] == ["none", "arrow"]
    assert [(link["source"], link["target"]) for link in drawn["links"]] == [("a", "b"), ("e", "a")]


def test_stored_places_are_used_and_north_is_up() -> None:
    drawn = series()
    assert drawn["layout"] == "none"
    assert drawn["data"][0]["y"] < drawn["data"][2]["y"], "ECharts counts downwards"


def test_places_do_not_depend_on_who_else_is_drawn() -> None:
    fewer = network_option(DOTS.iloc[:2], ARROWS.iloc[:1], GROUPS)["series"][0]["data"]
    assert [(dot["x"], dot["y"]) for dot in fewer] == [
        (dot["x"], dot["y"]) for dot in series()["data"][:2]
    ]


def test_more_contacts_make_a_larger_dot_and_a_crowd_makes_all_smaller() -> None:
    sizes = [dot_size(contacts, 60) for contacts in range(60)]
    assert sizes == sorted(set(sizes))
    assert dot_size(9, 2000) < dot_size(9, 60)
    assert dot_size(0, 10**6) >= 3


@pytest.mark.parametrize("weight, width", [(1, 0.8), (2, 1.4), (3, 1.4), (4, 2.0), (10**9, 4.5)])
def test_an_arrow_widens_each_time_its_weight_doubles(weight: int, width: float) -> None:
    assert arrow_width(weight) == width


def test_the_legend_filters_by_group_and_tells_looks_apart_without_colour() -> None:
    option = network_option(DOTS, ARROWS, GROUPS)
    names = [item["name"] for item in option["legend"][0]["data"]]
    categories = option["series"][0]["categories"]
    assert names == [category["name"] for category in categories] == list(GROUPS["name"])
    assert [category["symbol"] for category in categories] == ["circle"] * 3 + ["diamond"]
    assert [dot["category"] for dot in option["series"][0]["data"]] == [0, 0, 1, 2, 3]


def test_who_has_no_data_is_grey_and_who_has_no_exchange_is_hollow() -> None:
    north, alone, uncovered, _others = (group["itemStyle"] for group in series()["categories"])
    assert uncovered["color"] == UNCOVERED
    assert north["color"] == GROUP_COLOURS[0]
    assert alone["color"] not in (UNCOVERED, *GROUP_COLOURS)


def test_who_stands_apart_is_small_but_large_enough_to_be_seen() -> None:
    sizes = {dot["id"]: dot["symbolSize"] for dot in series()["data"]}
    assert sizes["c"] == sizes["d"] > dot_size(0, len(DOTS))
    assert sizes["a"] == dot_size(2, len(DOTS))
    assert sizes["e"] == dot_size(1, len(DOTS))


def test_groups_past_the_last_colour_share_it() -> None:
    assert group_colour(0) == GROUP_COLOURS[0]
    assert group_colour(50) == group_colour(7) == GROUP_COLOURS[7]


def test_neighbours_are_lit_and_labels_that_overlap_are_hidden() -> None:
    drawn = series()
    assert drawn["emphasis"]["focus"] == "adjacency"
    assert drawn["labelLayout"] == {"hideOverlap": True}
    assert drawn["roam"] is True
    assert drawn["selectedMode"] == "single"


def test_a_hostile_name_is_drawn_as_it_is_and_escaped_in_the_box_that_reads_html() -> None:
    dot = series()["data"][1]
    assert dot["name"] == HOSTILE
    told = dot["tooltip"]["formatter"]
    assert "<" not in told and "{" not in told and "}" not in told
    assert told.startswith("&lt;img")


def test_lines_of_the_box_are_broken_and_nothing_else_is_html() -> None:
    assert series()["data"][0]["tooltip"]["formatter"] == "Aquarium<br>2 contacts"


def test_names_in_a_row_stand_on_different_sides_and_at_the_edges_inside() -> None:
    sides = {
        dot["id"]: dot["label"]["position"]
        for dot in series()["data"]
        if "position" in dot.get("label", {})
    }
    assert (sides["c"], sides["d"]) == ("left", "right")
    assert sides["b"] == "left", "the easternmost dot"
    assert "e" not in sides


def test_a_telephone_names_the_largest_dots_and_the_chosen_one_alone() -> None:
    narrow, wide = network_option(DOTS, ARROWS, GROUPS)["media"]
    assert narrow["query"] == {"maxWidth": 600}
    assert [rule["option"]["series"][0]["label"]["show"] for rule in (narrow, wide)] == [
        False,
        True,
    ]
    many = pd.concat([DOTS.assign(id=DOTS["id"] + str(n), contacts=n) for n in range(5)])
    drawn = network_option(many, ARROWS.iloc[:0], GROUPS, chosen="a0")["series"][0]["data"]
    named = {dot["id"] for dot in drawn if dot.get("label", {}).get("show")}
    assert len(named) == 9
    assert {"a4", "b4", "c4", "d4", "e4", "a0"} <= named


def test_a_dot_without_contacts_is_not_named_on_a_telephone() -> None:
    named = {dot["id"] for dot in series()["data"] if dot.get("label", {}).get("show")}
    assert named == {"a", "b", "e"}


def test_the_chosen_dot_has_a_ring() -> None:
    rings = ["itemStyle" in dot for dot in series(chosen="b")["data"]]
    assert rings == [False, True, False, False, False]


def test_one_kind_alone_colours_the_arrows() -> None:
    assert series()["lineStyle"]["color"] == "source"
    assert series(arrow_colour="#009E73")["lineStyle"]["color"] == "#009E73"


def test_letters_differ_from_the_paper_in_both_themes() -> None:
    light, dark = series()["label"], series(dark=True)["label"]
    assert light["color"] == dark["textBorderColor"]
    assert light["textBorderColor"] != dark["textBorderColor"]


def test_a_map_without_ties_is_still_a_map() -> None:
    drawn = network_option(DOTS, ARROWS.iloc[:0], GROUPS)["series"][0]
    assert drawn["links"] == []
    assert len(drawn["data"]) == 5
