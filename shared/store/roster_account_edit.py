"""The accounts of an institution that a person edits: what cannot be, and what is written."""

from datetime import date

from sqlmodel import Session, col, delete, func, or_, select

from shared.models import Account, Coverage, HandlePeriod, Interaction, Post
from shared.roster_sheet import AccountLine, Sheet
from shared.sentences import Sentence, say
from shared.store.roster import add_accounts, update_account
from shared.store.roster_accounts import Held
from shared.store.roster_known import Known


class Accounts:
    """The accounts of one sheet, against those of the store.

    changed: what was written, in words for the record; joined: ids of accounts that are new or go
    by another handle.
    """

    def __init__(self, session: Session, known: Known, sheet: Sheet, today: date) -> None:
        self._session, self._known, self._sheet, self._today = session, known, sheet, today
        self._stored = {one.id: one for one in known.accounts if one.id}
        self.changed: list[str] = []
        self.joined: list[int] = []

    def clashes(self) -> dict[str, Sentence]:
        """A sentence for each field that cannot be, by the place of its account: "2.handle"."""
        found = {}
        for place, line in enumerate(self._sheet.accounts):
            said = self._removal(line) if line.removed else self._clash(line)
            if said is not None:
                field, sentence = said
                found[f"{place}.{field}"] = sentence
        return found

    def moved(self) -> list[int]:
        """The accounts that change hands."""
        return [
            line.id
            for line in self._sheet.accounts
            if line.id is not None and not line.removed and line.owner not in (None, self._sheet.id)
        ]

    def write(self, institution: str) -> None:
        """Write the accounts of the institution (its id), those that go first."""
        for line in self._sheet.accounts:
            if line.removed and line.id is not None:
                self._session.delete(self._stored[line.id])
                self.changed.append(f"account {line.network}:{line.handle} removed")
        self._session.flush()
        for line in self._sheet.accounts:
            if line.id is None:
                self._add(line, institution)
            elif not line.removed:
                self._change(line, self._stored[line.id])

    def _clash(self, line: AccountLine) -> tuple[str, Sentence] | None:
        account = self._stored.get(line.id or 0)
        if line.id is not None and (account is None or account.institution_id != self._sheet.id):
            return "handle", say("This account is not in the list any more.")
        if line.owner is not None and line.owner not in self._known.institutions:
            sentence = say(
                "“{institution}” is not in the list of institutions.", institution=line.owner
            )
            return "owner", sentence
        if other := self._holder(line):
            name = self._known.institutions[other.institution_id].name
            handle = other.handle or other.native_id or ""
            sentence = say("“{handle}” is an account of “{holder}”.", handle=handle, holder=name)
            return ("handle" if line.handle == other.handle else "native_id"), sentence
        if account and account.native_id and line.native_id != account.native_id:
            return "native_id", say("The id of an account stays once it is known.")
        if account and account.handle and line.handle is None:
            return "handle", say("Write a handle or a profile's address.")
        return None

    def _holder(self, line: AccountLine) -> Account | None:
        """Another account that has this handle or this id, once the sheet is written."""
        ours = {one.id: one for one in self._sheet.accounts if one.id is not None}
        for other in self._known.accounts:
            if other.id == line.id or other.network != line.network:
                continue
            new = ours.get(other.id or 0)
            if new is not None and new.removed:
                continue
            handle = new.handle if new else other.handle
            native = new.native_id if new else other.native_id
            if (line.handle and handle == line.handle) or (
                line.native_id and native == line.native_id
            ):
                return other
        return None

    def _removal(self, line: AccountLine) -> tuple[str, Sentence] | None:
        """Why the account has to stay: posts and interactions hang on it."""
        if line.id is None:
            return None
        posts, interactions = self._hanging(line.id)
        if not posts and not interactions:
            return None
        return "removed", say(
            "Posts of “{handle}” held here: {posts}; interactions: {interactions}. It cannot be "
            "taken out without changing the past: say that it was left, or move it.",
            handle=line.handle or line.native_id or "",
            posts=posts,
            interactions=interactions,
        )

    def _hanging(self, account: int) -> tuple[int, int]:
        """How many posts and interactions are held of an account."""
        ends = (col(Interaction.source_account), col(Interaction.target_account))
        posts = select(func.count()).select_from(Post).where(Post.account_id == account)
        both = select(func.count()).select_from(Interaction)
        acts = both.where(or_(*(end == account for end in ends)))
        return self._session.exec(posts).one(), self._session.exec(acts).one()

    def _add(self, line: AccountLine, institution: str) -> None:
        owner = line.owner or institution
        held = Held(owner, line.network, line.handle, line.native_id, None)
        (id,) = add_accounts(self._session, [held])
        self._state(line, self._session.get_one(Account, id))
        self.joined.append(id)
        self.changed.append(f"account {line.network}:{line.handle or line.native_id}")

    def _change(self, line: AccountLine, account: Account) -> None:
        before = account.model_dump()
        if line.handle and account.handle and line.handle != account.handle:
            self._rename(line.handle, account)
        owner = line.owner or account.institution_id
        held = Held(owner, line.network, line.handle, line.native_id, account)
        update_account(self._session, account, held, self._known, self._today)
        self._state(line, account)
        if account.model_dump() != before:
            self.changed.append(f"account {account.network}:{account.handle}")
        if account.handle != before["handle"]:
            self.joined.append(account.id or 0)

    def _rename(self, handle: str, account: Account) -> None:
        """A slip of the pen is corrected for all times; what was seen goes by a new handle now."""
        periods = self._known.periods[account.id or 0]
        if self._seen(account):
            for period in periods:
                period.seen_to = period.seen_to or self._today
            since = self._today
        else:
            self._session.exec(
                delete(HandlePeriod).where(col(HandlePeriod.account_id) == account.id)
            )
            since = None
        account.handle = handle
        new = HandlePeriod(account_id=account.id or 0, handle=handle, seen_from=since)
        self._session.add(new)
        periods.append(new)

    def _seen(self, account: Account) -> bool:
        """Whether anything is known of the account besides what the list says."""
        covered = select(Coverage.source).where(Coverage.account_id == account.id).limit(1)
        return (
            account.native_id is not None
            or account.looked_up is not None
            or any(self._hanging(account.id or 0))
            or self._session.exec(covered).first() is not None
        )

    def _state(self, line: AccountLine, account: Account) -> None:
        account.status, account.status_since = line.status, line.since
        account.person = line.person
