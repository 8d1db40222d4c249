import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, text
from sqlmodel import select

from data.demo.x_server import Fault, XServer
from data.demo.x_world import World
from shared.access import LOCAL_ADMINISTRATOR, READER
from shared.collection.collector.leader import Lead, LostLead, leading
from shared.collection.look_ups.resolve import Resolved, resolve
from shared.collection.x import X
from shared.models import (
    Account,
    AccountStatus,
    CollectorState,
    HandlePeriod,
    Network,
    SyncItem,
    SyncRun,
    SyncStatus,
)
from shared.sentences import Refusal
from shared.settings import Settings
from shared.store.database import reading, revision, writing

TODAY = datetime.now(UTC).date()
TOKEN = "local"
IDS = {"alpha": "101", "beta": "102", "gamma": "103", "delta": "104"}


@pytest.fixture
def x() -> Iterator[XServer]:
    """The four museums as they are on X; three of them the list knows by id."""
    users = [
        {"id": id, "username": handle.title(), "name": f"Museum {handle}"}
        for handle, id in IDS.items()
    ]
    with XServer(World(users=users), token=TOKEN) as server:
        yield server


Ask = Callable[..., Resolved]


@pytest.fixture
def look_up(museums: Engine, x: XServer) -> Ask:
    """Looks up the museums on the local X, under our own lead."""

    def ask(settings: Settings | None = None, x: XServer = x, **how: Any) -> Resolved:
        with leading(museums) as lead:
            assert lead
            given = {"by": LOCAL_ADMINISTRATOR, "pause": lambda _: None, "today": TODAY, **how}
            client = X(SecretStr(TOKEN), base_url=x.base_url)
            chosen = settings or Settings()
            return resolve(client, engine=museums, lead=lead, settings=chosen, **given)

    return ask


@pytest.fixture
def held(museums: Engine) -> Callable[[str], Account]:
    """An account of the store, by the museum that holds it."""

    def find(institution: str) -> Account:
        with reading(museums) as session:
            named = select(Account).where(Account.institution_id == institution)
            return session.exec(named).one()

    return find


def change(engine: Engine, institution: str, **values: Any) -> None:
    with writing(engine) as session:
        account = session.exec(select(Account).where(Account.institution_id == institution)).one()
        for name, value in values.items():
            setattr(account, name, value)


def periods(engine: Engine, institution: str) -> set[tuple[str, date | None, date | None]]:
    with reading(engine) as session:
        rows = session.exec(
            select(HandlePeriod)
            .join(Account, Account.id == HandlePeriod.account_id)
            .where(Account.institution_id == institution)
        )
        return {(row.handle, row.seen_from, row.seen_to) for row in rows}


def run_of(engine: Engine) -> SyncRun:
    with reading(engine) as session:
        return session.exec(select(SyncRun).order_by("id")).all()[-1]


def test_every_account_is_filled_in_and_an_unknown_id_is_learned(museums, x, look_up, held) -> None:
    x.world.describe(
        "104",
        description="Ponts et\r\npasserelles\x00",
        profile_image_url="https://pictures.example/delta.png",
        public_metrics={"followers_count": 1887},
    )
    found = look_up()
    assert found.status is SyncStatus.OK
    assert found.outcomes == {"ok": 4}
    assert found.learned == 1
    delta = held("delta")
    assert (delta.native_id, delta.handle, delta.display_name) == ("104", "delta", "Museum delta")
    assert (delta.followers, delta.description) == (1887, "Ponts et\npasserelles")
    assert delta.picture == "https://pictures.example/delta.png"
    assert delta.looked_up
    assert (delta.status, delta.status_since) == (AccountStatus.ACTIVE, None)
    assert [path for _, path, _ in x.requests] == ["/2/users/by", "/2/users"]


def test_a_picture_that_is_not_https_is_left_out(x, look_up, held) -> None:
    x.world.describe("101", profile_image_url="http://pictures.example/alpha.png")
    look_up()
    assert held("alpha").picture is None


def test_the_bill_is_x_s_to_the_cent_and_the_run_tells_it(museums, x, look_up) -> None:
    x.world.remove("103")
    found = look_up()
    run = run_of(museums)
    assert found.cost == run.cost == x.bill().dollars * 1_000_000 == 30_000
    assert (run.what, run.users, run.requests, run.accounts) == ("accounts", 3, 2, 4)
    assert run.host and run.host.startswith("127.0.0.1:")
    assert run.rate_remaining == 299
    assert run.finished


def test_what_is_answered_after_midnight_is_billed_on_the_new_day(museums, look_up, clock) -> None:
    clock.at = datetime(2026, 3, 31, 23, 58, tzinfo=UTC)
    users = [{"id": id, "username": handle} for handle, id in IDS.items()]
    with XServer(World(users=users), token=TOKEN, now=clock) as x:
        x.next(Fault.TOO_MANY, seconds=300)
        look_up(x=x, today=None, now=clock, pause=lambda seconds: clock.forward(seconds=seconds))
    with reading(museums) as session:
        days = session.connection().execute(text("SELECT DISTINCT day FROM spending")).scalars()
        assert [str(day) for day in days] == ["2026-04-01"]


def test_the_same_day_costs_nothing_again(museums, x, look_up) -> None:
    look_up()
    again = look_up(everyone=True)
    assert again.outcomes == {"ok": 4}
    assert again.cost == 0
    assert x.bill().users == 4


def test_accounts_looked_up_this_month_are_left_out_and_nothing_is_written(
    museums, x, look_up
) -> None:
    look_up()
    asked = len(x.requests)
    with reading(museums) as session:
        before = revision(session)
    assert look_up() == Resolved()
    assert len(x.requests) == asked
    with reading(museums) as session:
        assert revision(session) == before
    change(museums, "beta", looked_up=datetime.now(UTC) - timedelta(days=31))
    assert look_up().outcomes == {"ok": 1}


def test_a_renamed_account_keeps_both_handles_with_the_day_between(
    museums, x, look_up, held
) -> None:
    x.world.rename("101", "AlphaMuseum")
    assert look_up().outcomes == {"ok": 3, "renamed": 1}
    alpha = held("alpha")
    assert (alpha.handle, alpha.status) == ("alphamuseum", AccountStatus.RENAMED)
    assert alpha.status_since == TODAY
    assert periods(museums, "alpha") == {("alpha", None, TODAY), ("alphamuseum", TODAY, None)}
    later = TODAY + timedelta(days=40)
    look_up(everyone=True, today=later)
    assert (held("alpha").status, held("alpha").status_since) == (AccountStatus.ACTIVE, later)
    assert len(periods(museums, "alpha")) == 2


def test_a_handle_that_a_stranger_took_up_stays_out_of_it(museums, x, look_up, held) -> None:
    x.world.rename("101", "AlphaMuseum")
    x.world.add_user(id="999", username="alpha", name="Somebody else")
    look_up()
    assert (held("alpha").native_id, held("alpha").handle) == ("101", "alphamuseum")
    assert held("alpha").display_name == "Museum alpha"


def test_a_handle_of_another_account_of_the_list_is_reported_and_changes_nothing(
    museums, x, look_up, held
) -> None:
    x.world.remove("104")
    x.world.rename("103", "delta")
    found = look_up()
    assert found.status is SyncStatus.PARTIAL
    assert found.outcomes["conflict"] == 1
    (account, said), *none = found.problems
    assert not none
    assert account == held("delta").id
    assert "103" in said
    delta = held("delta")
    assert (delta.native_id, delta.display_name, delta.followers) == (None, None, None)
    assert held("gamma").native_id == "103"
    with reading(museums) as session:
        item = session.exec(select(SyncItem).where(SyncItem.outcome == "conflict")).one()
    assert item.values["id"] == "103"


def test_how_an_account_stands_is_told_with_its_day_and_comes_back(
    museums, x, look_up, held
) -> None:
    before = TODAY - timedelta(days=1)
    x.world.suspend("101")
    x.world.protect("102")
    gone = x.world.user("103")
    x.world.remove("103")
    assert look_up(today=before).outcomes == {"suspended": 1, "protected": 1, "missing": 1, "ok": 1}
    look_up(everyone=True)
    for museum in ("alpha", "beta", "gamma"):
        assert held(museum).status_since == before
        assert held(museum).native_id == IDS[museum]
    assert held("alpha").status is AccountStatus.SUSPENDED
    assert held("beta").status is AccountStatus.PROTECTED
    assert held("gamma").status is AccountStatus.MISSING
    x.world.restore("101")
    x.world.restore("102")
    x.world.add_user(gone)
    look_up(everyone=True)
    for museum in ("alpha", "beta", "gamma"):
        assert (held(museum).status, held(museum).status_since) == (AccountStatus.ACTIVE, TODAY)


def test_what_people_stated_of_an_account_stays(museums, x, look_up, held) -> None:
    since = date(2024, 1, 31)
    change(museums, "alpha", status=AccountStatus.LEFT, status_since=since)
    change(museums, "beta", status=AccountStatus.DORMANT, status_since=since)
    x.world.suspend("101")
    x.world.suspend("102")
    for _ in range(2):
        look_up(everyone=True)
        assert (held("alpha").status, held("alpha").status_since) == (AccountStatus.LEFT, since)
        assert (held("beta").status, held("beta").status_since) == (AccountStatus.DORMANT, since)
        x.world.restore("101")
        x.world.restore("102")


def test_a_handle_that_x_does_not_know_is_asked_for_again_the_next_day_only(
    museums, x, look_up, held
) -> None:
    x.world.remove("104")
    assert look_up().outcomes == {"ok": 3, "missing": 1}
    assert held("delta").status is AccountStatus.MISSING
    assert look_up().run is None
    assert look_up(today=TODAY + timedelta(days=1)).outcomes == {"missing": 1}


def test_a_ceiling_is_kept_and_said_and_new_accounts_come_first(museums, x, look_up, held) -> None:
    found = look_up(Settings(run_dollars=Decimal("0.02")))
    assert found.status is SyncStatus.BUDGET
    assert (found.left, found.cost) == (2, 20_000)
    assert held("delta").native_id == "104"
    assert x.bill().users == 2
    run = run_of(museums)
    assert run.status is SyncStatus.BUDGET
    assert "settings set run_dollars" in str(run.reason)
    assert look_up().outcomes == {"ok": 2}


def test_a_month_s_ceiling_holds_over_several_runs(x, look_up) -> None:
    chosen = Settings(month_dollars=Decimal("0.03"))
    assert look_up(chosen).left == 1
    again = look_up(chosen)
    assert (again.left, again.outcomes) == (1, {})
    assert x.bill().users == 3


def test_what_x_refuses_ends_the_run_with_a_sentence(museums, x, look_up, held) -> None:
    for fault, status in {
        Fault.OVER_CAPACITY: SyncStatus.FAILED,
        Fault.UNAUTHORIZED: SyncStatus.AUTH,
        Fault.CREDITS_DEPLETED: SyncStatus.CREDITS,
        Fault.CLIENT_FORBIDDEN: SyncStatus.FAILED,
        Fault.USAGE_CAPPED: SyncStatus.PARTIAL,
    }.items():
        x.calm()
        x.next(fault, on="/2/users", times=None)
        found, run = look_up(), run_of(museums)
        assert run.status is found.status is status
        assert run.reason and run.finished
        assert found.left == 3
        assert (run.waited > 0) is (fault is Fault.OVER_CAPACITY)
        assert held("delta").native_id == "104"  # what was found before it is kept
    first = 5  # by handle, and four times by id
    with reading(museums) as session:
        requests = session.exec(select(SyncRun.requests).order_by("id")).all()
    assert requests == [first, 1, 1, 1, 1]


def test_a_limit_too_far_away_says_when_it_goes_on(museums, x, look_up) -> None:
    x.next(Fault.TOO_MANY, seconds=600)
    found = look_up(Settings(longest_wait=5))
    assert found.status is SyncStatus.PARTIAL
    resumes = run_of(museums).resumes_at
    assert resumes and timedelta(0) < resumes - datetime.now(UTC) < timedelta(seconds=602)


def test_asked_to_end_it_keeps_what_was_found(museums, x, look_up, held) -> None:
    class Stop(BaseException):
        pass

    def stop(_: float) -> None:
        raise Stop

    with pytest.raises(Stop):
        look_up(pause=stop)
    assert held("delta").native_id == "104"
    assert run_of(museums).status is SyncStatus.STOPPED


def test_who_lost_the_lead_writes_nothing(museums, x, held) -> None:
    client = X(SecretStr(TOKEN), base_url=x.base_url)

    def another(_: float) -> None:
        with writing(museums) as session:
            state = session.exec(select(CollectorState)).one()
            state.term += 1

    with leading(museums) as lead, pytest.raises(LostLead):
        resolve(
            client,
            engine=museums,
            by=LOCAL_ADMINISTRATOR,
            lead=lead,
            settings=Settings(),
            pause=another,
            today=TODAY,
        )
    assert held("delta").native_id == "104"
    assert held("alpha").looked_up is None
    with pytest.raises(LostLead):
        resolve(
            client,
            engine=museums,
            by=LOCAL_ADMINISTRATOR,
            lead=Lead(term=1),  # the one before
            settings=Settings(),
            pause=another,
            today=TODAY,
        )
    with reading(museums) as session:
        assert len(session.exec(select(SyncRun)).all()) == 1


def test_readers_look_up_nobody(x, look_up) -> None:
    with pytest.raises(Refusal):
        look_up(by=READER)
    assert x.requests == []
    look_up()
    with pytest.raises(Refusal):  # also where nobody is to be looked up
        look_up(by=READER)


def test_a_person_s_account_and_what_cannot_be_a_handle_are_not_asked_for(
    museums, x, look_up
) -> None:
    change(museums, "alpha", person=True)
    change(museums, "beta", native_id="not-an-id")
    change(museums, "delta", handle="bad,handle")
    assert look_up().outcomes == {"ok": 1}
    assert [query.get("ids") for _, _, query in x.requests] == ["103"]


def test_an_account_with_an_id_alone_gets_its_handle_without_being_renamed(
    museums, x, look_up, held
) -> None:
    change(museums, "alpha", handle="")
    with writing(museums) as session:
        session.connection().execute(text("DELETE FROM handle_period WHERE handle = 'alpha'"))
    look_up()
    assert (held("alpha").handle, held("alpha").status) == ("alpha", AccountStatus.ACTIVE)
    assert periods(museums, "alpha") == {("alpha", None, None)}


def test_more_than_a_hundred_are_asked_for_in_parts(museums, x, look_up) -> None:
    with writing(museums) as session:
        session.add_all(
            Account(institution_id="alpha", network=Network.X, handle=f"m{n}") for n in range(150)
        )
    for n in range(150):
        x.world.add_user(id=f"{5000 + n}", username=f"m{n}", name=f"M {n}")
    found = look_up(Settings(run_dollars=None))
    assert found.learned == 151
    sizes = [len((q.get("usernames") or q["ids"]).split(",")) for _, _, q in x.requests]
    assert sizes == [100, 51, 3]


def test_interactions_judged_by_handle_stay_when_the_id_is_learned(
    bring, acts, look_up, held
) -> None:
    bring(
        {
            "id": "9001",
            "author_id": "101",
            "author": {"id": "101", "username": "alpha"},
            "created_at": "2026-03-02T09:00:00.000Z",
            "text": "Bravo @delta",
            "entities": {"mentions": [{"start": 6, "end": 12, "username": "delta"}]},
        }
    )
    before = acts()
    assert before == {("9001", "mention", "alpha", "delta")}
    look_up()
    assert acts() == before
    assert held("delta").native_id == "104"


def test_what_was_found_is_told_as_json(look_up) -> None:
    told = json.loads(json.dumps(look_up().as_dict()))
    assert told["accounts"] == {"ok": 4}
    assert (told["status"], told["dollars"], told["left"]) == ("ok", "0.04", 0)
