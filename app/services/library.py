"""The library: derived from the ledger, one entry at a time. `rebuild` starts over and must give equal rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.domain.ledger import Entry
from app.domain.records import (
    CaptureRecord,
    Judged,
    PageRecord,
    Record,
    RetractionRecord,
    decode,
    encode,
)
from app.domain.vocabulary import Event, SubjectKind
from app.services import ledger, library_changes, library_documents, library_facets
from app.services.bulk import AT_ONCE, Standing, derive_new, name_subjects, refresh_reworded
from app.services.library_rows import belongs_to, html_of, name_of, parts_of, title_of
from app.storage.many_rows import hold_more
from app.storage.models.ledger import LedgerEntry, LedgerRecord
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

Read = tuple[Entry, bytes | None]
LONGEST_BATCH = 1024 * 1024
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


class Moment(NamedTuple):
    """When something was published: by which entry, and at what time."""

    seq: int
    at: str


def rebuild(session: Session, progress: Callable[[int], None] | None = None) -> int:
    """Derive the whole library anew from the ledger; return how many entries were read.

    `progress` is told the sequence number after each batch. An entry whose record was blanked leaves no row. Whoever
    publishes meanwhile waits.
    """
    ledger.queue_up(session)
    for table in DERIVED:
        session.execute(delete(table))
    session.execute(update(LibraryState).values(version=LibraryState.version + 1))
    session.expire_all()
    hold_more(session.connection())
    count = 0
    for batch in batches(session):
        derive_many(session, batch)
        count += len(batch)
        if progress is not None:
            progress(batch[-1][0].seq)
    library_facets.fill(session)
    return count


def batches(session: Session) -> Iterator[list[Read]]:
    """Yield the entries of the ledger with their records, as many at once as are not too long."""
    batch: list[Read] = []
    size = 0
    for entry, _salt, body in ledger.rows(session):
        batch.append((entry, body))
        size += len(body or b"")
        if len(batch) == AT_ONCE or size > LONGEST_BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def derive_many(session: Session, batch: Sequence[Read]) -> None:
    """Bring all but the facets up to a batch's last entry.

    Of a subject that was published several times its last record says all, but for the names that it had; only a page
    also tells what its captures were called. What stands is written together; what changes rows that are there
    already, a retraction or a capture between others, one at a time and in its turn.
    """
    records = [(entry, body, decode(body)) for entry, body in batch if body is not None]
    spans = _spans(session, [record.id for _, _, record in records])
    newest = _newest_on_pages(session, {record.page for *_, record in records if isinstance(record, CaptureRecord)})
    some: list[Standing] = []
    names: dict[tuple[str, str], str] = {}

    def write() -> None:
        name_subjects(session, names)
        derive_new(session, some)
        refresh_reworded(session, [one.record for one in some])
        some.clear()
        names.clear()

    for entry, body, record in records:
        if isinstance(record, RetractionRecord):
            write()
            derive(session, entry, record)
            continue
        first, last = spans[record.id]
        if entry.seq < last.seq and not isinstance(record, PageRecord):
            names[entry.kind, name_of(record)] = record.id
            continue
        one = Standing(entry, record, body, first.seq, first.at)
        alone = isinstance(record, PageRecord) and entry.seq > first.seq
        if isinstance(record, CaptureRecord):
            place = (record.captured, record.number)
            alone = place <= newest.get(record.page, ("", 0))
            newest[record.page] = max(place, newest.get(record.page, place))
        if not alone:
            some.append(one)
            continue
        write()
        derive(session, entry, record, first)
    write()
    advance(session, batch[-1][0])


def _spans(session: Session, ids: Iterable[str]) -> dict[str, tuple[Moment, Moment]]:
    """Map these subjects to their first and their last entry that hold a record, as far as they were not blanked."""
    query = (
        select(LedgerEntry.subject, LedgerEntry.seq, LedgerEntry.at)
        .join(LedgerRecord, LedgerRecord.seq == LedgerEntry.seq)
        .where(LedgerEntry.subject.in_(set(ids)), LedgerEntry.event != Event.RETRACTED, LedgerRecord.body.is_not(None))
        .order_by(LedgerEntry.seq)
    )
    spans: dict[str, tuple[Moment, Moment]] = {}
    for subject, seq, at in session.execute(query):
        moment = Moment(seq, at)
        spans[subject] = (spans[subject][0] if subject in spans else moment, moment)
    return spans


def _newest_on_pages(session: Session, pages: Collection[str]) -> dict[str, tuple[str, int]]:
    """Map these pages to the day and number of their newest captures."""
    query = select(LibraryChange.page_id, LibraryChange.captured, LibraryChange.number)
    rows = session.execute(
        query.where(LibraryChange.page_id.in_(pages)).order_by(LibraryChange.captured, LibraryChange.number)
    )
    return {page: (captured, number) for page, captured, number in rows}


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


def derive(session: Session, entry: Entry, record: Record, first: Moment | None = None) -> list[str]:
    """Bring all but the facets up to this entry; return the subjects whose values under these may have changed.

    Who derives many entries fills the facets at the end (`library_facets.fill`). `first` is the entry by which the
    subject was published first, where that was left out.
    """
    said = _wording_subjects(session, record)
    if isinstance(record, RetractionRecord):
        _retract(session, entry, record, said)
    else:
        row = _store(session, entry, record, first or Moment(entry.seq, entry.at))
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


def _store(session: Session, entry: Entry, record: Record, first: Moment) -> LibraryRecord:
    """Write the newest record of its subject, and the address that it has now."""
    on = session.get(LibraryRecord, record.page) if isinstance(record, CaptureRecord) else None
    slug, title = name_of(record), title_of(record, on)
    agency, page = belongs_to(record, on)
    row = session.get(LibraryRecord, record.id)
    if row is None:
        row = LibraryRecord(id=record.id, kind=entry.kind, first_seq=first.seq, first_at=first.at)
        session.add(row)
    row.slug, row.title, row.opening, row.agency_id, row.page_id = slug, title, opening_of(title), agency, page
    row.event, row.retracted, row.seq, row.at = entry.event, None, entry.seq, entry.at
    row.body, row.html = encode(record), html_of(record)
    session.flush()
    session.merge(LibrarySlug(kind=entry.kind, slug=slug, subject_id=record.id))
    session.flush()
    return row


def _capture(session: Session, entry: Entry, record: CaptureRecord, row: LibraryRecord) -> None:
    session.execute(delete(LibraryWording).where(LibraryWording.capture_id == record.id))
    session.add_all(wordings_in(record))
    session.flush()
    library_changes.refresh(session, entry, record, row)


def _judged(session: Session, entry: Entry, record: Judged, row: LibraryRecord) -> None:
    for table in (LibraryFinding, LibraryCommitment, LibraryCorrection):
        session.execute(delete(table).where(table.subject_id == record.id))
    session.execute(delete(LibraryReference).where(LibraryReference.from_id == record.id))
    session.flush()
    session.add_all(parts_of(entry, record, row.html))
