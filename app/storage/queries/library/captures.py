"""The captures of a page."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from app.domain.records import CaptureRecord, decode
from app.storage.aliases import alias_of
from app.storage.models.library import LibraryChange, LibraryRecord, LibraryReference


class CaptureRow(NamedTuple):
    """A published capture and how it differs from the one before; `record` only where it was asked to be opened."""

    change: LibraryChange
    title: str
    retracted: str | None
    record: LibraryRecord | None


class ChangeRow(NamedTuple):
    """A real change of a page, with what it takes to link to it."""

    change: LibraryChange
    page_slug: str
    page_title: str
    agency_title: str
    before_captured: str | None
    before_number: int | None


def captures_of_page(session: Session, page: str, opened: tuple[str, int] | None = None) -> list[CaptureRow]:
    """Return the captures of a page, the oldest first. `opened` is the date and number of the one to read whole."""
    shown = alias_of(LibraryRecord, "shown")
    wanted = and_(LibraryChange.captured == opened[0], LibraryChange.number == opened[1]) if opened else None
    query = (
        select(LibraryChange, LibraryRecord.title, LibraryRecord.retracted)
        .join(LibraryRecord, LibraryRecord.id == LibraryChange.capture_id)
        .where(LibraryChange.page_id == page)
        .order_by(LibraryChange.captured, LibraryChange.number)
    )
    if wanted is None:
        return [CaptureRow(*row, record=None) for row in session.execute(query)]
    both = query.add_columns(shown).outerjoin(shown, and_(shown.id == LibraryChange.capture_id, wanted))
    rows = [CaptureRow(*row) for row in session.execute(both)]
    if opened is None or any(row.record for row in rows):
        return rows
    return sorted([*rows, *_retracted(session, page, opened)], key=lambda row: (row.change.captured, row.change.number))


def _retracted(session: Session, page: str, opened: tuple[str, int]) -> list[CaptureRow]:
    """Return the retracted capture of that date and number, which has left the page's history and keeps its address."""
    query = select(LibraryRecord).where(
        LibraryRecord.page_id == page, LibraryRecord.kind == "capture", LibraryRecord.retracted.is_not(None)
    )
    for row in session.scalars(query):
        record = decode(row.body)
        if isinstance(record, CaptureRecord) and (record.captured, record.number) == opened:
            change = LibraryChange(capture_id=row.id, captured=record.captured, number=record.number, summary={})
            return [CaptureRow(change, row.title, row.retracted, row)]
    return []


def newest_changes(  # noqa: PLR0913  # the changes of so much can be asked for
    session: Session,
    limit: int,
    agency: str | None = None,
    topic: str | None = None,
    until: str | None = None,
    *,
    many: bool = False,
) -> list[ChangeRow]:
    """Return the newest real changes of all pages, of one agency's, or of those that have records under a topic.

    With `until`, of captures that were first published before that moment. Where a topic has `many` records, the newest
    changes are looked through for it; else the changes of its few pages are.
    """
    page, owner, before = (
        alias_of(LibraryRecord, "page"),
        alias_of(LibraryRecord, "owner"),
        alias_of(LibraryChange, "before"),
    )
    query = (
        select(LibraryChange, page.slug, page.title, owner.title, before.captured, before.number)
        .join(page, page.id == LibraryChange.page_id)
        .join(owner, owner.id == LibraryChange.agency_id)
        .outerjoin(before, before.capture_id == LibraryChange.before_id)
        .where(LibraryChange.real, LibraryChange.before_id.is_not(None))
        .order_by(LibraryChange.at.desc(), LibraryChange.seq.desc())
        .limit(limit)
    )
    if agency:
        query = query.where(LibraryChange.agency_id == agency)
    if until:
        shown = select(LibraryRecord.id).where(LibraryRecord.id == LibraryChange.capture_id)
        query = query.where(shown.where(LibraryRecord.first_at < until).exists())
    if topic:
        query = query.where(_speaks_of(topic, many=many))
    return [ChangeRow(*row) for row in session.execute(query)]


def _speaks_of(topic: str, *, many: bool) -> ColumnElement[bool]:
    named = (LibraryReference.relation == "topic", LibraryReference.from_id == LibraryRecord.id)
    if many:  # no `exists`, which PostgreSQL would answer by reading all that the topic has
        of_page = select(LibraryRecord.id).where(LibraryRecord.page_id == LibraryChange.page_id)
        return of_page.where(*named, LibraryReference.place == topic).limit(1).scalar_subquery().is_not(None)
    pages = select(LibraryRecord.page_id).join(LibraryReference, named[1])
    return LibraryChange.page_id.in_(pages.where(named[0], LibraryReference.to_id == topic))
