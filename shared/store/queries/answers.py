"""Messages that call for an answer, read from the store and judged by `shared.answers`."""

from datetime import date, datetime

import pandas as pd
from sqlalchemy import select
from sqlmodel import Session, col

from shared import answers as rule
from shared.models import Institution, Interaction, Post
from shared.store.queries.frames import OPTIONAL, TEXT, frame, midnight, utc, within, word
from shared.store.queries.posts import interactions, of_post
from shared.store.queries.roster import coverage

_COLUMNS = ["occurred_at", "network", "post_id", "url", "source", "target", "kind"]


def answers(
    *, session: Session, start: date | None = None, end: date | None = None, as_of: datetime
) -> pd.DataFrame:
    """The messages of [start, end) that call for an answer, with the answer they got.

    as_of: the moment of looking (aware); what came later is not seen.

    Columns: occurred_at, network, post_id, url (or None), source, target, kind (mention, quote),
    answered (boolean; NA: the 72 hours still run, or the posts of the target are not known),
    answered_at (NaT: not answered); in order of time.
    """
    messages = rule.answers(
        interactions(
            session=session,
            start=start and start - rule.WITHIN.to_pytimedelta(),
            end=end and end + rule.WITHIN.to_pytimedelta(),
        ),
        members=_members(session),
        coverage=coverage(session=session),
        as_of=as_of,
    )
    inside = pd.Series(True, index=messages.index)
    if start is not None:
        inside &= messages["occurred_at"] >= utc(midnight(start))
    if end is not None:
        inside &= messages["occurred_at"] < utc(midnight(end))
    with_url = messages[inside].merge(
        _urls(session, start, end), on=["network", "post_id"], how="left"
    )
    return with_url[[*_COLUMNS, "answered", "answered_at"]]


def unanswered(
    *, session: Session, start: date | None = None, end: date | None = None, as_of: datetime
) -> pd.DataFrame:
    """The messages of [start, end) that called for an answer and got none within 72 hours.

    Only those older than 72 hours at `as_of`, to institutions whose posts are known for all of
    that time.

    Columns: occurred_at, network, post_id, url (or None), source, target, kind (mention, quote);
    in order of time.
    """
    messages = answers(session=session, start=start, end=end, as_of=as_of)
    waiting = messages["answered"].eq(False).fillna(False).astype(bool)
    return messages.loc[waiting, _COLUMNS].reset_index(drop=True)


def _members(session: Session) -> list[str]:
    statement = select(col(Institution.id)).where(col(Institution.member))
    return frame(session, statement, {"id": TEXT})["id"].tolist()


def _urls(session: Session, start: date | None, end: date | None) -> pd.DataFrame:
    """The addresses of the posts of [start, end) in which one institution addresses another."""
    statement = (
        select(word(Post.network), col(Post.post_id), col(Post.url))
        .distinct()
        .join(Interaction, of_post(Interaction))
        .where(*within(Interaction.occurred_at, start, end))
    )
    return frame(session, statement, {"network": TEXT, "post_id": TEXT, "url": OPTIONAL})
