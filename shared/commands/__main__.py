"""`python -m shared.commands` is `passerelle`."""

from shared.commands import run

run()
