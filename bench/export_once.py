"""Writes all pairs of a site into a file, as `rejoinder export ndjson` does, and tells what it took."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from sqlalchemy.orm import Session

from app.cli.export import write_records
from app.storage.engine import make_engine
from bench.measuring import own_memory


def main() -> None:
    """Print seconds of the processor, and the bytes of memory that the process had for itself in the end."""
    folder, file = map(Path, sys.argv[1:])
    engine = make_engine(f"sqlite:///{folder / 'rejoinder.sqlite'}", read_only=True)
    with Session(engine) as session:
        session.connection()
        before = time.process_time()
        write_records(session, "ndjson", "pair", file)
        print(json.dumps({"processor": time.process_time() - before, "memory": own_memory()}))


main()
