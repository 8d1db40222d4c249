"""Whether what follows from the data, the map and the suggestions, was computed from all of them.

A process can be ended between its last write and the computing: the store itself tells then, so
that whoever comes next makes up for it.
"""

from sqlmodel import Session

from shared.store.database import revision, set_setting, setting

_FOLLOWED = "followed"


def follow(session: Session, read_at: int) -> None:
    """Note, in the transaction that writes what follows, the revision that it was computed from.

    That transaction moves the revision on by one itself. What anybody wrote in between was not
    reckoned with, and is found by `is_behind`.
    """
    set_setting(session, _FOLLOWED, str(read_at + 1))


def is_behind(session: Session) -> bool:
    """Whether the store was written to since map and suggestions were computed."""
    return setting(session, _FOLLOWED) != str(revision(session))
