"""Evidence and findings by their own ids, for annotations."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import literal_column, select, union
from sqlalchemy.orm import Session

from app.storage.aliases import alias_of
from app.storage.models.library import LibraryFinding, LibraryRecord, LibraryReference, LibraryWording

IS_EVIDENCE = LibraryReference.relation == literal_column("'evidence'")
"""Written out, so that the index of evidence by its ids is found."""


class HolderRow(NamedTuple):
    """The record that holds a part, and the page that it speaks of."""

    record: LibraryRecord
    page_slug: str
    page_body: bytes


def holder_of(session: Session, part: str) -> HolderRow | None:
    """Return the record that holds the evidence or the finding with this id."""
    page = alias_of(LibraryRecord, "page")
    named: Any = union(
        select(LibraryFinding.subject_id).where(LibraryFinding.id == part),
        select(LibraryReference.from_id).where(LibraryReference.place == part, IS_EVIDENCE),
    )
    query = select(LibraryRecord, page.slug, page.body).join(page, page.id == LibraryRecord.page_id)
    row = session.execute(query.where(LibraryRecord.id.in_(named))).one_or_none()
    return HolderRow(*row) if row else None


def wording_in(session: Session, subject: str, capture: str) -> LibraryWording | None:
    """Return the wording of a record in a capture."""
    return session.get(LibraryWording, (capture, subject))
