"""Options and answers that several commands share."""

import json
from datetime import date, datetime
from typing import Any

import click

from shared.store.database import URL_VARIABLE

DONE_IN_PART = 3

store_option = click.option(
    "--db",
    "url",
    metavar="URL",
    help=f"The store: an SQLAlchemy URL, or the path of an SQLite file. Default: {URL_VARIABLE}, "
    "else a file in your data folder.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


class Day(click.ParamType[date]):
    """A day, written 2026-05-18."""

    name = "date"

    def convert(self, value: Any, param: Any, context: Any) -> date:
        """The day; a usage error if it is none."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            self.fail(f"“{value}” is no day; write it like 2026-05-18.", param, context)


def print_json(result: Any) -> None:
    """A result for another program, on standard output."""
    click.echo(json.dumps(result, ensure_ascii=False, indent=1, default=str))
