"""What a timeline is drawn from: when records were seen on their pages, their findings, and what fell due."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Integer, Select, Text, cast, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from app.storage.models.library import (
    LibraryChange,
    LibraryCommitment,
    LibraryDocument,
    LibraryFacet,
    LibraryFinding,
    LibraryRecord,
    LibraryWording,
)

KINDS = ("pair", "safeguard", "concern")


class Mark(NamedTuple):
    """Something of a record on a day. `what` is seen, finding or due.

    `name` is the id of the capture, finding or commitment, `number` the finding's, `detail` its verdict or the
    commitment as JSON.
    """

    what: str
    subject: str
    kind: str
    slug: str
    title: str
    page: str
    order: int
    day: str
    name: str
    number: int | None
    detail: str | None


class PageCapture(NamedTuple):
    """A capture of a page, and how it differs from the one before."""

    change: LibraryChange
    page_slug: str


def marks(session: Session, owner: str, *, topic: bool, limit: int, after: int = 0) -> list[Mark]:
    """Return the marks of an agency's records, or of those under a topic: `limit` records published after an entry."""
    query = _marks(_subjects(owner, topic=topic, limit=limit, after=after))
    return [Mark(*row) for row in session.execute(query)]


def captures_of(session: Session, owner: str, *, topic: bool, limit: int, after: int = 0) -> list[PageCapture]:
    """Return the captures of the pages that these records are of, the oldest first."""
    subjects = _subjects(owner, topic=topic, limit=limit, after=after).subquery()
    pages = select(LibraryRecord.page_id).where(LibraryRecord.id.in_(select(subjects.c.id)))
    rows = session.execute(
        select(LibraryChange, LibraryRecord.slug)
        .join(LibraryRecord, LibraryRecord.id == LibraryChange.page_id)
        .where(LibraryChange.page_id.in_(pages))
        .order_by(LibraryChange.captured, LibraryChange.number)
    )
    return [PageCapture(*row) for row in rows]


def _subjects(owner: str, *, topic: bool, limit: int, after: int) -> Select[str]:
    """Select the records by the values that are noted of them; what was retracted has none."""
    query = select(LibraryDocument.subject_id.label("id")).where(LibraryDocument.kind.in_(KINDS))
    query = query.join(LibraryFacet, LibraryFacet.number == LibraryDocument.number)
    query = query.where(LibraryFacet.facet == ("topic" if topic else "agency"), LibraryFacet.value == owner)
    return query.where(LibraryFacet.number > after).order_by(LibraryFacet.number).limit(limit)


def _marks(subjects: Select[str]) -> CompoundSelect[*tuple[Any, ...]]:
    chosen = select(subjects.subquery().c.id)
    record = LibraryRecord
    named = (record.kind, record.slug, record.title, record.page_id, record.first_seq)
    nothing, no_number = cast(null(), Text), cast(null(), Integer)
    seen = select(
        literal("seen"), record.id, *named, LibraryWording.captured, LibraryWording.capture_id, no_number, nothing
    ).join(LibraryWording, LibraryWording.subject_id == record.id)
    judged = (
        select(
            literal("finding"),
            record.id,
            *named,
            func.substr(LibraryFinding.at, 1, 10),
            LibraryFinding.id,
            LibraryFinding.number,
            LibraryFinding.verdict,
        )
        .join(LibraryFinding, LibraryFinding.subject_id == record.id)
        .where(LibraryFinding.retracted.is_(False))
    )
    due = (
        select(
            literal("due"),
            record.id,
            *named,
            LibraryCommitment.due,
            LibraryCommitment.id,
            no_number,
            cast(LibraryCommitment.record, Text),
        )
        .join(LibraryCommitment, LibraryCommitment.subject_id == record.id)
        .where(LibraryCommitment.due.is_not(None))
    )
    return union_all(*(one.where(record.id.in_(chosen)) for one in (seen, judged, due)))
