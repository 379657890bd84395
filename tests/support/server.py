"""The application on a real port, in threads of this process, for a browser or an HTTP client."""

from __future__ import annotations

import secrets
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any, Protocol

import pytest
from flask import Flask
from werkzeug.serving import make_server

LOWEST_PORT, PORTS = 10_000, 20_000


class LiveServer:
    """A served application: `url("/about")` is an address that a browser can open."""

    def __init__(self, app: Flask, port: int, scheme: str = "http") -> None:
        self.app = app
        self.port = port
        self.origin = f"{scheme}://127.0.0.1:{port}"

    def url(self, path: str = "/") -> str:
        """Return the whole address of a path."""
        return self.origin + path


def closed(application: Callable[..., Iterable[bytes]]) -> Callable[..., list[bytes]]:
    """Give each answer whole and close it at once: werkzeug's server forgets to where a browser has gone away."""

    def answer(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        given = application(environ, start_response)
        try:
            return [b"".join(given)]
        finally:
            getattr(given, "close", bool)()

    return answer


@contextmanager
def serve(app: Flask) -> Iterator[LiveServer]:
    """Serve on a free port of the loopback until the block ends."""
    server = make_server("127.0.0.1", 0, closed(app), threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield LiveServer(app, server.server_port)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def free_port() -> int:
    """Return a port that nobody listens on, below those that systems hand out: nobody is given it meanwhile."""
    while True:
        port = LOWEST_PORT + secrets.randbelow(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Begun(Protocol):
    """A process that was begun."""

    def poll(self) -> int | None:
        """Return how it ended; None while it runs."""


def wait_until_it_listens(server: Begun, port: int, log: Path, patience_s: float) -> None:
    """Wait for a process that was begun to listen; fail with its log where it ends, or takes longer."""
    limit = time.monotonic() + patience_s
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if server.poll() is not None or time.monotonic() > limit:
                pytest.fail(f"It does not listen:\n{log.read_text()}", pytrace=False)
            time.sleep(0.02)
        else:
            return
