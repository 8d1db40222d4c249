"""What a command costs as a whole process: CPU and wall seconds, and its largest memory."""

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest


class Cost(NamedTuple):
    cpu: float  # seconds, user and system
    wall: float  # seconds
    memory: float  # MB, at its largest


@pytest.fixture
def cost(tmp_path: Path) -> Callable[..., Cost]:
    """Runs a command and tells what it cost; fails if the command does."""

    def measured(*command: object) -> Cost:
        began = time.monotonic()
        log = tmp_path / "log.txt"
        with log.open("wb") as said:
            process = subprocess.Popen(
                list(map(str, command)), stdout=said, stderr=said, cwd=tmp_path
            )
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, log.read_text()[-2000:]
        wall = time.monotonic() - began
        return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)

    return measured
