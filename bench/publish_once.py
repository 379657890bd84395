"""Publishes an invented site at once, as `rejoinder demo --size` does, and tells what it took."""

from __future__ import annotations

import json
import sys
import time

from sqlalchemy.orm import Session

from app.services.bulk import publish_new
from app.services.demo import METHODOLOGY
from app.services.demo.many import Maker
from app.storage.engine import make_engine
from app.storage.migrate import upgrade


def main() -> None:
    """Print seconds by the clock and of the processor, and how many records went to the ledger and the library."""
    engine = make_engine(f"sqlite:///{sys.argv[1]}")
    upgrade(engine)
    start, processor, records = time.monotonic(), time.process_time(), 0
    with Session(engine) as session:
        for records in publish_new(session, Maker().site(int(sys.argv[2])), METHODOLOGY):  # noqa: B007  # the last one counts
            session.commit()
    seconds, processor = time.monotonic() - start, time.process_time() - processor
    print(json.dumps({"seconds": seconds, "processor": processor, "records": records}))


main()
