"""Servers side by side: each one process with one connection, asked in turn; the server's processor time counts.

That is all that a server takes from a machine; who asks is not counted.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

from bench.measuring import FOLDER, PEERS, Missing
from bench.sites import LARGE, SITES

PATIENCE_S = 60
TICKS = os.sysconf("SC_CLK_TCK")
UNHURRIED = (
    *("--setting", "sql_time_limit_ms", "60000"),
    *("--setting", "facet_time_limit_ms", "60000"),
    *("--setting", "max_csv_mb", "0"),
)
"""Datasette gives facets up after 200 ms; here it is let finish, so that both sides count all."""
VALUES = (
    "UPDATE documents SET {0} = (SELECT min(value) FROM site.library_facet f "
    "WHERE f.number = documents.number AND +f.facet = '{0}')"
)
DOCUMENTS = (
    "ATTACH ? AS site",
    (
        "CREATE TABLE pairs (slug TEXT PRIMARY KEY, title, claim, rebuttal, captured, agency)",
        (
            "INSERT OR REPLACE INTO pairs SELECT r.slug, r.title, w.claim, w.rebuttal, w.captured, r.agency_id "
            "FROM site.library_record r JOIN site.library_wording w ON w.subject_id = r.id WHERE r.kind = 'pair'"
        ),
        (
            "CREATE TABLE documents (number INTEGER PRIMARY KEY, title, body, kind, agency, topic, verdict, stance, "
            "year)"
        ),
        (
            "INSERT INTO documents (number, title, body, kind, agency) SELECT number, title, body, kind, agency_id "
            "FROM site.library_document"
        ),
        *(VALUES.format(name) for name in ("topic", "verdict", "stance", "year")),
        *(f"CREATE INDEX documents_{name} ON documents ({name})" for name in ("kind", "agency", "topic", "verdict")),
        "CREATE VIRTUAL TABLE documents_fts USING fts5 (title, body, content=documents, content_rowid=number)",
        "INSERT INTO documents_fts (documents_fts) VALUES ('rebuild')",
        "ANALYZE",
    ),
)
"""What Datasette serves of the site: its pairs, and all that search looks through, with its facets and indexes."""


class Server(NamedTuple):
    """A server that runs: its port and its process group."""

    port: int
    group: int


class Side(NamedTuple):
    """A server, asked for some addresses."""

    server: Server
    addresses: Sequence[str]
    requests: int
    known: bool = False
    """Whether what was sent before is named, so that 304 is the answer."""

    def taken(self) -> float:
        """Return the processor seconds of a request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE_S)
        etags = {address: self._ask(connection, address, {}) for address in self.addresses[: self.requests]}
        before = processor_seconds(self.server.group)
        for address in islice(cycle(self.addresses), self.requests):
            self._ask(connection, address, {"If-None-Match": etags[address]} if self.known else {})
        return (processor_seconds(self.server.group) - before) / self.requests

    def _ask(self, connection: http.client.HTTPConnection, address: str, headers: dict[str, str]) -> str:
        connection.request("GET", address, headers={"Accept-Encoding": "gzip", **headers})
        answer = connection.getresponse()
        answer.read()
        if answer.status != (304 if headers else 200):
            raise RuntimeError(f"{address} answered {answer.status}")
        return answer.getheader("ETag") or ""


@contextmanager
def served(command: Sequence[str], settings: dict[str, str], address: str) -> Iterator[Server]:
    """Start a server whose command ends with its port, and wait until an address answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    SITES.mkdir(parents=True, exist_ok=True)
    with (SITES / "servers.log").open("ab") as log:
        server = subprocess.Popen(
            [*command, str(port)], env={**os.environ, **settings}, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _until(lambda: _answers(port, address), server)
        yield Server(port, server.pid)
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


@contextmanager
def ours(pairs: int = LARGE, **settings: str) -> Iterator[Server]:
    """Serve the site with so many pairs by one worker, as `rejoinder serve` does."""
    command = [str(Path(sys.executable).with_name("rejoinder")), "serve", "--workers", "1", "--port"]
    rest = {"REJOINDER_INSTANCE_PATH": str(SITES / f"demo-{pairs}"), **settings}
    with served(command, rest, "/about") as server:
        yield server


@contextmanager
def flask_view(script: str, *given: str) -> Iterator[Server]:
    """Serve a bare Flask view of `bench/peers` under the same gunicorn."""
    with served([sys.executable, str(FOLDER / "peers" / script), *given], {}, "/") as server:
        yield server


@contextmanager
def datasette() -> Iterator[Server]:
    """Serve the same site's texts as tables by Datasette. Raise Missing where it is not installed."""
    program = PEERS.with_name("datasette")
    if not program.exists():
        raise Missing("Datasette is not in its environment, bench/.venv")
    with served([str(program), "serve", "-i", str(tables()), *UNHURRIED, "--port"], {}, "/-/versions.json") as server:
        yield server


def tables() -> Path:
    """Return the file with the large site's texts as plain tables, made at the first time."""
    file, site = SITES / f"tables-{LARGE}.db", SITES / f"demo-{LARGE}" / "rejoinder.sqlite"
    if file.exists() and file.stat().st_mtime > site.stat().st_mtime:
        return file
    file.unlink(missing_ok=True)
    making = file.with_suffix(".new")
    for left in SITES.glob(f"{making.name}*"):  # by a run that was broken off
        left.unlink()
    attach, statements = DOCUMENTS
    with sqlite3.connect(making) as connection:
        connection.execute(attach, (str(site),))
        for statement in statements:
            connection.execute(statement)
    connection.close()
    return making.rename(file)


def processor_seconds(group: int) -> float:
    """Return what all processes of a group have taken so far."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            total += int(fields[11]) + int(fields[12])
    return total / TICKS


def _answers(port: int, address: str) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        connection.request("GET", address)
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False


def _until(holds: Callable[[], bool], server: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + PATIENCE_S
    while not holds():
        if server.poll() is not None or time.monotonic() > limit:
            raise RuntimeError(f"{server.args!r} did not start")
        time.sleep(0.1)
