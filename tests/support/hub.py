"""A WebSub hub on the loopback: it keeps what it is told, and answers as a test says, or only once it is let."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import parse_qs


class Hub:
    """A running hub. `pings` are the forms that came; `statuses` the answers to the next of them, 202 to all others."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.pings: list[dict[str, list[str]]] = []
        self.statuses: list[int] = []
        self.asked = Event()
        self.let = Event()
        self.let.set()

    @property
    def url(self) -> str:
        """The hub's address."""
        return f"http://127.0.0.1:{self.port}/hub"

    def topics(self) -> list[str]:
        """Return the feeds that it was told of, and forget them."""
        told = [one["hub.url"][0] for one in self.pings]
        assert self.pings == [{"hub.mode": ["publish"], "hub.url": [topic]} for topic in told]
        self.pings.clear()
        return told


@contextmanager
def running_hub() -> Iterator[Hub]:
    """Run a hub until the block ends."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            hub.asked.set()
            hub.let.wait()
            hub.pings.append(parse_qs(form))
            self.send_response(hub.statuses.pop(0) if hub.statuses else 202)
            self.end_headers()

        def log_message(self, *_given: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    hub = Hub(server.server_port)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield hub
    finally:
        hub.let.set()
        server.shutdown()
        server.server_close()
