"""The library: derived from the ledger, one entry at a time. `rebuild` starts over and must give equal rows."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.domain.ledger import Entry
from app.domain.records import (
    AgencyRecord,
    CaptureRecord,
    Judged,
    PageRecord,
    Record,
    RetractionRecord,
    SourceRecord,
    TopicRecord,
    decode,
    encode,
)
from app.domain.vocabulary import SubjectKind
from app.services import ledger, library_changes, library_documents, library_facets
from app.services.library_rows import html_of, parts_of
from app.storage.models.library import (
    LibraryChange,
    LibraryCommitment,
    LibraryCorrection,
    LibraryDocument,
    LibraryFacet,
    LibraryFinding,
    LibraryRecord,
    LibraryReference,
    LibrarySlug,
    LibraryState,
    LibraryTally,
    LibraryTrigram,
    LibraryWord,
    LibraryWording,
    opening_of,
)
from app.storage.queries.library.past import wordings_in

DERIVED = (
    LibraryChange,
    LibraryCommitment,
    LibraryCorrection,
    LibraryDocument,
    LibraryFacet,
    LibraryFinding,
    LibraryRecord,
    LibraryReference,
    LibrarySlug,
    LibraryTally,
    LibraryTrigram,
    LibraryWord,
    LibraryWording,
)


def rebuild(session: Session, progress: Callable[[int], None] | None = None) -> int:
    """Derive the whole library anew from the ledger; return how many entries were read.

    `progress` is told the sequence number after each entry. An entry whose record was blanked leaves no row. Whoever
    publishes meanwhile waits.
    """
    ledger.queue_up(session)
    for table in DERIVED:
        session.execute(delete(table))
    session.execute(update(LibraryState).values(version=LibraryState.version + 1))
    session.expire_all()
    count = 0
    for entry, _salt, body in ledger.rows(session):
        if body is None:
            advance(session, entry)
        else:
            derive(session, entry, decode(body))
        count += 1
        if progress is not None:
            progress(entry.seq)
    library_facets.fill(session)
    return count


def differing(session: Session) -> list[str]:
    """Derive the library anew beside the one there is, and name the tables whose rows differ; nothing is changed."""
    ledger.queue_up(session)
    before = _all_rows(session)
    attempt = session.begin_nested()
    try:
        rebuild(session)
        after = _all_rows(session)
    finally:
        attempt.rollback()
        session.expire_all()
    return [name for name, rows in before.items() if rows != after[name]]


def _all_rows(session: Session) -> dict[str, list[str]]:
    """Return every row of the library by table, written out, in an order of their own."""
    session.expire_all()
    return {
        str(table.__tablename__): sorted(map(repr, session.execute(select(*table.__table__.columns)).all()))
        for table in DERIVED
    }


def apply(session: Session, entry: Entry, record: Record) -> None:
    """Bring the library from the entry before up to this one, whole."""
    cited = library_facets.cited_by(session, [record.id])
    record = decode(encode(record))  # what the ledger holds, to the digit: 45.0 is 45 there
    subjects = derive(session, entry, record)
    library_facets.refresh(session, [*subjects, *cited, *library_facets.cited_by(session, [record.id])])


def derive(session: Session, entry: Entry, record: Record) -> list[str]:
    """Bring all but the facets up to this entry; return the subjects whose values under these may have changed.

    Who derives many entries fills the facets at the end (`library_facets.fill`).
    """
    said = _wording_subjects(session, record)
    if isinstance(record, RetractionRecord):
        _retract(session, entry, record, said)
    else:
        row = _store(session, entry, record)
        if isinstance(record, CaptureRecord):
            _capture(session, entry, record, row)
        if isinstance(record, Judged):
            _judged(session, entry, record, row)
        library_documents.refresh(session, [record.id, *said])
    advance(session, entry)
    session.flush()
    return [record.id, *said]


def advance(session: Session, entry: Entry) -> None:
    """Note up to which entry the library has read."""
    session.execute(update(LibraryState).values(seq=entry.seq, head=entry.hash))


def _wording_subjects(session: Session, record: Record) -> list[str]:
    """Return whom a capture quotes, and whom it quoted until now."""
    retracted = isinstance(record, RetractionRecord) and record.kind == SubjectKind.CAPTURE
    if not retracted and not isinstance(record, CaptureRecord):
        return []
    until_now = session.scalars(select(LibraryWording.subject_id).where(LibraryWording.capture_id == record.id))
    own = [one.subject for one in record.wordings] if isinstance(record, CaptureRecord) else []
    return list(dict.fromkeys([*own, *until_now]))


def _retract(session: Session, entry: Entry, record: RetractionRecord, said: list[str]) -> None:
    row = session.get(LibraryRecord, record.id)
    if row is None:  # all that was published of it was blanked
        return
    row.retracted, row.event, row.seq, row.at = record.reason, entry.event, entry.seq, entry.at
    session.execute(update(LibraryFinding).where(LibraryFinding.subject_id == record.id).values(retracted=True))
    library_documents.forget(session, record.id)
    session.execute(delete(LibraryReference).where(LibraryReference.from_id == record.id))
    session.execute(delete(LibraryCommitment).where(LibraryCommitment.subject_id == record.id))
    if record.kind == SubjectKind.CAPTURE:
        session.execute(delete(LibraryWording).where(LibraryWording.capture_id == record.id))
        library_changes.forget(session, record.id)
        library_documents.refresh(session, said)


def _store(session: Session, entry: Entry, record: Record) -> LibraryRecord:
    """Write the newest record of its subject, and the address that it has now."""
    slug, title = _slug_and_title(session, record)
    agency, page = _belongs_to(session, record)
    row = session.get(LibraryRecord, record.id)
    if row is None:
        row = LibraryRecord(id=record.id, kind=entry.kind, first_seq=entry.seq, first_at=entry.at)
        session.add(row)
    row.slug, row.title, row.opening, row.agency_id, row.page_id = slug, title, opening_of(title), agency, page
    row.event, row.retracted, row.seq, row.at = entry.event, None, entry.seq, entry.at
    row.body, row.html = encode(record), html_of(record)
    session.flush()
    session.merge(LibrarySlug(kind=entry.kind, slug=slug, subject_id=record.id))
    session.flush()
    return row


def _slug_and_title(session: Session, record: Record) -> tuple[str, str]:
    if isinstance(record, AgencyRecord | TopicRecord):
        return record.slug, record.name
    if isinstance(record, PageRecord | Judged):
        return record.slug, str(getattr(record, "title", ""))
    if isinstance(record, SourceRecord):
        return record.id, record.title
    assert isinstance(record, CaptureRecord)  # noqa: S101  # no other kind is stored
    page = session.get(LibraryRecord, record.page)
    return record.id, page.title if page else record.title or ""


def _belongs_to(session: Session, record: Record) -> tuple[str | None, str | None]:
    if isinstance(record, AgencyRecord):
        return record.id, None
    if isinstance(record, PageRecord):
        return record.agency, record.id
    if isinstance(record, CaptureRecord):
        page = session.get(LibraryRecord, record.page)
        return page.agency_id if page else None, record.page
    if isinstance(record, Judged):
        return record.agency, record.page
    return None, None


def _capture(session: Session, entry: Entry, record: CaptureRecord, row: LibraryRecord) -> None:
    session.execute(delete(LibraryWording).where(LibraryWording.capture_id == record.id))
    session.add_all(wordings_in(record))
    session.flush()
    library_changes.refresh(session, entry, record, row.agency_id or "")


def _judged(session: Session, entry: Entry, record: Judged, row: LibraryRecord) -> None:
    for table in (LibraryFinding, LibraryCommitment, LibraryCorrection):
        session.execute(delete(table).where(table.subject_id == record.id))
    session.execute(delete(LibraryReference).where(LibraryReference.from_id == record.id))
    session.flush()
    session.add_all(parts_of(entry, record, row.html))
