"""What a person typed about one institution: text in, a checked sheet out, by a roster's rules."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import ValidationError

from shared.collection.formats.handles import account_named
from shared.collection.formats.roster_cells import fact, native_ids
from shared.models import AccountStatus, Institution, Network
from shared.roster import FACTS, IDS, Fact
from shared.roster_sheet import AccountLine, NotKept, Sheet
from shared.sentences import Refusal, Sentence, say
from shared.text import clean

Typed = Mapping[str, Any]
Complaints = dict[str, Sentence]


def checked_sheet(typed: Typed, accounts: Sequence[Typed]) -> Sheet:
    """The sheet of what was typed.

    typed: `name`, `id`, `parent`, `seen`, and a text for each column of `shared.roster.FACTS`.
    accounts: `id`, `network`, `handle` (or a profile's address), `native_id`, `status`, `since`
    (a day), `person`, `owner`, `removed`. Raises NotKept with all that is wrong.
    """
    complaints: Complaints = {}
    name = _line(typed.get("name"))
    if not name:
        complaints["name"] = say("An institution needs a name.")
    facts = _facts(typed, complaints)
    lines = [_account(place, one, complaints) for place, one in enumerate(accounts)]
    _twice(lines, complaints)
    if complaints:
        raise NotKept(complaints)
    return Sheet(
        name=name,
        id=typed.get("id") or None,
        parent=typed.get("parent") or None,
        facts=facts,
        accounts=tuple(line for line in lines if line is not None),
        seen=typed.get("seen"),
    )


def _line(text: Any) -> str:
    return " ".join(clean(str(text or "")).split())


def _facts(typed: Typed, complaints: Complaints) -> dict[str, Fact | None]:
    """The columns as the table of institutions accepts them."""
    facts: dict[str, Fact | None] = dict.fromkeys(FACTS)
    for column in FACTS:
        if text := _line(typed.get(column)):
            try:
                facts[column] = fact(column, text)
            except Refusal as refusal:
                complaints[column] = refusal.sentence
    joined, left = facts["joined_on"], facts["left_on"]
    if isinstance(joined, date) and isinstance(left, date) and left < joined:
        complaints["left_on"] = say("This institution leaves before it joins.")
    facts["member"] = facts["member"] is not False
    stated = {"id": "new", "name": _line(typed.get("name")) or "-", **facts}
    try:
        Institution.model_validate(stated)
    except ValidationError as error:
        for part in error.errors():
            column = str(part["loc"][0])
            complaints.setdefault(column, say("“{column}” is too long.", column=column))
    return facts


def _account(place: int, typed: Typed, complaints: Complaints) -> AccountLine | None:
    """One account; None if something in it is wrong."""
    network = Network(typed["network"])
    before = len(complaints)
    handle = native = None
    if written := _line(typed.get("handle")):
        try:
            handle = account_named(written, network).handle
        except Refusal as refusal:
            complaints[f"{place}.handle"] = refusal.sentence
    if written := _line(typed.get("native_id")):
        try:
            native = _native(network, written)
        except Refusal as refusal:
            complaints[f"{place}.native_id"] = refusal.sentence
    line = AccountLine(network, handle, native, typed.get("id"))
    if len(complaints) == before and not (handle or native or line.id):
        complaints[f"{place}.handle"] = say("Write a handle or a profile's address.")
    if len(complaints) > before:
        return None
    status = AccountStatus(typed.get("status") or AccountStatus.ACTIVE)
    return replace(
        line,
        status=status,
        since=None if status is AccountStatus.ACTIVE else typed.get("since"),
        person=bool(typed.get("person")),
        owner=typed.get("owner") or None,
        removed=bool(typed.get("removed")),
    )


def _native(network: Network, text: str) -> str:
    """The network's own id, where a person may state it."""
    if network not in IDS.values():
        raise Refusal(say("The id of an account can be stated on X and on Bluesky only."))
    found = native_ids(network, text)
    if len(found) != 1 or found[0] is None:
        raise Refusal(say("“{value}” is not one id.", value=text[:80]))
    return found[0]


def _twice(lines: Sequence[AccountLine | None], complaints: Complaints) -> None:
    """An account named on two lines."""
    met: set[tuple[Network, str]] = set()
    for place, line in enumerate(lines):
        if line is None or line.handle is None or line.removed:
            continue
        if (line.network, line.handle) in met:
            said = say("“{handle}” stands on two lines.", handle=line.handle)
            complaints[f"{place}.handle"] = said
        met.add((line.network, line.handle))
