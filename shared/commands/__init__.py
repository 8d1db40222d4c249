"""`passerelle …`: what can be done from a terminal, one file per command or group.

Exit codes: 0 done, 1 failed, 2 wrong use, 3 done in part (what was left out has been said).
"""

from typing import Any

import click

from shared.commands.bring_in import import_
from shared.commands.demo import demo
from shared.commands.doctor import doctor
from shared.commands.init import init
from shared.commands.roster import roster
from shared.commands.serve import serve
from shared.commands.ties import ties
from shared.sentences import Refusal


class _Group(click.Group):
    """Tells a refusal as a sentence, never as a traceback."""

    def invoke(self, context: click.Context) -> Any:
        """Run a command; exit code 1 if it is refused."""
        try:
            return super().invoke(context)
        except Refusal as refusal:
            click.echo(str(refusal.sentence), err=True)
            context.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="passerelle", prog_name="passerelle")
def main() -> None:
    """Cooperation between museums: who addresses whom, what they do together, who talks next."""


for command in (init, demo, serve, roster, import_, ties, doctor):
    main.add_command(command)
