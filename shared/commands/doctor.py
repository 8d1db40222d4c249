"""`passerelle doctor`: is the store sound?"""

import sqlite3

import click
from sqlalchemy import text
from sqlmodel import Session

from shared.access import Action, permit, principal, record
from shared.commands.options import json_option, print_json, store_option
from shared.store.database import open_store, reading, writing
from shared.store.recount import differences, recount

# SQLite may damage a store with several writers before this (its write-ahead log's reset).
SAFE_SQLITE = (3, 51, 3)


@click.command()
@click.option(
    "--recount", "count_anew", is_flag=True, help="Count the ties anew, and mend what differs."
)
@json_option
@store_option
def doctor(count_anew: bool, as_json: bool, url: str | None) -> None:
    """Check the store, and say what should be known about it."""
    engine = open_store(url)
    found: dict[str, object] = {"store": engine.url.render_as_string(hide_password=True)}
    with reading(engine) as session:
        found["sound"] = _sound(session)
    found["advice"] = _advice(engine.dialect.name)
    if count_anew:
        with writing(engine) as session:
            permit(principal(), Action.KEEP_STORE)
            found["ties_that_differed"] = len(differences(session))
            recount(session)
            record(session, by=principal(), action=Action.KEEP_STORE, what="ties counted anew")
    if as_json:
        print_json(found)
    else:
        _tell(found)
    if not found["sound"]:
        raise SystemExit(1)


def _sound(session: Session) -> bool:
    """Whether the engine finds its own file whole (PostgreSQL sees to that itself)."""
    if session.get_bind().dialect.name != "sqlite":
        return True
    return session.connection().execute(text("PRAGMA quick_check")).scalar() == "ok"


def _advice(dialect: str) -> list[str]:
    if dialect == "sqlite" and sqlite3.sqlite_version_info < SAFE_SQLITE:
        return [
            f"SQLite {sqlite3.sqlite_version} can, very rarely, damage a store that several "
            "programs write to at once; where that happens, use PostgreSQL or SQLite 3.51.3."
        ]
    return []


def _tell(found: dict[str, object]) -> None:
    click.echo(f"Store: {found['store']}")
    click.echo(
        "The store is whole." if found["sound"] else "The store is damaged: restore a backup."
    )
    if "ties_that_differed" in found:
        differed = found["ties_that_differed"]
        click.echo(
            f"Ties counted anew: {differed} differed and were mended."
            if differed
            else "Ties counted anew: all were right."
        )
    advice = found["advice"]
    if isinstance(advice, list):
        for sentence in advice:
            click.echo(sentence)
