"""An institution is added and edited on the page: nothing typed is lost, nothing half written."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import Engine
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from dashboard.sources import institution_draft
from shared import models
from shared.store.database import reading, set_setting, writing

Opened = Callable[..., AppTest]


def words(page: AppTest) -> str:
    assert not page.exception, page.exception
    kinds = (page.markdown, page.success, page.warning, page.error)
    return "\n".join(element.value for kind in kinds for element in kind)


def typed(page: AppTest, name: str) -> AppTest:
    """The text field of that name; of an account's, that of its last line."""
    fields = [one for one in page.text_input if (one.key or "").endswith(f"-{name}")]
    return fields[-1]


def save(page: AppTest) -> AppTest:
    return page.button(key="institution-save").click().run()


def institution(store: Engine, id: str) -> models.Institution | None:
    with reading(store) as session:
        return session.get(models.Institution, id)


def handles(store: Engine, id: str) -> list[str]:
    with reading(store) as session:
        mine = select(models.Account.handle).where(models.Account.institution_id == id)
        return sorted(session.exec(mine))


def test_an_institution_is_added_with_its_account(consortium: Engine, opened: Opened) -> None:
    page = opened("sources")
    page.button(key="institution-add").click().run()
    typed(page, "name").input("Écluse *d’or*")
    typed(page, "latitude").input("45,7")
    page.selectbox(key="institution-country").select("FR")
    typed(page, "handle").input("https://x.com/Ecluse")
    save(page)
    assert "« Écluse \\*d’or\\* » est enregistré" in words(page).replace("\u00a0", " ")
    added = institution(consortium, "ecluse-d-or")
    assert added is not None
    assert (added.country, added.latitude, added.member) == ("FR", 45.7, True)
    assert handles(consortium, "ecluse-d-or") == ["ecluse"]
    assert "ecluse-d-or" in page.query_params["who"]
    assert institution_draft.DRAFT not in page.session_state


def test_what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(
    consortium: Engine, opened: Opened
) -> None:
    page = opened("sources")
    page.button(key="institution-add").click().run()
    typed(page, "latitude").input("91")
    typed(page, "handle").input("explore")
    said = words(save(page))
    assert "Une institution a besoin d’un nom." in said
    assert "91 n’est pas une latitude" in said
    assert "«\u00a0explore\u00a0» n’est ni un nom de compte ni l’adresse d’un profil" in said
    assert typed(page, "latitude").value == "91"
    assert typed(page, "handle").value == "explore"
    typed(page, "name").input("aquarium")
    typed(page, "latitude").input("")
    typed(page, "handle").input("@at_b")
    said = words(save(page))
    assert "«\u00a0Aquarium\u00a0» est déjà dans la liste" in said
    assert "«\u00a0at\\_b\u00a0» est un compte de «\u00a0Beffroi\u00a0»" in said
    with reading(consortium) as session:
        assert len(session.exec(select(models.Institution)).all()) == 4
    page.button(key="institution-cancel").click().run()
    assert "institution-save" not in [button.key for button in page.button]


def test_an_account_is_added_left_and_moved(consortium: Engine, opened: Opened) -> None:
    page = opened("sources", who="a")
    page.button(key="institution-edit").click().run()
    (status,) = [one for one in page.selectbox if (one.key or "").endswith("-status")]
    status.select("left")
    (since,) = [one for one in page.date_input if (one.key or "").endswith("-since")]
    since.set_value(date(2026, 6, 1))
    page.button(key="institution-account-add").click().run()
    typed(page, "handle").input("aquarium_new")
    save(page)
    assert handles(consortium, "a") == ["aquarium_new", "at_a"]
    with reading(consortium) as session:
        account = session.get_one(models.Account, 1)
    assert (account.status, account.status_since) == (models.AccountStatus.LEFT, date(2026, 6, 1))
    page.button(key="institution-edit").click().run()
    first = next(one for one in page.selectbox if (one.key or "").endswith("-owner"))
    first.select("d")
    save(page)
    assert handles(consortium, "d") == ["at_a", "at_d"]


def test_an_account_with_posts_cannot_be_taken_out(consortium: Engine, opened: Opened) -> None:
    page = opened("sources", who="d")
    page.button(key="institution-edit").click().run()
    (gone,) = [one for one in page.checkbox if (one.key or "").endswith("-removed")]
    gone.check()
    said = words(save(page))
    assert "De «\u00a0at\\_d\u00a0», nous gardons des publications (1) et des inter" in said
    assert handles(consortium, "d") == ["at_d"]


def test_who_comes_second_sees_how_it_stands_and_chooses(
    consortium: Engine, opened: Opened
) -> None:
    page = opened("sources", who="a")
    page.button(key="institution-edit").click().run()
    with writing(consortium) as session:
        session.get_one(models.Institution, "a").city = "*Nice*"
    typed(page, "city").input("Brest")
    said = words(save(page))
    assert "Quelqu’un a modifié «\u00a0Aquarium\u00a0» depuis que vous l’avez ouvert." in said
    assert "\\*Nice\\*" in said
    assert typed(page, "city").value == "Brest"
    page.button(key="institution-mine").click().run()
    save(page)
    held = institution(consortium, "a")
    assert held is not None
    assert held.city == "Brest"


def test_an_empty_store_takes_its_first_institution_by_hand(
    empty_store: Engine, opened: Opened
) -> None:
    page = opened("sources")
    page.button(key="institution-add").click().run()
    typed(page, "name").input("Premier")
    save(page)
    assert institution(empty_store, "premier") is not None


def test_what_no_field_shows_stays_and_the_sample_is_refused(
    consortium: Engine, opened: Opened
) -> None:
    with writing(consortium) as session:
        session.get_one(models.Institution, "a").size = "large"
    page = opened("sources", who="a")
    page.button(key="institution-edit").click().run()
    typed(page, "city").input("Brest")
    save(page)
    held = institution(consortium, "a")
    assert held is not None
    assert (held.size, held.city) == ("large", "Brest")
    page.button(key="institution-edit").click().run()
    with writing(consortium) as session:
        set_setting(session, "sample", "1")
    typed(page, "city").input("Nice")
    assert "C’est le consortium imaginaire" in words(save(page))
    assert institution(consortium, "a") == held
