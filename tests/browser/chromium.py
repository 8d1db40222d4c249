"""Finds a Chromium for the browser tests, and with `--install` gets one; prints its path."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DOWNLOAD_LIMIT = 300  # seconds
MISSING = (
    "No Chromium for the browser tests. Install the package “chromium” of your system "
    "(Debian, as root: apt-get install chromium), or name one with CHROMIUM=/path/to/chromium."
)


def chromium() -> str | None:
    """The path of a Chromium: named by CHROMIUM, on PATH, or in Playwright's folder; else None."""
    named = os.environ.get("CHROMIUM")
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return named or on_path or _of_playwright()


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def _from_debian() -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": sys.stderr}
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        packages = ["chromium", "fonts-liberation", "fonts-noto-core"]
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
        subprocess.run(command, check=False, **quiet)


def _from_playwright() -> None:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        subprocess.run(command, check=False, timeout=DOWNLOAD_LIMIT, stdout=sys.stderr)
    except subprocess.TimeoutExpired:
        print(f"Playwright's download took over {DOWNLOAD_LIMIT} seconds.", file=sys.stderr)


def installed() -> str | None:
    """A Chromium found, or else got from Debian's packages or from Playwright; None if neither."""
    for get in (_from_debian, _from_playwright):
        if found := chromium():
            return found
        get()
    return chromium()


if __name__ == "__main__":
    path = installed() if "--install" in sys.argv[1:] else chromium()
    print(path) if path else sys.exit(MISSING)
