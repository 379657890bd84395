"""A program that publishes: `python -m tests.interchange.writer DATABASE_URL NUMBER COUNT`. One of several at a time.

Each transaction first writes a row of the table `naive`, whose numbers the database hands out, then waits a moment,
then appends to the ledger; every fifth is rolled back. It ends when it has committed COUNT entries.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import UTC, datetime

from sqlalchemy import Engine, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.domain.records import TopicRecord
from app.domain.vocabulary import Event
from app.services import ledger
from app.storage.engine import make_engine
from app.storage.models.library import LibraryState

LONGEST_WAIT_S = 0.004
TURNS = 5


def publish(engine: Engine, name: str, rng: random.Random, *, rolled_back: bool) -> bool:
    """Publish a topic, or do all but commit it; False where SQLite's lock was not to be had in time."""
    try:
        with Session(engine) as session:
            session.execute(text("INSERT INTO naive (name) VALUES (:name)"), {"name": name})
            time.sleep(rng.random() * LONGEST_WAIT_S)
            record = TopicRecord(id=name, slug=name, name=name)
            now = datetime.now(UTC)
            entry = ledger.append(
                session, record=record, event=Event.PUBLISHED, kind="topic", version=1, at=now, salt=rng.randbytes(16)
            )
            session.execute(update(LibraryState).values(seq=entry.seq, head=entry.hash))  # as a publication does
            if rolled_back:
                session.rollback()
            else:
                session.commit()
    except OperationalError:
        return False
    return True


def main(url: str, number: int, count: int) -> None:
    """Publish until `count` entries are committed."""
    engine, rng = make_engine(url), random.Random(number)  # noqa: S311  # to be the same, not to be secret
    committed = turn = 0
    while committed < count:
        rolled_back = turn % TURNS == number % TURNS
        if publish(engine, f"w{number}-{turn}"[:12], rng, rolled_back=rolled_back):
            turn += 1
            committed += not rolled_back
    engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
