"""`passerelle settings`: what was chosen about collecting, and choosing otherwise."""

import click

from shared import settings as choices
from shared.access import principal
from shared.commands.options import json_option, print_json, store_option
from shared.store.database import open_store, reading, writing


@click.group(invoke_without_command=True)
@json_option
@store_option
@click.pass_context
def settings(context: click.Context, as_json: bool, url: str | None) -> None:
    """Show what was chosen about collecting: prices, ceilings, depth, retention."""
    context.obj = url
    if context.invoked_subcommand:
        return
    with reading(open_store(url)) as session:
        lines = choices.table(choices.settings(session=session))
    if as_json:
        print_json({"settings": [line._asdict() for line in lines]})
        return
    name, value, default = (
        max(len(title), *(len(getattr(line, title)) for line in lines))
        for title in ("name", "value", "default")
    )
    click.echo(f"{'name':{name}}  {'value':{value}}  {'default':{default}}  meaning")
    for line in lines:
        told = f"{line.value:{value}}  {line.default:{default}}  {line.meaning}"
        click.echo(f"{line.name:{name}}  {told}")


@settings.command("set")
@click.argument("name")
@click.argument("value")
@store_option
@click.pass_context
def set_(context: click.Context, name: str, value: str, url: str | None) -> None:
    """Choose another value; “none” removes a ceiling or a limit."""
    with writing(open_store(url or context.obj)) as session:
        try:
            choices.set_value(session=session, by=principal(), name=name, value=value)
        except choices.WrongSetting as wrong:
            raise click.UsageError(str(wrong.sentence)) from wrong
        chosen = choices.table(choices.settings(session=session))
    now = next(line.value for line in chosen if line.name == name)
    click.echo(f"{name} is {now} now.")
