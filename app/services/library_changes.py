"""How each published capture differs from the one before it on its page, kept ready for readers and feeds."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from app.domain.comparison import Difference, summary
from app.domain.ledger import Entry
from app.domain.records import CaptureRecord
from app.storage.models.library import LibraryChange, LibraryWording
from app.storage.queries.library.compared import compared

KINDS = ("pair", "safeguard", "concern")


def refresh(session: Session, entry: Entry, record: CaptureRecord, agency_id: str) -> None:
    """Compare a capture with the one before it, and the one after it with this one."""
    session.execute(delete(LibraryChange).where(LibraryChange.capture_id == record.id))
    session.add(
        LibraryChange(
            capture_id=record.id,
            page_id=record.page,
            agency_id=agency_id,
            captured=record.captured,
            number=record.number,
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
    for row in after:
        _compare(session, here[0], row)
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
    lines: list[dict[str, Any]] = []
    counts: dict[str, Any] = {}
    for kind in KINDS:
        old = _wordings(session, row.before_id, kind) if row.before_id else []
        found = compared(old, _wordings(session, row.capture_id, kind))
        counts[kind + "s"] = msgspec.to_builtins(summary(one.difference for one in found))
        lines += [_line(kind, one.subject, one.difference) for one in found if one.difference.changed]
    row.summary = counts
    row.lines = lines if before else []
    row.real = bool(row.lines)


def _wordings(session: Session, capture_id: str, kind: str) -> list[LibraryWording]:
    query = select(LibraryWording).where(LibraryWording.capture_id == capture_id, LibraryWording.kind == kind)
    return list(session.scalars(query.order_by(LibraryWording.position)))


def _line(kind: str, subject: str, one: Difference) -> dict[str, Any]:
    """Say in one object what changed of a subject."""
    return {
        "subject": subject,
        "kind": kind,
        "change": one.kind,
        "moved": one.moved,
        "body_changed": one.body_changed,
        "from_position": one.old.position if one.old else None,
        "to_position": one.new.position if one.new else None,
        "from": one.old.head if one.old else None,
        "to": one.new.head if one.new else None,
        "verdict": [one.verdict.from_, one.verdict.to] if one.verdict_changed else None,
        "quantities": msgspec.to_builtins(one.quantities),
    }
