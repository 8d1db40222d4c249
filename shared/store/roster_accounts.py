"""Whose accounts a roster says they are: settled or reported, never guessed."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from shared.models import Account, Network
from shared.roster import Claim, Kept
from shared.sentences import Sentence, say
from shared.store.roster_known import Known, Name


class Claimed(NamedTuple):
    """A claim of an institution to an account, and the line that says so."""

    line: int
    institution: str
    claim: Claim


class Held(NamedTuple):
    """An account and the institution that holds it; `account` is None for a new one.

    `handle` and `native_id` are what the roster says, None where it does not.
    """

    owner: str
    network: Network
    handle: str | None
    native_id: str | None
    account: Account | None


def settle(
    claims: Iterable[Claimed], known: Known, parents: dict[str, str | None], spoken: set[str]
) -> tuple[list[Held], list[Kept]]:
    """The accounts with their owners, and the claims that contradict each other.

    An account that one institution claims is its own. One that several claim is their common
    parent's; without one it stays where it was and is reported. The institution that holds an
    account claims it too, unless the file speaks of it (`spoken`) and gives the account to
    another: then it moves. A parent's account stays the parent's. A handle that its holder left for
    another may have been taken by somebody else: that is reported, unless an id tells.
    """
    claims = list(claims)
    paired, problems = _paired(claims, known)
    groups: defaultdict[object, list[Claimed]] = defaultdict(list)
    accounts: dict[object, Account | None] = {}
    key: object
    for claimed in paired:
        claim = claimed.claim
        account = _account(claimed, known)
        key = account.id if account else (claim.network, claim.native_id or claim.handle)
        groups[key].append(claimed)
        accounts[key] = account
    held = []
    for key, group in groups.items():
        account = accounts[key]
        owner = _owner(group, account, parents, spoken)
        if owner and account and _taken_over(group, account, owner, claims):
            problems.append(_unsure(group, account, known))
        elif owner:
            handle = next((c.claim.handle for c in group if c.claim.handle), None)
            native = next((c.claim.native_id for c in group if c.claim.native_id), None)
            held.append(Held(owner, group[0].claim.network, handle, native, account))
        else:
            problems.append(_disputed(group, account, known))
    return held, problems


def _paired(claims: list[Claimed], known: Known) -> tuple[list[Claimed], list[Kept]]:
    """The claims with every id that the file or the store knows; a handle has one id."""
    natives, handles = _identities(claims, known), dict[Name, str]()
    paired, problems = [], []
    for claimed in claims:
        network, handle, native = claimed.claim
        if handle and native:
            if natives.setdefault((network, handle), native) != native:
                other = natives[network, handle]
                problems.append(Kept(claimed.line, _second_id(handle, native, other)))
                continue
            if handles.setdefault((network, native), handle) != handle:
                other = handles[network, native]
                problems.append(Kept(claimed.line, _second_handle(native, handle, other)))
                continue
        paired.append(claimed)
    return [
        c._replace(claim=c.claim._replace(native_id=natives[c.claim.network, c.claim.handle]))
        if c.claim.handle and (c.claim.network, c.claim.handle) in natives
        else c
        for c in paired
    ], problems


def _identities(claims: list[Claimed], known: Known) -> dict[Name, str]:
    """Handle to native id as the store knows them, without those that the file renames."""
    renamed = {
        account.id
        for _, _, (network, handle, native) in claims
        if handle and native and (account := known.by_native.get((network, native)))
        if handle not in known.names(account)
    }
    return {
        (account.network, account.handle): account.native_id
        for account in known.accounts
        if account.native_id and account.handle and account.id not in renamed
    }


def _account(claimed: Claimed, known: Known) -> Account | None:
    """The account of the store that a paired claim names."""
    network, handle, native = claimed.claim
    if native and (network, native) in known.by_native:
        return known.by_native[network, native]
    if not handle:
        return None
    present = [a for a in known.by_handle.get((network, handle), []) if not a.native_id]
    if present or native:
        return present[0] if present else None
    gone = known.went_by.get((network, handle), [])
    return next((a for a in gone if a.institution_id == claimed.institution), None)


def _owner(
    group: list[Claimed],
    account: Account | None,
    parents: dict[str, str | None],
    spoken: set[str],
) -> str | None:
    """The institution that holds the account, or None if that cannot be told."""
    claimants = {claimed.institution for claimed in group}
    holder = account.institution_id if account else None
    if holder and (holder not in spoken or holder in {parents.get(c) for c in claimants}):
        claimants.add(holder)
    if len(claimants) == 1:
        return claimants.pop()
    common = {parents.get(c) for c in claimants} - {None}
    for parent in common:
        if all(c == parent or parents.get(c) == parent for c in claimants):
            return parent
    return None


def _taken_over(group: list[Claimed], account: Account, owner: str, claims: list[Claimed]) -> bool:
    """Whether a known account's handle goes elsewhere while its holder names another handle."""
    if account.native_id is None or owner == account.institution_id:
        return False
    lines = {claimed.line for claimed in group}
    if any(c.claim.native_id == account.native_id for c in claims if c.line in lines):
        return False
    return any(
        c.institution == account.institution_id
        and c.claim.network == account.network
        and c.claim.handle not in (None, account.handle)
        for c in claims
    )


def _unsure(group: list[Claimed], account: Account, known: Known) -> Kept:
    return Kept(
        group[-1].line,
        say(
            "“{handle}” was the handle of an account of {holder}, which now names another: it may "
            "have moved, or been taken by somebody else. Say its id to tell which.",
            handle=account.handle,
            holder=known.institutions[account.institution_id].name,
        ),
    )


def _disputed(group: list[Claimed], account: Account | None, known: Known) -> Kept:
    holder = account.institution_id if account else group[0].institution
    last = next(c for c in reversed(group) if c.institution != holder)
    return Kept(
        last.line,
        say(
            "“{account}” is claimed by {first} and by {second}; give it to one, or to a parent.",
            account=last.claim.handle or last.claim.native_id,
            first=known.institutions[holder].name,
            second=known.institutions[last.institution].name,
        ),
    )


def _second_id(handle: str, native: str, other: str) -> Sentence:
    return say(
        "The id {id} claims the handle “{handle}”, which belongs to the id {other}.",
        id=native,
        handle=handle,
        other=other,
    )


def _second_handle(native: str, handle: str, other: str) -> Sentence:
    return say(
        "The id {id} is given with two handles, “{other}” and “{handle}”.",
        id=native,
        handle=handle,
        other=other,
    )
