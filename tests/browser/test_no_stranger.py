"""Nobody else takes part: headers of every answer, what the browser refuses, what gets no answer.

That no page asks anything of another host is checked after every browser test (see `reader`).
"""

import http.client
import json
from urllib.parse import urlsplit

import pytest

HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
PAGES = ("/", "/network", "/calendar", "/suggestions", "/sources", "/start", "/healthz", "/nowhere")
# What the browser does with a script, a picture, a request and a frame that are not ours.
TRY = """async () => {
  const refused = [];
  document.addEventListener('securitypolicyviolation', event =>
    refused.push(event.effectiveDirective));
  const script = document.createElement('script');
  script.textContent = 'window.canary = 1';
  const picture = new Image();
  picture.src = 'https://stranger.example/beacon.png';
  const frame = document.createElement('iframe');
  frame.src = 'https://stranger.example/';
  document.body.append(script, picture, frame);
  await fetch('https://stranger.example/').catch(() => {});
  setTimeout(() => window.eval('window.canary = 2'), 0);  // later: what calls it here may eval
  await new Promise(done => setTimeout(done, 300));
  return [refused.sort(), window.canary ?? null];
}"""


def asked(
    url: str, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """An answer of the server to a request made by hand: its status, headers and body."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_says_what_the_page_may_load(sample_url, path) -> None:
    _status, headers, _body = asked(sample_url, path)
    found = {name.title(): value for name, value in headers.items()}
    policy = found["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert {name: found.get(name.title()) for name in HEADERS} == HEADERS
    assert "'unsafe-eval'" not in policy
    assert "'unsafe-inline'" not in directives["script-src"]
    assert directives["default-src"] == "'self'"
    assert directives["connect-src"] == "'self'"
    assert directives["object-src"] == "'none'"
    assert directives["frame-ancestors"] == "'none'"


def test_only_our_own_pages_frame_the_calendar(reader, sample_url) -> None:
    reader.open(f"{sample_url}/calendar")
    address = urlsplit(reader.page.locator("iframe").first.get_attribute("src") or "")
    assert address.path.startswith("/component/")
    status, headers, _body = asked(sample_url, address.path)
    policy = {name.title(): value for name, value in headers.items()}["Content-Security-Policy"]
    assert status == 200
    assert policy.endswith("frame-ancestors 'self'")


def test_the_browser_refuses_what_is_not_ours(reader, sample_url) -> None:
    """And reports it: these are the only complaints of a console in these tests."""
    reader.open(f"{sample_url}/start")
    refused, canary = reader.page.evaluate(TRY)
    assert canary is None
    assert set(refused) >= {"script-src-elem", "img-src", "connect-src", "frame-src", "script-src"}
    assert reader.errors
    words = ("Content Security Policy", "unsafe-eval")
    assert all(any(word in error for word in words) for error in reader.errors), reader.errors
    reader.errors.clear()
    reader.foreign.clear()  # the requests named above, which the browser did not send


def test_pages_of_another_origin_cannot_speak_to_the_server(sample_url) -> None:
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    status, _headers, _body = asked(
        sample_url, "/_stcore/stream", Origin="https://stranger.example", **upgrade
    )
    assert status == 403
    status, _headers, _body = asked(sample_url, "/_stcore/stream", Origin=sample_url, **upgrade)
    assert status == 101


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../etc/passwd",
        "/..%2f..%2f..%2f..%2fetc/passwd",
        "/static/..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc/passwd",
        "/media/..%2f..%2f..%2fetc/passwd",
        "/app/static/../../app.py",
        "/app/static/..%2f..%2fapp.py",
        "/component/streamlit_calendar.calendar/..%2f..%2f..%2f__init__.py",
        "/component/streamlit_calendar.calendar/../../__init__.py",
    ],
)
def test_no_address_reaches_a_file_of_the_machine(sample_url, path) -> None:
    status, _headers, body = asked(sample_url, path)
    assert b"root:" not in body
    assert b"import " not in body
    assert status >= 400 or b"<title>Streamlit</title>" in body


def test_health_is_said_without_a_word_more(sample_url) -> None:
    assert asked(sample_url, "/healthz")[::2] == (200, b"ok")


def test_the_page_offers_nothing_of_strangers(reader, sample_url) -> None:
    """No Deploy button, no menu that reports elsewhere, no statistics."""
    shown = reader.open(sample_url).text()
    assert "Deploy" not in shown
    links = reader.page.get_by_role("link").evaluate_all("all => all.map(one => one.href)")
    assert all(link.startswith(sample_url) for link in links), json.dumps(links)
