"""The ledger as the change feed reads it: by sequence, which follows the commits, so that nothing is ever skipped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.storage.models.ledger import LedgerCounter, LedgerEntry, LedgerRecord


class Head(NamedTuple):
    """The newest entry: its number, hash and moment; 0 and None before the first."""

    seq: int
    hash: str
    at: str | None


class EntryRow(NamedTuple):
    """An entry. `size` is of its record in bytes, None where the record was blanked."""

    seq: int
    subject: str
    kind: str
    event: str
    at: str
    version: int
    digest: str
    previous: str
    hash: str
    size: int | None


def ledger_head(session: Session) -> Head:
    """Return where the ledger ends now. Whatever is committed later has a greater number."""
    query = select(LedgerCounter.seq, LedgerCounter.head, LedgerEntry.at)
    seq, newest, at = session.execute(query.outerjoin(LedgerEntry, LedgerEntry.seq == LedgerCounter.seq)).one()
    return Head(seq, newest, at)


def entries_from(session: Session, first: int, last: int, limit: int) -> list[EntryRow]:
    """Return the entries numbered from `first` to `last`, in order, without their records."""
    rows = session.execute(
        select(
            LedgerEntry.seq,
            LedgerEntry.subject,
            LedgerEntry.kind,
            LedgerEntry.event,
            LedgerEntry.at,
            LedgerEntry.version,
            LedgerEntry.digest,
            LedgerEntry.previous,
            LedgerEntry.hash,
            func.length(LedgerRecord.body),
        )
        .outerjoin(LedgerRecord, LedgerRecord.seq == LedgerEntry.seq)
        .where(LedgerEntry.seq >= first, LedgerEntry.seq <= last)
        .order_by(LedgerEntry.seq)
        .limit(limit)
    )
    return [EntryRow(*row) for row in rows]


def record_bodies(session: Session, seqs: Iterable[int]) -> dict[int, bytes]:
    """Return the canonical bytes of these entries' records; a blanked one is left out."""
    rows = session.execute(
        select(LedgerRecord.seq, LedgerRecord.body).where(
            LedgerRecord.seq.in_(list(seqs)), LedgerRecord.body.is_not(None)
        )
    )
    return {seq: body for seq, body in rows if body is not None}
