"""A Flask view that returns a string, under gunicorn as `rejoinder serve` has it: `hello.py PORT`."""

from __future__ import annotations

import sys
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """Say hello."""
    return "<!DOCTYPE html><title>Hello</title><p>Hello, world."


class Server(BaseApplication):
    """Gunicorn with one worker of four threads."""

    def __init__(self, served: Flask) -> None:
        self.served = served
        super().__init__()

    def load_config(self) -> None:
        """Set what `rejoinder serve` sets."""
        options = {"bind": f"127.0.0.1:{sys.argv[-1]}", "worker_class": "gthread", "threads": 4, "loglevel": "warning"}
        for name, value in {**options, "control_socket_disable": True}.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Serve the view."""
        return self.served


if __name__ == "__main__":
    Server(app).run()
