"""The journeys of the pages, from an opened Overview: the clicks they take have a maximum.

Typing is not counted; opening a select box and choosing from it with the keyboard is one click.
"""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from shared.store.database import engine_for, reading
from shared.store.queries import decisions, events, participations

LINK = "Lire sur X"
# The middle of a large dot of the map: a place around which the colour is the same.
DOT = """canvas => {
  const {width, height} = canvas, painter = canvas.getContext('2d');
  const dots = painter.getImageData(0, 0, width, height).data;
  const blue = (x, y) => {
    const at = 4 * (y * width + x);
    return dots[at] === 0 && dots[at + 1] === 114 && dots[at + 2] === 178;
  };
  for (let y = 100; y < height - 8; y += 2)
    for (let x = 8; x < width - 8; x += 2) {
      let inside = true;
      for (let d = -4; d <= 4 && inside; d += 1)
        inside = blue(x + d, y) && blue(x, y + d) && blue(x + d, y + d) && blue(x + d, y - d);
      if (inside) return {x: x * canvas.clientWidth / width, y: y * canvas.clientHeight / height};
    }
  return null;
}"""


@pytest.fixture(scope="module")
def own_store(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample to write to; each test writes of something else."""
    return Path(shutil.copy(sample, tmp_path_factory.mktemp("own") / "sample.db"))


@pytest.fixture(scope="module")
def own_url(serve: Callable[..., str], own_store: Path) -> str:
    """The pages of that copy."""
    return serve(own_store)


def page_link(reader, name: str) -> Locator:
    """The page's place in the navigation."""
    return reader.page.get_by_test_id("stTopNavLinkContainer").get_by_role("link", name=name)


def test_one_museum_its_ties_and_a_post_as_proof_take_three_clicks(reader, sample_url) -> None:
    reader.open(sample_url)
    reader.click(page_link(reader, "Réseau"))
    reader.click(reader.page.get_by_role("combobox", name="Chercher une institution"))
    reader.page.keyboard.type("Musée de la Brume")
    reader.page.keyboard.press("Enter")
    shown = reader.rest().text()
    assert reader.page.get_by_role("heading", name="Musée de la Brume").is_visible()
    assert re.search(r"\d+ interlocuteurs, \d+ dans les deux sens", shown)
    proof = reader.page.get_by_role("link", name=LINK)
    assert proof.count() >= 1
    assert re.fullmatch(r"https://x\.com/\w+/status/\d+", proof.first.get_attribute("href") or "")
    assert "who=musee-de-la-brume" in reader.page.url
    assert reader.clicks <= 3


def test_a_dot_of_the_map_opens_its_institution(reader, sample_url) -> None:
    reader.open(sample_url)
    reader.click(page_link(reader, "Réseau"))
    canvas = reader.page.locator("[data-testid=stEChartsChart] canvas").first
    expect(canvas).to_be_visible()
    dot = canvas.evaluate(DOT)
    assert dot is not None, "no dot is drawn"
    reader.click(canvas, position=dot)
    expect(reader.page.get_by_role("link", name=LINK).first).to_be_visible()
    assert "who=" in reader.page.url
    assert reader.clicks <= 3


def test_a_joint_event_with_all_members_and_its_clashes_takes_four_clicks(
    reader, own_store, own_url
) -> None:
    reader.open(own_url)
    reader.click(page_link(reader, "Calendrier"))
    reader.click(reader.page.get_by_role("button", name="Ajouter un rendez-vous"))
    form = reader.page.get_by_role("dialog")
    form.get_by_label("Titre").fill("Nuit *claire*")
    form.get_by_label("Titre").press("Tab")
    start = day_of_the_night(own_store)
    for part, form_of in (("day", "%d"), ("month", "%m"), ("year", "%Y")):
        form.get_by_label(f"{part}, Premier jour").press_sequentially(f"{start:{form_of}}")
    form.get_by_label("year, Premier jour").press("Escape")
    reader.rest()
    reader.click(form.get_by_role("button", name="Inviter tous les membres"))
    expect(form.get_by_text("60 participants")).to_be_visible()
    expect(form.get_by_text("Si tous les invités viennent")).to_be_visible()
    reader.click(form.get_by_role("button", name="Enregistrer"))
    assert "« Nuit *claire* »" in reader.text()
    assert reader.clicks <= 4
    assert invited(own_store, "Nuit *claire*") == 60


def day_of_the_night(store: Path) -> Any:
    """The day of an event to come, so that there is a clash."""
    with reading(engine_for(str(store))) as session:
        held = events(session=session)
    return held.loc[held["title"] == "Nuit des Lanternes", "starts"].max()


def invited(store: Path, title: str) -> int:
    """How many institutions are invited to the event, as the store holds it."""
    with reading(engine_for(str(store))) as session:
        held, people = events(session=session), participations(session=session)
    (event,) = held.loc[held["title"] == title, "id"]
    return int((people["event_id"].eq(event) & people["status"].eq("invited")).sum())


def test_a_suggestion_read_proven_and_taken_up_takes_three_clicks(
    reader, own_store, own_url
) -> None:
    reader.open(own_url)
    reader.click(reader.page.get_by_role("link", name="Première suggestion"))
    card = reader.page.locator("[class*=st-key-pair-]").first
    assert card.get_by_role("listitem").count() >= 2
    reader.click(card.get_by_text("Voir les publications"))
    assert card.get_by_role("link", name=LINK).count() >= 2
    reader.click(card.get_by_role("button", name="Retenir"))
    assert "Suggestion retenue par le consortium." in reader.text()
    assert reader.clicks <= 3
    assert held_decisions(own_store).count("taken_up") == 2  # the sample has one
    reader.click(card.get_by_role("button", name="Annuler"))
    assert held_decisions(own_store).count("taken_up") == 1


def held_decisions(store: Path) -> list[str]:
    with reading(engine_for(str(store))) as session:
        return list(decisions(session=session)["status"])


@pytest.fixture
def three_museums_url(
    serve: Callable[..., str], passerelle: Callable[..., Any], sqlite_template: Path, tmp_path: Path
) -> str:
    """A store of one's own with a list of three museums, and no post yet."""
    store, roster = tmp_path / "own.db", tmp_path / "museums.csv"
    store.write_bytes(sqlite_template.read_bytes())
    roster.write_text("institution,x\nMusée A,musee_a\nMusée B,musee_b\nMusée C,musee_c\n")
    brought = passerelle("roster", "import", roster, "--db", store)
    assert brought.returncode == 0, brought.stderr
    return serve(store)


def posts(tmp_path: Path) -> Path:
    """A page of the X API: A names B, and B answers."""
    page = {
        "data": [
            {
                "id": "101",
                "author_id": "1",
                "created_at": "2026-11-01T10:00:00.000Z",
                "text": "Bonjour @musee_b",
                "entities": {"mentions": [{"username": "musee_b", "id": "2"}]},
            },
            {
                "id": "102",
                "author_id": "2",
                "created_at": "2026-11-02T10:00:00.000Z",
                "text": "@musee_a merci",
                "in_reply_to_user_id": "1",
                "referenced_tweets": [{"type": "replied_to", "id": "101"}],
            },
        ],
        "includes": {
            "users": [
                {"id": "1", "username": "musee_a", "name": "A"},
                {"id": "2", "username": "musee_b", "name": "B"},
            ]
        },
    }
    file = tmp_path / "posts.json"
    file.write_text(json.dumps(page))
    return file


def test_bringing_in_a_file_of_posts_takes_three_clicks(
    reader, three_museums_url, tmp_path
) -> None:
    reader.open(three_museums_url)
    assert "3 institutions sont dans la liste, mais aucune publication" in reader.text()
    reader.click(page_link(reader, "Données"))
    with reader.page.expect_file_chooser() as chooser:
        reader.click(reader.page.get_by_test_id("stFileUploader").locator("button"))
    chooser.value.set_files(posts(tmp_path))
    reader.rest()
    reader.click(reader.page.get_by_role("button", name="Apporter ce fichier"))
    assert "posts.json a été lu : 2 publications lues (2 nouvelles)" in reader.text()
    assert reader.clicks <= 3
    reader.click(page_link(reader, "Vue d’ensemble"))
    assert "2 relations entre membres" in reader.text()
