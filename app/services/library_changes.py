"""How each published capture differs from the one before it on its page, kept ready for readers and feeds."""

from __future__ import annotations

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from app.domain.ledger import Entry
from app.domain.records import CaptureRecord
from app.storage.models.library import LibraryChange, LibraryRecord, LibraryWording
from app.storage.queries.library.past import change_from


def refresh(session: Session, entry: Entry, record: CaptureRecord, row: LibraryRecord) -> None:
    """Compare a capture with the one before it, and the one after it with this one."""
    session.execute(delete(LibraryChange).where(LibraryChange.capture_id == record.id))
    session.add(
        LibraryChange(
            capture_id=record.id,
            page_id=record.page,
            agency_id=row.agency_id or "",
            captured=record.captured,
            number=record.number,
            first_at=row.first_at,
            at=entry.at,
            seq=entry.seq,
            real=False,
            summary={},
            lines=[],
        )
    )
    session.flush()
    before, here, after = _around(session, record.page, (record.captured, record.number))
    _compare(session, before, here[0])
    for later in after:
        _compare(session, here[0], later)
    session.flush()


def forget(session: Session, capture_id: str) -> None:
    """Leave a retracted capture out: the one after it is compared with the one before it."""
    gone = session.get_one(LibraryChange, capture_id)
    before, _, after = _around(session, gone.page_id, (gone.captured, gone.number))
    session.delete(gone)
    for row in after:
        _compare(session, before, row)
    session.flush()


def _around(
    session: Session, page_id: str, place: tuple[str, int]
) -> tuple[LibraryChange | None, list[LibraryChange], list[LibraryChange]]:
    """Return the row before a place on the page's line of captures, the row there, and the row after it."""
    here = tuple_(LibraryChange.captured, LibraryChange.number)
    on_page = select(LibraryChange).where(LibraryChange.page_id == page_id)
    forward = (LibraryChange.captured, LibraryChange.number)
    before = on_page.where(here < place).order_by(*(column.desc() for column in forward)).limit(1)
    after = on_page.where(here > place).order_by(*forward).limit(1)
    return (
        session.scalar(before),
        list(session.scalars(on_page.where(here == place))),
        list(session.scalars(after)),
    )


def _compare(session: Session, before: LibraryChange | None, row: LibraryChange) -> None:
    """Fill a row with how its capture differs from the one before; the first of a page has changed nothing."""
    row.before_id = before.capture_id if before else None
    change_from(_wordings(session, row.before_id) if row.before_id else None, row, _wordings(session, row.capture_id))


def _wordings(session: Session, capture_id: str) -> list[LibraryWording]:
    query = select(LibraryWording).where(LibraryWording.capture_id == capture_id)
    return list(session.scalars(query.order_by(LibraryWording.position, LibraryWording.claim_start)))
