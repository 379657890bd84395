"""What feeds list beside findings and changes: corrections, and observations of commitments; and a feed's subject."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from app.storage.aliases import alias_of
from app.storage.models.ledger import LedgerCounter, LedgerEntry
from app.storage.models.library import LibraryCommitment, LibraryCorrection, LibraryRecord, LibrarySlug
from app.storage.queries.ledger.changes import Head


class FeedSubject(NamedTuple):
    """The subject of a feed, as it is named now."""

    id: str
    slug: str
    title: str


class CorrectionRow(NamedTuple):
    """A correction with the record that it corrects, and its agency."""

    correction: LibraryCorrection
    kind: str
    slug: str
    title: str
    agency_id: str
    agency_slug: str
    agency_title: str


class ObservationRow(NamedTuple):
    """An observation (by its id and moment) in its commitment, with the record that holds it, and its agency."""

    id: str
    at: str
    commitment: LibraryCommitment
    kind: str
    slug: str
    title: str
    subject_at: str
    agency_slug: str
    agency_title: str


def head_and_subject(session: Session, kind: str, slug: str) -> tuple[Head, FeedSubject | None]:
    """Return where the ledger ends now, and the subject that has, or once had, this slug."""
    row = session.execute(
        select(
            LedgerCounter.seq,
            LedgerCounter.head,
            LedgerEntry.at,
            LibraryRecord.id,
            LibraryRecord.slug,
            LibraryRecord.title,
        )
        .outerjoin(LedgerEntry, LedgerEntry.seq == LedgerCounter.seq)
        .outerjoin(LibrarySlug, and_(LibrarySlug.kind == kind, LibrarySlug.slug == slug))
        .outerjoin(LibraryRecord, LibraryRecord.id == LibrarySlug.subject_id)
    ).one()
    return Head(*row[:3]), FeedSubject(*row[3:]) if row[3] else None


def corrections_after(session: Session, limit: int, after: tuple[str, str] | None = None) -> list[CorrectionRow]:
    """Return corrections, the newest first, following `after` (moment and id)."""
    owner = alias_of(LibraryRecord, "owner")
    query = (
        select(
            LibraryCorrection,
            LibraryRecord.kind,
            LibraryRecord.slug,
            LibraryRecord.title,
            owner.id,
            owner.slug,
            owner.title,
        )
        .join(LibraryRecord, LibraryRecord.id == LibraryCorrection.subject_id)
        .join(owner, owner.id == LibraryRecord.agency_id)
        .order_by(LibraryCorrection.at.desc(), LibraryCorrection.id.desc())
        .limit(limit)
    )
    if after:
        query = query.where(_older(LibraryCorrection.at, LibraryCorrection.id, after))
    return [CorrectionRow(*row) for row in session.execute(query)]


def observations_after(
    session: Session, limit: int, after: tuple[str, str] | None = None, subject: str | None = None
) -> list[ObservationRow]:
    """Return observations of commitments, of all or of a subject's, the newest first, following `after`.

    A commitment's row holds them as JSON, so the database takes them apart; there are few for each.
    """
    owner = alias_of(LibraryRecord, "owner")
    if session.get_bind().dialect.name == "sqlite":
        seen: Any = func.json_each(LibraryCommitment.record, "$.observations").table_valued("value")
        name, at = func.json_extract(seen.c.value, "$.id"), func.json_extract(seen.c.value, "$.at")
    else:
        seen = func.json_array_elements(LibraryCommitment.record["observations"]).table_valued("value")
        name, at = func.json_extract_path_text(seen.c.value, "id"), func.json_extract_path_text(seen.c.value, "at")
    query = (
        select(
            name,
            at,
            LibraryCommitment,
            LibraryRecord.kind,
            LibraryRecord.slug,
            LibraryRecord.title,
            LibraryRecord.at,
            owner.slug,
            owner.title,
        )
        .select_from(LibraryCommitment)
        .join(seen, true())
        .join(LibraryRecord, LibraryRecord.id == LibraryCommitment.subject_id)
        .join(owner, owner.id == LibraryCommitment.agency_id)
        .order_by(at.desc(), name.desc())
        .limit(limit)
    )
    if after:
        query = query.where(_older(at, name, after))
    if subject:
        query = query.where(LibraryCommitment.subject_id == subject)
    return [ObservationRow(*row) for row in session.execute(query)]


def _older(at: Any, name: Any, than: tuple[str, str]) -> ColumnElement[bool]:
    return or_(at < than[0], and_(at == than[0], name < than[1]))
