"""A program that serves a site with four workers: `python -m tests.safety.reading_server PORT METRICS_PORT`.

Each answer says in `X-Worker` which process it came from. While the instance folder holds a file `unchecked`, what is
kept is believed to be new: the control.
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


def main(port: int, metrics_port: int) -> None:
    """Serve until stopped."""
    unchecked, asked, create_app = (
        Path(os.environ["REJOINDER_INSTANCE_PATH"]) / UNCHECKED,
        Pulse.state,
        factory.create_app,
    )

    def create(*given: Any) -> Any:
        app = create_app(*given)
        app.wsgi_app = telling(app.wsgi_app)  # type: ignore[method-assign]
        return app

    def state(pulse: Pulse) -> State | None:
        return State(2**31, 0) if unchecked.exists() else asked(pulse)

    Pulse.state = state  # type: ignore[method-assign]
    factory.create_app = create
    serve.run("127.0.0.1", port, workers=WORKERS, threads=2, metrics_port=metrics_port)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
