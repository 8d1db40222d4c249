"""How long texts are kept. What a post counts for, its interactions and hashtags, stays.

A consortium may choose to forget the texts of its posts after some days. Nothing brings a
forgotten text back: batches leave out the texts of posts that are too old (`Batch.texts_since`).
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Engine, and_, select, tuple_, update
from sqlmodel import Session

from shared.access import Action, Principal, permit, record
from shared.models import Post, table_of
from shared.settings import Settings
from shared.store.database import reading, writing

AT_ONCE = 5_000  # posts in one transaction
_post = table_of(Post)


def limit(settings: Settings, today: date) -> datetime | None:
    """The instant before which the texts of posts are not kept (UTC); None: all texts are kept.

    >>> limit(Settings(text_retention_days=30), date(2026, 3, 31))
    datetime.datetime(2026, 3, 1, 0, 0, tzinfo=datetime.timezone.utc)
    """
    if settings.text_retention_days is None:
        return None
    return datetime.combine(today - timedelta(settings.text_retention_days), time(), UTC)


def forget_texts(*, session: Session, settings: Settings, today: date) -> int:
    """Forget texts that are past their time; of how many posts.

    At most AT_ONCE posts are touched, so that others can write in between: fewer means all is done.
    """
    before = limit(settings, today)
    if before is None:
        return 0
    key = tuple_(_post.c.network, _post.c.post_id)
    some = select(_post.c.network, _post.c.post_id).where(_past(before)).limit(AT_ONCE)
    forget = update(_post).where(key.in_(some)).values(text=None)
    return session.connection().execute(forget).rowcount


def forget_all(
    *,
    engine: Engine,
    by: Principal,
    settings: Settings,
    today: date,
    hold: Callable[[Session], None] | None = None,
    pause: Callable[[float], None] | None = None,
) -> int:
    """Forget all texts that are past their time, in small transactions; of how many posts.

    hold: what each transaction begins with (a leader's `Lead.hold`). pause: waits between two of
    them. Where there is nothing to forget, nothing is written. Raises Refusal if the person may not
    change posts.
    """
    permit(by, Action.IMPORT_POSTS)
    forgotten = 0
    while _some_left(engine, settings, today):
        if forgotten and pause:
            pause(settings.pause)
        with writing(engine) as session:
            if hold:
                hold(session)
            count = forget_texts(session=session, settings=settings, today=today)
            what = f"retention: texts of {count} posts forgotten"
            record(session, by=by, action=Action.IMPORT_POSTS, what=what)
        forgotten += count
    return forgotten


def _some_left(engine: Engine, settings: Settings, today: date) -> bool:
    before = limit(settings, today)
    if before is None:
        return False
    with reading(engine) as session:
        one = select(_post.c.post_id).where(_past(before)).limit(1)
        return session.connection().execute(one).first() is not None


def _past(before: datetime) -> ColumnElement[bool]:
    return and_(_post.c.text.is_not(None), _post.c.created_at < before)
