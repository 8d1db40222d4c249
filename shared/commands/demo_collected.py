"""The sample's posts, collected from an X of our own: what a real collection looks like."""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Engine
from tqdm import tqdm

from data.demo.sample import Sample
from data.demo.x_sample import sample_world
from data.demo.x_server import TOKEN, XServer
from shared.access import principal
from shared.collection.collector.leader import Lead, leading
from shared.collection.collector.ledger import dollars
from shared.collection.look_ups.resolve import resolve
from shared.collection.timelines.sync import sync
from shared.collection.timelines.windows import REACH
from shared.collection.x import X
from shared.models import SyncRun
from shared.sentences import Refusal, say
from shared.settings import Settings, set_value, settings
from shared.store.database import reading, writing

# Nothing is paid here, so nothing holds it back; and nobody waits for the store.
_FREELY = {
    "run_dollars": "none",
    "month_dollars": "none",
    "backfill_posts": str(REACH),
    "pause": "0",
}


def collect_pages(engine: Engine, made: Sample, tell: Callable[[str], object]) -> None:
    """Fill the sample's store from a local X that serves the same posts.

    Raises Refusal if a collector is at work on this store.
    """

    def now() -> datetime:
        """The hour it is, on the day for which the sample is made."""
        return datetime.combine(made.today, datetime.now(UTC).time(), UTC)

    with XServer(sample_world(made.today), now=now) as there, leading(engine) as lead:
        if lead is None:
            raise Refusal(
                say("Another process collects into this store already. Wait for its end.")
            )
        tell(f"An X of our own, with the sample's invented accounts, answers at {there.base_url}.")
        x, chosen = X(SecretStr(TOKEN), base_url=there.base_url), _chosen(engine)
        _resolve(x, engine, lead, chosen, now, tell)
        run = _sync(x, engine, lead, chosen, now)
        with reading(engine) as session:
            done = session.get_one(SyncRun, run)
        tell(
            f"{done.posts} posts of {done.accounts} accounts in {done.requests} requests; "
            f"{done.interactions_new} interactions between institutions."
        )
        tell(f"The real X would bill {there.bill().dollars} dollars for all of this.")


def _chosen(engine: Engine) -> Settings:
    """The settings of the sample's store, with no ceiling in the way."""
    with writing(engine) as session:
        for name, value in _FREELY.items():
            set_value(session=session, by=principal(), name=name, value=value)
        return settings(session=session)


def _resolve(
    x: X,
    engine: Engine,
    lead: Lead,
    chosen: Settings,
    now: Callable[[], datetime],
    tell: Callable[[str], object],
) -> None:
    found = resolve(
        x,
        engine=engine,
        by=principal(),
        lead=lead,
        settings=chosen,
        pause=time.sleep,
        now=now,
    )
    cost = dollars(found.cost)
    tell(f"{found.outcomes.total()} accounts looked up, for what would be {cost} dollars.")


def _sync(x: X, engine: Engine, lead: Lead, chosen: Settings, now: Callable[[], datetime]) -> int:
    """The collection, behind a progress bar where there is a terminal to draw it on."""
    with tqdm(unit=" accounts", disable=not sys.stderr.isatty(), leave=False) as bar:

        def progress(event: str, **counts: Any) -> None:
            if event == "begun":
                bar.reset(total=counts["accounts"])
            elif event == "account":
                bar.set_postfix_str(counts["account"], refresh=False)
                bar.update()

        return sync(
            x,
            engine=engine,
            by=principal(),
            lead=lead,
            settings=chosen,
            pause=time.sleep,
            now=now,
            tell=progress,
        )
