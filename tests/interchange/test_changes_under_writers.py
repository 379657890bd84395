"""Six programs publish at once, with rollbacks, while a client polls: it ends with exactly the ledger.

A client that polls by `id > cursor` over numbers that the database hands out is run beside it, as a control: on
PostgreSQL it misses rows, since numbers are handed out before the commit. `CHANGES=10000` makes it longer, and `-s`
shows what it counted.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from app.storage.engine import reading
from app.storage.models.ledger import LedgerEntry
from tests.support.stack import ALONE

ROOT = Path(__file__).parents[2]
WRITERS = 6
CHANGES = int(os.environ.get("CHANGES", "2000"))
PAGE = 50
PAUSE_S = 0.02
NUMBERS = {"sqlite": "INTEGER PRIMARY KEY AUTOINCREMENT", "postgresql": "BIGSERIAL PRIMARY KEY"}


@pytest.fixture
def app_settings(database_url: str, tmp_path: Path) -> dict[str, Any]:
    return {
        "INSTANCE_PATH": str(tmp_path / "instance"),
        "DATABASE_URL": database_url,
        "SECRET_KEY": "a key for tests alone",
        "TESTING": True,
    }


class Naive:
    """The control: it asks for what has a greater number than the last that it saw."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.seen: list[int] = []
        with engine.begin() as connection:
            connection.execute(text(f"CREATE TABLE naive (id {NUMBERS[engine.dialect.name]}, name TEXT NOT NULL)"))

    def poll(self) -> int:
        """Read what follows; return how many rows that were."""
        query = text("SELECT id FROM naive WHERE id > :last ORDER BY id LIMIT :limit")
        with self.engine.connect() as connection:
            last = self.seen[-1] if self.seen else 0
            rows = connection.execute(query, {"last": last, "limit": PAGE}).scalars().all()
        self.seen += rows
        return len(rows)

    def missed(self) -> int:
        """Count the rows that are there and were never seen."""
        with self.engine.connect() as connection:
            return len(set(connection.execute(text("SELECT id FROM naive")).scalars()) - set(self.seen))


@contextmanager
def writers(url: str, changes: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Start the programs; together they commit so many entries."""
    counts = [changes // WRITERS + (number < changes % WRITERS) for number in range(WRITERS)]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.interchange.writer", url, str(number), str(count)],
            cwd=ROOT,
            stderr=subprocess.PIPE,
        )
        for number, count in enumerate(counts)
    ]
    try:
        yield started
    finally:
        for one in started:
            one.kill()
            one.communicate()


@pytest.mark.stacked
def test_a_polling_client_ends_with_exactly_the_ledger(database_url, engine, asking, way, figure):
    changes = CHANGES // (1 if way == ALONE else 4)  # a standby is waited for with each
    mirror: list[tuple[int, str, str]] = []
    naive = Naive(engine)
    cursor, polls, begun = "", 0, time.monotonic()
    with writers(database_url, changes) as started:
        going = True
        while going:
            alive = any(one.poll() is None for one in started)
            answer = asking.get(f"/api/v1/changes?limit={PAGE}&since={cursor}")
            assert answer.status_code == 200, answer.text
            page = answer.get_json()
            mirror += [(one["seq"], one["digest"], one["hash"]) for one in page["results"]]
            cursor, polls = page["cursor"], polls + 1
            found = naive.poll()
            going = alive or page["pending"] > 0 or found > 0
            if not (page["pending"] or found):
                time.sleep(PAUSE_S)
        assert [(one.returncode, one.stderr.read()) for one in started] == [(0, b"")] * WRITERS
    reading.set(False)
    with Session(engine) as session:
        columns = (LedgerEntry.seq, LedgerEntry.digest, LedgerEntry.hash)
        kept = [tuple(row) for row in session.execute(select(*columns).order_by(LedgerEntry.seq))]
        rolled_back = session.scalar(select(func.count()).select_from(text("naive"))) - changes
    figure(
        f"{engine.dialect.name}: {len(kept)} changes by {WRITERS} writers in {time.monotonic() - begun:.1f} s, "
        f"{polls} polls; the client has {len(mirror)}; `id > cursor` missed {naive.missed()} of {changes}"
    )
    assert mirror == kept
    assert [seq for seq, _, _ in mirror] == list(range(1, changes + 1))
    assert rolled_back == 0  # of these rows nothing stayed either
    if engine.dialect.name == "postgresql":
        assert naive.missed() > 0
