"""What a person sees who opens the sample for the first time, before anyone explains anything."""

import re
import sqlite3
from datetime import date, timedelta

import pytest
from babel.dates import format_date
from playwright.sync_api import expect

GROUPS = ((0, 114, 178), (213, 94, 0), (0, 158, 115), (204, 121, 167))  # the first four colours
LEGEND = 60  # pixels at the top of the map
# How many pixels of the map bear each colour, above and below its legend.
COUNT = """(canvases, [colours, legend]) => {
  const counts = colours.map(() => [0, 0]);
  for (const canvas of canvases) {
    const {width, height} = canvas;
    if (!width || !height) continue;
    const dots = canvas.getContext('2d').getImageData(0, 0, width, height).data;
    for (let at = 0; at < dots.length; at += 4)
      colours.forEach(([r, g, b], place) => {
        if (dots[at] === r && dots[at + 1] === g && dots[at + 2] === b && dots[at + 3] === 255)
          counts[place][at / 4 / width < legend ? 0 : 1] += 1;
      });
  }
  return counts;
}"""


def spoken(day: date) -> str:
    """22 novembre, or 1er décembre."""
    return format_date(day, "d MMMM" if day.day > 1 else "d'er' MMMM", locale="fr")


def coloured(reader) -> list[list[int]]:
    """For each group's colour: its pixels in the map's legend, and its pixels in the map."""
    canvases = reader.page.locator("[data-testid=stEChartsChart] canvas")
    expect(canvases.first).to_be_visible()
    return canvases.evaluate_all(COUNT, [GROUPS, LEGEND])


@pytest.fixture(scope="module")
def today(sample) -> date:
    """The day on which the sample ends."""
    with sqlite3.connect(sample) as store:
        query = "SELECT value FROM setting WHERE name = 'sample_today'"
        (told,) = store.execute(query).fetchone()
    return date.fromisoformat(told)


def test_the_overview_is_french_full_and_understood_without_a_legend(reader, sample_url) -> None:
    shown = reader.open(sample_url).text()
    assert "Où en est la coopération" in shown
    assert "Consortium imaginaire" in shown
    assert "Commencer avec nos musées" in shown
    assert re.search(r"observées un an plus tôt", shown)
    assert re.search(r"par rapport à un an plus tôt", shown)
    assert re.search(
        r"Données disponibles pour \d+ membres sur 60, jusqu’au \d+\S* \S+ \d{4}", shown
    )
    assert re.search(
        r"Ce qui a changé\. \d+ relations entre membres, dont \d+ nouvelles? ; \d+ autres", shown
    )
    assert re.search(r"Ce qui vient\. .+ se poursuit jusqu’au .+ avec \d+ membres ; .+", shown)
    assert re.search(r"À faire\. \d+ messages? .+ ; \d+ paires? gagneraient à se parler\.", shown)
    for figure in (
        "Institutions actives",
        "Relations",
        "Échanges réciproques",
        "Événements communs",
    ):
        assert re.search(rf"^{figure}\n\n\d+", shown, re.MULTILINE), figure
    trend = reader.page.locator("[data-testid=stVegaLiteChart] svg, .vega-embed canvas").first
    expect(trend).to_be_visible()
    assert reader.clicks == 0


def test_whoever_comes_back_to_the_overview_finds_it_whole(reader, sample_url) -> None:
    """No spinner or grey place is left where a figure belongs."""
    reader.open(f"{sample_url}/start")
    reader.page.get_by_role("link", name="Vue d’ensemble").first.click()
    expect(reader.page.get_by_text("Ce qui a changé")).to_be_visible()
    reader.rest()
    for waiting in ("stSpinner", "stSkeleton"):
        expect(reader.page.get_by_test_id(waiting)).to_have_count(0)


def test_the_network_shows_groups_and_tells_who_stands_apart(reader, sample_url, today) -> None:
    """And a word of the legend takes its dots away."""
    shown = reader.open(f"{sample_url}/network").text()
    assert re.search(r"\d+ membres sur 60 s’adressent à \d+ membres, en \d+ relations\.", shown)
    assert "Sans échange observé. Ce membre a publié" in shown
    assert "Museo del Lago Basso" in shown
    left = today - timedelta(days=150)
    assert f"Museum der vergessenen Lieder a quitté X le {spoken(left)} {left.year}." in shown
    assert "apparaissent en gris" in shown
    assert "Museum der wandernden Steine" in shown
    before = coloured(reader)
    for legend, dots in before:
        assert legend > 20, "a group is missing from the legend"
        assert dots > 200, "a group is missing from the map"
    place = reader.page.locator("[data-testid=stEChartsChart] canvas").first
    reader.click(place, position={"x": 11, "y": 12})  # the first word
    reader.page.mouse.move(0, 0)  # what lies under the mouse dims the rest
    reader.rest()
    after = coloured(reader)
    assert after[0][1] < before[0][1] / 4
    assert after[1][1] > before[1][1] / 2


def test_the_calendar_says_today_next_and_the_clash_in_words(reader, sample_url, today) -> None:
    shown = reader.open(f"{sample_url}/calendar").text()
    campaign = r"Aujourd’hui\. Semaine des musées rêvés : jour 4 sur 7 ; hashtag du jour : #\w+"
    assert re.search(campaign, shown)
    soon = today + timedelta(days=5)
    assert f"Prochain rendez-vous. Nuit des Lanternes, le {spoken(soon)} {soon.year}" in shown
    assert re.search(
        r"Chevauchement\. Rencontre des ateliers de restauration et Semaine des petites mains "
        r"se chevauchent \(.+\) : .+ participent aux deux\.",
        shown,
    )
    frame = reader.page.frame_locator("iframe").first
    expect(frame.get_by_text("Semaine des musées rêvés").first).to_be_visible()
    expect(frame.get_by_role("columnheader").first).to_contain_text(re.compile("^lun", re.I))
    reader.click("En liste")
    probable = reader.page.frame_locator("iframe").first.get_by_text(
        re.compile("Rivages.*probable")
    )
    expect(probable.first).to_be_visible()


def test_the_first_suggestion_has_two_reasons_and_the_posts(reader, sample_url) -> None:
    reader.open(f"{sample_url}/suggestions")
    card = reader.page.locator("[class*=st-key-pair-]").first
    assert card.get_by_role("listitem").count() >= 2
    reader.click(card.get_by_text("Voir les publications"))
    assert card.get_by_role("link", name="Lire sur X").count() >= 2
    assert card.locator("[data-testid=stText]").count() >= 2


def test_english_is_one_click_away_and_the_place_is_the_same(reader, sample_url) -> None:
    reader.open(f"{sample_url}/calendar?view=list")
    reader.click(reader.page.get_by_role("radio", name="En", exact=True))
    assert reader.clicks == 1
    assert reader.page.url == f"{sample_url}/calendar?view=list&lang=en"
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("What we do together")
    expect(reader.page.get_by_text("Imaginary consortium")).to_be_visible()
    reader.click(reader.page.get_by_role("link", name="Overview").first)
    assert "How cooperation stands" in reader.text()
    assert "lang=en" in reader.page.url
