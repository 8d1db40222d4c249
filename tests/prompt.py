"""A prompt that has loaded `passerelle` before it is asked: commands run in processes forked here.

A start from nothing spends seconds on imports alone, and an end on letting go of them. Standard
input brings one command a line, as JSON: its words, folder, environment and the files that stand
for its three streams; standard output answers each with its exit code.
"""

import gc
import json
import os
import sys
from importlib import import_module
from typing import Any

from shared.commands import COMMANDS, main

STREAMS = (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY)


def become(command: dict[str, Any]) -> int:
    """In the forked process: stand where the command was typed, and do it."""
    for number, flags in enumerate(STREAMS):
        os.dup2(os.open(command["streams"][number], flags), number)
    os.chdir(command["folder"])
    os.environ.clear()
    os.environ.update(command["environment"])
    try:
        main(command["words"], prog_name="passerelle")
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


if __name__ == "__main__":
    for name in COMMANDS.values():
        import_module(f"shared.commands.{name}")
    gc.freeze()
    for line in sys.stdin:
        if not (child := os.fork()):
            code = become(json.loads(line))
            gc.collect()  # what the command opened is closed
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
