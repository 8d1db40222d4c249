"""The data page says what the store holds, takes files, and tells what became of them."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import delete
from streamlit.testing.v1 import AppTest

from dashboard.i18n import speaking
from dashboard.sources import import_words, reading_form
from shared import models
from shared.sentences import say
from shared.store import queries
from shared.store.database import reading, set_setting, writing

Opened = Callable[..., AppTest]
LINK = "[Apporter un fichier](#file)"


def words(page: AppTest) -> str:
    """All that the page says in words."""
    assert not page.exception, page.exception
    kinds = (
        *(page.title, page.header, page.markdown, page.caption),
        *(page.info, page.warning, page.success, page.error),
    )
    return "\n".join(element.value for kind in kinds for element in kind)


def table(page: AppTest, column: str) -> Any:
    """The table of the page that has this column."""
    return next(each.value for each in page.dataframe if column in each.value.columns)


def bring(page: AppTest, name: str, content: bytes) -> AppTest:
    """Choose the file and bring it in."""
    page.file_uploader[0].upload(name, content).run()
    assert not page.exception, page.exception
    return page.button(key="bring-in").click().run()


def line(id: int, author: str, named: str) -> bytes:
    """A post of X by one handle that names another, as API v1.1 writes it."""
    user = {"id_str": f"9{len(author)}{ord(author[-1])}", "screen_name": author}
    mention = {"id_str": f"9{len(named)}{ord(named[-1])}", "screen_name": named, "indices": [0, 3]}
    post = {
        "id_str": str(10**17 + id),
        "created_at": "Wed Nov 18 10:00:00 +0000 2026",
        "full_text": f"@{named} x",
        "user": user,
        "entities": {"user_mentions": [mention], "hashtags": [], "urls": []},
    }
    return json.dumps(post).encode() + b"\n"


@pytest.fixture
def museums(empty_store: Engine) -> Engine:
    """Two museums with an account each, and no post."""
    with writing(empty_store) as session:
        for number, id in enumerate("ab", start=1):
            session.add(models.Institution(id=id, name=f"Musée {id}", contact="bureau@example.org"))
            session.flush()
            session.add(
                models.Account(
                    id=number, institution_id=id, network=models.Network.X, handle=f"at_{id}"
                )
            )
            session.flush()
            session.add(models.HandlePeriod(account_id=number, handle=f"at_{id}"))
    return empty_store


@pytest.mark.usefixtures("consortium")
def test_it_says_what_there_is_and_from_when_to_when(opened: Opened) -> None:
    said = words(opened("sources"))
    assert "4 institutions, dont 4 membres\u00a0; 4 comptes et 7 publications" in said
    assert "du 11 juillet 2025 au 22 novembre 2026" in said
    assert "4 members; 4 accounts and 7 posts" in words(opened("sources", "en"))


def test_who_lacks_data_and_who_left_is_named_without_blame(
    consortium: Engine, opened: Opened
) -> None:
    with writing(consortium) as session:
        session.add(models.Institution(id="e", name="*Écluse*"))
        left = session.get_one(models.Account, 4)
        left.status, left.status_since = models.AccountStatus.LEFT, date(2026, 6, 26)
        session.get_one(models.Account, 1).status = models.AccountStatus.MISSING
        suspended = session.get_one(models.Account, 2)
        suspended.status = models.AccountStatus.SUSPENDED
        suspended.status_since = date(2026, 6, 27)
        session.get_one(models.Account, 3).status = models.AccountStatus.PROTECTED
    page = opened("sources")
    said = words(page)
    assert "pas encore de données pour 1 membre\u00a0: \\*Écluse\\*" in said
    (known,) = [line for line in said.splitlines() if line.startswith("**À savoir.**")]
    assert "Donjon\u00a0: a quitté X le 26 juin 2026" in known
    assert "Aquarium\u00a0: introuvable" in known
    assert "suspendu depuis le 27 juin 2026" in known
    assert "\u00a0: protégé" in known
    shown = table(page, "posts").set_index("name")
    assert shown.loc["*Écluse*", "status"] == "Pas de compte connu"
    assert shown.loc["*Écluse*", ["days", "posts"]].isna().all()  # no data is not zero
    assert shown.loc["Aquarium", ["days", "posts"]].tolist() == [500, 4]


def test_who_speaks_through_another_has_its_days_but_not_its_posts(
    consortium: Engine, opened: Opened
) -> None:
    with writing(consortium) as session:
        session.add(models.Institution(id="e", name="Écluse", parent="a"))
    shown = table(opened("sources"), "posts").set_index("name")
    assert shown.loc["Écluse", "status"] == "S’exprime par un autre compte\u00a0: Aquarium"
    assert shown.loc["Écluse", "days"] == 500
    assert shown.index[shown["posts"].isna()].tolist() == ["Écluse"]


@pytest.mark.usefixtures("museums")
def test_an_account_nobody_has_read_yet_is_not_said_to_be_active(opened: Opened) -> None:
    page = opened("sources", who="a")
    assert table(page, "posts")["status"].tolist() == ["Pas encore relevé"] * 2
    assert table(page, "platform")["status"].tolist() == ["Pas encore relevé"]
    assert "Not read yet" in table(opened("sources", "en"), "posts")["status"].tolist()


def test_an_account_is_active_by_its_days_or_by_its_posts(
    consortium: Engine, opened: Opened
) -> None:
    with writing(consortium) as session:
        session.exec(delete(models.Coverage).where(models.Coverage.account_id == 4))
        for number, network in ((5, models.Network.X), (6, models.Network.MASTODON)):
            session.add(models.Institution(id=f"n{number}", name=f"Neuf {number}"))
            session.flush()
            session.add(
                models.Account(id=number, institution_id=f"n{number}", network=network, handle="n")
            )
    states = table(opened("sources"), "posts").set_index("name")["status"]
    assert states["Donjon"] == "Actif"  # posts without a known day
    assert states["Aquarium"] == "Actif"
    assert states["Neuf 5"] == states["Neuf 6"] == "Pas encore relevé"
    assert table(opened("sources", who="d"), "platform")["status"].tolist() == ["Actif"]
    with writing(consortium) as session:
        session.add(
            models.Account(
                id=7, institution_id="d", network=models.Network.BLUESKY, handle="d.example"
            )
        )
    own = table(opened("sources", who="d"), "platform").set_index("platform")["status"]
    assert own.to_dict() == {"X": "Actif", "Bluesky": "Pas encore relevé"}


def test_what_was_said_of_an_account_stays_said_without_data(
    museums: Engine, opened: Opened
) -> None:
    with writing(museums) as session:
        session.get_one(models.Account, 1).status = models.AccountStatus.PROTECTED
    assert table(opened("sources"), "posts")["status"].tolist() == [
        "Protégé", "Pas encore relevé",
    ]  # fmt: skip


@pytest.mark.usefixtures("consortium")
def test_the_accounts_of_an_institution_can_be_taken(opened: Opened) -> None:
    def taken(page: AppTest) -> bool:
        return any(
            one.proto.id.endswith("download-accounts") for one in page.get("download_button")
        )

    assert taken(opened("sources", who="a"))
    assert not taken(opened("sources"))


@pytest.mark.usefixtures("consortium")
@pytest.mark.parametrize(
    "wrong",
    [{"run": "a"}, {"file": "b"}, {"run": "1"}, {"country": "ZZ"}, {"who": "nobody"}],
)
def test_what_makes_no_sense_in_the_address_is_said_once(
    opened: Opened, wrong: dict[str, str]
) -> None:
    (value,) = wrong.values()
    (said,) = [one.value for one in opened("sources", **wrong).warning]
    assert f"«\u00a0{value}\u00a0»" in said
    assert "n’a pas de sens" in said


@pytest.mark.usefixtures("empty_store")
def test_a_wrong_value_is_said_on_an_empty_store_too(opened: Opened) -> None:
    said = [one.value for one in opened("sources", run="a", file="b").warning]
    assert len(said) == 2


@pytest.mark.usefixtures("museums")
def test_values_that_make_sense_are_no_warning(opened: Opened) -> None:
    page = bring(opened("sources", file="posts"), "x.zip", b"PK\x03\x04rest")
    assert not [one for one in page.warning if "n’a pas de sens" in one.value]
    again = opened("sources", run="1", file="roster")
    assert not [one for one in again.warning if "n’a pas de sens" in one.value]


def test_an_account_may_have_no_handle_yet(consortium: Engine, opened: Opened) -> None:
    with writing(consortium) as session:
        session.get_one(models.Account, 1).handle = ""
    page = opened("sources", who="a")
    assert table(page, "platform")["label"].tolist() == ["X"]


@pytest.mark.usefixtures("consortium")
@pytest.mark.parametrize(
    "asked, shown",
    [
        ({"find": "AQUA"}, ["Aquarium"]),
        ({"find": "at_b"}, ["Beffroi"]),
        ({"find": ".*"}, None),
        ({"country": "FR", "find": "donjon"}, ["Donjon"]),
        ({"data": "without"}, None),
    ],
)
def test_the_filters_stand_in_the_address(
    opened: Opened, asked: dict[str, str], shown: list[str] | None
) -> None:
    page = opened("sources", **asked)
    said = words(page)
    if shown is None:
        assert "Aucune institution pour ce choix" in said
    else:
        assert table(page, "posts")["name"].tolist() == shown


@pytest.mark.usefixtures("consortium")
def test_one_institution_opens_with_a_hostile_name_as_letters(opened: Opened) -> None:
    page = opened("sources", who="c")
    said = words(page)
    assert "\\*\\*Musée\\*\\*" in said
    assert "](https:" not in said
    assert table(page, "platform")["label"].tolist() == ["@at_c"]


def test_the_service_address_is_never_shown(museums: Engine, opened: Opened) -> None:
    page = opened("sources", who="a")
    shown = "".join(each.value.to_csv() for each in page.dataframe)
    assert "bureau" not in words(page) + shown


def test_a_file_of_posts_goes_in_with_one_click_and_its_bad_lines_are_told(
    museums: Engine, opened: Opened
) -> None:
    content = line(1, "at_a", "at_b") + b"{broken\n" + line(2, "at_b", "at_a")
    page = bring(opened("sources"), "C:\\dir\\**posts**.jsonl", content)
    said = words(page)
    assert "\\*\\*posts\\*\\*.jsonl a été lu\u00a0: 2 publications lues (2 nouvelles)" in said
    assert "**1 ligne mise de côté**" in said
    kept = table(page, "Raison")
    assert kept[["Fichier", "Ligne"]].to_numpy().tolist() == [["**posts**.jsonl", 2]]
    assert kept["Raison"][0].startswith("Cette ligne n’est pas du JSON")
    with reading(museums) as session:
        ties = queries.ties(session=session)
        [run] = queries.import_runs(session=session).to_dict("records")
        assert len(queries.positions(session=session)) == 2  # the map follows
    assert ties[["source", "target"]].to_numpy().tolist() == [["a", "b"], ["b", "a"]]
    assert (run["by"], run["files"]) == ("local administrator", ["**posts**.jsonl"])


def test_the_result_goes_when_another_file_is_chosen(museums: Engine, opened: Opened) -> None:
    page = bring(opened("sources"), "a.jsonl", line(1, "at_a", "at_b"))
    assert "a.jsonl a été lu" in words(page)
    page.file_uploader[0].upload("b.jsonl", line(2, "at_a", "at_b")).run()
    assert "a.jsonl a été lu" not in words(page)


def test_a_table_goes_in_once_its_columns_are_chosen(museums: Engine, opened: Opened) -> None:
    content = b"who,date,names\nat_a,2026-11-18 10:00,at_b\n"
    page = opened("sources")
    page.file_uploader[0].upload("t.csv", content).run()
    assert page.button(key="bring-in").disabled
    chosen = {box.label: box for box in page.selectbox}
    assert chosen["Date et heure"].value == "date"
    chosen["Auteur"].select("who")
    chosen["Comptes mentionnés"].select("names")
    page.run()
    said = words(page.button(key="bring-in").click().run())
    assert "t.csv a été lu\u00a0: 1 publication lue (1 nouvelle), 1 nouvelle interaction" in said


def test_a_file_without_posts_is_skipped_with_the_reason(museums: Engine, opened: Opened) -> None:
    page = bring(opened("sources"), "x.zip", b"PK\x03\x04rest")
    assert "x.zip n’a pas été lu\u00a0: C’est un dossier compressé ou un classeur" in words(page)
    again = opened("sources", run="1")
    assert "x.zip n’a pas été lu\u00a0: C’est un dossier compressé" in words(again)


def test_posts_of_nobody_in_the_list_are_said(museums: Engine, opened: Opened) -> None:
    page = bring(opened("sources"), "p.jsonl", line(1, "stranger", "at_b"))
    assert "Aucune de ces publications ne vient d’un compte de votre liste" in words(page)


@pytest.mark.usefixtures("empty_store")
def test_an_empty_store_asks_for_the_list_and_takes_it(opened: Opened) -> None:
    page = opened("sources")
    assert "Aucun musée pour l’instant" in words(page)
    page = bring(page, "list.csv", b"institution,x,mood\nLouvre,@MuseeLouvre,fine\n,@nobody,\n")
    said = words(page)
    assert "list.csv a été lu\u00a0: 1 nouvelle institution et 1 nouveau compte" in said
    assert "Ces colonnes sont laissées de côté\u00a0: mood" in said
    assert "**1 ligne mise de côté**" in said
    assert "1 institution, dont 1 membre\u00a0; 1 compte, et pas encore de publication" in said


def test_a_refused_list_is_told_in_words(museums: Engine, opened: Opened) -> None:
    page = bring(opened("sources", file="roster"), "list.csv", b"name\nLouvre\n")
    assert "demande une colonne «\u00a0institution\u00a0»" in words(page)


def test_the_sample_takes_no_file(consortium: Engine, opened: Opened) -> None:
    with writing(consortium) as session:
        set_setting(session, "sample", "1")
    page = opened("sources")
    assert "de vrais fichiers n’y ont pas leur place" in words(page)
    assert len(page.file_uploader) == 0


@pytest.mark.usefixtures("consortium")
def test_who_may_only_read_sees_no_form(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    assert LINK in words(opened("sources"))
    monkeypatch.setenv("PASSERELLE_READ_ONLY", "1")
    page = opened("sources")
    assert len(page.file_uploader) == 0
    assert "Apporter un fichier" not in words(page)
    assert "4 institutions" in words(page)


def test_imports_so_far_are_told_with_their_problems(consortium: Engine, opened: Opened) -> None:
    now = datetime.now(UTC)
    with writing(consortium) as session:
        for number, ago in enumerate((timedelta(minutes=1), timedelta(days=1)), start=1):
            session.add(models.ImportRun(id=number, started=now - ago, by="Zoé", what="posts"))
        session.add(
            models.ImportRun(
                id=3, started=now, by="local administrator", what="roster", files=["/home/z/l.csv"],
                status=models.RunStatus.PARTIAL,
                counts={
                    "institutions_new": 1, "institutions_updated": 0, "accounts_new": 2,
                    "accounts_updated": 0, "problems_total": 1,
                },
            )
        )  # fmt: skip
        session.flush()
        why = say("“{value}” is neither yes nor no.", value="**maybe**")
        session.add(
            models.ImportProblem(
                run=3, file="/home/z/l.csv", line=7, reason=why.template, values=why.values
            )
        )
    page = opened("sources", run="3")
    assert "Fuseau horaire\u00a0: UTC." in words(page)
    runs = table(page, "Trouvé")
    assert runs["État"].tolist() == [
        "Terminé, 1 ligne mise de côté", "Coupé en route\u00a0: à apporter de nouveau", "En cours",
    ]  # fmt: skip
    assert runs["Trouvé"][0] == "1 nouvelle institution et 2 nouveaux comptes"
    assert runs["Par"].tolist() == ["Administrateur local", "Zoé", "Zoé"]
    assert runs["Fichier"][0] == "l.csv"
    assert table(page, "Raison").to_numpy().tolist() == [
        ["l.csv", 7, "«\u00a0**maybe**\u00a0» n’est ni oui ni non."]
    ]


def test_what_cannot_be_told_is_counted_for_the_administrator(
    consortium: Engine, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(consortium) as session:
        for id in ("1-10", "1-40"):
            session.add(
                models.Unresolved(network=models.Network.X, post_id=id, kind=models.Kind.REPLY)
            )
    sentence = "2 références visent des comptes impossibles à reconnaître (2 réponses)"
    assert sentence in words(opened("sources"))
    monkeypatch.setenv("PASSERELLE_READ_ONLY", "1")
    assert sentence not in words(opened("sources"))


@pytest.mark.parametrize(
    "path, shown",
    [
        ("C:\\a\\b.csv", "b.csv"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\n.csv", "ab\n.csv"),
        ("", "–"),
        ("x" * 300, "x" * 200),
    ],
)
def test_only_the_base_name_of_a_file_is_shown(path: str, shown: str) -> None:
    assert import_words.base_name(path) == shown


def test_a_reason_that_is_no_sentence_of_ours_stays_letters() -> None:
    with speaking("fr"):
        assert "\\*a\\* \\{x\\}" in import_words.skipped("f", "*a* {x}")
        assert import_words.skipped("f", "The file is empty.").endswith("Le fichier est vide.")


def test_every_key_of_a_table_has_its_label() -> None:
    with speaking("en"):
        labels = [reading_form._label(key) for key in reading_form.KEYS]
    assert len(set(labels)) == len(reading_form.KEYS)


def test_nothing_is_left_on_disk(museums: Engine, opened: Opened, tmp_path: Path) -> None:
    import tempfile

    before = tempfile.tempdir
    tempfile.tempdir = str(tmp_path)
    try:
        held = set(tmp_path.iterdir())
        bring(opened("sources"), "a.jsonl", line(1, "at_a", "at_b"))
        assert {each for each in tmp_path.iterdir() if not each.name.startswith("store")} == {
            each for each in held if not each.name.startswith("store")
        }
    finally:
        tempfile.tempdir = before


@pytest.mark.usefixtures("museums")
def test_pages_without_posts_lead_to_the_form_that_takes_a_file(opened: Opened) -> None:
    (link,) = [each.proto for each in opened("overview").get("page_link") if each.proto.label]
    assert link.label == "Apporter un fichier sur la page des données"
