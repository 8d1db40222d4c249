"""`python -m shared.commands` is `passerelle`."""

from shared.commands import main

main(prog_name="passerelle")
