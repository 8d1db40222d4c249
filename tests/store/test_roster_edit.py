"""One institution is edited as a whole: nothing half written, nobody's change lost."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from shared.access import LOCAL_ADMINISTRATOR, READER
from shared.collection.formats.roster import read_roster
from shared.models import (
    Account,
    AccountStatus,
    AuditEntry,
    HandlePeriod,
    Institution,
    Interaction,
    Kind,
    Network,
    Post,
)
from shared.roster_sheet import AccountLine, ChangedMeanwhile, NotKept, Sheet
from shared.sentences import Refusal
from shared.store.database import reading, set_setting, writing
from shared.store.recount import differences, recount
from shared.store.roster import import_roster
from shared.store.roster_edit import Saved, opened, save_institution

X = Network.X
TODAY = date(2026, 5, 18)


@pytest.fixture
def listed(store):
    """A at Lyon with @a and @b, B with @c, and C, a parent of B."""
    rows = "institution,city,x,parent,wikidata\nA,Lyon,a b,,Q1\nB,,c,C,\nC,,,,Q3\n"
    with writing(store) as session:
        import_roster(
            session=session, by=LOCAL_ADMINISTRATOR, roster=read_roster(rows.encode()), name="r"
        )
    return store


def sheet_of(store, id: str = "a") -> Sheet:
    with reading(store) as session:
        return opened(session=session, institution=id)


def save(store, sheet: Sheet, by=LOCAL_ADMINISTRATOR) -> Saved:
    with writing(store) as session:
        return save_institution(session=session, by=by, sheet=sheet, today=TODAY)


def refused(store, sheet: Sheet) -> dict[str, str]:
    with pytest.raises(NotKept) as said:
        save(store, sheet)
    return {field: str(sentence) for field, sentence in said.value.complaints.items()}


def accounts(store) -> list[tuple[str, str]]:
    with reading(store) as session:
        found = session.exec(select(Account).order_by("id"))
        return [(one.institution_id, one.handle) for one in found]


def with_facts(sheet: Sheet, **facts) -> Sheet:
    return replace(sheet, facts={**sheet.facts, **facts})


def with_account(sheet: Sheet, place: int, **changes) -> Sheet:
    lines = list(sheet.accounts)
    lines[place] = replace(lines[place], **changes)
    return replace(sheet, accounts=tuple(lines))


def with_new(sheet: Sheet, *handles: str, **more) -> Sheet:
    new = (AccountLine(X, handle, **more) for handle in handles)
    return replace(sheet, accounts=(*sheet.accounts, *new))


def seen(store, account: int, addressed: int) -> None:
    """One post by one account that addresses another."""
    at = datetime(2026, 5, 1, tzinfo=UTC)
    with writing(store) as session:
        session.add(Post(network=X, post_id="1", account_id=account, created_at=at, version_id="1"))
        session.flush()
        session.add(
            Interaction(
                network=X, post_id="1", kind=Kind.MENTION, source_account=account,
                target_account=addressed, occurred_at=at, evidence="id",
            )
        )  # fmt: skip
        session.flush()
        recount(session)


def test_a_new_institution_comes_with_its_accounts_and_an_id_of_its_name(listed):
    saved = save(listed, with_new(Sheet("Musée É", facts={"city": "Rome", "member": True}), "e"))
    assert saved.id == "musee-e"
    assert accounts(listed)[-1] == ("musee-e", "e")
    assert len(saved.account_ids) == 1
    with reading(listed) as session:
        assert session.get_one(Institution, "musee-e").city == "Rome"


def test_saving_what_was_opened_changes_nothing_and_leaves_no_trace(listed):
    with reading(listed) as session:
        before = len(session.exec(select(AuditEntry)).all())
    assert save(listed, sheet_of(listed)).changed == []
    with reading(listed) as session:
        assert len(session.exec(select(AuditEntry)).all()) == before


def test_a_field_can_be_emptied_and_the_record_says_what_it_was(listed):
    assert save(listed, with_facts(sheet_of(listed), city=None, contact="x@y.example")).changed
    with reading(listed) as session:
        assert session.get_one(Institution, "a").city is None
        entry = session.exec(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry.detail["before"]["facts"]["city"] == "Lyon"
    save(listed, with_facts(sheet_of(listed), contact=None))
    with reading(listed) as session:
        details = [str(entry.detail) for entry in session.exec(select(AuditEntry))]
    assert not any("x@y.example" in detail for detail in details)


def test_who_comes_second_is_told_and_may_keep_theirs_over_it(listed):
    mine, theirs = sheet_of(listed), sheet_of(listed)
    save(listed, with_facts(theirs, city="Paris"))
    with pytest.raises(ChangedMeanwhile) as said:
        save(listed, with_facts(mine, city="Nice"))
    assert said.value.now.facts["city"] == "Paris"
    save(listed, replace(with_facts(mine, city="Nice"), seen=said.value.now.seen))
    assert sheet_of(listed).facts["city"] == "Nice"


def test_what_the_collector_learns_of_an_account_is_no_change_of_the_list(listed):
    mine = sheet_of(listed)
    with writing(listed) as session:
        session.get_one(Account, 1).followers = 12
    save(listed, with_facts(mine, city="Nice"))


def test_what_contradicts_the_list_is_said_at_its_field_and_nothing_is_written(listed):
    before = accounts(listed)
    for sheet, field in (
        (Sheet("a", facts={"city": "lyon"}), "name"),
        (Sheet("A"), "name"),
        (Sheet("New", facts={"wikidata": "Q1"}), "wikidata"),
        (Sheet("New", parent="nobody"), "parent"),
        (replace(sheet_of(listed, "c"), parent="b"), "parent"),
        (replace(sheet_of(listed, "c"), parent="c"), "parent"),
        (with_new(Sheet("New"), "a"), "0.handle"),
        (with_new(Sheet("New"), "z", owner="nobody"), "0.owner"),
    ):
        assert list(refused(listed, sheet)) == [field]
    assert accounts(listed) == before
    assert save(listed, Sheet("A", facts={"city": "Milan", "member": True})).id == "a-milan"


def test_a_handle_may_be_taken_up_that_the_same_sheet_gives_away(listed):
    sheet = with_account(with_account(sheet_of(listed), 0, handle="b"), 1, handle="a")
    save(listed, sheet)
    assert accounts(listed)[:2] == [("a", "b"), ("a", "a")]


def test_a_slip_of_the_pen_is_corrected_for_all_times(listed):
    saved = save(listed, with_account(sheet_of(listed), 0, handle="aa"))
    assert saved.account_ids == [1]
    with reading(listed) as session:
        periods = session.exec(select(HandlePeriod).where(HandlePeriod.account_id == 1)).all()
    assert [(p.handle, p.seen_from, p.seen_to) for p in periods] == [("aa", None, None)]


def test_an_account_that_was_seen_goes_by_a_new_handle_from_today(listed):
    seen(listed, 1, 3)
    save(listed, with_account(sheet_of(listed), 0, handle="aa"))
    save(listed, with_account(sheet_of(listed), 0, handle="a"))
    with reading(listed) as session:
        periods = session.exec(
            select(HandlePeriod).where(HandlePeriod.account_id == 1).order_by(HandlePeriod.id)
        ).all()
    assert [(p.handle, p.seen_from, p.seen_to) for p in periods] == [
        ("a", None, TODAY),
        ("aa", TODAY, TODAY),
        ("a", TODAY, None),
    ]


def test_an_account_moves_with_its_posts_and_the_roll_up_follows(listed):
    seen(listed, 1, 3)
    saved = save(listed, with_account(sheet_of(listed), 0, owner="c"))
    assert saved.account_ids == [1]
    assert accounts(listed)[0] == ("c", "a")
    with reading(listed) as session:
        assert differences(session).empty


def test_the_roll_up_follows_who_ceases_to_be_a_member(listed):
    seen(listed, 1, 3)
    save(listed, with_facts(sheet_of(listed, "b"), member=False))
    with reading(listed) as session:
        assert differences(session).empty


def test_an_account_of_which_nothing_is_held_can_be_taken_out(listed):
    save(listed, with_account(sheet_of(listed), 1, removed=True))
    assert accounts(listed) == [("a", "a"), ("b", "c")]


def test_an_account_stays_while_posts_or_interactions_hang_on_it(listed):
    seen(listed, 1, 3)
    for id in "ab":
        said = refused(listed, with_account(sheet_of(listed, id), 0, removed=True))
        assert list(said) == ["0.removed"]
        assert "interactions: 1" in said["0.removed"]


def test_an_account_taken_out_and_added_anew_in_one_sheet_is_no_clash(listed):
    with writing(listed) as session:
        session.get_one(Account, 2).native_id = "22"
    sheet = with_account(sheet_of(listed), 1, removed=True)
    save(listed, with_new(sheet, "b", native_id="22"))
    assert accounts(listed)[-1] == ("a", "b")


def test_an_id_is_learned_once_and_stays(listed):
    save(listed, with_account(sheet_of(listed), 0, native_id="11"))
    assert list(refused(listed, with_account(sheet_of(listed), 0, native_id="12"))) == [
        "0.native_id"
    ]
    assert list(refused(listed, with_account(sheet_of(listed, "b"), 0, native_id="11"))) == [
        "0.native_id"
    ]


def test_an_account_is_said_to_be_left_with_its_day(listed):
    day = date(2026, 1, 2)
    save(listed, with_account(sheet_of(listed), 0, status=AccountStatus.LEFT, since=day))
    with reading(listed) as session:
        account = session.get_one(Account, 1)
    assert (account.status, account.status_since) == (AccountStatus.LEFT, day)


def test_a_reader_and_the_sample_are_refused(listed):
    with pytest.raises(Refusal):
        save(listed, Sheet("New"), by=READER)
    with writing(listed) as session:
        set_setting(session, "sample", "1")
    with pytest.raises(Refusal, match="sample"):
        save(listed, Sheet("New"))
    with pytest.raises(Refusal):
        sheet_of(listed, "nobody")
