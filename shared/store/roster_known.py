"""Which institution of the store a line of a roster speaks of."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sqlmodel import Session, select

from shared.models import Account, HandlePeriod, Institution, Network
from shared.roster import Claim, Kept, Row
from shared.sentences import Refusal, say
from shared.slugs import folded, institution_id

Name = tuple[Network, str]  # a handle, or a native id, on its network


class Known:
    """The institutions and accounts of a store, by all that a roster may say of them."""

    def __init__(self, session: Session) -> None:
        self.institutions: dict[str, Institution] = {}
        self.new: set[str] = set()
        self._wikidata: dict[str, str] = {}
        self._names: defaultdict[str, list[str]] = defaultdict(list)
        self._given: dict[str, str] = {}  # ids that a file gave to institutions with another id
        self.accounts = list(session.exec(select(Account).order_by("id")))
        self.by_native = {(a.network, a.native_id): a for a in self.accounts if a.native_id}
        self.by_handle: defaultdict[Name, list[Account]] = defaultdict(list)
        for account in self.accounts:
            self.by_handle[account.network, account.handle].append(account)
        self.periods: defaultdict[int, list[HandlePeriod]] = defaultdict(list)
        for period in session.exec(select(HandlePeriod).order_by("id")):
            self.periods[period.account_id].append(period)
        self.went_by: defaultdict[Name, list[Account]] = defaultdict(list)
        for account in self.accounts:
            for handle in self.names(account) - {account.handle}:
                self.went_by[account.network, handle].append(account)
        for institution in session.exec(select(Institution).order_by("id")):
            self._learn(institution)

    def _learn(self, institution: Institution) -> None:
        self.institutions[institution.id] = institution
        self._names[folded(institution.name)].append(institution.id)
        if institution.wikidata:
            self._wikidata.setdefault(institution.wikidata, institution.id)

    def add(self, row: Row, reserved: Iterable[str]) -> str:
        """A new institution, with the id of the row, or one made of its name."""
        taken = {*self.institutions, *reserved}
        id = row.id or institution_id(row.name, row.fact("city"), taken)
        self.new.add(id)
        stated = {"id": id, "name": row.name, "member": True, **row.facts}
        self._learn(Institution.model_validate(stated))
        return id

    def by_id(self, id: str | None) -> str | None:
        """The institution with this id, or to which a line of the file gave it."""
        return self._given.get(id or "", id if id in self.institutions else None)

    def give(self, id: str | None, institution: str) -> None:
        """Remember under which id the file speaks of an institution."""
        if id and id not in self.institutions:
            self._given[id] = institution

    def called(self, name: str) -> list[str]:
        """The institutions with this id or, if none, of this name."""
        found = self.by_id(name)
        return [found] if found else self._names.get(folded(name), [])

    def by_wikidata(self, row: Row) -> str | None:
        """The institution with the row's Wikidata id."""
        return self._wikidata.get(row.fact("wikidata") or "")

    def by_place(self, row: Row, *, exact: bool) -> list[str]:
        """The institutions of the row's name and city, or where one of them has no city."""
        city = folded(row.fact("city"))
        found = []
        for id in self._names.get(folded(row.name), []):
            known = self.institutions[id]
            other = folded(known.city)
            same = city == other if exact else not (city and other)
            wikidata = row.fact("wikidata") or known.wikidata
            if same and known.wikidata in (None, wikidata):
                found.append(id)
        return found

    def names(self, account: Account) -> set[str]:
        """The handles an account goes by, and those it went by."""
        return {account.handle, *(period.handle for period in self.periods[account.id or 0])}

    def owners(self, claims: Iterable[Claim]) -> set[str]:
        """The institutions that hold the accounts named."""
        return {account.institution_id for claim in claims for account in self._held(claim)}

    def _held(self, claim: Claim) -> Iterator[Account]:
        if claim.native_id and (account := self.by_native.get((claim.network, claim.native_id))):
            yield account
        elif claim.handle:
            for account in self.by_handle.get((claim.network, claim.handle), []):
                if not (claim.native_id and account.native_id):
                    yield account


def find(rows: list[Row], known: Known) -> tuple[dict[int, str], list[Kept]]:
    """The institution of each line: by id, Wikidata, any account, then name and city; or new.

    An account tells nothing where several lines claim it, where another line speaks of its
    institution, or where that is the line's own `parent`. Returns line to institution, and the
    lines that may speak of several institutions.
    """
    file_ids = {row.id for row in rows if row.id}
    claimed = _claimants(rows)
    found: dict[int, str] = {}
    problems: list[Kept] = []
    for row in rows:
        if id := known.by_id(row.id) or known.by_wikidata(row) or _placed(row, known, file_ids):
            found[row.line] = id
    for row in rows:
        if row.line not in found and (id := _by_account(row, known, claimed, set(found.values()))):
            found[row.line] = id
    spoken = set(found.values())
    for row in rows:
        if row.line not in found:
            try:
                found[row.line] = _last(row, known, file_ids, spoken)
            except Refusal as refusal:
                problems.append(Kept(row.line, refusal.sentence))
                continue
        known.give(row.id, found[row.line])
    return found, problems


def _last(row: Row, known: Known, file_ids: set[str], spoken: set[str]) -> str:
    """The institution of a line that no earlier one told: a line above, a namesake, or new."""
    if id := known.by_id(row.id) or known.by_wikidata(row) or _placed(row, known, file_ids):
        return id
    if len(_free(row, known.by_place(row, exact=True), file_ids)) > 1:
        raise Refusal(
            say(
                "Several institutions are called “{name}” there; give the id of this one.",
                name=row.name,
            )
        )
    namesakes = [
        id
        for id in _free(row, known.by_place(row, exact=False), file_ids)
        if id not in spoken | known.new
    ]
    if len(namesakes) == 1:
        spoken.add(namesakes[0])
        return namesakes[0]
    return known.add(row, file_ids)


def _claimants(rows: list[Row]) -> dict[Name, set[tuple[str, str]]]:
    """The institutions, by name and city, whose lines claim a handle or an id."""
    claimed: defaultdict[Name, set[tuple[str, str]]] = defaultdict(set)
    for row in rows:
        for claim in row.claims:
            for name in filter(None, (claim.handle, claim.native_id)):
                place = folded(row.name), folded(row.fact("city"))
                claimed[claim.network, name].add(place)
    return claimed


def _placed(row: Row, known: Known, file_ids: set[str]) -> str | None:
    """The institution of this name and city; of several, the one that holds the accounts."""
    places = _free(row, known.by_place(row, exact=True), file_ids)
    if len(places) > 1:
        places = [id for id in places if id in known.owners(row.claims)]
    return places[0] if len(places) == 1 else None


def _by_account(
    row: Row, known: Known, claimed: dict[Name, set[tuple[str, str]]], spoken: set[str]
) -> str | None:
    """The institution that holds the accounts of a line, if they are one's and its alone."""
    own = [
        claim
        for claim in row.claims
        if all(
            len(claimed[claim.network, name]) == 1
            for name in (claim.handle, claim.native_id)
            if name
        )
    ]
    owners = known.owners(own) - spoken
    if row.parent:
        owners -= set(known.called(row.parent))
    return owners.pop() if len(owners) == 1 else None


def _free(row: Row, ids: list[str], file_ids: set[str]) -> list[str]:
    """Those of the institutions that the file does not tell apart from the row by their ids."""
    return [id for id in ids if row.id in (None, id) or id not in file_ids]
