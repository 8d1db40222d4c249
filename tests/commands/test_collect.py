"""`passerelle collect`: told what it would cost, collecting once, and as a process that goes on."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, text
from sqlmodel import select

from data.demo.x_server import Fault, XServer
from data.demo.x_world import World
from shared.access import LOCAL_ADMINISTRATOR
from shared.collection.collector.leader import Lead, ask, leading
from shared.collection.collector.process import STANDBY, collect_every
from shared.collection.collector.stopping import Stop, Stoppable, Stopping
from shared.collection.timelines.sync import sync
from shared.models import Account, CollectorState, Institution, Network, SyncRun, SyncStatus
from shared.settings import Settings
from shared.store.database import reading, writing

Ran = subprocess.CompletedProcess[str]
TOKEN = "a-canary-token-that-is-never-told"
COMMAND = str(Path(sys.executable).with_name("passerelle"))


@pytest.fixture
def x() -> Iterator[XServer]:
    """A local X with two museums; the first addressed the second, and wrote on."""
    users = [{"id": "101", "username": "alpha"}, {"id": "102", "username": "beta"}]
    world = World(users=users)
    for hours in range(20):
        at = datetime.now(UTC) - timedelta(hours=20 - hours)
        world.add_post(author_id="101", text="Le secret de @beta", created_at=at)
    with XServer(world, token=TOKEN) as server:
        yield server


@pytest.fixture
def store(sqlite_store: Engine) -> Engine:
    """A store in which the two museums are listed, their ids not known yet."""
    with writing(sqlite_store) as session:
        for handle in ("alpha", "beta"):
            session.add(Institution(id=handle, name=handle.title()))
            session.flush()
            session.add(Account(institution_id=handle, network=Network.X, handle=handle))
        session.connection().execute(text("INSERT INTO setting VALUES ('pause', '0')"))
    return sqlite_store


@pytest.fixture
def environment(x: XServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The token and the address of the local X, where the command looks for them."""
    monkeypatch.setenv("X_BEARER_TOKEN", TOKEN)
    monkeypatch.setenv("X_API_BASE_URL", x.base_url)


@pytest.fixture
def collect(store: Engine, passerelle: Callable[..., Ran]) -> Callable[..., Ran]:
    """Runs `passerelle collect …` on that store."""

    def run(*words: object) -> Ran:
        return passerelle("collect", *words, "--db", store.url.database)

    return run


def runs(store: Engine) -> list[SyncRun]:
    with reading(store) as session:
        return list(session.exec(select(SyncRun).order_by(SyncRun.id)))


def test_what_it_would_cost_is_told_without_a_token_and_without_asking(
    collect: Callable[..., Ran], x: XServer
) -> None:
    ran = collect("--dry-run", "--json")
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert (told["accounts"], told["look_ups"], told["unknown"]) == (0, 2, ["alpha", "beta"])
    assert (told["dollars"], told["ceilings"]["month_dollars"]) == ("0.02", "50.00")
    assert "2 profiles to look up" in collect("--dry-run").stdout
    assert x.requests == []


def test_without_a_token_it_says_what_to_do(
    collect: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("X_BEARER_TOKEN", raising=False)
    ran = collect()
    assert ran.returncode == 2
    assert "X_BEARER_TOKEN" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.usefixtures("environment")
def test_one_collection_looks_up_reads_and_tells_a_program(
    collect: Callable[..., Ran], store: Engine, x: XServer
) -> None:
    ran = collect("--once", "--json", "--max-posts", "10")
    assert ran.returncode == 3, ran.stderr
    told = json.loads(ran.stdout)
    assert (told["status"], told["posts"], told["users"]) == ("budget", 10, 2)
    assert told["cost"] == "0.07"
    assert "10 posts for one collection" in told["reason"]
    assert told["accounts"][0]["account"] == "alpha"
    whole = json.loads(collect("--json", "--backfill", "all").stdout)
    assert (whole["status"], whole["posts"], whole["interactions_new"]) == ("ok", 10, 10)
    nothing = json.loads(collect("--json").stdout)
    assert (nothing["status"], nothing["posts"], nothing["cost"]) == ("ok", 0, "0.00")
    assert x.bill().posts == 20
    with reading(store) as session:
        assert session.connection().execute(text("SELECT count(*) FROM position")).scalar() == 2


@pytest.mark.usefixtures("environment")
def test_the_journal_is_lines_of_json_without_token_or_text(
    collect: Callable[..., Ran], store: Engine
) -> None:
    ran = collect()
    assert ran.returncode == 0
    lines = [json.loads(line) for line in ran.stderr.splitlines()]
    assert [line["event"] for line in lines] == [
        "begun",
        "page",
        "account",
        "page",
        "account",
        "ended",
    ]
    assert all({"time", "level", "event", "run"} <= line.keys() for line in lines)
    assert lines[-1]["posts"] == 20
    for written in (ran.stdout, ran.stderr):
        assert TOKEN not in written
        assert "secret de" not in written
    assert TOKEN.encode() not in Path(str(store.url.database)).read_bytes()


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.UNAUTHORIZED, 1),
        (Fault.DROPPED_FIELDS, 1),
        (Fault.USAGE_CAPPED, 3),
        (Fault.NOT_FOUND, 3),
    ],
)
def test_the_exit_code_says_how_it_ended(
    collect: Callable[..., Ran], x: XServer, fault: Fault, code: int
) -> None:
    x.next(fault, on="/2/users/:id/tweets", times=None)
    ran = collect()
    assert ran.returncode == code, ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.usefixtures("environment")
def test_what_a_collection_may_spend_holds_for_profiles_and_posts_together(
    collect: Callable[..., Ran], x: XServer
) -> None:
    ran = collect("--json", "--max-dollars", "0.06")
    assert ran.returncode == 3, ran.stderr
    bill = x.bill()
    assert (bill.users, bill.posts) == (2, 8)
    assert json.loads(ran.stdout)["cost"] == "0.06"


@pytest.mark.usefixtures("environment")
def test_timelines_are_read_also_where_x_refuses_the_profiles(
    collect: Callable[..., Ran], store: Engine, x: XServer
) -> None:
    with writing(store) as session:
        session.exec(select(Account).where(Account.handle == "alpha")).one().native_id = "101"
    for fault, address in ((Fault.NOT_FOUND, "/2/users"), (Fault.NOT_FOUND, "/2/users/by")):
        x.next(fault, on=address, times=None)
    told = json.loads(collect("--json").stdout)
    assert (told["status"], told["posts"]) == ("ok", 20)


@pytest.mark.usefixtures("environment")
def test_what_follows_is_made_up_for_where_a_process_was_ended_before_it(
    collect: Callable[..., Ran], store: Engine, x: XServer
) -> None:
    """A whole run, but nothing followed; then nothing is new."""

    def computed() -> list[Any]:
        with reading(store) as session:
            rows = session.connection().execute(text("SELECT computed_at FROM position"))
            return list(rows.scalars())

    with writing(store) as session:
        for handle, id in (("alpha", "101"), ("beta", "102")):
            held = session.exec(select(Account).where(Account.handle == handle)).one()
            held.native_id, held.looked_up = id, datetime.now(UTC)
    with leading(store) as lead:
        assert lead is not None
        sync(
            Stoppable(Stopping(), SecretStr(TOKEN), base_url=x.base_url),
            engine=store,
            by=LOCAL_ADMINISTRATOR,
            lead=lead,
            settings=Settings(pause=0),
            pause=lambda _: None,
        )
    assert computed() == []
    assert json.loads(collect("--json").stdout)["posts_new"] == 0
    made_up_for = computed()
    assert len(made_up_for) == 2
    collect()
    assert computed() == made_up_for, "nothing was new"


@pytest.mark.usefixtures("environment")
def test_looking_up_only_asks_for_every_profile(
    collect: Callable[..., Ran], x: XServer, store: Engine
) -> None:
    ran = collect("--resolve", "--json")
    assert (ran.returncode, json.loads(ran.stdout)["learned"]) == (0, 2)
    assert "2 accounts looked up" in collect("--resolve").stdout
    assert {path for _, path, _ in x.requests} == {"/2/users/by", "/2/users"}


@pytest.mark.usefixtures("environment")
def test_while_another_collects_nothing_is_asked(
    collect: Callable[..., Ran], store: Engine, x: XServer
) -> None:
    with leading(store):
        ran = collect()
    assert ran.returncode == 3
    assert "Another process" in ran.stderr
    assert x.requests == []


@pytest.mark.usefixtures("environment")
def test_what_nobody_foresaw_is_told_by_its_place_alone(
    collect: Callable[..., Ran], store: Engine
) -> None:
    with store.execution_options(write=True).begin() as connection:
        connection.execute(text("DROP TABLE post_tag"))
    ran = collect()
    assert ran.returncode == 1
    told = json.loads(ran.stderr.splitlines()[-1])
    assert (told["event"], told["level"], told["error"]) == (
        "went_wrong",
        "error",
        "OperationalError",
    )
    assert any(place.startswith("shared/collection/save.py:") for place in told["where"])
    assert "secret de" not in ran.stderr
    [*_, run] = runs(store)
    assert (run.status, "unexpected" in (run.reason or "")) == (SyncStatus.FAILED, True)


def test_invented_museums_are_not_asked_of_the_real_x(
    collect: Callable[..., Ran], store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("X_BEARER_TOKEN", TOKEN)
    monkeypatch.setenv("X_API_BASE_URL", "https://x.invalid")
    with writing(store) as session:
        session.connection().execute(text("INSERT INTO setting VALUES ('sample', '1')"))
    ran = collect()
    assert ran.returncode == 1
    assert "sample consortium" in ran.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("--every", "soon"),
        ("--every", "15m", "--once"),
        ("--backfill", "3201"),
        ("--max-dollars", "nan"),
        ("--max-posts", "-1"),
    ],
)
def test_what_makes_no_sense_is_wrong_use(
    collect: Callable[..., Ran], words: tuple[str, ...]
) -> None:
    assert collect(*words).returncode == 2


def until(holds: Callable[[], Any], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def state(store: Engine) -> CollectorState:
    with reading(store) as session:
        return session.exec(select(CollectorState)).one()


@pytest.fixture
def begin(store: Engine, environment: None) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Begins collectors of that store, and leaves none behind."""
    words = [COMMAND, "collect", "--every", "1h", "--db", str(store.url.database)]
    streams: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    begun: list[subprocess.Popen[str]] = []

    def one_more() -> subprocess.Popen[str]:
        begun.append(subprocess.Popen(words, text=True, **streams))
        return begun[-1]

    yield one_more
    for process in begun:
        process.kill()
        process.communicate()


def test_a_process_stands_by_takes_over_and_collects_when_asked(
    store: Engine, begin: Callable[[], subprocess.Popen[str]]
) -> None:
    first = begin()
    until(lambda: any(run.what == "posts" and run.finished for run in runs(store)))
    second = begin()
    assert second.stderr is not None
    assert json.loads(second.stderr.readline())["event"] == "stands_by"
    leader = state(store).leader
    time.sleep(1.2 * STANDBY)
    first.kill()
    until(lambda: state(store).leader != leader, 5)
    until(lambda: state(store).next_at is not None)
    collected = len(runs(store))
    with writing(store) as session:
        ask(session=session, by=LOCAL_ADMINISTRATOR)
    until(lambda: len(runs(store)) > collected and state(store).next_at is not None, 10)
    assert state(store).taken_at is not None
    second.send_signal(signal.SIGTERM)
    assert second.wait(2) == 0
    events = [json.loads(line)["event"] for line in second.stderr]
    assert events[0] == "leads", "that it stands by was said once"
    assert "asked" in events
    assert state(store).leader is None


@pytest.mark.parametrize(
    ("fault", "how"),
    [
        (Fault.SLOW, {"seconds": 20}),  # while X keeps it waiting
        (Fault.OVER_CAPACITY, {}),  # while it waits to try again
        (Fault.TOO_MANY, {"seconds": 600}),  # while it waits for the window of requests
    ],
)
def test_asked_to_end_it_ends_at_once_with_everything_saved(
    store: Engine, x: XServer, fault: Fault, how: dict[str, Any]
) -> None:
    with writing(store) as session:
        session.exec(select(Account).where(Account.handle == "alpha")).one().native_id = "101"
        session.exec(select(Account).where(Account.handle == "beta")).one().native_id = "102"
    x.next(fault, on="/2/users/102/tweets", times=None, **how)
    stopping = Stopping()

    def collect(lead: Lead, pause: Callable[[float], None]) -> None:
        sync(
            Stoppable(stopping, SecretStr(TOKEN), base_url=x.base_url),
            engine=store,
            by=LOCAL_ADMINISTRATOR,
            lead=lead,
            settings=Settings(pause=0),
            pause=pause,
        )

    asked_at: list[float] = []

    def end() -> None:
        until(lambda: any(path == "/2/users/102/tweets" for _, path, _ in x.requests))
        time.sleep(0.1)
        asked_at.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=end)
    thread.start()
    with stopping.heeded():
        collect_every(
            store,
            timedelta(hours=1),
            stopping=stopping,
            collect=collect,
            tell=lambda _event, **_about: None,
        )
    ended_at = time.monotonic()
    thread.join()
    assert ended_at - asked_at[0] < 2
    [run] = runs(store)
    assert (run.status, run.posts_new, run.finished is not None) == (SyncStatus.STOPPED, 20, True)


def test_a_transaction_is_never_broken_off() -> None:
    stopping = Stopping()
    with stopping.heeded():
        signal.raise_signal(signal.SIGTERM)  # as it were, in the middle of one
        assert stopping.asked
        with pytest.raises(Stop):
            stopping.sleep(0)
        with pytest.raises(Stop), stopping.waiting():
            pytest.fail("what waits must not begin")
        signal.raise_signal(signal.SIGINT)


def test_a_second_wish_to_end_does_not_break_off_the_ending() -> None:
    stopping = Stopping()
    with stopping.heeded(), pytest.raises(Stop), stopping.waiting():
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            signal.raise_signal(signal.SIGTERM)
            assert stopping.asked
