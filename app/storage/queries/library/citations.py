"""What cites a source."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.storage.models.library import LibraryRecord, LibraryReference


class Citing(NamedTuple):
    """A record that cites a source, and in which part."""

    record: LibraryRecord
    agency_title: str | None
    relation: str
    detail: str | None
    place: str


def record_by_id(session: Session, kind: str, subject: str) -> LibraryRecord | None:
    """Return a record by its id."""
    return session.scalar(select(LibraryRecord).where(LibraryRecord.id == subject, LibraryRecord.kind == kind))


def citing(session: Session, source: str, limit: int) -> list[Citing]:
    """Return what cites a source, by title."""
    owner = aliased(LibraryRecord)
    rows = session.execute(
        select(LibraryRecord, owner.title, LibraryReference.relation, LibraryReference.detail, LibraryReference.place)
        .join(LibraryReference, LibraryReference.from_id == LibraryRecord.id)
        .outerjoin(owner, owner.id == LibraryRecord.agency_id)
        .where(LibraryReference.to_id == source)
        .order_by(LibraryRecord.title, LibraryReference.place)
        .limit(limit)
    )
    return [Citing(*row) for row in rows]
