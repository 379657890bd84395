"""Pages by their addresses, and captures of pages by their dates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.models.library import LibraryChange, LibraryRecord


class PageRow(NamedTuple):
    """A page that stands, with its record's bytes."""

    id: str
    slug: str
    body: bytes


def all_pages(session: Session) -> list[PageRow]:
    """Return every page that stands, the oldest first: their addresses are in their records alone."""
    query = select(LibraryRecord.id, LibraryRecord.slug, LibraryRecord.body).where(
        LibraryRecord.kind == "page", LibraryRecord.retracted.is_(None)
    )
    return [PageRow(*row) for row in session.execute(query.order_by(LibraryRecord.first_seq))]


def captures_of_pages(session: Session, pages: Iterable[str]) -> list[LibraryChange]:
    """Return the published captures of these pages, the oldest first."""
    query = select(LibraryChange).where(LibraryChange.page_id.in_(list(pages)))
    return list(session.scalars(query.order_by(LibraryChange.captured, LibraryChange.number, LibraryChange.page_id)))
