"""`passerelle demo`: the sample consortium, in a store of its own."""

import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click
from alembic import command
from sqlalchemy import Engine
from sqlmodel import Session, col, select, update

from data.demo.sample import Sample
from data.demo.sample import sample as make_sample
from shared.access import principal
from shared.agenda.shipped import shipped_calendar
from shared.collection.files.bring_in import import_posts
from shared.collection.formats.roster import read_roster
from shared.commands.options import Day
from shared.models import Account, DecisionStatus, Institution
from shared.refresh import refresh
from shared.sentences import Refusal, say
from shared.store import database
from shared.store.decisions import decide
from shared.store.events import save_event
from shared.store.roster import import_roster
from shared.store.series import load_series

STALE_AFTER = timedelta(days=7)


@click.command()
@click.option("--today", type=Day(), help="The day on which the sample ends. Default: today.")
@click.option("--keep-fresh", is_flag=True, help="Build it only if it is missing or out of date.")
@click.option("--collect", is_flag=True, help="Collect it from a local X, as from the real one.")
@click.option("--db", "url", metavar="URL", help="Where to put it. Default: a file of its own.")
def demo(today: date | None, keep_fresh: bool, collect: bool, url: str | None) -> None:
    """Build the sample consortium: invented museums, accounts and posts, 24 months of them.

    With --collect, the posts are not read from a file: a local X serves them, and they are
    collected from it, page by page, with what that would cost.
    """
    url = url or database.sample_url()
    day = today or datetime.now(UTC).date()
    if keep_fresh and (present := _present_day(url)) is not None:
        if timedelta(0) <= day - present <= STALE_AFTER:
            return
        click.echo(f"The sample ends on {present}: it is built again, up to {day}.")
    build(make_sample(day), url, tell=click.echo, collect=collect)


def _present_day(url: str) -> date | None:
    """The day for which the sample in that store was made; None if there is none."""
    try:
        engine = database.open_store(url)
    except Refusal:
        return None
    with database.reading(engine) as session:
        day = database.setting(session, "sample_today")
    return date.fromisoformat(day) if day else None


def build(made: Sample, url: str, tell: Callable[[str], object], collect: bool = False) -> Engine:
    """Make the sample's store anew; the posts go through the same import as anybody's, or are
    collected as anybody's.

    Raises Refusal if the store at `url` holds something else than a sample.
    """
    tell(f"Building the sample consortium up to {made.today}…")
    engine = _emptied(url)
    with database.writing(engine) as session:
        roster = read_roster(made.roster_csv.encode())
        import_roster(
            session=session,
            by=principal(),
            roster=roster,
            name="sample",
            today=made.today,
            into_sample=True,
        )
        _settings(session, made)
    if collect:
        from shared.commands.demo_collected import collect_pages  # loaded only where it is asked

        collect_pages(engine, made, tell)
    else:
        _import_pages(engine, made)
    with database.writing(engine) as session:
        _state_accounts(session, made)
        _plan(session, made)
    refresh(engine=engine, by=principal(), today=made.today)
    tell("The sample is ready.")
    return engine


def _emptied(url: str) -> Engine:
    engine = database.create_or_upgrade(url)
    with database.reading(engine) as session:
        ours = database.setting(session, "sample") is not None
        if not ours and session.exec(select(Institution.id).limit(1)).first():
            raise Refusal(
                say("This store holds real institutions; the sample needs a store of its own.")
            )
    if ours:
        with engine.execution_options(write=True).begin() as connection:
            command.downgrade(database.migrations(connection), "base")
        engine.dispose()
        engine = database.create_or_upgrade(url)
    return engine


def _settings(session: Session, made: Sample) -> None:
    database.set_setting(session, "sample", "1")
    database.set_setting(session, "sample_today", made.today.isoformat())
    database.set_setting(session, "consortium", made.name)


def _state_accounts(session: Session, made: Sample) -> None:
    for handle, status, since in made.accounts_status:
        stated = update(Account).where(col(Account.handle) == handle)
        session.exec(stated.values(status=status, status_since=since))


def _import_pages(engine: Engine, made: Sample) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sample.jsonl"
        with file.open("wb") as lines:
            lines.writelines(page.rstrip(b"\n") + b"\n" for page in made.pages)
        import_posts([file], engine=engine, by=principal(), into_sample=True)


def _plan(session: Session, made: Sample) -> None:
    """The sector's calendar, the consortium's own events, and what was decided."""
    series, editions = shipped_calendar(today=made.today)
    load_series(session=session, by=principal(), series=series, editions=editions)
    for event in made.events:
        fields = {name: value for name, value in event.items() if name != "participants"}
        save_event(
            session=session, by=principal(), event=fields, participants=event["participants"]
        )
    for one in made.decisions:
        decide(
            session=session,
            by=principal(),
            a=one["a"],
            b=one["b"],
            status=DecisionStatus(one["status"]),
            note=one["note"],
            until=one["until"],
        )
