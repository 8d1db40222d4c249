"""One institution as a person edits it: every field stated, empty meaning empty.

A line of a roster keeps what its empty cells do not say (`shared.roster`); a sheet says it all.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shared.models import AccountStatus, Network
from shared.roster import Fact
from shared.sentences import Refusal, Sentence


@dataclass(frozen=True)
class AccountLine:
    """An account of the sheet; `id` is None for a new one.

    owner: the institution that it shall belong to (None: that of the sheet). removed: it shall be
    taken out of the list.
    """

    network: Network
    handle: str | None
    native_id: str | None = None
    id: int | None = None
    status: AccountStatus = AccountStatus.ACTIVE
    since: date | None = None
    person: bool = False
    owner: str | None = None
    removed: bool = False


@dataclass(frozen=True)
class Sheet:
    """An institution with all that is said of it; `id` is None for a new one.

    facts: by column (see `shared.roster.FACTS`), None where empty. parent: an id. seen: what was
    read when it was opened, as `shared.store.roster_edit.opened` gives it.
    """

    name: str
    id: str | None = None
    parent: str | None = None
    facts: dict[str, Fact | None] = field(default_factory=dict)
    accounts: tuple[AccountLine, ...] = ()
    seen: str | None = None


class NotKept(Refusal):
    """What cannot be kept of a sheet, by field: a column, or the place of an account: "2.handle".

    As a Refusal it says the first of them.
    """

    def __init__(self, complaints: dict[str, Sentence]) -> None:
        super().__init__(next(iter(complaints.values())))
        self.complaints = complaints


class ChangedMeanwhile(Refusal):
    """Somebody changed the institution since it was opened; `now` is how it stands."""

    def __init__(self, sentence: Sentence, now: Any) -> None:
        super().__init__(sentence)
        self.now = now
