"""What a roster states, line by line, before anyone asks what the store knows already."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from shared.models import Network
from shared.sentences import Sentence

# The columns of a roster; only `institution` is required.
FACTS = (
    "kind",
    "city",
    "country",
    "latitude",
    "longitude",
    "website",
    "wikidata",
    "languages",
    "size",
    "closing_day",
    "government",
    "contact",
    "member",
    "joined_on",
    "left_on",
)
HANDLES = {network.value: network for network in Network}
IDS = {"x_id": Network.X, "bluesky_id": Network.BLUESKY}
COLUMNS = (
    "id",
    "institution",
    *FACTS[:12],
    "parent",
    *FACTS[12:],
    "x",
    "x_id",
    "bluesky",
    "bluesky_id",
    "mastodon",
    "instagram",
    "facebook",
    "linkedin",
)

UNKNOWN = "?"  # holds the place of a handle or an id that is not known, among several

Fact = str | float | bool | date


class Claim(NamedTuple):
    """An account as a roster names it: by its handle, the network's own id, or both."""

    network: Network
    handle: str | None
    native_id: str | None


class Kept(NamedTuple):
    """A cell or a line that was kept aside, with the reason. Line 0 means the whole file."""

    line: int
    reason: Sentence


@dataclass(frozen=True)
class Row:
    """One institution as a line of the roster states it.

    `facts` holds the cells that are neither empty nor wrong, by name of the institution's column.
    `parent` is an id or a name.
    """

    line: int
    name: str
    id: str | None = None
    parent: str | None = None
    facts: dict[str, Fact] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()

    def fact(self, name: str) -> Any:
        """What the line says of a column, or None."""
        return self.facts.get(name)


@dataclass(frozen=True)
class Roster:
    """A roster as read: its good lines, what was kept aside, and what a person should know."""

    rows: list[Row]
    problems: list[Kept]
    warnings: list[Sentence]
