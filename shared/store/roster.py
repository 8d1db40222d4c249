"""The roster: institutions and their accounts, brought in from a table and written out again.

A line updates only what its filled cells say: an empty cell, like a column that is not there,
keeps what the store knows, and no line takes an account away from an institution unless the same
file gives it to another. Bringing in the same roster twice changes nothing.
"""

from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session

from shared.access import Action, Principal, permit, record
from shared.models import Account, HandlePeriod, ImportProblem, ImportRun, RunStatus
from shared.roster import Kept, Roster, Row
from shared.sentences import Refusal, Sentence, say
from shared.store.database import setting
from shared.store.roster_accounts import Claimed, Held, settle
from shared.store.roster_known import Known, find
from shared.store.ties import reassigned
from shared.text import clean

MOST_PROBLEMS = 1_000  # kept and shown per file
_MEMBERSHIP = {"member", "joined_on", "left_on"}

Changes = dict[str, dict[str, Any]]  # by institution: column to new value


@dataclass
class RosterImport:
    """What bringing in a roster did. `account_ids` are the accounts that are new or moved."""

    file: str
    institutions_new: int = 0
    institutions_updated: int = 0
    accounts_new: int = 0
    accounts_updated: int = 0
    problems_total: int = 0
    problems: list[Kept] = field(default_factory=list)
    warnings: list[Sentence] = field(default_factory=list)
    account_ids: list[int] = field(default_factory=list)
    run: int | None = None

    @property
    def changed(self) -> bool:
        """Whether anything is not as it was before."""
        return any(count for name, count in self.counts().items() if name != "problems_total")

    def counts(self) -> dict[str, int]:
        """The figures alone."""
        return {
            "institutions_new": self.institutions_new,
            "institutions_updated": self.institutions_updated,
            "accounts_new": self.accounts_new,
            "accounts_updated": self.accounts_updated,
            "problems_total": self.problems_total,
        }

    def as_dict(self) -> dict[str, Any]:
        """The figures, the problems (file, line, reason) and the warnings, as JSON holds them."""
        problems = [
            {"file": self.file, "line": kept.line, "reason": str(kept.reason)}
            for kept in self.problems
        ]
        return {**self.counts(), "problems": problems, "warnings": [str(w) for w in self.warnings]}


def import_roster(
    *,
    session: Session,
    by: Principal,
    roster: Roster,
    name: str,
    today: date | None = None,
    into_sample: bool = False,
) -> RosterImport:
    """Bring in a roster that `formats.roster.read_roster` has read from the file `name`.

    What contradicts itself or the store is reported and left as it was. `today` (UTC) is the day
    on which a new handle of a known account begins. Leaves an ImportRun with its problems.
    Raises Refusal if the person may not, or for the sample's store (its generator alone fills it).
    """
    permit(by, Action.EDIT_ROSTER)
    if not into_sample:
        refuse_sample(session)
    started, result = datetime.now(UTC), RosterImport(clean(name, 500), warnings=roster.warnings)
    known = Known(session)
    found, unclear = find(roster.rows, known)
    parents, orphans = _parents(roster.rows, found, known)
    claims = [
        Claimed(row.line, found[row.line], claim)
        for row in roster.rows
        if row.line in found
        for claim in row.claims
    ]
    held, disputed = settle(claims, known, parents, set(found.values()))
    changes = _changes(roster.rows, found, parents, known)
    _write(session, result, known, changes, held, today or started.date())
    problems = sorted([*roster.problems, *unclear, *orphans, *disputed], key=lambda k: k.line)
    result.problems_total, result.problems = len(problems), problems[:MOST_PROBLEMS]
    result.run = _leave_run(session, by, result, started)
    if result.changed:
        record(session, by=by, action=Action.EDIT_ROSTER, what=f"{result.file}: {result.counts()}")
    return result


def refuse_sample(session: Session) -> None:
    """Raises Refusal for the sample's store, whose museums are invented."""
    if setting(session, "sample"):
        raise Refusal(
            say(
                "This is the sample consortium: its museums are invented, so real ones do not "
                "belong here. Make a store of your own: passerelle init"
            )
        )


def _parents(
    rows: list[Row], found: dict[int, str], known: Known
) -> tuple[dict[str, str | None], list[Kept]]:
    """The parent of every institution once the roster holds, and the parents that cannot be."""
    parents = {id: known.institutions[id].parent for id in known.institutions}
    problems = []
    for row in rows:
        if row.parent and (child := found.get(row.line)):
            try:
                parents[child] = _parent(row.parent, child, parents, known)
            except Refusal as refusal:
                problems.append(Kept(row.line, refusal.sentence))
    return parents, problems


def _parent(named: str, child: str, parents: dict[str, str | None], known: Known) -> str | None:
    """The parent that a cell names; an institution that names itself has none."""
    called = known.called(named)
    if len(called) != 1:
        raise Refusal(
            say("Several institutions are called “{name}”; give the parent's id.", name=named)
            if called
            else say("The parent “{name}” is not in the list.", name=named)
        )
    above: str | None = called[0]
    if above == child:
        return None
    while above:
        if (above := parents.get(above)) == child:
            raise Refusal(say("“{name}” cannot be the parent of its own parent.", name=named))
    return called[0]


def _changes(
    rows: list[Row], found: dict[int, str], parents: dict[str, str | None], known: Known
) -> Changes:
    """What differs from the store, by institution that is new or changes."""
    stated: dict[str, dict[str, Any]] = {}
    for row in rows:
        if id := found.get(row.line):
            stated.setdefault(id, {}).update({"name": row.name, **row.facts})
    changes = {}
    for id, says in stated.items():
        institution = known.institutions[id]
        says["parent"] = parents[id]
        change = {key: value for key, value in says.items() if getattr(institution, key) != value}
        if change or id in known.new:
            changes[id] = change
    return changes


def _write(
    session: Session,
    result: RosterImport,
    known: Known,
    changes: Changes,
    held: list[Held],
    today: date,
) -> None:
    """Write what changes, the roll-up kept true while accounts move and memberships change."""
    moved = [h.account.id for h in held if h.account and h.account.institution_id != h.owner]
    ids = [id for id in moved if id is not None]
    members = [id for id in changes.keys() - known.new if _MEMBERSHIP & changes[id].keys()]
    with reassigned(session, ids, members) if ids or members else nullcontext():
        _write_institutions(session, known, changes)
        updated = [update_account(session, h.account, h, known, today) for h in held if h.account]
        session.flush()
    new = add_accounts(session, [h for h in held if not h.account])
    result.institutions_new = len(known.new)
    result.institutions_updated = len(changes.keys() - known.new)
    result.accounts_new, result.accounts_updated = len(new), sum(updated)
    result.account_ids = sorted({*new, *ids})


def _write_institutions(session: Session, known: Known, changes: Changes) -> None:
    """Add the new institutions, then change what changes: a parent stands before its children."""
    session.add_all([known.institutions[id] for id in sorted(known.new)])
    session.flush()
    for id, change in changes.items():
        for key, value in change.items():
            setattr(known.institutions[id], key, value)
    session.flush()


def update_account(
    session: Session, account: Account, held: Held, known: Known, today: date
) -> bool:
    """Bring a known account to what the roster says; whether anything changed."""
    before = (account.institution_id, account.native_id, account.handle)
    account.institution_id = held.owner
    account.native_id = account.native_id or held.native_id
    if held.handle and held.handle not in known.names(account):
        learned = not account.handle
        for period in known.periods[account.id or 0]:
            if period.seen_to is None:
                period.seen_to = today
        account.handle = held.handle
        begins = None if learned else today
        session.add(HandlePeriod(account_id=account.id or 0, handle=held.handle, seen_from=begins))
    return before != (account.institution_id, account.native_id, account.handle)


def add_accounts(session: Session, held: list[Held]) -> list[int]:
    """Add accounts whose handles, without dates, count at all times; their ids."""
    accounts = [
        Account.model_validate(
            {
                "institution_id": h.owner,
                "network": h.network,
                "handle": h.handle or "",
                "native_id": h.native_id,
            }
        )
        for h in held
    ]
    session.add_all(accounts)
    session.flush()
    ids = [account.id for account in accounts if account.id is not None]
    session.add_all(
        HandlePeriod(account_id=id, handle=account.handle)
        for id, account in zip(ids, accounts, strict=True)
        if account.handle
    )
    session.flush()
    return ids


def _leave_run(
    session: Session, by: Principal, result: RosterImport, started: datetime
) -> int | None:
    run = ImportRun(
        started=started,
        finished=datetime.now(UTC),
        by=by.name,
        what="roster",
        status=RunStatus.PARTIAL if result.problems else RunStatus.DONE,
        files=[result.file],
        counts=result.counts(),
    )
    session.add(run)
    session.flush()
    session.add_all(
        ImportProblem(
            run=run.id or 0,
            file=result.file,
            line=kept.line,
            reason=kept.reason.template,
            values=kept.reason.values,
        )
        for kept in result.problems
    )
    session.flush()
    return run.id
