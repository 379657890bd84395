"""A program that serves a site with four workers: `python -m tests.safety.reading_server PORT`.

Each answer says in `X-Worker` which process it came from. While the instance folder holds a file `unchecked`, what is
kept is believed to be new: the control. The application is made once and forked, to be quick.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from app.cli import serve
from app.storage.pulse import Pulse, State
from app.web import factory

WORKERS = 4
UNCHECKED = "unchecked"


def telling(application: Any) -> Any:
    """Name the process in each answer."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            return start_response(status, [*headers, ("X-Worker", str(os.getpid()))], exc_info)

        return application(environ, start)

    return answer


def main(port: int) -> None:
    """Serve until stopped."""
    app = factory.create_app()
    app.wsgi_app = telling(app.wsgi_app)  # type: ignore[method-assign]
    unchecked, asked = Path(app.instance_path) / UNCHECKED, Pulse.state

    def state(pulse: Pulse) -> State | None:
        return State(2**31, 0) if unchecked.exists() else asked(pulse)

    Pulse.state = state  # type: ignore[method-assign]
    factory.create_app = lambda *_: app
    serve.run("127.0.0.1", port, workers=WORKERS, threads=2)


if __name__ == "__main__":
    main(int(sys.argv[1]))
