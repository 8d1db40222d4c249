"""Which days a page proves, and where the marks stand after it: the table comes first."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.collection.formats.x_writing import time_of
from shared.collection.timelines.windows import (
    REACH,
    Circle,
    Cursor,
    Marks,
    Page,
    after_past,
    after_recent,
    begun,
    page_of,
    past_cursor,
    past_span,
    recent_cursor,
    recent_span,
)
from shared.models import Checkpoint, Stream
from shared.store.coverage import Span

MARCH = datetime(2026, 3, 1, 9, tzinfo=UTC)


def day(number: int, hour: int = 9) -> datetime:
    return MARCH.replace(hour=hour) + timedelta(days=number - 1)


def id_at(at: datetime) -> str:
    return str((int(at.timestamp() * 1000) - 1_288_834_974_657) << 22)


def page(*days: int, more: bool = False) -> Page:
    """A page of posts written on these days of March, newest first."""
    times = [day(number) for number in days]
    ids = tuple(id_at(at) for at in times)
    token = "more" if more else None
    return Page(ids, times[0], times[-1], token) if times else Page(next_token=token)


def recent(*, since: int | None = None, whole: int | None = None, began: int = 10) -> Checkpoint:
    """The mark of a window begun on a day, down to the post of a day, after the last whole one."""
    return Checkpoint(
        account_id=1,
        stream=Stream.RECENT,
        high_water=id_at(day(since)) if since else None,
        pending_since=id_at(day(since)) if since else None,
        completed_at=day(whole) if whole else None,
        window_started=day(began),
        updated_at=MARCH,
    )


def past(*, oldest: int | None = None, read: int = 0) -> Checkpoint:
    return Checkpoint(
        account_id=1,
        stream=Stream.PAST,
        pending_oldest=id_at(day(oldest)) if oldest else None,
        read=read,
        updated_at=MARCH,
    )


def days(first: int, last: int) -> Span:
    return date(2026, 3, first), date(2026, 3, last)


@pytest.mark.parametrize(
    ("mark", "got", "held", "proved"),
    [
        # the first page ever
        (recent(), page(9, 7, 5, more=True), 0, days(6, 10)),
        (recent(), page(9, 7, 5), 0, days(5, 10)),  # the account has nothing older
        (recent(), page(10, 10, 10, more=True), 0, None),  # not one whole day
        (recent(), page(10), 0, days(10, 10)),
        (recent(), page(), 0, days(10, 10)),  # an account without posts: only the day asked
        (recent(), page(more=True), 0, None),
        (recent(whole=6), page(), 0, days(6, 10)),  # it had no post then, nor has it now
        (recent(whole=6), page(9, 8), 0, days(6, 10)),
        (recent(whole=6), page(9, 8, more=True), 0, days(9, 10)),
        # after a whole window begun on the 4th, whose newest post was written on the 3rd
        (recent(since=3, whole=4), page(9, 6), 0, days(4, 10)),
        (recent(since=3, whole=4), page(), 0, days(4, 10)),  # no posts is not: no data
        (recent(since=3, whole=4), page(9, 6, more=True), 0, days(7, 10)),
        (recent(since=3, whole=4), page(more=True), 0, None),
        (recent(since=3, whole=4), page(10, 10, more=True), 0, None),
        (recent(since=3, whole=10), page(10), 0, days(10, 10)),  # the same day again
        # X shows only the newest 3,200: between them and the mark, nothing is known
        (recent(since=3, whole=4), page(9, 6), REACH, days(7, 10)),
        (recent(since=3, whole=4), page(), REACH, None),
        # a window that took past midnight says nothing of the second day
        (recent(since=3, whole=4), page(11, 9), 0, days(4, 10)),
        (recent(), page(11, 11), 0, days(10, 10)),
    ],
)
def test_the_days_that_a_page_of_a_window_proves(
    mark: Checkpoint, got: Page, held: int, proved: Span | None
) -> None:
    assert recent_span(Marks(mark, past()), got, held=held) == proved


@pytest.mark.parametrize(
    ("mark", "proved"),
    [
        (past(oldest=5, read=5), days(6, 10)),  # of the day before, the rest is not read yet
        (past(oldest=4, read=5), days(5, 10)),
        (past(), days(5, 10)),
    ],
)
def test_a_day_whose_beginning_is_still_the_past_is_not_claimed(
    mark: Checkpoint, proved: Span
) -> None:
    assert recent_span(Marks(recent(since=5, whole=5), mark), page(9)) == proved


@pytest.mark.parametrize(
    ("mark", "got", "proved"),
    [
        (past(oldest=9, read=100), page(8, 5, more=True), days(6, 9)),
        (past(oldest=9, read=100), page(8, 5), days(5, 9)),  # exhausted
        (past(oldest=9, read=100), page(), days(9, 9)),  # exhausted: the rest of that day is known
        (past(oldest=9, read=100), page(more=True), None),
        (past(oldest=9, read=100), page(9, 9, more=True), None),
        (past(oldest=9, read=100), page(9, 9), days(9, 9)),
        (past(oldest=9, read=REACH - 2), page(8, 5), days(6, 9)),  # X's end, not the account's
        (past(oldest=9, read=REACH), page(), None),
    ],
)
def test_the_days_that_a_page_of_the_past_proves(
    mark: Checkpoint, got: Page, proved: Span | None
) -> None:
    assert past_span(Marks(recent(), mark), got) == proved


def test_a_past_with_early_ids_proves_the_days_of_its_pages() -> None:
    """Ids before November 2010 hold no time: what lies between two pages is not claimed."""
    early = Page(("20", "10"), day(8), day(5), "more")
    mark = past(read=100)
    mark.pending_oldest = "30"
    assert past_span(Marks(recent(), mark), early) == days(6, 8)
    assert past_span(Marks(recent(), mark), Page()) is None


def test_the_mark_moves_only_with_the_last_page_of_a_window() -> None:
    begin = begun(recent(since=3, whole=4, began=9), day(10))
    assert begin.window_started == day(9), "a window that was cut off is gone on with"
    marks = Marks(begin, past())
    first = after_recent(marks, page(9, 8, more=True), Cursor(), day(9))
    assert first.recent.high_water == id_at(day(3))
    assert first.recent.pending_newest == id_at(day(9))
    assert first.recent.pending_oldest == id_at(day(8))
    assert recent_cursor(first.recent) == Cursor(id_at(day(3)), None, "more")
    last = after_recent(first, page(7, 6), recent_cursor(first.recent), day(10)).recent
    assert last.high_water == id_at(day(9))
    assert (last.completed_at, last.window_started) == (day(9), None)
    assert (last.pending_token, last.pending_oldest, last.read) == (None, None, 4)
    again = begun(last, day(12))
    assert recent_cursor(again) == Cursor(id_at(day(9)))
    quiet = after_recent(Marks(again, past()), page(), recent_cursor(again), day(12)).recent
    assert (quiet.high_water, quiet.completed_at) == (id_at(day(9)), day(12))


def test_without_its_token_a_window_goes_on_below_its_oldest_post() -> None:
    """A token that was given below some post is no use later: it is not kept."""
    mark = recent(since=3, whole=4)
    mark.pending_oldest = id_at(day(8))
    cursor = recent_cursor(mark)
    assert cursor == Cursor(id_at(day(3)), id_at(day(8)))
    after = after_recent(Marks(mark, past()), page(7, 6, more=True), cursor, day(10)).recent
    assert recent_cursor(after) == Cursor(id_at(day(3)), id_at(day(6)))


def test_an_accounts_first_page_is_a_whole_window_and_opens_its_past() -> None:
    first = after_recent(Marks(recent(), past()), page(9, 5, more=True), Cursor(), day(10))
    assert (first.recent.high_water, first.recent.completed_at) == (id_at(day(9)), day(10))
    assert (first.past.read, first.past.exhausted) == (2, False)
    assert past_cursor(first.past) == Cursor(None, id_at(day(5)))
    deeper = after_past(first.past, page(4, 3, more=True), day(10))
    assert (deeper.read, deeper.exhausted) == (4, False)
    assert past_cursor(deeper) == Cursor(None, id_at(day(3)))
    over = after_past(deeper, page(), day(10))
    assert (over.read, over.exhausted, over.pending_oldest) == (4, True, id_at(day(3)))


def test_empty_pages_are_followed_before_the_first_posts() -> None:
    marks = after_recent(Marks(recent(), past()), page(more=True), Cursor(), day(10))
    assert recent_cursor(marks.recent) == Cursor(None, None, "more")
    marks = after_recent(marks, page(9, 8), recent_cursor(marks.recent), day(10))
    assert (marks.recent.high_water, marks.past.exhausted) == (id_at(day(9)), True)


def test_whatever_an_account_without_posts_writes_later_is_new() -> None:
    marks = after_recent(Marks(begun(recent_mark(), day(10)), past()), page(), Cursor(), day(10))
    assert (marks.recent.high_water, marks.past.exhausted) == (id_at(day(9)), True)
    again = Marks(begun(marks.recent, day(12)), marks.past)
    after = after_recent(again, page(12, 11, more=True), Cursor(), day(12))
    assert after.recent.window_started == day(12), "a page of several is no whole window"
    assert (after.past.exhausted, after.past.read) == (True, 0)


def recent_mark() -> Checkpoint:
    return Checkpoint(account_id=1, stream=Stream.RECENT, updated_at=MARCH)


def test_a_page_is_read_by_its_posts_not_by_their_order() -> None:
    posts = [{"id": one, "created_at": "2026-03-05T09:00:00.000Z"} for one in ("9", "100", "10")]
    read = page_of({"data": posts, "meta": {"next_token": "t", "result_count": 3}})
    assert (read.ids, read.next_token, read.last) == (("100", "10", "9"), "t", False)
    assert page_of({"meta": {"result_count": 0}}) == Page()


def test_an_edited_post_stands_where_its_edit_does() -> None:
    edit = id_at(day(6, hour=0))
    post = {"id": edit, "created_at": "2026-03-05T23:50:00.000Z"}
    assert page_of({"data": [post]}).oldest_at == day(6, hour=0)
    assert time_of("20123") is None


def test_a_token_that_comes_back_leads_nowhere() -> None:
    circle = Circle()
    assert circle.look_at(Page(("2",), next_token="a")) == (Page(("2",), next_token="a"), True)
    assert circle.look_at(Page(("1",), next_token="a"))[1] is False
    assert Circle("t").look_at(Page(("2",), next_token="t"))[1] is False


def test_three_pages_without_a_new_post_lead_nowhere() -> None:
    circle = Circle()
    circle.look_at(Page(("2", "1"), next_token="a"))
    seen = [circle.look_at(Page(("2", "1"), next_token=token)) for token in "bcd"]
    assert [leads_on for _, leads_on in seen] == [True, True, False]
    assert seen[0][0] == Page(next_token="b"), "what was seen before is not counted again"


def test_ten_empty_pages_in_a_row_lead_nowhere() -> None:
    circle = Circle()
    followed = [circle.look_at(Page(next_token=str(number)))[1] for number in range(10)]
    assert followed == [True] * 9 + [False]
    assert Circle().look_at(Page())[1]


def test_many_empty_pages_whose_tokens_are_new_are_gone_on_with_later() -> None:
    circle = Circle()
    for number in range(1, Circle.EMPTY + 1):
        _, leads_on = circle.look_at(Page(next_token=f"t{number}"))
        assert leads_on == (number < Circle.EMPTY)
    assert not circle.closed, "the last token is kept"
    assert not circle.look_at(Page(next_token="t1"))[1]
    assert circle.closed
