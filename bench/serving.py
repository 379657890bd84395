"""Pages over HTTP: a pair's page with and without the cache, 304, and a feed, beside a Flask view and Datasette.

Each side is one server process with one connection, asked in turn. Time is the processor time of the server's
processes, which is all that it takes from a machine; who asks is not counted. The site is the one of `bench.pages`.
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
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

from bench.measuring import FOLDER, PEERS, Missing, Row
from bench.pages import LARGE, SITES, sampled, site

PATIENCE_S = 30
TICKS = os.sysconf("SC_CLK_TCK")
FEED = "/feeds/findings.json"
FEW, MANY = 400, 4_000
"""Requests a round: of a page that is made each time, and of one that is kept."""


class Side(NamedTuple):
    """A server, asked for some addresses."""

    port: int
    group: int
    addresses: Sequence[str]
    requests: int
    known: bool = False
    """Whether what was sent before is named, so that 304 is the answer."""

    def taken(self) -> float:
        """Return the processor seconds of a request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        etags = {address: self._ask(connection, address, {}) for address in self.addresses}
        before = _processor_seconds(self.group)
        for address in islice(cycle(self.addresses), self.requests):
            self._ask(connection, address, {"If-None-Match": etags[address]} if self.known else {})
        return (_processor_seconds(self.group) - before) / self.requests

    def _ask(self, connection: http.client.HTTPConnection, address: str, headers: dict[str, str]) -> str:
        connection.request("GET", address, headers={"Accept-Encoding": "gzip", **headers})
        answer = connection.getresponse()
        answer.read()
        if answer.status != (304 if headers else 200):
            raise RuntimeError(f"{address} answered {answer.status}")
        return answer.getheader("ETag") or ""


def rows(rounds: int) -> Iterator[Row]:
    """Measure all sides in turn, and give a row for each goal."""
    app = site(LARGE)
    pages, rest = sampled(app, "pair"), {"REJOINDER_INSTANCE_PATH": str(SITES / f"demo-{LARGE}")}
    with ExitStack() as running:

        def ours(**settings: str) -> tuple[int, int]:
            command = [str(Path(sys.executable).with_name("rejoinder")), "serve", "--workers", "1", "--port"]
            return running.enter_context(_served(command, {**rest, **settings}, "/about"))

        made, kept = ours(REJOINDER_CACHE_MB="0"), ours()
        hello = running.enter_context(_served([sys.executable, str(FOLDER / "peers" / "hello.py")], {}, "/"))
        sides = {
            "page": Side(*made, pages, FEW),
            "kept page": Side(*kept, pages, MANY),
            "304": Side(*kept, pages, MANY, known=True),
            "kept feed": Side(*kept, [FEED], MANY),
            "hello": Side(*hello, ["/"], MANY),
        }
        why = ""
        try:
            sides["datasette"] = Side(*running.enter_context(_datasette()), _row_pages(pages), FEW)
        except Missing as error:
            why = str(error)
        taken = [{name: side.taken() for name, side in sides.items()} for _ in range(rounds)]
    for name, side, peer, goal in (
        ("pair page, made anew", "page", "datasette", 5),
        ("pair page, made anew", "page", "hello", 0.55),
        ("pair page, kept", "kept page", "datasette", 15),
        ("pair page, kept", "kept page", "hello", 1.2),
        ("304", "304", "hello", 1.2),
        ("feed of 100 items, kept", "kept feed", "hello", 1),
    ):
        row = Row(name, {"datasette": "a row's page of Datasette", "hello": "a Flask view of a string"}[peer], goal)
        if peer in sides:
            row.ratios = [one[peer] / one[side] for one in taken]
            row.unit = f"times as fast; ours {min(one[side] for one in taken) * 1000:.2f} ms of a processor"
        else:
            row.missing = why
        yield row


@contextmanager
def _served(command: list[str], settings: dict[str, str], address: str) -> Iterator[tuple[int, int]]:
    """Start a server whose command ends with its port; give the port and the process group."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [*command, str(port)], env={**os.environ, **settings}, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _until(lambda: _answers(port, address), server)
        yield port, server.pid
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


@contextmanager
def _datasette() -> Iterator[tuple[int, int]]:
    """Serve the newest wordings of the site's pairs as one table."""
    program, table = PEERS.with_name("datasette"), SITES / "pairs.db"
    if not program.exists():
        raise Missing("Datasette is not in its environment, bench/.venv")
    if not table.exists():
        with sqlite3.connect(table) as connection:
            connection.execute("ATTACH ? AS site", (str(SITES / f"demo-{LARGE}" / "rejoinder.sqlite"),))
            connection.execute("CREATE TABLE pairs (slug TEXT PRIMARY KEY, title, claim, rebuttal, captured, agency)")
            connection.execute(
                "INSERT OR REPLACE INTO pairs SELECT r.slug, r.title, w.claim, w.rebuttal, w.captured, r.agency_id "
                "FROM site.library_record r JOIN site.library_wording w ON w.subject_id = r.id WHERE r.kind = 'pair'"
            )
    with _served([str(program), "serve", "-i", str(table), "--port"], {}, "/-/versions.json") as server:
        yield server


def _row_pages(pages: Sequence[str]) -> list[str]:
    return [f"/pairs/pairs/{page.rpartition('/')[2].replace('-', '~2D')}" for page in pages]


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


def _processor_seconds(group: int) -> float:
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
