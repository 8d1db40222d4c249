"""`passerelle …`: what can be done from a terminal, one file per command or group.

Exit codes: 0 done, 1 failed, 2 wrong use, 3 done in part (what was left out has been said).
"""

import os
import sys
from importlib import import_module
from typing import Any

import click

from shared.sentences import Refusal

# Less memory: columns of text are given back rather than kept for later, and no threads of
# linear algebra wait for matrices larger than ours.
for name, value in {"ARROW_DEFAULT_MEMORY_POOL": "system", "OPENBLAS_NUM_THREADS": "1"}.items():
    os.environ.setdefault(name, value)

# Each command and the file it stands in, loaded when it is asked for: `serve` waits for no figures.
COMMANDS = {
    "init": "init",
    "demo": "demo",
    "serve": "serve",
    "roster": "roster",
    "import": "bring_in",
    "collect": "collect",
    "comply": "comply",
    "ties": "ties",
    "settings": "settings",
    "doctor": "doctor",
}

# These carry posts rather than tables: text is Python's own there, without Arrow and its 33 MB.
WITHOUT_ARROW = {"import", "collect", "comply"}


class _Group(click.Group):
    """Loads a command when it is named; tells a refusal as a sentence, never as a traceback."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The names, in the order one needs them."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of that name, or None."""
        if name not in COMMANDS:
            return None
        module = import_module(f"shared.commands.{COMMANDS[name]}")
        command: click.Command = getattr(module, "import_" if name == "import" else name)
        return command

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


def run() -> None:
    """What `passerelle` in a terminal starts: a process of its own, with the memory it needs."""
    if WITHOUT_ARROW.intersection(sys.argv[1:2]):
        sys.modules.setdefault("pyarrow", None)  # type: ignore[arg-type]  # as if not installed
    main(prog_name="passerelle")
