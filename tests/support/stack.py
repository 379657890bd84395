"""The whole of a large site for tests: nginx, gunicorn, PostgreSQL with a standby that readers read.

nginx runs `docs/deploy/nginx.conf` without its micro-cache, and `rejoinder serve` two processes; publications wait for
the standby. What is marked `stacked` runs both ways; with `STACK=full` (`make test-stack`) all that a server serves
runs this way, but for what says by the mark `alone` why it can't.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from inspect import signature
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from sqlalchemy import make_url
from werkzeug.datastructures import EnvironHeaders
from werkzeug.test import Client, TestResponse

from app.cli import root as rejoinder
from app.storage.engine import make_engine
from app.storage.migrate import upgrade
from tests.support import postgresql
from tests.support.nginx import nginx
from tests.support.server import free_port, wait_until_it_listens

FULL = os.environ.get("STACK") == "full"
ALONE, STACK = "alone", "stack"
SERVED = {"live_server", "served", "asking"}
"""The fixtures that serve a site in the way that is asked for."""
IN_PROCESS = {
    "statements": "it counts what this process asks of the database",
    "monkeypatch": "it changes the program, in this process",
}
TEMPLATE = "migrated"
PATIENCE_S = 120
AREAS = ("app.web.factory", "app.web.desk", "app.web.auth", "app.web.library", "app.web.compare", "app.web.feeds")
SIGNS = "%/:?#[]@!$&'()*+,;=~"
"""What stands in an address as it is; the rest a browser writes with a % before it sends it."""
UNTOLD = {"TESTING", "INSTANCE_PATH"}
"""Settings of a test's application that those who run a site have no such name for."""


class Stack(NamedTuple):
    """A PostgreSQL and a standby that follows it; `served` puts a site on them."""

    primary: postgresql.Cluster
    standby: postgresql.Standby

    def readers_url(self, url: str) -> str:
        """Return where readers read the database of an address."""
        return self.standby.url(str(make_url(url).database))

    @contextmanager
    def served(self, settings: Mapping[str, Any], folder: Path, *, plain: bool = False) -> Iterator[int]:
        """Serve a site with these settings and nginx in front; give nginx's port (TLS, unless `plain`)."""
        port, log = free_port(), folder / "served.log"
        given = {**settings, "LIBRARY_URL": self.readers_url(settings["DATABASE_URL"]), "PROXIES": 1}
        told = {f"REJOINDER_{name}": _written(value) for name, value in given.items() if name not in UNTOLD}
        told["REJOINDER_INSTANCE_PATH"] = str(settings["INSTANCE_PATH"])
        server = Server(["serve", "--port", str(port), "--workers", "2"], {**os.environ, **told}, log)
        try:
            wait_until_it_listens(server, port, log, PATIENCE_S)
            with nginx(folder / "nginx", port, plain=plain) as before:
                yield before
        finally:
            server.end()
            sys.stdout.write(log.read_text(encoding="utf-8", errors="replace"))


class Server:
    """`rejoinder serve` in a process of its own, forked from one that has read the program already: many are begun."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str], log: Path) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["app.cli", "app.cli.serve", "app.storage.migrate", *AREAS])
        self._process = context.Process(target=_run, args=(arguments, dict(environment), str(log)))
        self._process.start()

    def poll(self) -> int | None:
        """Return how it ended; None while it runs."""
        return self._process.exitcode

    def end(self) -> None:
        """End it at once: nobody is served any more."""
        if self._process.pid and self._process.is_alive():
            os.kill(self._process.pid, signal.SIGQUIT)
        self._process.join(PATIENCE_S)


def _run(arguments: list[str], environment: dict[str, str], log: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    written = os.open(log, os.O_WRONLY | os.O_CREAT)
    for stream in (1, 2):
        os.dup2(written, stream)
    rejoinder(arguments)


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


@contextmanager
def stack() -> Iterator[Stack]:
    """Start PostgreSQL, with a migrated template, and its standby."""
    with postgresql.cluster() as primary:
        primary.run(f"CREATE DATABASE {TEMPLATE}")
        engine = make_engine(primary.url(TEMPLATE))
        upgrade(engine)
        engine.dispose()
        with postgresql.standby(primary) as standby:
            yield Stack(primary, standby)


def client(port: int) -> Client:
    """Return a test client that asks a port what a test asks of the application."""
    return Client(_forwarded(port), TestResponse)


def _forwarded(port: int) -> Callable[..., Iterable[bytes]]:
    def answer(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        asked = {name: value for name, value in EnvironHeaders(environ) if name != "Content-Length"}
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        address, query = environ["REQUEST_URI"].partition("?")[0], environ["QUERY_STRING"]
        address = quote(f"{address}?{query}" if query else address, safe=SIGNS, encoding="latin-1")
        connection.request(environ["REQUEST_METHOD"], address, body or None, asked)
        got = connection.getresponse()
        data = got.read()
        connection.close()
        headers = [one for one in got.getheaders() if one[0] not in {"Connection", "Transfer-Encoding"}]
        start_response(f"{got.status} {got.reason}", headers)
        return [data]

    return answer


# Which tests run which way


def ways(metafunc: pytest.Metafunc) -> list[str]:
    """Return the ways in which a test's site is to be served; none where it has but one."""
    said = any(mark.args[0] == "way" for mark in metafunc.definition.iter_markers("parametrize"))
    if said or "way" not in metafunc.fixturenames or not SERVED.intersection(metafunc.fixturenames):
        return []
    if FULL:
        return [STACK]
    return [ALONE, STACK] if metafunc.definition.get_closest_marker("stacked") else []


def is_stacked(item: pytest.Item) -> bool:
    """Tell whether a test runs through the stack."""
    callspec = getattr(item, "callspec", None)
    return callspec is not None and callspec.params.get("way") == STACK


def is_left_out(item: pytest.Item) -> bool:
    """Tell whether a test is none of this run: on SQLite through PostgreSQL's stack, or not served in a run of that."""
    if is_stacked(item):
        return bool(item.callspec.params.get("database_url") == "sqlite")  # type: ignore[attr-defined]
    return FULL


def why_alone(item: pytest.Item) -> str | None:
    """Return why a test can't run through the stack; None where it can."""
    mark = item.get_closest_marker("alone")
    if mark is not None:
        (reason,) = mark.args
        return str(reason)
    wanted = signature(item.function).parameters  # type: ignore[attr-defined]
    return next((why for name, why in IN_PROCESS.items() if name in wanted), None)
