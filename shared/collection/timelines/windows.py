"""How a timeline is read: in windows, newest first, cut off anywhere and gone on with.

A window reads what is newer than the high-water mark, page by page; the mark moves only when its
last page is stored. What is older than an account's first page belongs to the past, which is read
as deep as was chosen. Pure: takes marks and pages, returns marks and the days they prove.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from shared.collection.formats.x_writing import age, id_at, time_of
from shared.models import Checkpoint
from shared.store.coverage import Span

LEAST, MOST = 5, 100  # posts that one request may ask for
REACH = 3_200  # how many of an account's newest posts X gives at all
_NEAR_REACH = REACH - MOST  # fewer may come: what was deleted counts too


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: newer than `since`, older than `until`, at the network's `token`.

    A token belongs to the `since` and `until` it was given for.
    """

    since: str | None = None
    until: str | None = None
    token: str | None = None


@dataclass(frozen=True)
class Page:
    """What a page of a timeline holds, as far as reading on depends on it.

    ids: newest first. newest_at, oldest_at: when these posts were written, or edited last; None
    without posts.
    """

    ids: tuple[str, ...] = ()
    newest_at: datetime | None = None
    oldest_at: datetime | None = None
    next_token: str | None = None

    @property
    def last(self) -> bool:
        """Whether the network has nothing more for what was asked."""
        return self.next_token is None


@dataclass(frozen=True)
class Marks:
    """How far an account was read, in both directions."""

    recent: Checkpoint
    past: Checkpoint


def page_of(body: dict[str, Any]) -> Page:
    """The page in an answer of X; the fields must have been looked at (see `drift`)."""
    posts = body.get("data") or []
    token = (body.get("meta") or {}).get("next_token")
    at = {post["id"]: _placed_at(post["id"], post["created_at"]) for post in posts}
    ids = tuple(sorted(at, key=age, reverse=True))
    if not ids:
        return Page(next_token=token or None)
    return Page(ids, at[ids[0]], at[ids[-1]], token or None)


def _placed_at(post_id: str, created_at: str) -> datetime:
    """An edited post stands in a timeline where its edit does, which its id tells."""
    written_at = datetime.fromisoformat(created_at)
    return max(written_at, time_of(post_id) or written_at)


def begun(recent: Checkpoint, now: datetime) -> Checkpoint:
    """The mark with a window under way: the one cut off, or a new one begun now."""
    if recent.window_started is not None:
        return recent
    return _with(recent, now, window_started=now, pending_since=recent.high_water)


def recent_cursor(recent: Checkpoint) -> Cursor:
    """Where the window under way goes on: at its token, else below the oldest post read."""
    if recent.pending_token:
        return Cursor(recent.pending_since, None, recent.pending_token)
    return Cursor(recent.pending_since, recent.pending_oldest)


def past_cursor(past: Checkpoint) -> Cursor:
    """Where the past goes on: below the oldest post read."""
    return Cursor(None, past.pending_oldest)


def after_recent(marks: Marks, page: Page, cursor: Cursor, now: datetime) -> Marks:
    """The marks once a page of the window under way is stored; `cursor` is where it began."""
    recent = marks.recent
    newest = recent.pending_newest or (page.ids[0] if page.ids else None)
    oldest = page.ids[-1] if page.ids else recent.pending_oldest
    first = recent.pending_since is None
    if page.last or (first and page.ids):
        closed = _with(
            recent,
            now,
            high_water=newest or recent.high_water or _before_any(recent.window_started or now),
            completed_at=recent.window_started,
            window_started=None,
            pending_newest=None,
            pending_oldest=None,
            pending_since=None,
            pending_token=None,
            read=recent.read + (0 if first else len(page.ids)),
        )
        return Marks(closed, _opened(marks.past, page, now) if first else marks.past)
    return Marks(
        _with(
            recent,
            now,
            pending_newest=newest,
            pending_oldest=oldest,
            pending_token=page.next_token if cursor.until is None else None,
            read=recent.read + len(page.ids),
        ),
        marks.past,
    )


def _before_any(began: datetime) -> str:
    """The mark of an account without posts: whatever comes later is newer, though clocks differ."""
    return id_at(began - timedelta(days=1))


def _opened(past: Checkpoint, page: Page, now: datetime) -> Checkpoint:
    """The past begins below an account's first page, which is its first part."""
    return _with(
        past,
        now,
        pending_oldest=page.ids[-1] if page.ids else None,
        read=past.read + len(page.ids),
        exhausted=page.last,
    )


def after_past(past: Checkpoint, page: Page, now: datetime) -> Checkpoint:
    """The mark of the past once a page is stored."""
    return _with(
        past,
        now,
        pending_oldest=page.ids[-1] if page.ids else past.pending_oldest,
        read=past.read + len(page.ids),
        exhausted=page.last,
    )


def _with(mark: Checkpoint, now: datetime, **values: Any) -> Checkpoint:
    return Checkpoint(**(mark.model_dump() | values | {"updated_at": now}))


def recent_span(marks: Marks, page: Page, *, held: int = 0) -> Span | None:
    """The days that a page of the window under way proves, up to the day the window was begun.

    They begin with the day after the window's oldest post; with the day of the window before, if
    this page is the last (or the day after, while the past holds posts of that day not read yet).
    held: posts held since then, for X cuts a window off at its reach.
    """
    recent = marks.recent
    if recent.window_started is None:
        raise ValueError("no window is under way")
    last = recent.window_started.date()
    oldest = page.oldest_at.date() if page.oldest_at else None
    before = recent.completed_at.date() if recent.completed_at else None
    if page.last and before is not None and held < _NEAR_REACH:
        start = min(before, last) + timedelta(days=_unread_on(marks.past, before))
        return (start, last) if start <= last else None
    if page.last and before is None:
        return (min(oldest, last) if oldest else last), last
    first = oldest + timedelta(days=1) if oldest else None
    return (first, last) if first and first <= last else None


def _unread_on(past: Checkpoint, day: date) -> bool:
    """Whether posts of that day may still be unread, below the oldest post read."""
    oldest = time_of(past.pending_oldest or "")
    return not past.exhausted and oldest is not None and oldest.date() >= day


def past_span(marks: Marks, page: Page) -> Span | None:
    """The days that a page of the past proves: down to the day after its oldest post.

    That day too if the account has nothing older, unless it is only X that gives nothing older.
    Up to the day of the oldest post read before, the rest of which was known.
    """
    before = time_of(marks.past.pending_oldest or "")
    last, lowest = before or page.newest_at, page.oldest_at or before
    if last is None or lowest is None:
        return None
    read = marks.recent.read + marks.past.read + len(page.ids)
    whole = page.last and read < _NEAR_REACH
    first = lowest.date() if whole else lowest.date() + timedelta(days=1)
    return (first, last.date()) if first <= last.date() else None


class Circle:
    """Watches a window for tokens that come back and for pages that bring nothing new."""

    STALE, EMPTY = 3, 10  # pages in a row

    def __init__(self, token: str | None = None) -> None:
        """`token`: that of the first page asked for, if it has one."""
        self._tokens = {token} if token else set()
        self._seen: set[str] = set()
        self._stale = 0
        self._empty = 0
        self.closed = False  # a token came back, or pages hold nothing new

    def look_at(self, page: Page) -> tuple[Page, bool]:
        """The page, as an empty one if it brings nothing new; and whether reading may go on."""
        new = not self._seen.issuperset(page.ids)
        self._seen.update(page.ids)
        self._empty = 0 if page.ids else self._empty + 1
        if page.ids:
            self._stale = 0 if new else self._stale + 1
        again = page.next_token in self._tokens
        if page.next_token:
            self._tokens.add(page.next_token)
        self.closed = again or self._stale >= self.STALE
        leads_on = not self.closed and self._empty < self.EMPTY
        return (page if new or not page.ids else Page(next_token=page.next_token)), leads_on
