"""A program that serves a site and is killed: `python -m tests.safety.killed_server PORT [early] [unsynced]`.

It loads the application once. Each line on standard input forks a server (the very one of `rejoinder serve`), whose
process group is written to standard output; whoever reads that may kill it. With `early` the server answers before
the application has begun, and with `unsynced` its database writes what it was told when it likes to: the controls.
"""

from __future__ import annotations

import os
import sys
from io import BytesIO
from threading import Thread
from typing import Any

from sqlalchemy import Engine, event

from app.cli import serve
from app.storage import engine
from app.web import factory


def answering_early(application: Any) -> Any:
    """Answer a POST to the desk as if it were done, and do it then."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        if environ["REQUEST_METHOD"] != "POST" or not environ["PATH_INFO"].startswith("/desk"):
            return application(environ, start_response)
        body = environ["wsgi.input"].read()
        copied = {**environ, "wsgi.input": BytesIO(body)}
        Thread(target=lambda: list(application(copied, lambda *_: lambda _: None)), daemon=True).start()
        start_response("303 See Other", [("Location", "/desk/topics/early"), ("Content-Length", "0")])
        return [b""]

    return answer


def let_databases_write_later() -> None:
    """Let SQLite run with `synchronous=NORMAL`, and PostgreSQL with `synchronous_commit=off`."""
    arguments = engine.connect_arguments

    def unsynced(*, read_only: bool) -> dict[str, Any]:
        given = arguments(read_only=read_only)
        return {**given, "options": given["options"].replace("synchronous_commit=on", "synchronous_commit=off")}

    engine.connect_arguments = unsynced

    @event.listens_for(Engine, "checkout")
    def unsync(connection: Any, *_given: object) -> None:
        if isinstance(connection, engine.sqlite_module.Connection):
            connection.execute("PRAGMA synchronous=NORMAL")


def main(port: int, *, early: bool, unsynced: bool) -> None:
    """Fork a server for each line."""
    if unsynced:
        let_databases_write_later()
    create_app = factory.create_app

    def create(*given: Any) -> Any:
        app = create_app(*given)
        if early:
            app.wsgi_app = answering_early(app.wsgi_app)
        return app

    factory.create_app = create
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            os.setsid()
            sys.stdin.close()
            serve.run("127.0.0.1", port, workers=1, threads=4)
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    main(int(sys.argv[1]), early="early" in sys.argv[2:], unsynced="unsynced" in sys.argv[2:])
