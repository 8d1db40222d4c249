"""Widgets bound to the address: each reads it, writes it, and survives what makes no sense."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import address


def page() -> None:
    """A page with one widget of each kind, shown as AppTest runs it."""
    import streamlit as st

    from dashboard import address

    st.session_state["values"] = {
        "view": address.segments("View", "view", ["month", "week"], default="month"),
        "kinds": address.pills("Kinds", "kinds", ["a", "b", "c"], default=["a", "b"]),
        "who": address.multiselect("Who", "who", ["x", "y"]),
        "lists": address.toggle("Lists", "lists"),
        "min": address.number("Least", "min", least=1, most=50, default=1),
        "find": address.words("Find", "find"),
        "color": address.select("Colour", "color", ["kind", "country"]),
        "country": address.select("Country", "country", ["FR", "DE"], index=None),
    }
    st.session_state["said"] = address.wrong_values()


def run(**asked: str) -> AppTest:
    test = AppTest.from_function(page, default_timeout=30)
    test.query_params["lang"] = "en"
    for name, value in asked.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception, test.exception
    return test


def values(test: AppTest) -> dict[str, Any]:
    shown: dict[str, Any] = test.session_state["values"]
    return shown


USUAL = {
    "view": "month", "kinds": ["a", "b"], "who": [], "lists": False,
    "min": 1, "find": "", "color": "kind", "country": None,
}  # fmt: skip


def test_without_an_address_everything_is_as_usual() -> None:
    assert values(run()) == USUAL


@pytest.mark.parametrize(
    "name, written, shown",
    [
        ("view", "week", "week"),
        ("kinds", "c,a", ["a", "c"]),
        ("kinds", "none", []),
        ("who", "y", ["y"]),
        ("lists", "1", True),
        ("min", "7", 7),
        ("min", "999", 50),
        ("find", "louvre", "louvre"),
        ("color", "country", "country"),
        ("country", "DE", "DE"),
    ],
)
def test_a_widget_shows_what_the_address_says(name: str, written: str, shown: Any) -> None:
    test = run(**{name: written})
    assert values(test) == {**USUAL, name: shown}
    assert test.session_state["said"] == []


@pytest.mark.parametrize("name", ["view", "kinds", "who", "lists", "min", "color", "country"])
def test_what_makes_no_sense_is_said_and_left_out(name: str) -> None:
    test = run(**{name: "<nonsense>"})
    assert values(test)[name] == USUAL[name]
    assert len(test.session_state["said"]) == 1


def test_a_wrong_word_among_several_leaves_the_others() -> None:
    test = run(kinds="c,zz")
    assert values(test)["kinds"] == ["c"]
    assert len(test.session_state["said"]) == 1


@pytest.mark.parametrize(
    "act, name, written",
    [
        (lambda test: test.toggle[0].set_value(True), "lists", "1"),
        (lambda test: test.number_input[0].set_value(3), "min", "3"),
        (lambda test: test.text_input[0].set_value(" pont "), "find", "pont"),
        (lambda test: test.multiselect[0].set_value(["y", "x"]), "who", "x,y"),
        (lambda test: test.selectbox[0].select("country"), "color", "country"),
    ],
)
def test_what_is_chosen_goes_into_the_address(
    act: Callable[[AppTest], Any], name: str, written: str
) -> None:
    test = run()
    act(test).run()
    assert not test.exception, test.exception
    assert test.query_params[name] == written


def test_the_shared_names_are_those_of_the_design() -> None:
    assert address.SHARED == ("lang", "period", "compare", "for")
