"""`passerelle roster`: the list of institutions and their accounts, in and out."""

from pathlib import Path
from typing import BinaryIO

import click

from shared.access import principal
from shared.collection.formats.roster import LARGEST, read_roster
from shared.collection.rederive import rederive
from shared.commands.options import DONE_IN_PART, json_option, print_json, store_option
from shared.refresh import refresh
from shared.reports.tables import csv_text
from shared.roster import HANDLES
from shared.store.database import open_store, reading, writing
from shared.store.roster import RosterImport, import_roster
from shared.store.roster_table import roster_table

_SHOWN = 20


@click.group()
def roster() -> None:
    """The list of institutions and their accounts."""


@roster.command("import")
@click.argument("file", type=click.File("rb"), metavar="FILE.csv")
@json_option
@store_option
def import_(file: BinaryIO, as_json: bool, url: str | None) -> None:
    """Bring in a list of institutions: CSV with comma, semicolon or tab, in UTF-8; or - .

    Only the column “institution” is required. A line updates what its filled cells say.
    """
    read = read_roster(file.read(LARGEST + 1))
    by = principal()
    engine = open_store(url)
    with writing(engine) as session:
        result = import_roster(
            session=session, by=by, roster=read, name=Path(getattr(file, "name", "-")).name
        )
        told_by_texts = rederive(result.account_ids, session=session)
    if result.changed:
        refresh(engine=engine, by=by)
    if as_json:
        print_json(result.as_dict())
    else:
        _tell(result)
        if told_by_texts:
            click.echo(
                f"{told_by_texts} interactions with the new accounts were found in stored texts; "
                "import your files again to find replies and quotes too."
            )
    if result.problems_total:
        raise SystemExit(DONE_IN_PART)


def _tell(result: RosterImport) -> None:
    click.echo(
        f"{result.institutions_new} new institutions, {result.institutions_updated} updated; "
        f"{result.accounts_new} new accounts, {result.accounts_updated} updated."
    )
    for warning in result.warnings:
        click.echo(warning, err=True)
    for kept in result.problems[:_SHOWN]:
        click.echo(f"Kept aside: {result.file}, line {kept.line}: {kept.reason}", err=True)
    if result.problems_total > _SHOWN:
        click.echo(f"{result.problems_total} kept aside in all; --json lists them.", err=True)


@roster.command()
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@store_option
def export(output: Path | None, url: str | None) -> None:
    """Write the list as CSV, as `roster import` reads it; contact addresses are left out."""
    with reading(open_store(url)) as session:
        text = csv_text(roster_table(session=session))
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8-sig", newline="")  # a spreadsheet looks for a BOM


@roster.command("list")
@json_option
@store_option
def list_(as_json: bool, url: str | None) -> None:
    """Show the institutions with their accounts."""
    with reading(open_store(url)) as session:
        table = roster_table(session=session)
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    if as_json:
        print_json({"institutions": rows})
        return
    if not rows:
        click.echo("No institution yet. Bring in a list: passerelle roster import FILE.csv")
    for row in rows:
        place = ", ".join(row[part] for part in ("city", "country") if row[part])
        accounts = " ".join(
            f"{network}:{handle}" for network in HANDLES for handle in (row[network] or "").split()
        )
        click.echo("\t".join([row["id"], row["institution"], place, accounts]))
