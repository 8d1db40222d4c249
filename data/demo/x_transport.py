"""HTTP under the local X: one thread a connection, kept alive, and ended when the server is."""

import socket
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, NamedTuple

_JSON = "application/json; charset=utf-8"


class Reply(NamedTuple):
    """An answer as it goes over the wire; `cut` ends the connection half way through the body."""

    status: int
    body: bytes
    headers: dict[str, str]
    cut: bool = False


Answering = Callable[[str, str, str], Reply]  # method, target, Authorization


class Listening(ThreadingHTTPServer):
    """Listens on loopback from the start, until closed; `answering` makes the replies."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, answering: Answering) -> None:
        self.answering = answering
        self._open: set[Any] = set()
        self._lock = Lock()
        super().__init__(("127.0.0.1", port), _Handler)
        serving = {"poll_interval": 0.02}
        self._thread = Thread(target=self.serve_forever, kwargs=serving, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends listening, and every connection that is still open."""
        self.shutdown()
        self._thread.join()
        self.server_close()
        with self._lock:
            for connection in self._open:
                _shut(connection)

    def process_request(self, request: Any, client_address: Any) -> None:
        """A new connection, remembered as long as it is open."""
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """The connection has ended."""
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error of ours."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def _shut(connection: Any) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:  # the other end was quicker
        return


class _Handler(BaseHTTPRequestHandler):
    """Reads requests and writes replies, each in one piece."""

    protocol_version = "HTTP/1.1"
    server_version = "local-x"
    sys_version = ""
    wbufsize = -1
    disable_nagle_algorithm = True
    server: Listening

    def do_GET(self) -> None:
        """Answers one request."""
        authorization = self.headers.get("Authorization", "")
        reply = self.server.answering("GET", self.path, authorization)
        body = reply.body
        self.send_response(reply.status)
        headers = {"content-type": _JSON, "content-length": str(len(body))} | reply.headers
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if reply.cut:
            body = body[: len(body) // 2]
            self.close_connection = True
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is written down: `XServer.requests` knows."""
