"""Exporting all pairs as NDJSON: over HTTP beside Datasette's CSV stream, and to a file beside the shell of SQLite.

Each side writes other columns, so what counts is bytes by second of a processor.
"""

from __future__ import annotations

import http.client
import json
import resource
import shutil
import subprocess
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from bench.measuring import FOLDER, Missing, Row
from bench.servers import PATIENCE_S, Server, datasette, ours, processor_seconds, tables
from bench.sites import LARGE, SITES, SMALL, site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MEGABYTE = 1_000_000
COLUMNS = ("slug", "title", "claim", "rebuttal", "captured", "agency")
OBJECTS = f"SELECT json_object({', '.join(f'{one!r}, {one}' for one in COLUMNS)}) FROM pairs"  # noqa: S608  # ours


def rows(rounds: int) -> Iterator[Row]:
    """Measure all sides in turn."""
    site(SMALL), site(LARGE)
    streamed = Row("export of all pairs, over HTTP", "Datasette's stream of CSV", 12)
    written = Row("export of all pairs, to a file", "json_object() in the shell of SQLite", 0.75)
    memory = Row(f"memory of that export, {LARGE:,} pairs", f"that of {SMALL:,} pairs", 0.8, "times as little")
    shell = shutil.which("sqlite3")
    if not shell:
        written.missing = "there is no sqlite3 shell"
    with ExitStack() as running:
        here, there = running.enter_context(ours()), None
        try:
            there = running.enter_context(datasette())
        except Missing as error:
            streamed.missing = str(error)
        for _ in range(rounds):
            if there:
                us = _streamed(here, "/api/v1/pairs.ndjson")
                theirs = _streamed(there, f"/tables-{LARGE}/pairs.csv?_stream=1")
                streamed.ratios.append(us / theirs)
                streamed.unit = f"times the bytes; {us:.0f} MB a second, theirs {theirs:.0f}"
            small, large = _ours(SMALL), _ours(LARGE)
            memory.ratios.append(small["memory"] / large["memory"])
            memory.unit = f"times as little; {large['memory'] / MEGABYTE:.0f} MB"
            if shell:
                theirs = _shell(shell)
                us = large["bytes"] / large["processor"] / MEGABYTE
                written.ratios.append(us / theirs)
                written.unit = f"times the bytes; {us:.0f} MB a second, theirs {theirs:.0f}"
    yield from (streamed, written, memory)


def _streamed(server: Server, address: str) -> float:
    """Return the megabytes that a server sends by second of its processor."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S * 10)
    before, size = processor_seconds(server.group), 0
    connection.request("GET", address)
    answer = connection.getresponse()
    if answer.status != http.HTTPStatus.OK:
        raise RuntimeError(f"{address} answered {answer.status}")
    while some := answer.read(1 << 20):
        size += len(some)
    return size / MEGABYTE / (processor_seconds(server.group) - before)


def _ours(pairs: int) -> dict[str, Any]:
    file = SITES / "export.ndjson"
    command = [sys.executable, "-m", "bench.export_once", str(SITES / f"demo-{pairs}"), str(file)]
    done = subprocess.run(command, cwd=FOLDER.parent, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return {**answer, "bytes": _taken(file)}


def _shell(program: str) -> float:
    file, before = SITES / "shell.ndjson", _children()
    with file.open("wb") as out:
        subprocess.run([program, "-readonly", str(tables()), OBJECTS], stdout=out, check=True)
    return _taken(file) / MEGABYTE / (_children() - before)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _taken(file: Path) -> int:
    """Return the size of a file, and delete it."""
    size: int = file.stat().st_size
    file.unlink()
    return size
