"""One institution and its accounts, edited by a person: all of it is written, or nothing.

Two people may edit one institution at once: a sheet remembers what was read when it was opened,
and the second is told that it changed meanwhile.
"""

import hashlib
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from sqlmodel import Session

from shared.access import Action, Principal, permit, record
from shared.models import Account, AccountStatus, Institution
from shared.roster import FACTS
from shared.roster_sheet import AccountLine, ChangedMeanwhile, NotKept, Sheet
from shared.sentences import Refusal, say
from shared.slugs import institution_id
from shared.store.roster import refuse_sample
from shared.store.roster_account_edit import Accounts
from shared.store.roster_clashes import clashes
from shared.store.roster_known import Known
from shared.store.ties import reassigned

_MEMBERSHIP = {"member", "joined_on", "left_on"}


@dataclass(frozen=True)
class Saved:
    """What was written. `account_ids`: the accounts that are new, moved or go by another handle."""

    id: str
    changed: list[str] = field(default_factory=list)
    account_ids: list[int] = field(default_factory=list)


def opened(*, session: Session, institution: str) -> Sheet:
    """An institution as a sheet, with its accounts. Raises Refusal if it is not in the list."""
    return _opened(Known(session), institution)


def save_institution(
    *, session: Session, by: Principal, sheet: Sheet, today: date | None = None
) -> Saved:
    """Write an institution as its (checked) sheet says it; a new one gets an id made of its name.

    today (UTC): when a new handle of an account that was seen begins. An account of which posts
    or interactions are held can move to another institution, not be taken out. Raises Refusal if
    the person may not, and for the sample; NotKept, by field, for what contradicts the list; and
    ChangedMeanwhile.
    """
    permit(by, Action.EDIT_ROSTER)
    refuse_sample(session)
    if sheet.id is not None:  # whoever saves it at the same moment waits
        session.get(Institution, sheet.id, with_for_update=True)
    known = Known(session)
    before = None if sheet.id is None else _unchanged(known, sheet)
    accounts = Accounts(session, known, sheet, today or datetime.now(UTC).date())
    if wrong := {**clashes(sheet, known), **accounts.clashes()}:
        raise NotKept(wrong)
    held = _held(session, known, sheet)
    changes = _changes(held, sheet)
    members = [held.id] if before and _MEMBERSHIP & changes.keys() else []
    moved = accounts.moved()
    with reassigned(session, moved, members) if moved or members else nullcontext():
        for column, value in changes.items():
            setattr(held, column, value)
        session.flush()
        accounts.write(held.id)
        session.flush()
    changed = [*(["new"] if before is None else []), *sorted(changes), *accounts.changed]
    if changed:
        what = f"{held.id}: {', '.join(changed)}"
        detail = {"before": _plain(before)} if before else None
        record(session, by=by, action=Action.EDIT_ROSTER, what=what, detail=detail)
    return Saved(held.id, changed, sorted({*moved, *accounts.joined}))


def _unchanged(known: Known, sheet: Sheet) -> Sheet:
    """The institution as it stands, if that is how it was when the sheet was opened."""
    now = _opened(known, str(sheet.id))
    if now.seen != sheet.seen:
        name = known.institutions[str(sheet.id)].name
        raise ChangedMeanwhile(
            say("Somebody changed “{name}” since you opened it.", name=name), now
        )
    return now


def _opened(known: Known, id: str) -> Sheet:
    institution = known.institutions.get(id)
    if institution is None:
        raise Refusal(say("“{institution}” is not in the list of institutions.", institution=id))
    lines = tuple(_line(one) for one in known.accounts if one.institution_id == id)
    facts = {column: getattr(institution, column) for column in FACTS}
    sheet = Sheet(institution.name, id, institution.parent, facts, lines)
    seen = hashlib.sha256(msgspec.json.encode(_plain(sheet))).hexdigest()
    return Sheet(institution.name, id, institution.parent, facts, lines, seen)


def _line(account: Account) -> AccountLine:
    return AccountLine(
        network=account.network,
        handle=account.handle or None,
        native_id=account.native_id,
        id=account.id,
        status=AccountStatus(account.status),
        since=account.status_since,
        person=account.person,
    )


def _plain(sheet: Sheet) -> dict[str, Any]:
    """The sheet as JSON holds it; the service address is told apart, not written down."""
    told = {**asdict(sheet), "seen": None}
    contact = str(told["facts"].pop("contact") or "")
    told["contact"] = hashlib.sha256(contact.encode()).hexdigest()[:12]
    plain: dict[str, Any] = msgspec.to_builtins(told)
    return plain


def _held(session: Session, known: Known, sheet: Sheet) -> Institution:
    """The institution of the store, added if it is new."""
    if sheet.id is not None:
        return known.institutions[sheet.id]
    city = sheet.facts.get("city")
    id = institution_id(sheet.name, str(city) if city else None, known.institutions)
    held = Institution.model_validate({"id": id, "name": sheet.name})
    session.add(held)
    session.flush()
    return held


def _changes(held: Institution, sheet: Sheet) -> dict[str, Any]:
    """What differs from the store, by column; of a new one all that is said."""
    said = {"name": sheet.name, "parent": sheet.parent, **sheet.facts}
    return {column: value for column, value in said.items() if getattr(held, column) != value}
