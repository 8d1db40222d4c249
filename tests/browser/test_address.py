"""The address holds what a page shows: copied, it opens the same; wrong, it gets a sentence."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

BRUME = "musee-de-la-brume"
# All that was chosen on a page, as the reader sees it.
CHOICES = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const typed = [...main.querySelectorAll('input')].map(one => one.type === 'checkbox'
    ? String(one.checked) : one.value);
  const pressed = [...main.querySelectorAll('[aria-checked=true], [aria-pressed=true]')]
    .map(one => one.innerText);
  return [...typed, ...pressed];
}"""
NARROW = {"width": 420, "height": 900}
WIDER = """() => [document.documentElement, document.body,
    document.querySelector('[data-testid=stMain]')]
  .map(one => Math.max(0, one.scrollWidth - one.clientWidth))"""
WRONG = {
    "?period=yesterday&compare=zqcompare&for=zqfor&lang=zq": ["yesterday", "zqcompare", "zqfor"],
    "network?period=2026-13&kinds=zqkind,mention&min=zqmin&lists=7&color=zqcolor&who=zqwho": [
        "2026-13", "zqkind", "zqmin", "7", "zqcolor", "zqwho",
    ],
    "calendar?view=zqview&date=2026-99-99&event=-1&country=ZQ&certainty=zqsure": [
        "zqview", "2026-99-99", "-1", "ZQ", "zqsure",
    ],
    "suggestions?kind=zqkind&country=ZQ&for=zqfor": ["zqkind", "ZQ", "zqfor"],
    "sources?country=ZQ&kind=zqkind&who=zqwho&data=zqdata&file=zqfile&run=-1": [
        "ZQ", "zqkind", "zqwho", "zqdata",
    ],
}  # fmt: skip


def pick(reader, box: str, words: str) -> None:
    """Choose from a select box with the keyboard."""
    reader.click(reader.page.get_by_role("combobox", name=box))
    reader.page.keyboard.type(words)
    reader.page.keyboard.press("Enter")
    reader.rest()


def on_the_overview(reader) -> None:
    pick(reader, "Pour", "Musée de la Brume")
    pick(reader, "Période", "12 derniers mois")
    pick(reader, "Comparer à", "la période précédente")


def on_the_network(reader) -> None:
    reader.click(reader.page.get_by_role("button", name="Citations"))
    reader.click(reader.page.get_by_text("Avec les listes"))
    pick(reader, "Chercher une institution", "Musée de la Brume")
    pick(reader, "Couleur", "pays")


def on_the_calendar(reader) -> None:
    reader.click("En liste")
    pick(reader, "Certitude", "Date probable")


def on_the_suggestions(reader) -> None:
    pick(reader, "Pour", "Musée de la Brume")
    pick(reader, "Pays", "France")


def on_the_data_page(reader) -> None:
    reader.page.get_by_role("textbox", name="Rechercher").fill("brume")
    reader.page.keyboard.press("Tab")
    reader.rest()


CHOSEN = {
    "": (on_the_overview, {"for": BRUME, "period": "365d", "compare": "previous"}),
    "network": (
        on_the_network,
        {"kinds": "mention,repost,reply", "lists": "0", "who": BRUME, "color": "country"},
    ),
    "calendar": (on_the_calendar, {"view": "list", "certainty": "forecast"}),
    "suggestions": (on_the_suggestions, {"for": BRUME, "country": "FR"}),
    "sources": (on_the_data_page, {"find": "brume"}),
}


def seen(reader) -> tuple[str, Any]:
    """What can be read, and what is chosen; the curve's own labels come and go with its width."""
    return reader.text(), reader.page.evaluate(CHOICES)


@pytest.mark.parametrize("page", CHOSEN)
def test_a_copied_address_opens_the_same_page(reader, sample_url, page) -> None:
    choose, expected = CHOSEN[page]
    reader.open(f"{sample_url}/{page}")
    before = seen(reader)
    choose(reader)
    copied = reader.page.url
    in_address = {name: values[0] for name, values in parse_qs(urlsplit(copied).query).items()}
    assert expected.items() <= in_address.items()
    shown = seen(reader)
    assert shown != before
    reader.page.goto("about:blank")  # a new visit: nothing is remembered
    assert seen(reader.open(copied)) == shown


@pytest.mark.parametrize("address", WRONG)
def test_a_wrong_value_gets_one_sentence_and_the_usual_page(reader, sample_url, address) -> None:
    shown = reader.open(f"{sample_url}/{address}").text()
    for value in WRONG[address]:
        assert shown.count(f"« {value} »") == 1, value
    assert reader.page.locator("[data-testid=stException]").count() == 0
    assert "n’a pas pu s’afficher" not in shown
    expect(reader.page.get_by_role("heading", level=1)).to_be_visible()


def test_what_all_pages_share_goes_with_the_reader(reader, sample_url) -> None:
    reader.open(f"{sample_url}/?for={BRUME}&period=365d&lang=en")
    for name, path in (("Suggestions", "suggestions"), ("Calendar", "calendar")):
        reader.click(reader.page.get_by_test_id("stTopNavLinkContainer").get_by_text(name))
        assert urlsplit(reader.page.url).path == f"/{path}"
        query = parse_qs(urlsplit(reader.page.url).query)
        assert query == {"for": [BRUME], "period": ["365d"], "lang": ["en"]}
        assert "For: Musée de la Brume" in reader.page.evaluate(CHOICES)


@pytest.mark.parametrize("reader", [{"viewport": NARROW, "has_touch": True}], indirect=True)
def test_in_a_narrow_window_nothing_runs_out_at_the_side(reader, sample_url) -> None:
    for path in ("", "network", "calendar", "suggestions", "sources", "start"):
        reader.open(f"{sample_url}/{path}")
        expect(reader.page.get_by_role("heading", level=1)).to_be_visible()
        for frame in reader.page.frames[1:]:
            frame.get_by_role("grid").first.wait_for()
        assert reader.page.evaluate(WIDER) == [0, 0, 0], path
