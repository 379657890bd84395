"""Corrections of published records."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.storage.models.library import LibraryCorrection, LibraryRecord


class CorrectionRow(NamedTuple):
    """A correction with the record that it corrects."""

    correction: LibraryCorrection
    kind: str
    slug: str
    title: str


def newest_corrections(session: Session, limit: int, before: tuple[str, str] | None = None) -> list[CorrectionRow]:
    """Return corrections, the newest first, older than `before` (moment and id)."""
    query = (
        select(LibraryCorrection, LibraryRecord.kind, LibraryRecord.slug, LibraryRecord.title)
        .join(LibraryRecord, LibraryRecord.id == LibraryCorrection.subject_id)
        .order_by(LibraryCorrection.at.desc(), LibraryCorrection.id.desc())
        .limit(limit)
    )
    if before:
        older = and_(LibraryCorrection.at == before[0], LibraryCorrection.id < before[1])
        query = query.where(or_(LibraryCorrection.at < before[0], older))
    return [CorrectionRow(*row) for row in session.execute(query)]


def retractions(session: Session, limit: int) -> list[LibraryRecord]:
    """Return what was retracted, the newest first."""
    return list(
        session.scalars(
            select(LibraryRecord)
            .where(LibraryRecord.retracted.is_not(None))
            .order_by(LibraryRecord.at.desc())
            .limit(limit)
        )
    )
