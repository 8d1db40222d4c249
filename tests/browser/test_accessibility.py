"""What axe finds, on every page in both languages and themes; and what an empty store says.

axe looks at the page without Streamlit's curve in a figure (see NOT_OURS in conftest.py): it is
drawn without a name, and Streamlit takes none for it.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PAGES = {
    "": "Où en est la coopération",
    "network": "Qui s’adresse à qui",
    "calendar": "Nos rendez-vous communs",
    "suggestions": "Qui gagnerait à se parler",
    "sources": "Données et sources",
    "start": "Commencer avec nos musées",
}
BAD = ("critical", "serious")


def findings(reader) -> list[str]:
    """What axe finds on the page and, where there is a calendar, inside its frame."""
    reader.page.mouse.move(0, 0)
    found = reader.rest().findings()
    for frame in reader.page.frames[1:]:
        frame.get_by_role("grid").first.wait_for()
        inside = Axe().run(frame).response["violations"]
        found += [f"in the calendar: {one['id']}" for one in inside if one["impact"] in BAD]
    return found


def ground(reader) -> str:
    """The colour the page is drawn on."""
    script = "() => getComputedStyle(document.querySelector('.stApp')).backgroundColor"
    colour: str = reader.page.evaluate(script)
    return colour


@pytest.mark.parametrize("page", PAGES)
def test_every_page_can_be_read_by_everybody(reader, sample_url, page) -> None:
    """In French by day, then in English by night: one opening, changed as a person does.

    The same elements bear each language by night as by day: each is looked at once.
    """
    reader.open(f"{sample_url}/{page}")
    expect(reader.page.get_by_role("heading", level=1)).to_have_text(PAGES[page])
    by_day, found = ground(reader), findings(reader)
    reader.page.emulate_media(color_scheme="dark")
    reader.click(reader.page.get_by_role("radio", name="En", exact=True))
    found += [f"by night: {one}" for one in findings(reader)]
    assert (by_day, ground(reader)) == ("rgb(250, 248, 244)", "rgb(20, 23, 28)")
    expect(reader.page.get_by_role("heading", level=1)).not_to_have_text(PAGES[page])
    assert found == []


def test_an_empty_store_says_what_to_do_next_on_every_page(reader, empty_url) -> None:
    for page, title in PAGES.items():
        shown = reader.open(f"{empty_url}/{page}").text()
        assert title in shown
        if page == "start":
            assert "passerelle init" in shown
            continue
        assert "Aucun musée pour l’instant. Commencez par la liste des institutions" in shown
        onward = reader.page.get_by_role("link", name="Commencer avec nos musées")
        assert onward.count() == 1, page
        assert reader.page.locator("[data-testid=stException]").count() == 0
        assert "n’a pas pu s’afficher" not in shown
