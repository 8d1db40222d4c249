"""`passerelle collect`: posts from X into the store, once or again and again."""

import re
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from ipaddress import ip_address
from typing import Any

import click
from sqlalchemy import Engine

from shared.access import Action, permit, principal
from shared.collection import rederive, retention
from shared.collection.collector.leader import Lead, LostLead, leading
from shared.collection.collector.process import Pulse, collect_every
from shared.collection.collector.stopping import Stop, Stoppable, Stopping
from shared.collection.look_ups.resolve import Resolved, resolve
from shared.collection.timelines.plan import plan
from shared.collection.timelines.sync import sync
from shared.collection.timelines.windows import REACH
from shared.collection.x import NoToken, token
from shared.commands import journal
from shared.commands.collected import (
    collected,
    exit_code,
    last_run,
    looked_up,
    planned,
    said,
)
from shared.commands.options import DONE_IN_PART, json_option, print_json, store_option
from shared.models import SyncStatus
from shared.sentences import Refusal, say
from shared.settings import MILLION, Settings, settings
from shared.store.database import open_store, reading, setting
from shared.store.following import is_behind

_NO_TOKEN = 2
_HOPELESS = (SyncStatus.AUTH, SyncStatus.CREDITS)  # no timeline will be shown either
Pause = Callable[[float], None]
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _every(_context: Any, _param: Any, value: str | None) -> timedelta | None:
    """`15m` as a length of time."""
    if value is None:
        return None
    found = re.fullmatch(r"([1-9]\d{0,4})([smhd])", value, re.ASCII)
    if not found:
        raise click.BadParameter("Write a number and s, m, h or d, like 15m.")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _depth(_context: Any, _param: Any, value: str | None) -> int | None:
    """`all`, or a number of posts."""
    if value in (None, "all"):
        return REACH if value else None
    if not re.fullmatch(r"\d{1,4}", str(value), re.ASCII) or int(str(value)) > REACH:
        raise click.BadParameter(f"Write a number of posts up to {REACH}, or all.")
    return int(str(value))


def _dollars(_context: Any, _param: Any, value: str | None) -> Decimal | None:
    if value is not None and not re.fullmatch(r"\d{1,7}(\.\d{1,6})?", value, re.ASCII):
        raise click.BadParameter("Write dollars like 2.50.")
    return None if value is None else Decimal(value)


@click.command()
@click.option("--once", is_flag=True, help="Collect once and end; so it is without --every.")
@click.option(
    "--every",
    callback=_every,
    metavar="15m",
    help="Collect again and again, so often; stands by while another process collects.",
)
@click.option(
    "--resolve", "only_resolve", is_flag=True, help="Only look up all accounts' profiles."
)
@click.option("--dry-run", is_flag=True, help="Say what would be asked for and cost; ask nothing.")
@click.option(
    "--backfill",
    "depth",
    callback=_depth,
    metavar="N|all",
    help=f"How many of its newest posts to read of each account, up to {REACH}.",
)
@click.option("--max-posts", type=click.IntRange(0), metavar="N", help="Read no more posts.")
@click.option("--max-dollars", callback=_dollars, metavar="D", help="Spend no more.")
@json_option
@store_option
def collect(
    once: bool,
    every: timedelta | None,
    only_resolve: bool,
    dry_run: bool,
    depth: int | None,
    max_posts: int | None,
    max_dollars: Decimal | None,
    as_json: bool,
    url: str | None,
) -> None:
    """Read what the accounts of the list posted on X, as far as the ceilings allow.

    The token is taken from X_BEARER_TOKEN, or from the file that X_BEARER_TOKEN_FILE names.
    """
    if every and (once or only_resolve or dry_run):
        raise click.UsageError("--every goes with neither --once, --resolve nor --dry-run.")
    engine = open_store(url)
    narrower = {"depth": depth, "most_posts": max_posts, "most_dollars": max_dollars}
    if dry_run:
        _tell_plan(engine, narrower, as_json)
        return
    try:
        given = token()
    except NoToken as refusal:
        click.echo(str(refusal.sentence), err=True)
        raise SystemExit(_NO_TOKEN) from refusal
    permit(principal(), Action.COLLECT)
    stopping = Stopping()

    def asking(chosen: Settings) -> Stoppable:
        return Stoppable(stopping, given, dialect=chosen.dialect)

    _refuse_sample(engine, asking(Settings()).host)
    process = _Process(engine, asking, stopping, narrower, as_json)
    with stopping.heeded():
        if every:
            process.again_and_again(every)
        else:
            raise SystemExit(process.look_up() if only_resolve else process.once())


def _narrowed(
    chosen: Settings, depth: int | None, most_posts: int | None, most_dollars: Decimal | None
) -> Settings:
    """The settings with what this run is given besides; a ceiling is only ever lowered."""
    posts = [given for given in (chosen.run_posts, most_posts) if given is not None]
    money = [given for given in (chosen.run_dollars, most_dollars) if given is not None]
    return replace(
        chosen,
        backfill_posts=chosen.backfill_posts if depth is None else depth,
        run_posts=min(posts, default=None),
        run_dollars=min(money, default=None),
    )


def _lessened(chosen: Settings, cost: int) -> Settings:
    """The settings with what was spent already (millionths) taken off what one run may spend."""
    if chosen.run_dollars is None:
        return chosen
    return replace(
        chosen, run_dollars=max(Decimal(0), chosen.run_dollars - Decimal(cost) / MILLION)
    )


def _tell_plan(engine: Engine, narrower: dict[str, Any], as_json: bool) -> None:
    with reading(engine) as session:
        chosen = _narrowed(settings(session=session), **narrower)
        found = plan(session=session, settings=chosen, now=datetime.now(UTC))
    if as_json:
        print_json(found.as_dict())
    else:
        click.echo(planned(found))


def _refuse_sample(engine: Engine, host: str) -> None:
    with reading(engine) as session:
        sample = setting(session, "sample")
    if sample and not _is_here(host):
        raise Refusal(
            say(
                "This is the sample consortium: its museums are invented, so X knows nothing of "
                "them. Make a store of your own: passerelle init"
            )
        )


def _is_here(host: str) -> bool:
    name = re.sub(r":\d+$", "", host).strip("[]")
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


class _Process:
    """This process, with what it was told."""

    def __init__(
        self,
        engine: Engine,
        asking: Callable[[Settings], Stoppable],
        stopping: Stopping,
        narrower: dict[str, Any],
        as_json: bool,
    ) -> None:
        self.engine, self.asking, self.stopping = engine, asking, stopping
        self.narrower, self.as_json = narrower, as_json
        self.by = principal()
        self.tell: Callable[..., None] = lambda _event, **_about: None

    def again_and_again(self, every: timedelta) -> None:
        """Collect until asked to end."""
        self.tell = journal.lines()
        collect_every(
            self.engine, every, stopping=self.stopping, collect=self._collect, tell=self.tell
        )
        self.tell("ends")

    def once(self) -> int:
        """Collect once and say what came of it; the exit code."""
        self.tell = journal.bar() if sys.stderr.isatty() else journal.lines()
        before = self._last_run()
        if not self._lead(self._collect):
            return DONE_IN_PART
        with reading(self.engine) as session:
            result = collected(session=session, after=before)
        if self.as_json:
            print_json(result)
        else:
            click.echo(said(result))
        return exit_code(result["status"])

    def look_up(self) -> int:
        """Look up the profiles of all accounts and say what came of it; the exit code."""
        found = Resolved()

        def everyone(lead: Lead, pause: Pause) -> None:
            nonlocal found
            chosen = self._settings()
            found = self._resolve(self.asking(chosen), lead, pause, chosen, everyone=True)

        if not self._lead(everyone):
            return DONE_IN_PART
        if self.as_json:
            print_json(found.as_dict())
        else:
            click.echo(looked_up(found))
        return exit_code("stopped" if self.stopping.asked else found.status or SyncStatus.OK)

    def _lead(self, work: Callable[[Lead, Pause], None]) -> bool:
        """Do it, unless another process leads; False then.

        What nobody foresaw is told without a word of what was in it: posts are not for journals.
        """
        try:
            with suppress(Stop, LostLead), leading(self.engine) as lead:
                if lead is None:
                    click.echo("Another process collects into this store at present.", err=True)
                    return False
                work(lead, Pulse(self.engine, lead, self.stopping).pause)
        except Refusal:
            raise
        except Exception as error:
            journal.lines()("went_wrong", error=error)
            raise SystemExit(1) from None
        return True

    def _collect(self, lead: Lead, pause: Pause) -> None:
        """Look up accounts, read their timelines, and do what follows from what changed."""
        chosen, today = self._settings(), datetime.now(UTC).date()
        x = self.asking(chosen)
        found = self._resolve(x, lead, pause, chosen)
        if found.status not in _HOPELESS:
            self._sync(x, lead, pause, _lessened(chosen, found.cost))
            if not self.stopping.asked:
                rederive.catch_up(engine=self.engine, hold=lead.hold)
                retention.forget_all(
                    engine=self.engine,
                    by=self.by,
                    settings=chosen,
                    today=today,
                    hold=lead.hold,
                    pause=pause,
                )
        with reading(self.engine) as session:
            behind = is_behind(session)  # also where a process was ended before this, or another
        if behind:
            self._refresh()

    def _refresh(self) -> None:
        """Map and suggestions. Takes seconds, and holds as a whole or not at all: may be ended."""
        with self.stopping.waiting():
            from shared.refresh import refresh  # its figures are loaded only where they are needed

            refresh(engine=self.engine, by=self.by)

    def _resolve(
        self, x: Stoppable, lead: Lead, pause: Pause, chosen: Settings, everyone: bool = False
    ) -> Resolved:
        return resolve(
            x,
            engine=self.engine,
            by=self.by,
            lead=lead,
            settings=chosen,
            pause=pause,
            everyone=everyone,
        )

    def _sync(self, x: Stoppable, lead: Lead, pause: Pause, chosen: Settings) -> None:
        sync(
            x,
            engine=self.engine,
            by=self.by,
            lead=lead,
            settings=chosen,
            pause=pause,
            tell=self.tell,
        )

    def _settings(self) -> Settings:
        with reading(self.engine) as session:
            return _narrowed(settings(session=session), **self.narrower)

    def _last_run(self) -> int:
        with reading(self.engine) as session:
            return last_run(session=session)
