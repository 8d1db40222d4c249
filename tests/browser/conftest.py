"""The ground browser tests stand on: pages served as a person serves them, a real Chromium."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, sync_playwright

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# Whether the page has been at rest for so long: a click is answered only after a moment.
AT_REST = """([asked, long]) => {
  const app = document.querySelector('[data-testid=stApp]');
  const rest = app !== null
    && app.getAttribute('data-test-connection-state') === 'CONNECTED'
    && app.getAttribute('data-test-script-state') === 'notRunning'
    && document.querySelector('[data-testid=stSkeleton], [data-stale=true]') === null;
  if (!rest || window.restAsked !== asked) window.restSince = performance.now();
  window.restAsked = asked;
  return rest && performance.now() - window.restSince >= long;
}"""
# Streamlit looks for its server beside an inner page first, and then finds it at the root.
PROBES = ("/_stcore/health", "/_stcore/host-config")
# Streamlit draws the small curve in a figure without any name for it and takes none.
NOT_OURS = {"exclude": [["[data-testid=stMetricChart]"]]}
PLAIN = {0xA0: " ", 0x202F: " ", 0x2060: None, 0x2068: None, 0x2069: None}
FRENCH = {"locale": "fr-FR", "timezone_id": "Europe/Paris", "accept_downloads": True}
DESK = {**FRENCH, "viewport": {"width": 1300, "height": 1000}}
START_LIMIT = 60  # seconds
A_MOMENT = 300  # milliseconds
PAGE_LIMIT = 30_000  # milliseconds


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; without one the tests fail, saying what to install."""
    finder = Path(__file__).with_name("chromium.py")
    found = subprocess.run([sys.executable, finder], capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.fail(found.stderr)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found.stdout.strip(), args=QUIET)
        yield chromium
        chromium.close()


class Reader:
    """A person before a page: opens addresses, waits, clicks, and keeps count."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked = count(1)
        self.clicks = 0
        self.errors: list[str] = []  # what the browser complained of
        self.foreign: list[str] = []  # requests that left for another host
        page.set_default_timeout(PAGE_LIMIT)
        self.notes: dict[Any, Callable[[Any], None]] = {
            "console": self._said,
            "pageerror": lambda error: self.errors.append(str(error)),
            "request": lambda request: self._leaves(request.url),
            "websocket": lambda channel: self._leaves(channel.url),
        }
        for what, note in self.notes.items():
            page.on(what, note)

    def _said(self, message: ConsoleMessage) -> None:
        probes = urlsplit(message.location["url"]).path.endswith(PROBES)
        if message.type == "error" and not (probes and "404" in message.text):
            self.errors.append(message.text)

    def _leaves(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            self.foreign.append(url)

    def leave(self) -> None:
        """Leave the window to the next reader as it was."""
        self.page.goto("about:blank")
        self.page.emulate_media(color_scheme="light")
        for what, note in self.notes.items():
            self.page.remove_listener(what, note)

    def open(self, url: str) -> "Reader":
        """Go to an address and wait until the page is at rest."""
        self.page.goto(url)
        return self.rest()

    def rest(self) -> "Reader":
        """Wait until Streamlit has run the page, drawn it, and asks for nothing more."""
        self.page.wait_for_function(AT_REST, arg=[next(self.asked), A_MOMENT])
        return self

    def click(self, what: Locator | str, **options: Any) -> "Reader":
        """One click, counted, on an element or on what bears this text; then wait for rest."""
        target = self.page.get_by_text(what).first if isinstance(what, str) else what
        target.click(**options)
        self.clicks += 1
        return self.rest()

    def text(self) -> str:
        """All that can be read on the page; every space is a plain one, and what has no width
        is left out.
        """
        return self.page.locator("[data-testid=stApp]").inner_text().translate(PLAIN)

    def findings(self) -> list[str]:
        """What axe finds critical or serious on the page."""
        found = Axe().run(self.page, NOT_OURS).response["violations"]
        return [
            f"{one['id']} ({one['impact']}): {one['nodes'][0]['target']}"
            for one in found
            if one["impact"] in ("critical", "serious")
        ]


@pytest.fixture(scope="session")
def desk(browser: Browser) -> Page:
    """The window of a French reader at a desk: it loads once what all pages are made of."""
    return browser.new_context(**DESK).new_page()


@pytest.fixture
def reader(browser: Browser, desk: Page, request: pytest.FixtureRequest) -> Iterator[Reader]:
    """A French reader at a desk, or as `@pytest.mark.parametrize("reader", [{…}], indirect=True)`
    says in Playwright's context options. In the end: nothing in the console, no foreign request.
    """
    other = getattr(request, "param", None)
    page = browser.new_context(**{**DESK, **other}).new_page() if other else desk
    reader = Reader(page)
    yield reader
    reader.leave()
    if other:
        page.context.close()
    assert reader.errors == []
    assert reader.foreign == []


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Serves a store until the tests end: `serve(path_or_url, "--read-only")` gives its address."""
    folder = tmp_path_factory.mktemp("served")
    with ExitStack() as running:
        yield lambda store, *options: running.enter_context(served(store, folder, *options))


@pytest.fixture(scope="session")
def sample_url(serve: Callable[..., str], sample: Path, tmp_path_factory: Any) -> str:
    """The sample consortium's pages, for tests that only read."""
    return serve(shutil.copy(sample, tmp_path_factory.mktemp("read") / "sample.db"))


@pytest.fixture
def own_sample_url(sample: Path, tmp_path: Path) -> Iterator[str]:
    """The pages of a copy of the sample that one test may write to."""
    with served(shutil.copy(sample, tmp_path / "sample.db"), tmp_path) as url:
        yield url


@pytest.fixture(scope="session")
def empty_url(serve: Callable[..., str], sqlite_template: Path, tmp_path_factory: Any) -> str:
    """The pages of a store that holds nothing yet."""
    return serve(shutil.copy(sqlite_template, tmp_path_factory.mktemp("empty") / "empty.db"))


@contextmanager
def served(store: Path | str, folder: Path, *options: str) -> Iterator[str]:
    """The pages of a store, served by `passerelle serve`; gives their address."""
    port = free_port()
    log = folder / f"served-{port}.log"
    passerelle = Path(sys.executable).with_name("passerelle")
    command = [passerelle, "serve", "--db", str(store), "--port", str(port), *options]
    with log.open("wb") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(15)


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return once the address answers; fail with the server's own words if it does not."""
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the server did not answer at {url}:\n{log.read_text(errors='replace')}")
