"""`passerelle init`: a store that is ready to be filled."""

from datetime import UTC, datetime

import click

from shared.access import principal
from shared.agenda.shipped import shipped_calendar
from shared.commands.options import store_option
from shared.store.database import create_or_upgrade, writing
from shared.store.series import load_series


@click.command()
@store_option
def init(url: str | None) -> None:
    """Create the store or bring it up to date, and load the sector's calendar."""
    engine = create_or_upgrade(url)
    series, editions = shipped_calendar(today=datetime.now(UTC).date())
    with writing(engine) as session:
        written = load_series(session=session, by=principal(), series=series, editions=editions)
    where = engine.url.render_as_string(hide_password=True)
    click.echo(f"The store is ready: {where} ({written} calendar editions new or changed)")
