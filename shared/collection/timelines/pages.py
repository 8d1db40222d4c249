"""One page of a timeline: asked for, judged, and kept in one transaction with all that follows.

A page's posts, the days it proves, the marks, what it is billed and the run's counts hold together
or not at all.
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, select

from shared.collection import retention
from shared.collection.batch import Batch, take
from shared.collection.collector import ledger, runs
from shared.collection.directory import write_learned
from shared.collection.formats import x_v2
from shared.collection.formats.post import Aside, Erased, SourcePost
from shared.collection.formats.x_writing import line_of
from shared.collection.save import Saved, save
from shared.collection.timelines import drift, windows
from shared.collection.timelines.collecting import Collecting
from shared.collection.timelines.plan import ToRead
from shared.collection.timelines.windows import Cursor, Marks, Page
from shared.collection.x import Answer
from shared.collection.x_failures import Failure, FailureKind
from shared.models import Coverage, Network, Resource
from shared.store.coverage import Span, cover, merged
from shared.store.coverage import X as FROM_X
from shared.store.database import advance


@dataclass(frozen=True)
class Got:
    """A page with its posts, and the cursor that led to it in the end."""

    answer: Answer
    page: Page
    batch: Batch
    cursor: Cursor


@dataclass
class Read:
    """What came of one account so far."""

    pages: int = 0
    posts: int = 0
    posts_new: int = 0
    noted: bool = False  # in the run's record


def get(work: Collecting, account: ToRead, cursor: Cursor, most: int, oldest: str | None) -> Got:
    """The page at the cursor, of up to `most` posts.

    Where its token is refused, reading goes on below `oldest`, the oldest post of the window.
    Raises Failure, and Drift for a page that is not as agreed; that page is billed all the same.
    """
    try:
        answer = _ask(work, account, cursor, most)
    except Failure as failure:
        if failure.kind is not FailureKind.REFUSED or cursor.token is None:
            raise
        cursor = replace(cursor, until=oldest, token=None)
        answer = _ask(work, account, cursor, most)
    try:
        drift.check(answer.body, account.native_id)
        batch = _batch(work, account, answer.body)
    except Exception:  # whatever is wrong with it, it is billed
        with work.transaction() as session:
            _bill(work, answer, session)
        raise
    return Got(answer, windows.page_of(answer.body), batch, cursor)


def _ask(work: Collecting, account: ToRead, cursor: Cursor, most: int) -> Answer:
    def ask() -> Answer:
        return work.x.timeline(
            account.native_id,
            since_id=cursor.since,
            until_id=cursor.until,
            page_token=cursor.token,
            max_results=most,
        )

    return work.patiently_ask(ask)


def _batch(work: Collecting, account: ToRead, body: dict[str, Any]) -> Batch:
    """The page's posts with whom they address. Raises Drift for one not as X writes it."""
    since = retention.limit(work.settings, work.now().date())
    batch = Batch(Network.X, texts_since=since, look_up=work.settings.look_up_references)
    for item in x_v2.read(line_of(body), lambda id, _handle: id == account.native_id):
        if isinstance(item, SourcePost):
            take(batch, item, work.known)
        elif isinstance(item, Erased):
            batch.erased[item.post_id] = item
        elif isinstance(item, Aside):
            raise drift.Drift(item.reason, of_all=False)
    return batch


def keep(
    work: Collecting, account: ToRead, got: Got, marks: Marks, span: Span | None, read: Read
) -> None:
    """Store a page, the days it proves and the marks; then let others write."""
    spans = {account.account_id: span} if span else {}
    with work.transaction() as session:
        learned = bool(work.known.learned)
        write_learned(work.known, session=session)
        proves = span is not None and _proves(session, account.account_id, span)
        saved = _save(got.batch, spans, session)
        session.merge(marks.recent)
        session.merge(marks.past)
        posts = _bill(work, got.answer, session)
        _count(work, saved, len(got.batch.erased), session)
        if saved.new or saved.updated or got.batch.erased or learned or proves:
            advance(session)
    read.pages += 1
    read.posts += posts
    read.posts_new += saved.new
    work.tell("page", account=account.handle, posts=posts, posts_new=saved.new)
    work.pause(work.settings.pause)


def _save(batch: Batch, spans: dict[int, Span], session: Session) -> Saved:
    if batch.posts or batch.erased:
        return save(batch, spans, session=session, source=FROM_X)
    cover(spans, session=session, source=FROM_X)
    return Saved()


def _bill(work: Collecting, answer: Answer, session: Session) -> int:
    """Note what was returned and what it adds to the bill; returns how many posts it were."""
    day = work.now().date()
    posts = _ids(answer.body.get("data"))
    users = _ids((answer.body.get("includes") or {}).get("users"))
    prices = {
        Resource.POST: (posts, work.settings.x_price_post),
        Resource.USER: (users, work.settings.x_price_user),
    }
    cost = sum(
        ledger.charge(
            session=session, network=Network.X, day=day, resource=resource, ids=ids, price=price
        )
        for resource, (ids, price) in prices.items()
    )
    left = answer.rate.remaining if answer.rate else None
    runs.add(
        session=session,
        run=work.run,
        rate_remaining=left,
        posts=len(posts),
        users=len(users),
        cost=cost,
    )
    return len(posts)


def _ids(resources: Any) -> list[str]:
    listed = resources if isinstance(resources, list) else []
    return [str(one["id"]) for one in listed if isinstance(one, dict) and "id" in one]


def _count(work: Collecting, saved: Saved, erased: int, session: Session) -> None:
    runs.add(
        session=session,
        run=work.run,
        posts_new=saved.new,
        posts_updated=saved.updated,
        posts_erased=erased,
        interactions_new=saved.interactions_new,
        unresolved=saved.unresolved,
    )


def _proves(session: Session, account_id: int, span: Span) -> bool:
    """Whether the span holds days that were not known before."""
    rows = session.exec(
        select(Coverage).where(Coverage.account_id == account_id, Coverage.source == FROM_X)
    )
    held = [(one.first_day, one.last_day) for one in rows]
    return merged([*held, span]) != sorted(held)
