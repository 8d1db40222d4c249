"""References that no file and no timeline could tell, settled by asking X for the posts themselves.

What is asked for is only who wrote a post: an account of the roster makes an interaction, anybody
else counts as one outsider more, and nothing about them or their post is stored. So an account
that joins the roster later cannot be found among those outsiders without asking X again; but our
posts keep the ids of what they refer to, and `rederive` finds the account once its own posts are
held.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, and_, delete, insert, or_, select, update
from sqlmodel import Session

from shared.access import Action, Principal, permit
from shared.collection.collector import ledger, runs
from shared.collection.collector.leader import Lead
from shared.collection.directory import directory
from shared.collection.formats.x_writing import age
from shared.collection.look_ups.post_lookup import LookedUp, allowed, checked, look_up, note, noting
from shared.collection.x import HANDLE, ID, MOST, X
from shared.models import Account, Interaction, Network, Post, PostCheck, Unresolved, table_of
from shared.sentences import Sentence
from shared.settings import Settings
from shared.store import ties
from shared.store.database import insert_into, reading, writing

AGAIN = timedelta(days=30)  # what X did not show is asked for again after these

_account, _post, _check = table_of(Account), table_of(Post), table_of(PostCheck)
_interaction, _unresolved = table_of(Interaction), table_of(Unresolved)


@dataclass
class Settled:
    """What looking up references brought.

    `ceiling` says which ceiling kept the rest from being asked for, `drift` how X answered
    otherwise than agreed; None: all that was due was asked for.
    """

    asked: int = 0  # posts
    interactions: int = 0
    outsiders: int = 0
    ceiling: Sentence | None = None
    resumes_at: datetime | None = None  # when the ceilings allow more
    drift: Sentence | None = None


def settle(
    x: X,
    *,
    engine: Engine,
    by: Principal,
    lead: Lead,
    settings: Settings,
    run: int,
    pause: Callable[[float], None],
    now: Callable[[], datetime],
    budget: ledger.Budget | None = None,
) -> Settled:
    """Look up the posts of X that are referred to and not held, as far as the ceilings let.

    Each answer is written in one short transaction, with what it costs. What X does not show stays
    unresolved. While the roster has an account that X was never asked about, nothing is looked up:
    a stranger's post could be that account's. budget: tighter ceilings than those of the settings.
    Raises Refusal if the person may not collect, Failure when X fails, LostLead.
    """
    permit(by, Action.COLLECT)
    settled = Settled()
    with reading(engine) as session:
        due = due_references(session=session, settings=settings, now=now())
        waiting = [] if _may_be_anybody(session) else due
    while waiting:
        with reading(engine) as session:
            left = allowed(
                budget or ledger.budget(settings),
                session=session,
                run=run,
                settings=settings,
                now=now(),
            )
        if left.posts == 0:
            settled.ceiling, settled.resumes_at = left.ceiling, left.resumes_at
            break
        size = MOST if left.posts is None else min(MOST, left.posts)
        ids, waiting = waiting[:size], waiting[size:]
        found = look_up(x, ids, settings=settings, pause=pause, now=now)
        _take_in(found, settled, engine=engine, lead=lead, settings=settings, run=run, now=now())
        if found.drift:
            settled.drift = found.drift
            break
        if waiting:
            pause(settings.pause)
    return settled


def due_references(*, session: Session, settings: Settings, now: datetime) -> list[str]:
    """The ids of the posts to ask for, newest first; none unless that was chosen."""
    if not settings.look_up_references:
        return []
    asked = and_(
        _check.c.network == _unresolved.c.network, _check.c.post_id == _unresolved.c.referenced_id
    )
    due = (
        select(_unresolved.c.referenced_id)
        .distinct()
        .join(_check, asked, isouter=True)
        .where(
            _unresolved.c.network == Network.X,
            _unresolved.c.referenced_id != "",
            or_(_check.c.checked_at.is_(None), _check.c.checked_at < now - AGAIN),
        )
    )
    ids = [id for id in session.connection().execute(due).scalars() if ID.fullmatch(id)]
    return sorted(ids, key=age, reverse=True)


def _may_be_anybody(session: Session) -> bool:
    """Whether the roster has an account that X was never asked about."""
    never_asked = select(_account.c.handle).where(
        _account.c.network == Network.X,
        _account.c.native_id.is_(None),
        _account.c.looked_up.is_(None),
        ~_account.c.person,
    )
    handles = session.connection().execute(never_asked).scalars()
    return any(HANDLE.fullmatch(handle) for handle in handles)


def _take_in(
    found: LookedUp,
    settled: Settled,
    *,
    engine: Engine,
    lead: Lead,
    settings: Settings,
    run: int,
    now: datetime,
) -> None:
    """One answer, in one transaction: what it costs, and whom our posts refer to."""
    told = found.shown if found.drift is None else {}
    with (writing if told else noting)(engine) as session:
        lead.hold(session)
        note(found, session=session, run=run, settings=settings, now=now)
        if found.drift is None:
            checked(dict.fromkeys([*found.gone, *found.unclear], False), session=session, now=now)
        if told:
            authors = {id: post["author_id"] for id, post in told.items()}
            new, outsiders = _write(session, authors)
            runs.add(session=session, run=run, interactions_new=new)
            settled.interactions += new
            settled.outsiders += outsiders
    settled.asked += len(told) + len(found.gone) + len(found.unclear)


def _write(session: Session, authors: Mapping[str, str]) -> tuple[int, int]:
    """Interactions with accounts of the roster, outsiders counted; how many of each are new.

    authors: referenced post id → its author's id.
    """
    connection = session.connection()
    accounts = directory(session=session, network=Network.X).by_id
    rows = connection.execute(_referring(list(authors))).all()
    posts = sorted({row.post_id for row in rows})
    if not posts:
        return 0, 0
    ties.prepare(connection)
    connection.execute(
        insert(ties.touched), [{"network": Network.X.value, "post_id": id} for id in posts]
    )
    ties.subtract(connection)
    acts, strangers = [], set()
    for row in rows:
        author = authors[row.referenced_id]
        if author not in accounts:
            strangers.add((row.post_id, author))
        elif accounts[author] != row.account_id:
            acts.append(_act(row, accounts[author]))
    new = sum(_is_new(connection, act) for act in acts)
    for post_id, count in Counter(post_id for post_id, _ in strangers).items():
        _count_outsiders(connection, post_id, count)
    settled = (_unresolved.c.network == Network.X, _unresolved.c.referenced_id.in_(list(authors)))
    connection.execute(delete(_unresolved).where(*settled))
    ties.add(connection)
    return new, len(strangers)


def _referring(referenced: list[str]) -> Select:
    """Our posts that refer to these in a way not yet told: kind, author and time of each."""
    held = and_(_post.c.network == _unresolved.c.network, _post.c.post_id == _unresolved.c.post_id)
    return (
        select(
            _unresolved.c.post_id,
            _unresolved.c.kind,
            _unresolved.c.referenced_id,
            _post.c.account_id,
            _post.c.created_at,
        )
        .join(_post, held)
        .where(_unresolved.c.network == Network.X, _unresolved.c.referenced_id.in_(referenced))
    )


def _act(row: Row[Any], target: int) -> dict[str, Any]:
    return {
        "network": Network.X,
        "post_id": row.post_id,
        "kind": row.kind,
        "target_account": target,
        "source_account": row.account_id,
        "occurred_at": row.created_at,
        "evidence": "post",
    }


def _is_new(connection: Connection, act: dict[str, Any]) -> bool:
    insert = insert_into(connection, _interaction).values(**act).on_conflict_do_nothing()
    return connection.execute(insert.returning(_interaction.c.post_id)).first() is not None


def _count_outsiders(connection: Connection, post_id: str, count: int) -> None:
    one = (_post.c.network == Network.X, _post.c.post_id == post_id)
    more = update(_post).where(*one).values(outsiders=_post.c.outsiders + count)
    connection.execute(more)
