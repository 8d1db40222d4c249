"""The page that helps to begin works on every store, and without one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from shared.store.database import set_setting, writing

Opened = Callable[..., AppTest]


def commands(page: AppTest) -> str:
    assert not page.exception, page.exception
    return "\n".join(code.value for code in page.code)


@pytest.mark.usefixtures("empty_store")
def test_each_step_shows_its_command(opened: Opened) -> None:
    shown = commands(opened("start"))
    for command in ("init", "roster import", "import posts", "serve"):
        assert f"passerelle {command}" in shown


@pytest.mark.usefixtures("empty_store")
def test_the_list_can_be_brought_on_the_data_page(opened: Opened) -> None:
    links = [each.proto for each in opened("start").get("page_link")]
    assert ["file=roster" in link.query_string for link in links][:2] == [True, False]
    assert links[0].label == "Apporter la liste sur la page des données"


def test_it_opens_without_a_store(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PASSERELLE_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    page = opened("start")
    assert "passerelle init" in commands(page)
    assert "Il n’y a pas encore de base" in page.info[0].value


def test_the_sample_says_that_it_takes_no_file_from_outside(
    consortium: Engine, opened: Opened
) -> None:
    with writing(consortium) as session:
        set_setting(session, "sample", "1")
    assert "n’accepte aucun fichier de l’extérieur" in opened("start").info[0].value
    banner = [text.value for text in opened().markdown]
    assert any(text.startswith("Consortium imaginaire") for text in banner)


def test_reading_only_is_said(
    consortium: Engine, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSERELLE_READ_ONLY", "1")
    said = [caption.value for caption in opened().caption]
    assert "Ces pages sont en lecture seule." in said
