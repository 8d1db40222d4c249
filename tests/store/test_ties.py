"""The roll-up, kept by difference, is what a fresh count gives, whatever happened before."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine, text
from sqlmodel import col, select, update

from shared.collection.batch import Batch, take
from shared.collection.directory import directory
from shared.collection.formats.post import API_RANK, Erased, Reference, SourcePost, Who
from shared.collection.save import save
from shared.models import Account, HandlePeriod, Institution, Kind, Network, TieMonth
from shared.store import ties
from shared.store.database import reading, writing
from shared.store.recount import differences

START = datetime(2026, 1, 20, tzinfo=UTC)
MUSEUMS = [f"m{number}" for number in range(8)]
handles = st.sampled_from([*MUSEUMS, "later", "visitor"])


def add_museum(engine: Engine, name: str) -> None:
    with writing(engine) as session:
        session.add(Institution(id=name, name=name))
        session.flush()
        account = Account(institution_id=name, network=Network.X, handle=name)
        session.add(account)
        session.flush()
        session.add(HandlePeriod(account_id=account.id, handle=name))


def bring(engine: Engine, *items: SourcePost | Erased) -> None:
    batch = Batch(Network.X)
    with writing(engine) as session:
        known = directory(session=session, network=Network.X)
        for item in items:
            if isinstance(item, Erased):
                batch.erased[item.post_id] = item
            else:
                take(batch, item, known)
        save(batch, {}, session=session, source="files")


@st.composite
def posts(draw: Callable[..., Any]) -> SourcePost:
    number, edit = draw(st.integers(0, 11)), draw(st.integers(0, 2))
    refers = draw(st.lists(st.sampled_from([Kind.QUOTE, Kind.REPLY, Kind.REPOST]), max_size=2))
    references = [
        Reference(kind, str(1000 + draw(st.integers(0, 11))), Who(None, draw(st.none() | handles)))
        for kind in dict.fromkeys(refers)
    ]
    return SourcePost(
        post_id=str(1000 + number),
        version_id=str(1000 + number + 100 * edit),
        author=Who(None, draw(st.sampled_from(MUSEUMS))),
        created_at=START + timedelta(days=3 * number),
        rank=API_RANK,
        references=references,
        mentions=[Who(None, name) for name in draw(st.lists(handles, max_size=8, unique=True))],
        versions=[str(1000 + number + 100 * edit)] if edit else [],
    )


class Consortium(RuleBasedStateMachine):
    """Posts come, come again, are edited and deleted; museums join, accounts move."""

    new_engine: Callable[[], Any]

    @initialize()
    def museums(self) -> None:
        self.opened = type(self).new_engine()
        self.engine = self.opened.__enter__()
        for name in MUSEUMS:
            add_museum(self.engine, name)
        self.joined = False

    @rule(some=st.lists(posts(), min_size=1, max_size=5))
    def import_posts(self, some: list[SourcePost]) -> None:
        bring(self.engine, *some)

    @rule(number=st.integers(0, 11))
    def delete_post(self, number: int) -> None:
        bring(self.engine, Erased(str(1000 + number), "deleted", None))

    @rule()
    def add_institution(self) -> None:
        if not self.joined:
            add_museum(self.engine, "later")
            self.joined = True

    @rule(account=st.integers(1, 8), to=st.sampled_from(MUSEUMS))
    def move_account(self, account: int, to: str) -> None:
        with writing(self.engine) as session, ties.reassigned(session, accounts=[account]):
            moved = update(Account).where(col(Account.id) == account)
            session.exec(moved.values(institution_id=to))

    @rule(which=st.sampled_from(MUSEUMS), member=st.booleans())
    def change_membership(self, which: str, member: bool) -> None:
        with writing(self.engine) as session, ties.reassigned(session, institutions=[which]):
            changed = update(Institution).where(col(Institution.id) == which)
            session.exec(changed.values(member=member))

    @invariant()
    def the_roll_up_is_a_fresh_count(self) -> None:
        if hasattr(self, "engine"):
            with reading(self.engine) as session:
                assert differences(session).empty

    def teardown(self) -> None:
        if hasattr(self, "opened"):
            self.opened.__exit__(None, None, None)


def emptied(engine: Engine) -> Callable[[], Any]:
    @contextmanager
    def new_engine() -> Iterator[Engine]:
        yield engine
        tables = ("tie_month", "interaction", "unresolved", "post_tag", "post_version", "post")
        with engine.execution_options(write=True).begin() as connection:
            for table in (*tables, "erasure", "handle_period", "account", "institution"):
                connection.execute(text(f"DELETE FROM {table}"))
            if engine.dialect.name == "postgresql":
                connection.execute(text("ALTER SEQUENCE account_id_seq RESTART"))

    return new_engine


def test_the_roll_up_kept_by_difference_is_always_a_fresh_count(store: Engine) -> None:
    machine = type("C", (Consortium,), {"new_engine": staticmethod(emptied(store))})
    calm = settings(
        max_examples=15,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=calm)


@pytest.fixture
def two_ties(store: Engine) -> Engine:
    for name in MUSEUMS:
        add_museum(store, name)
    everybody = [Who(None, name) for name in MUSEUMS[1:]]
    one = SourcePost("1", "1", Who(None, "m0"), START, API_RANK, mentions=everybody)
    bring(store, one)
    return store


def test_a_post_that_names_more_than_five_members_is_a_list_post(two_ties: Engine) -> None:
    with reading(two_ties) as session:
        rows = session.exec(select(TieMonth)).all()
    assert {(row.source, row.mentions, row.listed) for row in rows} == {("m0", 1, 1)}
    assert len(rows) == 7


def test_with_two_of_them_no_members_it_is_no_list_post(two_ties: Engine) -> None:
    with writing(two_ties) as session, ties.reassigned(session, institutions=["m6", "m7"]):
        outside = update(Institution).where(col(Institution.id).in_(["m6", "m7"]))
        session.exec(outside.values(member=False))
    with reading(two_ties) as session:
        assert {row.listed for row in session.exec(select(TieMonth))} == {0}


def test_the_doctor_finds_and_mends_a_wrong_count(two_ties: Engine, passerelle: Callable) -> None:
    with writing(two_ties) as session:
        session.exec(update(TieMonth).where(col(TieMonth.target) == "m3").values(mentions=7))
    url = two_ties.url.render_as_string(hide_password=False)
    first, second = (passerelle("doctor", "--recount", "--db", url) for _ in range(2))
    assert "1 differed and were mended" in first.stdout
    assert "all were right" in second.stdout
