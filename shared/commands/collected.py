"""What a collection is about to cost, and what came of one: for a person and for a program."""

from typing import Any

from sqlmodel import Session, col, func, select

from shared.collection.collector.ledger import dollars
from shared.collection.look_ups.resolve import Resolved
from shared.collection.timelines.plan import Plan
from shared.commands.options import DONE_IN_PART
from shared.models import Account, SyncItem, SyncRun, SyncStatus
from shared.sentences import Sentence

_IN_PART = (SyncStatus.PARTIAL, SyncStatus.BUDGET, SyncStatus.STOPPED)
_SUMS = ("requests", "posts", "users", "cost", "posts_new", "interactions_new", "unresolved")
_SHOWN = 10


def exit_code(status: str) -> int:
    """0 done, 3 done in part, 1 failed."""
    if status == SyncStatus.OK:
        return 0
    return DONE_IN_PART if status in _IN_PART else 1


def last_run(*, session: Session) -> int:
    """The id of the newest run; 0 if there is none."""
    return session.exec(select(func.max(SyncRun.id))).one() or 0


def collected(*, session: Session, after: int) -> dict[str, Any]:
    """What came of the runs since then, as it is printed with `--json`; money in dollars.

    Status, reason and the accounts' outcomes are those of the last run, the sums those of all.
    """
    begun = session.exec(select(SyncRun).where(col(SyncRun.id) > after).order_by(col(SyncRun.id)))
    every = begun.all()
    if not every:
        return {"status": SyncStatus.STOPPED.value, "reason": None, "run": None, "accounts": []}
    last = every[-1]
    sums = {name: sum(getattr(one, name) for one in every) for name in _SUMS}
    return {
        "status": last.status.value,
        "reason": _sentence(last.reason, last.values),
        "run": last.id,
        **sums,
        "cost": dollars(sums["cost"]),
        "accounts": _accounts(session, last.id or 0),
        "resumes_at": last.resumes_at.isoformat() if last.resumes_at else None,
    }


def _accounts(session: Session, run: int) -> list[dict[str, Any]]:
    found = session.exec(
        select(SyncItem, Account.handle)
        .join(Account)
        .where(SyncItem.run == run)
        .order_by(col(SyncItem.id))
    )
    return [
        {
            "account": handle,
            "outcome": item.outcome,
            "posts": item.posts,
            "posts_new": item.posts_new,
            "reason": _sentence(item.reason, item.values),
        }
        for item, handle in found
    ]


def _sentence(template: str | None, values: dict[str, Any]) -> str | None:
    return None if template is None else str(Sentence(template, values))


def said(result: dict[str, Any]) -> str:
    """The same in words."""
    if result["run"] is None:
        return "It was ended before it began."
    lines = [
        f"{len(result['accounts'])} accounts, {result['posts']} posts read: "
        f"{result['posts_new']} new; {result['interactions_new']} new interactions.",
        f"{result['requests']} requests, {result['cost']} dollars.",
    ]
    unread = [one for one in result["accounts"] if one["outcome"] != "ok"]
    lines += [f"{one['account']}: {one['outcome']}. {one['reason'] or ''}" for one in unread]
    lines[_SHOWN:] = lines[_SHOWN:] and [f"{len(unread)} accounts so; --json lists them."]
    if result["reason"]:
        lines.append(result["reason"])
    if result["resumes_at"]:
        lines.append(f"It can go on at {result['resumes_at']}.")
    return "\n".join(lines)


def looked_up(found: Resolved) -> str:
    """What a look-up of profiles found, in words."""
    outcomes = ", ".join(f"{count} {word}" for word, count in sorted(found.outcomes.items()))
    lines = [f"{found.outcomes.total()} accounts looked up ({outcomes or 'none was due'})."]
    lines += [f"Account {id}: {said}" for id, said in found.problems[:_SHOWN]]
    lines.append(f"{dollars(found.cost)} dollars.")
    if found.reason:
        lines.append(str(found.reason))
    return "\n".join(lines)


def planned(plan: Plan) -> str:
    """What a collection would ask for and cost, in words."""
    told = plan.as_dict()
    month, ceilings = told["month"], told["ceilings"]
    lines = [
        f"{told['accounts']} accounts to read, {told['look_ups']} profiles to look up.",
        f"{told['references']} posts that are referred to, to look up.",
        f"Expected: {told['requests']} requests, {told['posts']} posts, {told['dollars']} dollars.",
        f"Ceilings: {_ceiling(ceilings, 'run')} for one collection; "
        f"{_ceiling(ceilings, 'month')} for one month.",
        f"This month so far: {month['posts']} posts, {month['dollars']} dollars.",
    ]
    if plan.posts_left is not None:
        lines.append(f"So at most {plan.posts_left} posts can be asked for now.")
    if plan.unknown:
        lines.append(f"To be looked up before they can be read: {_some(plan.unknown)}.")
    if plan.left_out:
        lines.append(f"Not read: {_some([f'{one} ({why})' for one, why in plan.left_out])}.")
    return "\n".join(lines)


def _ceiling(ceilings: dict[str, Any], what: str) -> str:
    posts, money = ceilings[f"{what}_posts"], ceilings[f"{what}_dollars"]
    told = [f"{posts} posts"] * (posts is not None) + [f"{money} dollars"] * (money is not None)
    return " and ".join(told) or "none"


def _some(names: tuple[str, ...] | list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
