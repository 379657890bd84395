"""The commitments board."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.storage.models.library import LibraryCommitment, LibraryRecord

NO_DUE = "9999"


class BoardRow(NamedTuple):
    """A commitment with its safeguard or concern and agency."""

    commitment: LibraryCommitment
    subject_slug: str
    subject_kind: str
    subject_title: str
    agency_id: str
    agency_title: str


def board(session: Session, limit: int, after: tuple[str, str] | None, agency: str | None) -> list[BoardRow]:
    """Return commitments by due date (without one last) and id, following `after`; of records that stand."""
    subject, owner = aliased(LibraryRecord), aliased(LibraryRecord)
    due = func.coalesce(LibraryCommitment.due, NO_DUE)
    query = (
        select(LibraryCommitment, subject.slug, subject.kind, subject.title, owner.id, owner.title)
        .join(subject, subject.id == LibraryCommitment.subject_id)
        .join(owner, owner.id == LibraryCommitment.agency_id)
        .where(subject.retracted.is_(None))
        .order_by(due, LibraryCommitment.id)
        .limit(limit)
    )
    if after:
        query = query.where(or_(due > after[0], and_(due == after[0], LibraryCommitment.id > after[1])))
    if agency:
        query = query.where(owner.slug == agency)
    return [BoardRow(*row) for row in session.execute(query)]
