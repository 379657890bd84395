"""Appending to the ledger, and checking it. Gapless and commit-ordered on both databases."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

import msgspec
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.domain.ledger import GENESIS, Entry, Fault, digest_of, make_entry, verify
from app.domain.records import CaptureRecord, Record, decode, encode
from app.domain.vocabulary import Event, SubjectKind
from app.services.desk import moment
from app.storage.blobs import Blobs
from app.storage.models.ledger import LedgerCounter, LedgerEntry, LedgerRecord
from app.storage.queries.ledger.entries import head

__all__ = ["APPENDED", "Report", "append", "check", "head", "queue_up", "rows"]

BATCH = 16
"""Entries that are held at once: few, since a capture may have megabytes."""
APPENDED = "appended"
"""Where a session's `info` says that it came to append to the ledger."""
COLUMNS = [getattr(LedgerEntry, name) for name in Entry.__struct_fields__]


def append(  # noqa: PLR0913  # an entry has so many parts
    session: Session, *, record: Record, event: Event, kind: str, version: int, at: datetime, salt: bytes
) -> Entry:
    """Append a record. The counter row is locked until the commit, so sequence numbers follow the commits."""
    wait_for_readers(session)
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
            yield entry, _as_bytes(salt), _as_bytes(body)
            after = entry.seq
        if len(batch) < BATCH:
            return


def queue_up(session: Session) -> None:
    """Wait for the ledger's turn before anything is locked or frozen: of two publications one sees what the other did.

    On PostgreSQL the counter row is locked until the commit; on SQLite a writer waits at `BEGIN IMMEDIATE` already.
    """
    session.flush()
    wait_for_readers(session)
    session.execute(select(LedgerCounter.seq).with_for_update())
    session.expire_all()


def wait_for_readers(session: Session) -> None:
    """Let the commit come back once the standbys that PostgreSQL waits for can be read; it may wait for none."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL synchronous_commit TO remote_apply"))
    session.info[APPENDED] = True


class Report(msgspec.Struct, frozen=True):
    """What a check found: how many entries, the head, which records were blanked, and what is not as it was."""

    seq: int
    head: str
    blanked: list[int]
    faults: list[Fault]


def check(session: Session, kept_head: tuple[int, str] | None = None, blobs: Blobs | None = None) -> Report:
    """Verify the whole chain, its records, that the counter names its end, and (with `blobs`) the captures' files."""
    last = (0, GENESIS)
    blanked: list[int] = []
    faults: list[Fault] = []

    def watched() -> Iterator[tuple[Entry, bytes | None, bytes | None]]:
        nonlocal last
        for entry, salt, body in rows(session):
            last = (entry.seq, entry.hash)
            if body is None:
                blanked.append(entry.seq)
            elif blobs is not None and entry.kind == SubjectKind.CAPTURE:
                faults.extend(_file_faults(entry, body, blobs))
            yield entry, salt, body

    faults += verify(watched(), kept_head)
    seq, newest = head(session)
    if (seq, newest) != last:
        faults.append(Fault(seq, f"is named as the head by the counter, but the ledger ends at {last[0]}"))
    return Report(seq, newest, blanked, faults)


def _file_faults(entry: Entry, body: bytes, blobs: Blobs) -> Iterator[Fault]:
    """Compare the stored file of a capture with the digest in its record; what is no record is told elsewhere.

    A capture whose bytes are its text needs no file: its record holds them.
    """
    try:
        record = decode(body)
    except msgspec.DecodeError:
        return
    if not isinstance(record, CaptureRecord):
        return
    try:
        kept = hashlib.sha256(blobs.read(record.sha256)).hexdigest()
    except NotFound:
        if record.sha256 == record.text_sha256:
            return
        yield Fault(entry.seq, f"the stored file of its capture ({record.sha256[:12]}…) is missing")
        return
    if kept != record.sha256:
        yield Fault(entry.seq, f"the stored file of its capture ({record.sha256[:12]}…) was changed")


def _as_bytes(value: bytes | str | None) -> bytes | None:
    """Return the bytes of what SQLite holds: a tampered cell may have become text."""
    return value.encode() if isinstance(value, str) else value
