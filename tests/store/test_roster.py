import csv
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from shared.access import LOCAL_ADMINISTRATOR, READER
from shared.collection.formats.roster import read_roster
from shared.models import (
    Account,
    AuditEntry,
    HandlePeriod,
    ImportProblem,
    ImportRun,
    Institution,
    Interaction,
    Kind,
    Network,
    Post,
    RunStatus,
    TieMonth,
)
from shared.sentences import Refusal
from shared.store.database import reading, writing
from shared.store.recount import differences, recount
from shared.store.roster import RosterImport, import_roster

TODAY = date(2026, 5, 18)


def bring(store: Engine, text: str, today: date = TODAY) -> RosterImport:
    with writing(store) as session:
        return import_roster(
            session=session,
            by=LOCAL_ADMINISTRATOR,
            roster=read_roster(text.encode()),
            name="roster.csv",
            today=today,
        )


def institutions(store: Engine) -> dict[str, Institution]:
    with reading(store) as session:
        return {found.id: found for found in session.exec(select(Institution))}


def accounts(store: Engine) -> list[tuple[str, str, str, str | None]]:
    with reading(store) as session:
        return sorted(
            (a.institution_id, a.network.value, a.handle, a.native_id)
            for a in session.exec(select(Account))
        )


def periods(store: Engine) -> list[tuple[str, date | None, date | None]]:
    with reading(store) as session:
        return [
            (p.handle, p.seen_from, p.seen_to)
            for p in session.exec(select(HandlePeriod).order_by("id"))
        ]


def reported(result: RosterImport) -> list[int]:
    """The lines with problems."""
    return [kept.line for kept in result.problems]


def test_a_roster_brings_institutions_and_their_accounts(store):
    result = bring(
        store,
        "institution;city;x;x_id;mastodon;member\n"
        "Musée d’Art;Lyon;@ArtLyon https://x.com/ArtPro;['11', '22'];@art@musees.example;oui\n"
        "Festival;;;;;non\n",
    )
    assert result.counts() == {
        "institutions_new": 2,
        "institutions_updated": 0,
        "accounts_new": 3,
        "accounts_updated": 0,
        "problems_total": 0,
    }
    assert {id: i.member for id, i in institutions(store).items()} == {
        "musee-d-art": True,
        "festival": False,
    }
    assert accounts(store) == [
        ("musee-d-art", "mastodon", "art@musees.example", None),
        ("musee-d-art", "x", "artlyon", "11"),
        ("musee-d-art", "x", "artpro", "22"),
    ]
    assert len(result.account_ids) == 3


def test_a_handle_of_the_roster_counts_at_all_times(store):
    bring(store, "institution,x\nA,@a\n")
    assert periods(store) == [("a", None, None)]


def test_the_same_roster_twice_changes_nothing_and_leaves_only_its_run(store):
    roster = (
        "institution,city,x,x_id,parent,latitude\n"
        "A,Rome,a1 a2,1 2,,41.9\nB,,shared,,C,\nD,,shared,,C,\nC,,,,,\n,,,,,\nE,,a1,,,99\n"
    )
    bring(store, roster)
    before = (institutions(store), accounts(store), periods(store))
    again = bring(store, roster, date(2026, 6, 1))
    assert (again.institutions_new, again.institutions_updated) == (0, 0)
    assert (again.accounts_new, again.accounts_updated) == (0, 0)
    assert (institutions(store), accounts(store), periods(store)) == before
    with reading(store) as session:
        assert len(session.exec(select(AuditEntry)).all()) == 1
        assert len(session.exec(select(ImportRun)).all()) == 2


def test_a_changed_line_updates_what_its_filled_cells_say(store):
    bring(store, "institution,city,kind,website\nA,Rome,art,https://a.example\n")
    result = bring(store, "institution,city,kind,languages\nA,Rome,,it\n")
    found = institutions(store)["a"]
    assert result.institutions_updated == 1
    assert (found.kind, found.website, found.languages) == ("art", "https://a.example", "it")


@pytest.mark.parametrize(
    "line",
    ["musee-a,New name,Paris,,", ",New name,Paris,Q1,", ",New name,Paris,,@a", ",MUSEE A,rome,Q1,"],
)
def test_a_line_finds_its_institution_by_id_wikidata_account_or_name_and_city(store, line):
    bring(store, "institution,city,wikidata,x\nMusée A,Rome,Q1,@a\n")
    result = bring(store, f"id,institution,city,wikidata,x\n{line}\n")
    assert (result.institutions_new, result.institutions_updated) == (0, 1)
    assert set(institutions(store)) == {"musee-a"}


def test_an_id_stays_when_the_name_changes_and_is_not_given_again(store):
    bring(store, "institution,city,x\nMusée A,Rome,@a\n")
    bring(store, "institution,city,x\nMusée B,Rome,@a\nMusée A,Milan,@b\n")
    assert {id: i.name for id, i in institutions(store).items()} == {
        "musee-a": "Musée B",
        "musee-a-milan": "Musée A",
    }


def test_an_id_that_only_the_file_knows_leads_to_the_institution_of_that_name(store):
    bring(store, "institution,city\nMusée A,Rome\n")
    bring(store, "id,institution,city,parent\nother,Musée A,Rome,\nown-id,B,,other\n")
    found = institutions(store)
    assert set(found) == {"musee-a", "own-id"}
    assert found["own-id"].parent == "musee-a"


def test_namesakes_are_told_apart_by_city_then_number_and_by_wikidata(store):
    bring(store, "institution,city,wikidata\nArt,Rome,Q1\nArt,Milan,Q2\nArt,Milan,Q3\n")
    assert {id: i.wikidata for id, i in institutions(store).items()} == {
        "art": "Q1",
        "art-milan": "Q2",
        "art-milan-2": "Q3",
    }
    assert reported(bring(store, "institution,city\nArt,Milan\n")) == [2]
    assert len(institutions(store)) == 3


def test_a_city_learned_later_does_not_make_a_second_institution(store):
    bring(store, "institution\nArt\n")
    bring(store, "institution,city\nArt,Rome\n")
    assert [i.city for i in institutions(store).values()] == ["Rome"]


def test_a_handle_claimed_by_two_institutions_is_reported_and_given_to_neither(store):
    result = bring(store, "institution,x\nA,@both\nB,@both\n")
    assert reported(result) == [3]
    assert accounts(store) == []
    assert set(institutions(store)) == {"a", "b"}


def test_an_account_stays_where_it_was_when_another_institution_claims_it(store):
    bring(store, "institution,x\nA,@a\nB,\n")
    result = bring(store, "institution,x\nB,@a\n")
    assert reported(result) == [2]
    assert accounts(store) == [("a", "x", "a", None)]


def test_a_handle_shared_under_one_parent_is_the_parents(store):
    result = bring(
        store,
        "institution,x,parent\nA,@city,Museums of the City\nB,@city,museums-of-the-city\n"
        "Museums of the City,,\n",
    )
    assert result.problems == []
    assert accounts(store) == [("museums-of-the-city", "x", "city", None)]
    assert {i.parent for i in institutions(store).values()} == {None, "museums-of-the-city"}


def test_a_handle_shared_by_a_parent_and_its_child_is_the_parents(store):
    result = bring(store, "institution,x,parent\nA,@city,City\nCity,@city,\n")
    assert result.problems == []
    assert accounts(store) == [("city", "x", "city", None)]


def test_an_account_moves_when_one_file_gives_it_to_another_institution(store):
    bring(store, "institution,x\nA,@a\nB,\n")
    result = bring(store, "institution,x\nA,\nB,@a\n")
    assert (result.problems, result.accounts_updated) == ([], 1)
    assert accounts(store) == [("b", "x", "a", None)]


def test_a_new_institution_may_take_over_an_account_without_taking_over_its_holder(store):
    bring(store, "institution,x\nA,@a\n")
    assert bring(store, "institution,x\nNew,@a\nA,\n").problems == []
    assert {id: i.name for id, i in institutions(store).items()} == {"a": "A", "new": "New"}
    assert accounts(store) == [("new", "x", "a", None)]


def test_a_handle_left_for_another_and_taken_up_elsewhere_is_no_move_unless_an_id_says_so(store):
    bring(store, "institution,x,x_id\nA,@a,11\nB,,\n")
    taken = bring(store, "institution,x\nA,@new\nB,@a\n")
    assert reported(taken) == [3]
    assert ("a", "x", "a", "11") in accounts(store)
    bring(store, "institution,x,x_id\nA,@new,\nB,@a,11\n")
    assert ("b", "x", "a", "11") in accounts(store)


def test_an_account_tells_nothing_where_two_lines_claim_it(store):
    bring(store, "institution,x\nA,@a\n")
    assert reported(bring(store, "institution,x\nB,@a\nC,@a\n")) == [3]
    assert set(institutions(store)) == {"a", "b", "c"}
    assert accounts(store) == [("a", "x", "a", None)]


@pytest.mark.parametrize("also", ["", "City,,\n"])
def test_a_child_speaks_through_its_parents_account_and_does_not_take_it(store, also):
    bring(store, "institution,x\nCity,@city\n")
    assert bring(store, f"institution,x,parent\nChild,@city,City\n{also}").problems == []
    assert {id: i.name for id, i in institutions(store).items()} == {
        "city": "City",
        "child": "Child",
    }
    assert accounts(store) == [("city", "x", "city", None)]


def posts_by_a(store: Engine) -> None:
    """A list post and a plain one by A, who names B to G, and then H."""
    with writing(store) as session:
        by_handle = {a.handle: a.id or 0 for a in session.exec(select(Account))}
        for post_id, targets in (("1", "bcdefg"), ("2", "h")):
            at = datetime(2026, 5, 18, tzinfo=UTC)
            session.add(
                Post(
                    network=Network.X,
                    post_id=post_id,
                    account_id=by_handle["a"],
                    created_at=at,
                    version_id=post_id,
                )
            )
            session.flush()
            session.add_all(
                Interaction(
                    network=Network.X,
                    post_id=post_id,
                    kind=Kind.MENTION,
                    target_account=by_handle[target],
                    source_account=by_handle["a"],
                    occurred_at=at,
                    evidence="handle",
                )
                for target in targets
            )
        session.flush()
        recount(session)


@pytest.mark.parametrize(
    "lines, source, targets, listed",
    [
        ("A,yes,\n", "a", "bcdefgh", 6),
        ("B,no,\n", "a", "bcdefgh", 0),  # six members become five: no list post any more
        ("A,yes,\nH,yes,a\n", "h", "bcdefg", 6),  # the account moves, and H named itself
    ],
)
def test_the_roll_up_follows_accounts_that_move_and_members_that_leave(
    store, lines, source, targets, listed
):
    bring(store, "institution,x\n" + "".join(f"{x.upper()},{x}\n" for x in "abcdefgh"))
    posts_by_a(store)
    assert bring(store, "institution,member,x\n" + lines).problems == []
    with reading(store) as session:
        assert differences(session).empty
        months = session.exec(select(TieMonth)).all()
    assert {(tie.source, tie.target) for tie in months} == {(source, t) for t in targets}
    assert sum(tie.listed for tie in months) == listed


def test_a_native_id_is_learned_for_a_known_handle(store):
    bring(store, "institution,x\nA,@a\n")
    result = bring(store, "institution,x,x_id\nA,@a,1\n")
    assert result.accounts_updated == 1
    assert accounts(store) == [("a", "x", "a", "1")]
    assert periods(store) == [("a", None, None)]


def test_a_second_native_id_claiming_a_handle_is_reported(store):
    bring(store, "institution,x,x_id\nA,@a,1\n")
    result = bring(store, "institution,x,x_id\nA,@a,2\n")
    assert reported(result) == [2]
    assert accounts(store) == [("a", "x", "a", "1")]


def test_a_new_handle_for_the_same_id_is_a_rename_from_today(store):
    bring(store, "institution,x,x_id\nA,@old,1\n")
    result = bring(store, "institution,x,x_id\nA,@new,1\n")
    assert result.accounts_updated == 1
    assert accounts(store) == [("a", "x", "new", "1")]
    assert periods(store) == [("old", None, TODAY), ("new", TODAY, None)]


def test_an_older_roster_does_not_bring_an_old_handle_back(store):
    bring(store, "institution,x,x_id\nA,@old,1\n")
    bring(store, "institution,x,x_id\nA,@new,1\n")
    for roster in ("institution,x,x_id\nA,@old,1\n", "institution,x\nA,@old\n"):
        result = bring(store, roster)
        assert (result.accounts_new, result.accounts_updated) == (0, 0)
    assert accounts(store) == [("a", "x", "new", "1")]


def test_an_account_may_take_the_handle_that_another_gives_up_in_the_same_file(store):
    bring(store, "institution,x,x_id\nA,@a,1\n")
    result = bring(store, 'institution,x,x_id\nA,"@a_old, a","1, 2"\n')
    assert result.problems == []
    assert accounts(store) == [("a", "x", "a", "2"), ("a", "x", "a_old", "1")]


def test_an_account_may_be_known_by_its_id_alone_until_its_handle_is_learned(store):
    bring(store, "institution,x,x_id\nA,,1\n")
    assert accounts(store) == [("a", "x", "", "1")]
    bring(store, "institution,x,x_id\nA,@a,1\n")
    assert accounts(store) == [("a", "x", "a", "1")]
    assert periods(store) == [("a", None, None)]


def test_parents_that_cannot_be_are_reported(store):
    result = bring(store, "institution,parent\nA,B\nB,A\nC,Nobody\nD,D\n")
    assert reported(result) == [3, 4]
    assert {id: i.parent for id, i in institutions(store).items()} == {
        "a": "b",
        "b": None,
        "c": None,
        "d": None,
    }


def test_a_run_is_left_with_its_problems(store):
    result = bring(store, "institution,latitude\nA,91\n")
    with reading(store) as session:
        run = session.get_one(ImportRun, result.run)
        problem = session.exec(select(ImportProblem)).one()
    assert (run.what, run.status, run.files) == ("roster", RunStatus.PARTIAL, ["roster.csv"])
    assert (problem.file, problem.line) == ("roster.csv", 2)
    assert problem.reason.format(**problem.values) == str(result.problems[0].reason)


def test_a_reader_may_not_bring_a_roster(store):
    roster = read_roster(b"institution\nA\n")
    with pytest.raises(Refusal), writing(store) as session:
        import_roster(session=session, by=READER, roster=roster, name="")
    assert institutions(store) == {}


@pytest.mark.realdata
def test_the_museums_of_a_ministry_get_an_id_each(store: Engine, realdata: Path):
    source = realdata / "france-museums" / "liste-et-localisation-des-musees-de-france.csv"
    with source.open(encoding="utf-8-sig", newline="") as table:
        lines = [(row["NOM DU MUSEE"], row["VILLE"]) for row in csv.DictReader(table)]
    written = StringIO()
    csv.writer(written).writerows([("institution", "city"), *lines])
    result = bring(store, written.getvalue())
    assert (result.institutions_new, result.problems) == (1253, [])
    assert bring(store, written.getvalue()).institutions_new == 0
