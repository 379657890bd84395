"""What cites a source."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import and_, select, union_all
from sqlalchemy.orm import Session

from app.storage.aliases import alias_of
from app.storage.models.library import LibraryRecord, LibraryReference

BY_TITLE = (LibraryReference.opening, LibraryReference.from_id, LibraryReference.place)
KINDS = ("pair", "safeguard", "concern")
"""Kinds of records that name sources."""


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


def citing(session: Session, source: str, limit: int, offset: int = 0) -> list[Citing]:
    """Return what cites a source, by title: of each kind no more is read than may be shown."""
    owner = alias_of(LibraryRecord, "owner")
    named = (LibraryReference.from_id, LibraryReference.relation, LibraryReference.place)
    first: Any = [
        select(*named)
        .where(LibraryReference.to_id == source, LibraryReference.kind == kind)
        .order_by(*BY_TITLE)
        .limit(limit + offset)
        .subquery()
        .select()
        for kind in KINDS
    ]
    chosen = union_all(*first).subquery()
    rows = session.execute(
        select(LibraryRecord, owner.title, LibraryReference.relation, LibraryReference.detail, LibraryReference.place)
        .join(LibraryReference, LibraryReference.from_id == LibraryRecord.id)
        .join(chosen, and_(*(mine == its for mine, its in zip(named, chosen.c, strict=True))))
        .outerjoin(owner, owner.id == LibraryRecord.agency_id)
        .order_by(*BY_TITLE)
        .limit(limit)
        .offset(offset)
    )
    return [Citing(*row) for row in rows]
