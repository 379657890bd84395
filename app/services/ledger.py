"""Appending to the ledger, and checking it. Gapless and commit-ordered on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.ledger import Entry, Fault, digest_of, make_entry, verify
from app.domain.records import Record, encode
from app.domain.vocabulary import Event
from app.services.desk import moment
from app.storage.models.ledger import LedgerCounter, LedgerEntry, LedgerRecord

BATCH = 500
COLUMNS = [getattr(LedgerEntry, name) for name in Entry.__struct_fields__]


def append(  # noqa: PLR0913  # an entry has so many parts
    session: Session, *, record: Record, event: Event, kind: str, version: int, at: datetime, salt: bytes
) -> Entry:
    """Append a record. The counter row is locked until the commit, so sequence numbers follow the commits."""
    body = encode(record)
    counter = update(LedgerCounter).values(seq=LedgerCounter.seq + 1).returning(LedgerCounter.seq, LedgerCounter.head)
    seq, previous = session.execute(counter, execution_options={"synchronize_session": False}).one()
    entry = make_entry(
        seq=seq,
        at=moment(at),
        event=event,
        kind=kind,
        subject=record.id,
        version=version,
        digest=digest_of(salt, body),
        previous=previous,
    )
    session.execute(update(LedgerCounter).values(head=entry.hash), execution_options={"synchronize_session": False})
    session.add(LedgerEntry(**{name: getattr(entry, name) for name in Entry.__struct_fields__}))
    session.flush()
    session.add(LedgerRecord(seq=seq, salt=salt, body=body))
    session.flush()
    return entry


def rows(session: Session, after: int = 0) -> Iterator[tuple[Entry, bytes | None, bytes | None]]:
    """Yield every entry after a sequence number, in order, with its record's salt and body; constant memory."""
    while True:
        query = (
            select(*COLUMNS, LedgerRecord.salt, LedgerRecord.body)
            .outerjoin(LedgerRecord, LedgerRecord.seq == LedgerEntry.seq)
            .where(LedgerEntry.seq > after)
            .order_by(LedgerEntry.seq)
            .limit(BATCH)
        )
        batch = session.execute(query).all()
        for *fields, salt, body in batch:
            entry = Entry(**dict(zip(Entry.__struct_fields__, fields, strict=True)))
            yield entry, salt, body
            after = entry.seq
        if len(batch) < BATCH:
            return


def head(session: Session) -> tuple[int, str]:
    """Return the newest sequence number and its hash."""
    seq, newest = session.execute(select(LedgerCounter.seq, LedgerCounter.head)).one()
    return seq, newest


def check(session: Session, kept_head: tuple[int, str] | None = None) -> list[Fault]:
    """Verify the whole chain, its records, and that the counter names its end."""
    seen: list[Entry] = []

    def watched() -> Iterator[tuple[Entry, bytes | None, bytes | None]]:
        for entry, salt, body in rows(session):
            seen[:] = [entry]
            yield entry, salt, body

    faults = list(verify(watched(), kept_head))
    seq, newest = head(session)
    last = (seen[0].seq, seen[0].hash) if seen else (0, "0" * 64)
    if (seq, newest) != last:
        faults.append(Fault(seq, f"the counter names entry {seq} as the head, but the ledger ends at {last[0]}"))
    return faults
