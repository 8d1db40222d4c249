"""Posts looked up on X by their ids: the answer sorted into what X clearly says, and what it costs.

A look-up shows posts under `data`, and says under `errors` why it does not show others. An id of
which neither speaks, or an error of an unknown kind, is unclear: nothing follows from it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from shared.collection.collector import ledger, runs
from shared.collection.patience import patiently
from shared.collection.x import X
from shared.collection.x_failures import standing_told
from shared.collection.x_transport import Rate
from shared.models import AccountStatus, Network, PostCheck, Resource, table_of
from shared.sentences import Sentence, say
from shared.settings import Settings
from shared.store.database import insert_into

_NEEDED = ("id", "text", "author_id", "created_at")
_GONE: dict[AccountStatus | None, str] = {
    AccountStatus.MISSING: "deleted",
    AccountStatus.PROTECTED: "protected",
    AccountStatus.SUSPENDED: "suspended",
}
_OF_POSTS = (None, "tweet", "post")


@dataclass(frozen=True)
class LookedUp:
    """One answer. Every id asked for is in one of `shown`, `gone` and `unclear`."""

    shown: Mapping[str, dict[str, Any]]  # id asked for → the post, as X wrote it
    gone: Mapping[str, str]  # id asked for → deleted, protected or suspended
    unclear: Sequence[str]
    posts: Sequence[str]  # ids of what X bills
    users: Sequence[str]
    drift: Sentence | None  # how the answer is otherwise than agreed: nothing may follow from it
    rate: Rate | None
    waited: float


def look_up(
    x: X,
    ids: Sequence[str],
    *,
    settings: Settings,
    pause: Callable[[float], None],
    now: Callable[[], datetime],
) -> LookedUp:
    """Ask X for up to 100 posts, patiently. Raises Failure when X does not answer."""
    answer, waited = patiently(
        lambda: x.posts(ids), pause=pause, longest_wait=settings.longest_wait, now=now
    )
    shown, gone = _shown(answer.body, ids), _gone(answer.body, ids)
    gone = {id: reason for id, reason in gone.items() if id not in shown}
    return LookedUp(
        shown=shown,
        gone=gone,
        unclear=[id for id in ids if id not in shown and id not in gone],
        posts=[str(post["id"]) for post in _dicts(answer.body, "data") if post.get("id")],
        users=_users(answer.body),
        drift=_drift(answer.body),
        rate=answer.rate,
        waited=waited,
    )


def price_of_one(settings: Settings) -> int:
    """The most that looking up one post may cost, in millionths of a dollar.

    In the `post` dialect X shows, and bills, its author and whom it answers too.
    """
    profiles = 2 if settings.dialect == "post" else 0
    return settings.x_price_post + profiles * settings.x_price_user


def allowed(
    budget: ledger.Budget, *, session: Session, run: int | None, settings: Settings, now: datetime
) -> ledger.Allowance:
    """How many posts may still be looked up, whatever they cost."""
    dearest = replace(budget, price_post=price_of_one(settings))
    return ledger.allowance(dearest, session=session, network=Network.X, run=run, today=now.date())


def note(found: LookedUp, *, session: Session, run: int, settings: Settings, now: datetime) -> None:
    """Write down what the answer costs, and that the run asked for it."""
    bill = (
        (Resource.POST, found.posts, settings.x_price_post),
        (Resource.USER, found.users, settings.x_price_user),
    )
    cost = sum(
        ledger.charge(
            session=session,
            network=Network.X,
            day=now.date(),
            resource=resource,
            ids=ids,
            price=price,
        )
        for resource, ids, price in bill
    )
    runs.add(
        session=session,
        run=run,
        rate_remaining=found.rate.remaining if found.rate else None,
        waited=found.waited,
        requests=1,
        posts=len(found.posts),
        users=len(found.users),
        cost=cost,
    )


def checked(ids: Mapping[str, bool], *, session: Session, now: datetime) -> None:
    """Note that posts of X were asked for now; of each, whether it stood."""
    if not ids:
        return
    connection, table = session.connection(), table_of(PostCheck)
    insert = insert_into(connection, table)
    told = {name: insert.excluded[name] for name in ("checked_at", "found")}
    connection.execute(
        insert.on_conflict_do_update(index_elements=["network", "post_id"], set_=told),
        [
            {"network": Network.X, "post_id": id, "checked_at": now, "found": found}
            for id, found in ids.items()
        ],
    )


@contextmanager
def noting(engine: Engine) -> Iterator[Session]:
    """A session for what no page shows: its writes hold together, the store's revision stays."""
    with Session(engine.execution_options(write=True), expire_on_commit=False) as session:
        yield session
        session.commit()


def _shown(body: dict[str, Any], ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The posts of the answer, by the id asked for: it may be that of an edit."""
    asked, shown = set(ids), {}
    for post in _dicts(body, "data"):
        edits = post.get("edit_history_tweet_ids") or post.get("edit_history_post_ids")
        names = [post.get("id"), *(edits if isinstance(edits, list) else ())]
        for name in names[:1] if names[0] in asked else names:
            if name in asked:
                shown[str(name)] = post
    return shown


def _gone(body: dict[str, Any], ids: Sequence[str]) -> dict[str, str]:
    """Why posts asked for are not shown, where X says so of the posts themselves."""
    asked, gone = set(ids), {}
    for error in _dicts(body, "errors"):
        id = error.get("value") or error.get("resource_id")
        about = error.get("parameter") == "ids" and error.get("resource_type") in _OF_POSTS
        reason = _GONE.get(standing_told(error)) if about else None
        if reason and isinstance(id, str) and id in asked:
            gone[id] = reason
    return gone


def _drift(body: dict[str, Any]) -> Sentence | None:
    """How the answer is not one of X's, if it is not."""
    if not body.get("data") and not body.get("errors"):
        return say("X answers without a post and without a reason. Nothing was changed.")
    posts = list(_dicts(body, "data"))
    missing = [name for name in _NEEDED if not all(isinstance(p.get(name), str) for p in posts)]
    if not all(isinstance(body.get(part) or [], list) for part in ("data", "errors")):
        return say("X answers with something else than a list of posts.")
    if missing:
        return say(
            "X leaves out what was asked for: “{field}”. Nothing of this answer was kept; "
            "Passerelle may need a newer version.",
            field=missing[0],
        )
    return None


def _users(body: dict[str, Any]) -> list[str]:
    includes = body.get("includes")
    users = _dicts(includes, "users") if isinstance(includes, dict) else ()
    return [str(user["id"]) for user in users if user.get("id")]


def _dicts(body: dict[str, Any], part: str) -> Iterator[dict[str, Any]]:
    found = body.get(part)
    yield from (one for one in (found if isinstance(found, list) else ()) if isinstance(one, dict))
