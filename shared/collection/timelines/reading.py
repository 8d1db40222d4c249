"""Reading the timeline of an account: what is new, then the past as deep as was chosen.

Every page is one request and one short transaction, so that a collection that is cut off anywhere
goes on where it was.
"""

from sqlmodel import col, func, select

from shared.collection.timelines import pages, windows
from shared.collection.timelines.collecting import Collecting
from shared.collection.timelines.pages import Got, Read
from shared.collection.timelines.plan import ToRead
from shared.collection.timelines.windows import MOST, Circle, Cursor, Marks, Page
from shared.models import Checkpoint, Post, Stream
from shared.sentences import Sentence, say
from shared.store.database import reading


class Stuck(Exception):
    """An account's pages bring nothing new; `sentence` says so."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def read_recent(work: Collecting, account: ToRead, read: Read) -> None:
    """Read what is new of an account; counts into `read`.

    A window that was cut off is finished first, then what came since is read. Raises Failure,
    Drift, Ended or Stuck.
    """
    cut_off = _marks(work, account).recent.window_started is not None
    _read_window(work, account, read)
    if cut_off:
        _read_window(work, account, read)


def _read_window(work: Collecting, account: ToRead, read: Read) -> None:
    """One window: what is newer than the mark, down to it."""
    marks = _marks(work, account)
    marks = Marks(windows.begun(marks.recent, work.now()), marks.past)
    cursor = windows.recent_cursor(marks.recent)
    circle = Circle(cursor.token)
    while marks.recent.window_started is not None:
        first = marks.recent.pending_since is None
        most = work.room(work.settings.backfill_posts if first else MOST)
        got = pages.get(work, account, cursor, most, marks.recent.pending_oldest)
        page, leads_on = circle.look_at(got.page)
        span = windows.recent_span(marks, page, held=_held(work, account, marks, page))
        marks = windows.after_recent(marks, page, got.cursor, work.now())
        if circle.closed:
            marks.recent.pending_token = None
        pages.keep(work, account, got, marks, span, read)
        if not leads_on and marks.recent.window_started is not None:
            raise _stuck()
        cursor = _next(got)


def read_past(work: Collecting, account: ToRead, read: Read) -> None:
    """Read what is older than the oldest post read, until as many as chosen were read.

    Raises as `read_recent` does.
    """
    marks, circle = _marks(work, account), Circle()
    cursor = windows.past_cursor(marks.past)
    while not marks.past.exhausted and marks.past.read < work.settings.backfill_posts:
        most = work.room(work.settings.backfill_posts - marks.past.read)
        got = pages.get(work, account, cursor, most, marks.past.pending_oldest)
        page, leads_on = circle.look_at(got.page)
        span = windows.past_span(marks, page)
        marks = Marks(marks.recent, windows.after_past(marks.past, page, work.now()))
        pages.keep(work, account, got, marks, span, read)
        if not leads_on:
            raise _stuck()
        cursor = _next(got)


def _next(got: Got) -> Cursor:
    return Cursor(got.cursor.since, got.cursor.until, got.page.next_token)


def _stuck() -> Stuck:
    return Stuck(
        say(
            "X leads in a circle here: its pages bring nothing new. The next collection goes on "
            "below the oldest post read."
        )
    )


def _marks(work: Collecting, account: ToRead) -> Marks:
    """How far the account was read; new marks for one never read."""
    with reading(work.engine) as session:
        found = session.exec(select(Checkpoint).where(Checkpoint.account_id == account.account_id))
        held = {mark.stream: Checkpoint(**mark.model_dump()) for mark in found}
    recent, past = (
        held.get(stream)
        or Checkpoint(account_id=account.account_id, stream=stream, updated_at=work.now())
        for stream in (Stream.RECENT, Stream.PAST)
    )
    return Marks(recent, past)


def _held(work: Collecting, account: ToRead, marks: Marks, page: Page) -> int:
    """How many posts since the last whole window are held: X's reach may have cut this one off."""
    since = marks.recent.completed_at
    if not page.last or since is None:
        return 0
    newer = select(func.count()).where(
        Post.account_id == account.account_id, col(Post.created_at) > since
    )
    with reading(work.engine) as session:
        return session.exec(newer).one() + len(page.ids)
