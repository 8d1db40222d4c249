"""What a look-up of profiles changes in the roster: ids, names, handles and how accounts stand.

What people have stated stays: an account that was left, or is dormant, keeps that status. An id
that is another account's already is reported, and changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session, col, select

from shared.collection.look_ups.profiles import Profile, profile
from shared.collection.x_failures import standing_told
from shared.models import Account, AccountStatus, HandlePeriod, Network
from shared.sentences import Sentence, say
from shared.text import clean

OK, CONFLICT, FAILED = "ok", "conflict", "failed"  # besides the values of AccountStatus
STATED = (AccountStatus.LEFT, AccountStatus.DORMANT)  # by people: no look-up changes it


@dataclass(frozen=True)
class Seen:
    """What came of one account: ok, renamed, protected, suspended, missing, conflict or failed."""

    account_id: int
    outcome: str
    learned: bool = False  # its id was not known before
    reason: Sentence | None = None
    problem: str | None = None  # the network's own words


def take_in(
    accounts: Iterable[Account],
    body: Mapping[str, Any],
    *,
    session: Session,
    by_handle: bool,
    today: date,
) -> list[Seen]:
    """Bring accounts to what X answered to a look-up of just these, by handles or by ids."""
    accounts = list(accounts)
    users = [one for user in _records(body, "data") if (one := profile(user))]
    found = {one.handle if by_handle else one.native_id: one for one in users}
    refused = {str(error.get("value")).lower(): error for error in _records(body, "errors")}
    holders = _holders(session, {one.native_id for one in users})
    keys = [one.handle if by_handle else str(one.native_id) for one in accounts]
    seen = []
    for account, key in zip(accounts, keys, strict=True):
        if keys.count(key) > 1:
            seen.append(_ambiguous(account))
        elif key in found:
            seen.append(_found(account, found[key], holders, session, today))
        else:
            seen.append(_not_shown(account, refused.get(key), today))
    session.flush()
    return seen


def _records(body: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    records = body.get(name)
    return [one for one in records if isinstance(one, dict)] if isinstance(records, list) else []


def _holders(session: Session, native_ids: set[str]) -> dict[str, Account]:
    """The accounts of the roster that are known by these ids."""
    held = select(Account).where(
        Account.network == Network.X, col(Account.native_id).in_(native_ids)
    )
    return {str(account.native_id): account for account in session.exec(held)}


def _found(
    account: Account, one: Profile, holders: dict[str, Account], session: Session, today: date
) -> Seen:
    id = account.id or 0
    account.looked_up = datetime.now(UTC)
    holder = holders.get(one.native_id)
    if holder is not None and holder.id != id:
        return Seen(id, CONFLICT, reason=_another(account.handle, one.native_id, holder))
    if account.native_id not in (None, one.native_id):
        return Seen(id, CONFLICT, reason=_other_id(account, one.native_id))
    learned = account.native_id is None
    account.native_id = one.native_id
    holders[one.native_id] = account
    renamed = account.handle not in ("", one.handle)
    if account.handle != one.handle:
        _rename(account, one.handle, session, today if renamed else None)
    _fill(account, one)
    status = AccountStatus.RENAMED if renamed else AccountStatus.ACTIVE
    status = AccountStatus.PROTECTED if one.protected else status
    _set_status(account, status, today)
    return Seen(id, OK if status is AccountStatus.ACTIVE else status.value, learned)


def _fill(account: Account, one: Profile) -> None:
    account.display_name = one.name or account.display_name
    account.description = one.description
    account.picture = one.picture
    account.followers = one.followers if one.followers is not None else account.followers


def _rename(account: Account, handle: str, session: Session, today: date | None) -> None:
    """The handle is another one from today on; None: it always was, as far as anybody knows."""
    periods = session.exec(select(HandlePeriod).where(HandlePeriod.account_id == account.id)).all()
    for period in periods:
        if period.seen_to is None and period.handle != handle:
            period.seen_to = today
    if not any(period.handle == handle and period.seen_to is None for period in periods):
        session.add(HandlePeriod(account_id=account.id or 0, handle=handle, seen_from=today))
    account.handle = handle


def _not_shown(account: Account, error: Mapping[str, Any] | None, today: date) -> Seen:
    """An account that X did not show, for the reason it gives."""
    id, standing = account.id or 0, standing_told(error) if error else None
    words = clean(str(error.get("title") or ""), 200) if error else None
    if standing is None:
        said = say("X said nothing of this account that could be understood.")
        return Seen(id, FAILED, reason=said, problem=words)
    account.looked_up = datetime.now(UTC)
    _set_status(account, standing, today)
    return Seen(id, standing.value, problem=words)


def _set_status(account: Account, status: AccountStatus, today: date) -> None:
    if account.status not in (*STATED, status):
        account.status = status
        account.status_since = today


def _ambiguous(account: Account) -> Seen:
    said = say("The handle {handle} belongs to several accounts.", handle=account.handle)
    account.looked_up = datetime.now(UTC)
    return Seen(account.id or 0, CONFLICT, reason=said)


def _another(handle: str, native_id: str, holder: Account) -> Sentence:
    return say(
        "The handle {handle} is that of the account {id}, which stands in the list as {other}: "
        "correct one of the two.",
        handle=handle,
        id=native_id,
        other=holder.handle,
    )


def _other_id(account: Account, native_id: str) -> Sentence:
    return say(
        "The handle {handle} shows the id {id}, but the list knows it by the id {known}.",
        handle=account.handle,
        id=native_id,
        known=account.native_id,
    )
