"""`passerelle ties`: who addresses whom, for another program."""

from datetime import date
from typing import Any

import click
import pandas as pd

from shared.commands.options import Day, json_option, print_json, store_option
from shared.models import Kind
from shared.reports.tables import csv_text
from shared.store import queries
from shared.store.database import open_store, reading

_COLUMN = {
    Kind.MENTION: "mentions",
    Kind.REPOST: "reposts",
    Kind.QUOTE: "quotes",
    Kind.REPLY: "replies",
}


@click.command()
@click.option("--from", "start", type=Day(), help="First day (UTC).")
@click.option("--to", "end", type=Day(), help="End (UTC): this day is no longer part of it.")
@click.option("--kind", "kinds", type=click.Choice([kind.value for kind in Kind]), multiple=True)
@click.option("--csv", "as_csv", is_flag=True, help="Print a table (CSV).")
@json_option
@store_option
def ties(
    start: date | None,
    end: date | None,
    kinds: tuple[str, ...],
    as_csv: bool,
    as_json: bool,
    url: str | None,
) -> None:
    """List the ties between institutions: posts of each kind from source to target.

    Without dates, everything. Days are UTC days; the end is excluded.
    """
    if start and end and end < start:
        raise click.UsageError("The end is before the first day.")
    if as_csv and as_json:
        raise click.UsageError("Choose one of --csv and --json.")
    with reading(open_store(url)) as session:
        frame = queries.ties(session=session, start=start, end=end)
    frame = of_kinds(frame, [Kind(kind) for kind in kinds]).sort_values(["source", "target"])
    if as_json:
        print_json({"from": start, "to": end, "ties": frame.to_dict("records")})
    elif as_csv:
        click.echo(csv_text(frame), nl=False)
    elif frame.empty:
        click.echo("No tie in this period.")
    else:
        click.echo(frame.to_string(index=False))


def of_kinds(frame: pd.DataFrame, kinds: list[Kind]) -> pd.DataFrame:
    """The ties of those kinds only (none named: all); the other counts become 0."""
    if not kinds:
        return frame
    others: dict[Any, int] = {_COLUMN[kind]: 0 for kind in Kind if kind not in kinds}
    if Kind.MENTION not in kinds:
        others["listed"] = 0
    kept = frame.assign(**others)
    kept["total"] = kept[list(_COLUMN.values())].sum(axis=1)
    return kept[kept["total"] > 0]
