"""`passerelle comply`: looks stored posts up again on X, and follows what X says of them."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import click
from sqlalchemy import Engine

from shared.access import Action, permit, principal
from shared.collection.collector import ledger
from shared.collection.collector.leader import Lead, LostLead, leading
from shared.collection.collector.stopping import Stop, Stoppable, Stopping
from shared.collection.look_ups.comply import comply as look_up_again
from shared.collection.look_ups.due_posts import price
from shared.collection.x import NoToken, token
from shared.commands.collected import exit_code
from shared.commands.options import DONE_IN_PART, json_option, print_json, store_option
from shared.models import SyncRun
from shared.refresh import refresh
from shared.sentences import Refusal, say
from shared.settings import Settings, settings
from shared.store.database import open_store, reading, setting
from shared.store.following import is_behind

_THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]")


def _dollars(context: Any, param: Any, value: str | None) -> Decimal | None:
    """An amount such as 5 or 0.50."""
    try:
        amount = None if value is None else Decimal(value)
    except InvalidOperation as error:
        raise click.BadParameter("Write dollars like 5 or 0.50.") from error
    if amount is not None and not (amount.is_finite() and amount >= 0):
        raise click.BadParameter("Write dollars like 5 or 0.50.")
    return amount


@click.command()
@click.option(
    "--dry-run", is_flag=True, help="Only say what it would take; asks nobody, needs no token."
)
@click.option(
    "--max-dollars",
    callback=_dollars,
    metavar="D",
    help="Spend no more than this; the ceilings of the settings hold all the same.",
)
@click.option("--everything", is_flag=True, help="Look up all posts, also those looked up lately.")
@click.option(
    "--confirm",
    is_flag=True,
    help="Erase even where most posts of several accounts are gone at once.",
)
@json_option
@store_option
def comply(
    dry_run: bool,
    max_dollars: Decimal | None,
    everything: bool,
    confirm: bool,
    as_json: bool,
    url: str | None,
) -> None:
    """Look up stored posts of X again, and erase those that are gone there.

    Posts that are deleted, withheld, or of a protected or suspended account lose their text and
    their interactions; edited ones are brought up to date. Those looked up longest ago come first.
    """
    engine = open_store(url)
    with reading(engine) as session:
        chosen = settings(session=session)
    if dry_run:
        _tell_price(engine, chosen, everything, max_dollars, as_json)
        return
    permit(principal(), Action.COLLECT)
    stopping = Stopping()
    x = _x(stopping, chosen)
    _refuse_sample(engine, x.host)
    how = {"everything": everything, "confirmed": confirm, "most_dollars": max_dollars}
    with stopping.heeded(), leading(engine) as lead:
        run = _under(lead, x, engine, chosen, stopping, **how)
    with reading(engine) as session:
        behind = is_behind(session)
    if behind:
        refresh(engine=engine, by=principal())
    _tell(run, as_json)
    if code := exit_code(run.status):
        raise SystemExit(code)


def _x(stopping: Stopping, chosen: Settings) -> Stoppable:
    try:
        return Stoppable(stopping, token(), dialect=chosen.dialect)
    except NoToken as missing:
        click.echo(str(missing.sentence), err=True)
        raise SystemExit(2) from missing


def _refuse_sample(engine: Engine, host: str) -> None:
    """The sample's posts are on no X but the local one: all of them would seem gone."""
    with reading(engine) as session:
        sample = setting(session, "sample")
    if sample and host.rpartition(":")[0] not in _THIS_MACHINE:
        raise Refusal(
            say("This is the sample consortium: its posts are invented, so X knows none of them.")
        )


def _under(
    lead: Lead | None,
    x: Stoppable,
    engine: Engine,
    chosen: Settings,
    stopping: Stopping,
    **how: Any,
) -> SyncRun:
    """The run, ended, if this process leads."""
    if lead is None:
        raise Refusal(
            say("Another process is collecting into this store. Try again when it has ended.")
        )
    try:
        run = look_up_again(
            x,
            engine=engine,
            by=principal(),
            lead=lead,
            settings=chosen,
            pause=stopping.sleep,
            now=lambda: datetime.now(UTC),
            **how,
        )
    except LostLead as lost:
        raise Refusal(
            say("Another process took over collecting into this store; what was found is kept.")
        ) from lost
    except Stop:
        click.echo("Ended as asked; what was found is kept.", err=True)
        raise SystemExit(DONE_IN_PART) from None
    with reading(engine) as session:
        return session.get_one(SyncRun, run)


def _tell_price(
    engine: Engine,
    chosen: Settings,
    everything: bool,
    max_dollars: Decimal | None,
    as_json: bool,
) -> None:
    with reading(engine) as session:
        told = price(
            session=session,
            settings=chosen,
            now=datetime.now(UTC),
            everything=everything,
            most_dollars=max_dollars,
        )
    if as_json:
        print_json(told.as_dict())
        return
    click.echo(
        f"{told.posts} posts are due: {told.requests} requests, "
        f"{ledger.dollars(told.cost)} dollars at most."
    )
    if told.left is not None and told.left < told.posts:
        click.echo(f"The ceilings let {told.left} of them be looked up now.")
    if told.strange:
        click.echo(f"{told.strange} posts cannot be looked up: their ids are not X's.")


def _tell(run: SyncRun, as_json: bool) -> None:
    reason = (run.reason or "").format(**run.values)
    if as_json:
        print_json(
            {
                "run": run.id,
                "status": run.status.value,
                "reason": reason or None,
                "resumes_at": run.resumes_at.isoformat() if run.resumes_at else None,
                "requests": run.requests,
                "posts": run.posts,
                "erased": run.posts_erased,
                "updated": run.posts_updated,
                "dollars": ledger.dollars(run.cost),
            }
        )
        return
    click.echo(
        f"X showed {run.posts} posts: {run.posts_updated} changed, {run.posts_erased} others "
        f"erased. {run.requests} requests, {ledger.dollars(run.cost)} dollars."
    )
    if reason:
        click.echo(reason, err=True)
