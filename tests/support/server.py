"""The application on a real port, in threads of this process, for a browser or an HTTP client."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
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


def wait_until_it_listens(server: subprocess.Popen[bytes], port: int, log: Path, patience_s: float) -> None:
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
