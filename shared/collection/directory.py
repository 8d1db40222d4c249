"""Whose account is it? The roster's accounts on one network, by native id and by handle.

An account is found by the network's own id; by handle only at a date at which the roster, or what
was seen, says the handle was its own. Ids are learned from the look-ups that files carry.
"""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from sqlmodel import Session, col, select, update

from shared.collection.formats.post import Who
from shared.models import Account, HandlePeriod, Network
from shared.sentences import Sentence, say

Outside = Literal["outsider"]  # somebody, but nobody of the roster
Untold = Literal["untold"]  # cannot be told: neither id nor handle, or a handle of several accounts
OUTSIDER: Outside = "outsider"
UNTOLD: Untold = "untold"

_MOST_PASSED_OVER = 200_000


class Directory:
    """The accounts of one network, as an import looks them up and learns their ids."""

    def __init__(
        self,
        accounts: Iterable[tuple[int, str | None]],
        handles: Iterable[tuple[int, str, date | None, date | None]],
    ) -> None:
        self.native = dict(accounts)
        self.by_id = {native: account for account, native in self.native.items() if native}
        self.by_handle: dict[str, list[tuple[int, date | None, date | None]]] = {}
        for account, handle, seen_from, seen_to in handles:
            self.by_handle.setdefault(handle, []).append((account, seen_from, seen_to))
        self.learned: dict[int, tuple[str, str | None]] = {}  # not yet written down
        self.read_again = False  # an id was learned that earlier posts had been judged without
        self._passed_over: set[str] = set()
        self._conflicts: set[tuple[str, str]] = set()

    def wanted(self, native_id: str | None, handle: str | None) -> bool:
        """Whether an account may be one of the roster's."""
        return native_id in self.by_id or handle in self.by_handle

    def find(self, who: Who, day: date) -> int | Outside | Untold:
        """The account that a post of that day addresses."""
        native_id, handle = who
        if native_id is not None:
            account = self.by_id.get(native_id)
            if account is not None:
                return account
        elif handle is None:
            return UNTOLD
        if handle in self.by_handle:
            accounts = self._had(handle, day, native_id)
            if len(accounts) > 1:
                return UNTOLD
            for account in accounts:
                if native_id is not None:
                    self.learn(account, native_id, None)
                return account
        if native_id is not None:
            self._pass_over(native_id)
        return OUTSIDER

    def author(self, who: Who, day: date) -> int | Outside | Sentence:
        """The account that wrote a post; a sentence if two accounts lay claim to it."""
        found = self.find(who, day)
        if found == UNTOLD:
            return say("The handle {handle} belongs to several accounts.", handle=who.handle)
        if found == OUTSIDER:
            return self._conflict(who) or OUTSIDER
        return found

    def look_up(self, native_id: str, handle: str, name: str | None, day: date) -> Sentence | None:
        """Take in a look-up; a sentence if the handle is known to be another account's."""
        found = self.find(Who(native_id, handle), day)
        if isinstance(found, int):
            self.learned[found] = (native_id, name)
            return None
        return self._conflict(Who(native_id, handle))

    def learn(self, account: int, native_id: str, name: str | None) -> None:
        """From now on this account is known by that id."""
        self.native[account] = native_id
        self.by_id[native_id] = account
        self.learned[account] = (native_id, name)
        if native_id in self._passed_over or len(self._passed_over) >= _MOST_PASSED_OVER:
            self.read_again = True

    def _had(self, handle: str, day: date, native_id: str | None) -> set[int]:
        """The accounts that went by the handle on that day, and may have that id."""
        return {
            account
            for account, seen_from, seen_to in self.by_handle[handle]
            if (seen_from is None or seen_from <= day)
            and (seen_to is None or day <= seen_to)
            and (native_id is None or self.native[account] is None)
        }

    def _pass_over(self, native_id: str) -> None:
        if len(self._passed_over) < _MOST_PASSED_OVER:
            self._passed_over.add(native_id)

    def _conflict(self, who: Who) -> Sentence | None:
        """Said once: the handle is in the roster, for an account with another id."""
        key = (who.native_id or "", who.handle or "")
        if who.native_id is None or who.handle not in self.by_handle or key in self._conflicts:
            return None
        self._conflicts.add(key)
        known = self.native[self.by_handle[who.handle][0][0]]
        return say(
            "The handle {handle} shows the id {id}, but the list knows it by the id {known}.",
            handle=who.handle,
            id=who.native_id,
            known=known,
        )


def directory(*, session: Session, network: Network) -> Directory:
    """The accounts of the roster on a network, with every handle they went by."""
    accounts = session.exec(
        select(Account.id, Account.native_id).where(Account.network == network)
    ).all()
    periods = session.exec(
        select(HandlePeriod)
        .join(Account, col(Account.id) == HandlePeriod.account_id)
        .where(Account.network == network)
    ).all()
    handles = [(one.account_id, one.handle, one.seen_from, one.seen_to) for one in periods]
    return Directory([(row[0] or 0, row[1]) for row in accounts], handles)


def write_learned(known: Directory, *, session: Session) -> None:
    """Write down the ids that were learned since the last time."""
    for account, (native_id, name) in known.learned.items():
        values: dict[str, str] = {"native_id": native_id}
        if name:
            values["display_name"] = name[:300]
        session.exec(update(Account).where(col(Account.id) == account).values(**values))
    known.learned.clear()
