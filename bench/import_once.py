"""Imports a feed of ClaimReviews into a new site, as `rejoinder import claimreview` does, and tells what it took."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.services.desk import COMMAND, Desk
from app.services.import_files import Reviews
from app.services.import_pairs import take_pairs
from app.services.imports import Report
from app.storage.blobs import Blobs
from app.storage.engine import make_engine
from app.storage.migrate import upgrade


def main() -> None:
    """Print seconds by the clock and of the processor, the peak of memory in bytes, and how many claims were taken."""
    file, folder = map(Path, sys.argv[1:])
    engine = make_engine(f"sqlite:///{folder / 'rejoinder.sqlite'}")
    upgrade(engine)
    report = Report(file=file.name, dry_run=False)
    start, processor = time.monotonic(), time.process_time()
    with Session(engine) as session:
        desk = Desk(session=session, actor=COMMAND, now=datetime.now(UTC), blobs=Blobs(folder / "blobs"))
        for _ in take_pairs(desk, Reviews(file.read_bytes()).pairs(file.name), report, "2024"):
            session.commit()
    seconds, processor = time.monotonic() - start, time.process_time() - processor
    print(json.dumps({"seconds": seconds, "processor": processor, "peak": peak(), "taken": report.taken}))


def peak() -> int:
    """Return the most bytes that this process held: `getrusage` would count those of the one that started it."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024


main()
