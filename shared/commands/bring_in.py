"""`passerelle import`: files of posts into the store."""

import gc
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy import Engine
from tqdm import tqdm

from shared.access import principal
from shared.collection.files.bring_in import Outcome, Reading, import_posts
from shared.collection.files.sources import STANDARD_INPUT
from shared.collection.formats.tables import KEYS, columns_from
from shared.commands.options import (
    DONE_IN_PART,
    Day,
    json_option,
    print_json,
    store_option,
)
from shared.models import Network
from shared.refresh import refresh
from shared.sentences import Refusal
from shared.store.coverage import Span
from shared.store.database import open_store

_READ = [Network.X, Network.BLUESKY, Network.MASTODON]
_SHOWN = 20


def _columns(context: Any, param: Any, value: str | None) -> dict[str, str] | None:
    """`author=from_user,time=date` as a mapping."""
    if value is None:
        return None
    try:
        return columns_from(value)
    except Refusal as refusal:
        raise click.BadParameter(str(refusal.sentence)) from refusal


def _covers(context: Any, param: Any, value: str | None) -> Span | str | None:
    """`2026-01-01..2026-03-31`, or `none`."""
    if value in (None, "none"):
        return value
    days = re.fullmatch(r"(\S+)\.\.(\S+)", value or "")
    if not days:
        raise click.BadParameter("Write FROM..TO, like 2026-01-01..2026-03-31, or none.")
    first, last = (Day().convert(day, param, context) for day in days.groups())
    if last < first:
        raise click.BadParameter("The last day is before the first.")
    return first, last


def _timezone(context: Any, param: Any, value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise click.BadParameter(
            f"“{value}” is no time zone; write it like Europe/Paris."
        ) from error
    return value


@click.command("import")
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(exists=True, allow_dash=True)
)
@click.option("--network", type=click.Choice(_READ), default=Network.X, show_default=True)
@click.option(
    "--columns",
    callback=_columns,
    metavar="KEY=COLUMN,…",
    help=f"Which column of a table holds what. Keys: {', '.join(KEYS)}.",
)
@click.option(
    "--timezone",
    callback=_timezone,
    default="UTC",
    show_default=True,
    metavar="ZONE",
    help="The zone of times that do not name one.",
)
@click.option(
    "--covers",
    callback=_covers,
    metavar="FROM..TO|none",
    help="Days on which the files hold every post of the accounts in them (last day included); "
    "none: they say nothing of the days between the posts.",
)
@json_option
@store_option
def import_(
    paths: tuple[str, ...],
    network: str,
    columns: dict[str, str] | None,
    timezone: str,
    covers: Span | str | None,
    as_json: bool,
    url: str | None,
) -> None:
    """Bring in posts: files, folders, .gz, or - for standard input.

    What a file is, is seen from what it holds: pages of X API v2 (as twarc2 keeps them), JSON
    lines of X API v1.1, or, with --columns, any CSV or TSV.
    """
    gc.freeze()  # what is loaded stays; and posts hold no rings to be looked for every moment
    gently = gc.get_threshold()
    gc.set_threshold(100_000, 50, 50)
    engine = open_store(url)
    stated: tuple[date, date] | None = covers if isinstance(covers, tuple) else None
    how = Reading(Network(network), columns, timezone, stated, covering=covers != "none")
    outcome = _import(paths, engine, how)
    gc.set_threshold(*gently)
    refresh(engine=engine, by=principal())
    if as_json:
        print_json(outcome.as_dict())
    else:
        _tell(outcome)
    if outcome.problems_total:
        raise SystemExit(DONE_IN_PART if outcome.files else 1)


def _import(paths: tuple[str, ...], engine: Engine, how: Reading) -> Outcome:
    """The import, behind a progress bar where there is a terminal to draw it on."""
    size = sum(file.stat().st_size for path in paths for file in _files(path))
    with tqdm(
        total=size or None, unit="B", unit_scale=True, disable=not sys.stderr.isatty(), leave=False
    ) as bar:

        def progress(read: int) -> None:
            bar.update(read)

        return import_posts(paths, engine=engine, by=principal(), how=how, progress=progress)


def _files(path: str) -> list[Path]:
    if path == STANDARD_INPUT:
        return []
    given = Path(path)
    return (
        [file for file in given.rglob("*") if file.is_file()]
        if given.is_dir()
        else [file for file in [given] if file.is_file()]
    )


def _tell(outcome: Outcome) -> None:
    click.echo(
        f"{outcome.files} files, {outcome.posts_read} posts read: {outcome.posts_new} new, "
        f"{outcome.posts_updated} updated, {outcome.posts_outsiders} by outsiders."
    )
    click.echo(
        f"{outcome.interactions_new} new interactions; {outcome.outsiders} went to outsiders, "
        f"{outcome.unresolved} could not be told."
    )
    for file, reason in outcome.skipped:
        click.echo(f"Skipped {file}: {reason}")
    for file, line, reason in outcome.problems[:_SHOWN]:
        where = f"{file}, line {line}" if line else file
        click.echo(f"Kept aside: {where}: {reason}", err=True)
    if outcome.problems_total > _SHOWN:
        click.echo(f"{outcome.problems_total} kept aside in all; --json lists them.", err=True)
