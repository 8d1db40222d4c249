"""Recorded files, served by a local X and collected from it, give what importing them gives."""

import csv
import io
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, text
from sqlmodel import select

from data.demo.x_server import TOKEN, XServer
from data.demo.x_world import World
from shared.access import LOCAL_ADMINISTRATOR
from shared.collection.collector.leader import leading
from shared.collection.files.bring_in import import_posts
from shared.collection.formats.roster import read_roster
from shared.collection.timelines.sync import sync
from shared.collection.x import X
from shared.models import Account, AccountStatus, SyncRun
from shared.settings import Settings
from shared.store.database import create_or_upgrade, reading, writing
from shared.store.roster import import_roster

pytestmark = pytest.mark.realdata


def lines_of(folder: Path) -> Iterator[bytes]:
    """All lines; of two captures of one post the last holds, so the fuller one comes later."""
    for file in sorted(folder.glob("*.json*"), reverse=True):
        yield from file.read_bytes().split(b"\n")


def store_with(world: World, file: Path) -> Engine:
    """A store with everybody's account; those without a post are not asked for any."""
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(["institution", "x", "x_id"])
    for user in world.users():
        writer.writerow([f"Account {user['username']}", user["username"], user["id"]])
    engine = create_or_upgrade(str(file))
    with writing(engine) as session:
        read = read_roster(rows.getvalue().encode())
        import_roster(session=session, by=LOCAL_ADMINISTRATOR, roster=read, name="r.csv")
        for account in session.exec(select(Account)):
            if not world.timeline(account.native_id or ""):
                account.status = AccountStatus.MISSING
    return engine


def collected(world: World, engine: Engine) -> SyncRun:
    settings = Settings(run_dollars=None, month_dollars=None, pause=0, backfill_posts=3_200)
    with XServer(world) as there, leading(engine) as lead:
        assert lead is not None
        run = sync(
            X(SecretStr(TOKEN), base_url=there.base_url),
            engine=engine,
            by=LOCAL_ADMINISTRATOR,
            lead=lead,
            settings=settings,
            pause=time.sleep,
        )
    with reading(engine) as session:
        return session.get_one(SyncRun, run)


def acts(engine: Engine) -> set[tuple[str, str, str, str]]:
    """(post, kind, source, target)."""
    query = text(
        "SELECT i.post_id, i.kind, s.handle, t.handle FROM interaction i "
        "JOIN account s ON s.id = i.source_account JOIN account t ON t.id = i.target_account"
    )
    with reading(engine) as session:
        return {tuple(row) for row in session.connection().execute(query)}


def test_collecting_what_was_recorded_finds_what_importing_it_finds(
    realdata: Path, tmp_path: Path
) -> None:
    folder = realdata / "twarc-csv/test-data"
    world = World.from_pages(lines_of(folder))
    from_files = store_with(world, tmp_path / "files.db")
    import_posts([folder], engine=from_files, by=LOCAL_ADMINISTRATOR)
    from_x = store_with(world, tmp_path / "x.db")
    run = collected(world, from_x)
    writing_some = [user for user in world.users() if world.timeline(user["id"])]
    assert (run.status, run.accounts) == ("ok", len(writing_some))
    assert len(acts(from_files)) > 400
    assert acts(from_x) == acts(from_files)
    from_files.dispose()
    from_x.dispose()
