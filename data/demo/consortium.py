"""The invented museums and organisers of the sample, and their roster as a file."""

import csv
import io
from functools import cache
from typing import NamedTuple

from data import rows
from shared.slugs import slug

NAME = "Consortium des musées du Ponant"

_COLUMNS = (
    *("id", "institution", "kind", "city", "country", "latitude", "longitude", "website"),
    *("languages", "size", "closing_day", "contact", "parent", "member", "x", "x_id", "bluesky"),
)
_FIRST_ID = 9_000_000_000_000_000_000  # no network has given ids this high
_ON_BLUESKY = frozenset({"museum-der-vergessenen-lieder", "musee-de-la-brume", "museo-delle-ombre"})


class Museum(NamedTuple):
    """An invented institution; `handle` is empty if it has no account of its own."""

    id: str
    name: str
    handle: str
    native_id: str
    kind: str
    city: str
    country: str
    latitude: str
    longitude: str
    languages: str
    size: str
    closing_day: str
    group: str
    parent: str

    @property
    def member(self) -> bool:
        return self.group != "organiser"

    @property
    def language(self) -> str:
        return self.languages.split()[0]


@cache
def institutions() -> tuple[Museum, ...]:
    """All invented institutions, members first, organisers last."""
    return tuple(_museum(row, number) for number, row in enumerate(rows("demo/museums"), start=1))


def _museum(row: dict[str, str], number: int) -> Museum:
    cells = {column: cell for column, cell in row.items() if column != "institution"}
    name = row["institution"]
    native_id = str(_FIRST_ID + 7919 * number)
    return Museum(id=slug(name), name=name, native_id=native_id, **cells)


def members() -> list[Museum]:
    """The members of the consortium."""
    return [museum for museum in institutions() if museum.member]


def organisers() -> list[Museum]:
    """Those who call for campaigns and are no members."""
    return [museum for museum in institutions() if not museum.member]


@cache
def by_id() -> dict[str, Museum]:
    """Every invented institution under its id."""
    return {museum.id: museum for museum in institutions()}


def roster_csv() -> str:
    """The roster as a file with the columns of `passerelle roster import`."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_roster_row(museum) for museum in institutions())
    return text.getvalue()


def _roster_row(museum: Museum) -> dict[str, str]:
    row = {column: getattr(museum, column) for column in _COLUMNS if column in museum._fields}
    site = f"{museum.id}.example"  # a domain reserved for examples
    return row | {
        "institution": museum.name,
        "website": f"https://{site}",
        "contact": f"bonjour@{site}",
        "member": "yes" if museum.member else "no",
        "x": museum.handle,
        "x_id": museum.native_id if museum.handle else "",
        "bluesky": site if museum.id in _ON_BLUESKY else "",
    }
