"""The address holds what a page shows: the same address, the same page."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

Opened = Callable[..., AppTest]
pytestmark = pytest.mark.usefixtures("consortium")


def fine(page: AppTest) -> AppTest:
    assert not page.exception, page.exception
    return page


def test_a_choice_goes_into_the_address_and_the_usual_one_leaves_it(opened: Opened) -> None:
    page = fine(opened())
    page.selectbox(key="at-period").select("30d").run()
    assert fine(page).query_params["period"] == "30d"
    page.selectbox(key="at-period").select("90d").run()
    assert "period" not in fine(page).query_params


def test_an_address_opens_the_page_it_was_copied_from(opened: Opened) -> None:
    page = fine(opened(period="2026-05", compare="previous", for_="a"))
    assert page.selectbox(key="at-period").value == "2026-05"
    assert page.selectbox(key="at-compare").value == "previous"
    assert page.selectbox(key="at-for").value == "a"
    assert "1er–31 mai 2026" in page.caption[0].value


def test_days_of_ones_own_stand_in_the_address(opened: Opened) -> None:
    page = fine(opened())
    page.selectbox(key="at-period").select("own").run()
    assert fine(page).query_params["period"] == "2026-08-25..2026-11-22"
    assert page.date_input(key="at-days").value[1].isoformat() == "2026-11-22"


def test_nonsense_in_the_address_is_said_and_the_usual_page_shown(opened: Opened) -> None:
    page = fine(opened(period="**soon**", for_="nobody", compare="yesterday"))
    said = [warning.value for warning in page.warning]
    assert len(said) == 3
    assert any("\\*\\*soon\\*\\*" in sentence for sentence in said)
    assert page.selectbox(key="at-period").value == "90d"
    assert page.selectbox(key="at-for").value == ""


def test_the_shared_values_come_along_to_another_page(opened: Opened) -> None:
    page = fine(opened(period="30d", for_="a"))
    del page.query_params["period"]  # a browser leaves them behind when a page is chosen
    del page.query_params["for"]
    page.switch_page("views/start.py").run()
    assert fine(page).query_params["period"] == "30d"
    assert page.query_params["for"] == "a"


def test_a_value_taken_out_on_the_same_page_stays_out(opened: Opened) -> None:
    page = fine(opened(period="30d"))
    del page.query_params["period"]
    fine(page.run())
    assert page.selectbox(key="at-period").value == "90d"


def test_the_language_changes_in_one_click_on_the_same_page(opened: Opened) -> None:
    page = fine(opened(period="30d"))
    page.segmented_control(key="at-lang").set_value("en").run()
    assert fine(page).title[0].value == "How cooperation stands"
    assert page.query_params["lang"] == "en"
    assert page.query_params["period"] == "30d"


def test_comparing_is_offered_only_where_the_data_reach(opened: Opened) -> None:
    assert opened().selectbox(key="at-compare").options == [
        "Comparer à\u00a0: la même période un an plus tôt",
        "Comparer à\u00a0: la période précédente",
    ]
    keys = [box.key for box in opened(period="all").selectbox]
    assert "at-compare" not in keys
