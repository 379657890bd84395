"""The ledger's entries, for its public page."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.models.ledger import LedgerCounter, LedgerEntry
from app.storage.models.library import LibraryRecord


class EntryRow(NamedTuple):
    """An entry with what it takes to link to its subject; both None where the library has none."""

    entry: LedgerEntry
    slug: str | None
    title: str | None


def head(session: Session) -> tuple[int, str]:
    """Return the newest sequence number and its hash."""
    row = session.execute(select(LedgerCounter.seq, LedgerCounter.head)).one()
    return row[0], row[1]


def newest_entries(session: Session, limit: int, before: int | None = None) -> list[EntryRow]:
    """Return entries, the newest first, older than `before`."""
    query = (
        select(LedgerEntry, LibraryRecord.slug, LibraryRecord.title)
        .outerjoin(LibraryRecord, LibraryRecord.id == LedgerEntry.subject)
        .order_by(LedgerEntry.seq.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(LedgerEntry.seq < before)
    return [EntryRow(*row) for row in session.execute(query)]
