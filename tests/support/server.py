"""The application on a real port, in threads of this process, for a browser or an HTTP client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask
from werkzeug.serving import make_server


class LiveServer:
    """A served application: `url("/about")` is an address that a browser can open."""

    def __init__(self, app: Flask, port: int) -> None:
        self.app = app
        self.port = port
        self.origin = f"http://127.0.0.1:{port}"

    def url(self, path: str = "/") -> str:
        """Return the whole address of a path."""
        return self.origin + path


@contextmanager
def serve(app: Flask) -> Iterator[LiveServer]:
    """Serve on a free port of the loopback until the block ends."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield LiveServer(app, server.server_port)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
