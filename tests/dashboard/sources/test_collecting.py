"""Whether X is being collected, what it brought and cost; a page asks, it never collects."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select
from streamlit.testing.v1 import AppTest

from dashboard.i18n import speaking
from dashboard.sources import collector, not_told, sync_words
from shared import models
from shared.models import Network, SyncStatus
from shared.sentences import say
from shared.store import queries
from shared.store.database import reading, set_setting, writing

Opened = Callable[..., AppTest]


def words(page: AppTest) -> str:
    assert not page.exception, page.exception
    kinds = (page.markdown, page.caption, page.info, page.warning, page.error)
    return "\n".join(element.value for kind in kinds for element in kind)


def table_of(element: Any) -> Any:
    return element.value


def table(page: AppTest, column: str) -> Any:
    return next(each.value for each in page.dataframe if column in each.value.columns)


def ran(session: Session, status: SyncStatus = SyncStatus.OK, **more: Any) -> None:
    now = datetime.now(UTC)
    run = {"what": "posts", "started": now - timedelta(hours=1), "by": "Zoé", **more}
    session.add(models.SyncRun(network=Network.X, status=status, **run))
    session.flush()


def present(session: Session, ago: timedelta = timedelta(), **more: Any) -> None:
    now = datetime.now(UTC)
    session.add(models.CollectorState(term=1, leader="box:1", beat_at=now - ago, **more))


def test_where_nothing_was_collected_one_sentence_says_how_and_a_request_is_kept(
    consortium: Engine, opened: Opened
) -> None:
    page = opened("sources")
    assert "Rien n’a encore été relevé. Avec une clé de X, la commande `passerelle" in words(page)
    page.button(key="collect-now").click().run()
    assert "aucun programme de relevé n’est là pour s’en charger" in words(page)
    with reading(consortium) as session:
        state = session.exec(select(models.CollectorState)).one()
        entry = session.exec(select(models.AuditEntry)).one()
    assert (state.asked_by, state.taken_at) == ("local administrator", None)
    assert entry.action == "collect"
    assert datetime.now(UTC) - state.asked_at < timedelta(minutes=1)
    assert "Il lui faut une clé de X (`X_BEARER_TOKEN`)." in words(page)
    page.button(key="collect-withdraw").click().run()
    assert "aucun programme de relevé" not in words(page)
    assert "collect-withdraw" not in [button.key for button in page.button]
    with reading(consortium) as session:
        state = session.exec(select(models.CollectorState)).one()
    assert (state.asked_by, state.asked_at) == (None, None)


def test_a_collector_that_lives_is_told_apart_from_one_that_was_seen_last_week(
    consortium: Engine, opened: Opened
) -> None:
    now = datetime.now(UTC)
    with writing(consortium) as session:
        ran(session, SyncStatus.RUNNING, posts=3)
        present(session, next_at=now + timedelta(minutes=5), asked_at=now)
    said = words(opened("sources", "en"))
    assert "The collector is running, and goes on at" in said
    assert "A collection (new posts) began at" in said
    assert "It takes this up within a moment" in said
    with writing(consortium) as session:
        state = session.get_one(models.CollectorState, 1)
        state.beat_at, state.taken_at = now - timedelta(days=7), now
    said = words(opened("sources", "en"))
    assert "No collector is running; the last one was seen on" in said
    assert "The last collection (new posts), on" in said
    assert "cut off, 3 posts read" in said
    assert "taken up on" in said


def test_what_it_cost_stands_beside_the_ceiling_and_why_it_ended_in_the_readers_words(
    consortium: Engine, opened: Opened
) -> None:
    now = datetime.now(UTC)
    why = say("The file is empty.")
    with writing(consortium) as session:
        ran(
            session, SyncStatus.BUDGET, posts=2, posts_new=1, cost=10_000, reason=why.template,
            resumes_at=now + timedelta(days=3),
        )  # fmt: skip
        present(session)
        for resource, cost in ((models.Resource.POST, 2_500_000), (models.Resource.USER, 1)):
            session.add(
                models.Spending(network=Network.X, day=now.date(), resource=resource, cost=cost)
            )
        set_setting(session, "month_dollars", "20")
    said = words(opened("sources"))
    assert "plafond atteint, 2 publications lues, 1 nouvelle, pour 0,01\u00a0$US" in said
    assert "Le fichier est vide. Il peut reprendre à partir du" in said
    assert "Ce mois-ci, il a coûté 2,50\u00a0$US sur un plafond de 20,00\u00a0$US." in said
    with writing(consortium) as session:
        set_setting(session, "month_dollars", "**much**")
    page = opened("sources")
    assert "\\*\\*much\\*\\*" in words(page)


def test_the_sample_says_what_x_would_bill_and_that_nothing_was_spent(
    consortium: Engine, opened: Opened
) -> None:
    now = datetime.now(UTC)
    with writing(consortium) as session:
        ran(session, posts=3)
        present(session, ago=timedelta(days=7))
        post = models.Resource.POST
        session.add(
            models.Spending(network=Network.X, day=now.date(), resource=post, cost=121_480_000)
        )
        set_setting(session, "sample", "1")
    said = words(opened("sources"))
    assert "X facturerait 121,48\u00a0$US\u00a0; rien n’a été dépensé." in said
    assert "il a coûté" not in said
    assert "Aucun programme de relevé" not in said
    with writing(consortium) as session:
        session.get_one(models.CollectorState, 1).beat_at = now
    assert "Le programme de relevé" in words(opened("sources"))


def test_nobody_asks_in_the_sample_or_where_pages_are_for_reading(
    consortium: Engine, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(consortium) as session:
        set_setting(session, "sample", "1")
    page = opened("sources")
    assert page.button(key="collect-now").disabled
    assert page.button(key="institution-add").disabled
    collector._ask()  # as somebody who goes around the page
    with writing(consortium) as session:
        set_setting(session, "sample", "0")
    monkeypatch.setenv("PASSERELLE_READ_ONLY", "1")
    page = opened("sources")
    assert page.button(key="collect-now").disabled
    assert "institution-add" not in [button.key for button in page.button]
    collector._ask()
    with reading(consortium) as session:
        assert session.exec(select(models.CollectorState)).all() == []


def test_collections_are_listed_and_open_to_their_accounts(
    consortium: Engine, opened: Opened
) -> None:
    with writing(consortium) as session:
        ran(session, SyncStatus.RUNNING)
        ran(session, SyncStatus.PARTIAL, posts=2, posts_new=1, cost=10_000, requests=4)
        for account, outcome in ((1, "ok"), (3, "suspended"), (2, "**strange**")):
            session.add(
                models.SyncItem(
                    run=2, account_id=account, outcome=outcome, posts=1,
                    problem=None if outcome == "ok" else "*Not* {Found}",
                )
            )  # fmt: skip
    page = opened("sources", collection="2")
    runs = table(page, "Requêtes")
    assert runs["Résultat"].tolist() == ["Fait en partie", "Coupé en route"]
    row = runs.iloc[0][["Publications", "Nouvelles", "Coût", "Comptes introuvables", "Requêtes"]]
    assert row.tolist() == [2, 1, "0,01\u00a0$US", 1, 4]
    items = next(
        each.value for each in page.dataframe if "Compte" in each.value and "Raison" in each.value
    )
    assert items["Résultat"].tolist() == ["Suspendu", "**strange**", "Relevé"]
    reasons = items["Raison"].fillna("none").tolist()
    assert reasons == ["none", "Réponse de X\u00a0: *Not* {Found}", "none"]
    assert "**1 compte relevé, 2 non relevés, ou en partie seulement**" in words(page)
    with writing(consortium) as session:
        session.get_one(models.SyncRun, 2).status = SyncStatus.RUNNING
    assert table(opened("sources"), "Requêtes")["Résultat"].tolist() == ["Coupé en route"] * 2
    with writing(consortium) as session:
        present(session)
    ends = table(opened("sources"), "Requêtes")["Résultat"].tolist()
    assert ends == ["En cours", "Coupé en route"]
    (warning,) = opened("sources", collection="7").warning
    assert "n’a pas de sens" in warning.value


def test_a_collection_that_changed_nothing_is_told_at_once_all_the_same(
    consortium: Engine, opened: Opened
) -> None:
    with writing(consortium) as session:
        ran(session, posts=3)
    assert len(table(opened("sources", "en"), "Cost")) == 1
    with Session(consortium.execution_options(write=True)) as session:  # the revision stays
        ran(session)
        session.commit()
    assert len(table(opened("sources", "en"), "Cost")) == 2


def test_accounts_are_listed_with_how_they_stand_and_when_they_were_seen(
    consortium: Engine, opened: Opened
) -> None:
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    with writing(consortium) as session:
        session.get_one(models.Account, 2).followers = 1200
        left = session.get_one(models.Account, 4)
        left.status, left.handle = models.AccountStatus.LEFT, "no handle"
        session.add(
            models.Checkpoint(
                account_id=1, stream=models.Stream.RECENT, completed_at=now, updated_at=now
            )
        )
    shown = table(opened("sources", list="accounts"), "last_seen")
    links = [f"https://x.com/at_{each}#@at_{each}" for each in "abc"]
    assert shown["handle"].fillna("none").tolist() == [*links, "none"]
    assert [f"{each:%d/%m}" for each in shown["last_seen"]] == ["23/11"] + ["22/11"] * 3
    assert shown["posts"].tolist() == [4, 1, 1, 1]
    assert shown["followers"].isna().tolist() == [True, False, True, True]
    only = table(opened("sources", list="accounts", state="left"), "last_seen")
    assert only["status"].tolist() == ["A quitté X"]
    nobody = opened("sources", list="accounts", find="zzz")
    assert "Aucun compte pour ce choix" in words(nobody)


@pytest.mark.usefixtures("consortium")
def test_one_account_opens_as_a_calendar_and_all_of_them_as_months(opened: Opened) -> None:
    page = opened("sources", account="1")
    assert "500 jours avec des données · venues de fichiers" in words(page)
    days = table(page, "Jour")
    assert days["Jour"].iloc[[0, -1]].tolist() == ["23 novembre 2026", "1er janvier 2025"]
    page = opened("sources")
    assert "4 comptes avec des données, sur 4" in words(page)
    assert len(table(page, "Mois")) == 4 * 17
    (warning,) = opened("sources", account="77").warning
    assert "n’a pas de sens" in warning.value


def test_the_calendar_of_an_account_that_left_says_so(consortium: Engine, opened: Opened) -> None:
    with writing(consortium) as session:
        session.get_one(models.Account, 1).status = models.AccountStatus.LEFT
    said = [caption.value for caption in opened("sources", account="1").caption]
    assert any("500 jours" in line and line.endswith(" · A quitté X") for line in said)
    said = [caption.value for caption in opened("sources", account="2").caption]
    assert not any("A quitté X" in line for line in said)


def test_many_accounts_scroll_and_those_without_data_come_first(
    consortium: Engine, opened: Opened
) -> None:
    assert "Faites défiler" not in words(opened("sources"))
    with writing(consortium) as session:
        for number in range(10, 30):
            session.add(models.Institution(id=f"z{number}", name=f"Zoo {number}"))
            session.flush()
            session.add(
                models.Account(
                    id=number, institution_id=f"z{number}", network=Network.X, handle=f"z{number}"
                )
            )
    page = opened("sources")
    assert "Faites défiler pour voir les 24 comptes." in words(page)
    lines = table(page, "Mois")["Compte"].unique().tolist()
    assert (lines[0], lines[20]) == ("Zoo 10", "Aquarium")


@pytest.mark.usefixtures("consortium")
def test_a_reference_that_cannot_be_told_names_its_post_and_the_one_it_goes_to(
    consortium: Engine,
) -> None:
    with writing(consortium) as session:
        at = datetime(2026, 11, 1, tzinfo=UTC)
        for id in ("100", "101"):
            session.add(
                models.Post(
                    network=Network.X, post_id=id, account_id=3, created_at=at, version_id=id
                )
            )
            session.flush()
        for id, other in (("100", "55"), ("101", "")):
            session.add(
                models.Unresolved(
                    network=Network.X, post_id=id, kind=models.Kind.QUOTE, referenced_id=other
                )
            )
    with reading(consortium) as session:
        found = queries.unresolved_posts(session=session)
    with speaking("en"):
        shown = not_told._table(found)
    assert shown["See the post"].tolist() == [
        "https://x.com/at_c/status/100", "https://x.com/at_c/status/101",
    ]  # fmt: skip
    referred = shown["The post referred to"].fillna("none").tolist()
    assert referred == ["https://x.com/i/status/55", "none"]
    assert shown["Institution"][0].startswith("**Musée**")  # a cell shows letters


def test_every_end_of_a_collection_has_words_in_both_languages() -> None:
    for language in ("fr", "en"):
        with speaking(language):
            said = [sync_words.ended(status.value) for status in SyncStatus]
        assert len(set(said)) == len(SyncStatus)
        assert not set(said) & {status.value for status in SyncStatus}
