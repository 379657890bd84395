"""The library: derived from the ledger, one entry at a time. `rebuild` starts over and must give equal rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.domain.ledger import Entry
from app.domain.records import (
    AgencyRecord,
    CaptureRecord,
    ConcernRecord,
    Judged,
    PageRecord,
    PairRecord,
    Record,
    RetractionRecord,
    SafeguardRecord,
    SourceRecord,
    TopicRecord,
    decode,
    encode,
)
from app.domain.vocabulary import SubjectKind
from app.services import ledger, library_changes, library_documents
from app.services.markup import render
from app.storage.models.library import (
    LibraryChange,
    LibraryCommitment,
    LibraryCorrection,
    LibraryDocument,
    LibraryFinding,
    LibraryRecord,
    LibraryReference,
    LibrarySlug,
    LibraryState,
    LibraryTrigram,
    LibraryWord,
    LibraryWording,
)
from app.storage.queries.library.past import wordings_in

DERIVED = (
    LibraryChange,
    LibraryCommitment,
    LibraryCorrection,
    LibraryDocument,
    LibraryFinding,
    LibraryRecord,
    LibraryReference,
    LibrarySlug,
    LibraryTrigram,
    LibraryWord,
    LibraryWording,
)


def rebuild(session: Session, progress: Callable[[int], None] | None = None) -> int:
    """Derive the whole library anew from the ledger; return how many entries were read.

    `progress` is told the sequence number after each entry. An entry whose record was blanked leaves no row.
    """
    for table in DERIVED:
        session.execute(delete(table))
    session.expire_all()
    count = 0
    for entry, _salt, body in ledger.rows(session):
        if body is not None:
            apply(session, entry, decode(body))
        count += 1
        if progress is not None:
            progress(entry.seq)
    return count


def differing(session: Session) -> list[str]:
    """Derive the library anew beside the one there is, and name the tables whose rows differ; nothing is changed."""
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
    """Bring the library from the entry before up to this one."""
    record = decode(encode(record))  # what the ledger holds, to the digit: 45.0 is 45 there
    if isinstance(record, RetractionRecord):
        _retract(session, entry, record)
    else:
        row = _store(session, entry, record)
        if isinstance(record, CaptureRecord):
            _capture(session, entry, record, row)
        if isinstance(record, Judged):
            _judged(session, entry, record, row)
        library_documents.refresh(session, [record.id, *_wording_subjects(record)])
    session.execute(update(LibraryState).values(seq=entry.seq, head=entry.hash))
    session.flush()


def _wording_subjects(record: Record) -> list[str]:
    return [one.subject for one in record.wordings] if isinstance(record, CaptureRecord) else []


def _retract(session: Session, entry: Entry, record: RetractionRecord) -> None:
    row = session.get_one(LibraryRecord, record.id)
    row.retracted, row.event, row.seq, row.at = record.reason, entry.event, entry.seq, entry.at
    session.execute(update(LibraryFinding).where(LibraryFinding.subject_id == record.id).values(retracted=True))
    library_documents.forget(session, record.id)
    session.execute(delete(LibraryReference).where(LibraryReference.from_id == record.id))
    session.execute(delete(LibraryCommitment).where(LibraryCommitment.subject_id == record.id))
    if record.kind == SubjectKind.CAPTURE:
        gone = LibraryWording.capture_id == record.id
        subjects = session.scalars(select(LibraryWording.subject_id).where(gone)).all()
        session.execute(delete(LibraryWording).where(gone))
        library_changes.forget(session, record.id)
        library_documents.refresh(session, subjects)


def _store(session: Session, entry: Entry, record: Record) -> LibraryRecord:
    """Write the newest record of its subject, and the address that it has now."""
    slug, title = _slug_and_title(session, record)
    agency, page = _belongs_to(session, record)
    row = session.get(LibraryRecord, record.id)
    if row is None:
        row = LibraryRecord(id=record.id, kind=entry.kind, first_seq=entry.seq, first_at=entry.at)
        session.add(row)
    row.slug, row.title, row.agency_id, row.page_id = slug, title, agency, page
    row.event, row.retracted, row.seq, row.at = entry.event, None, entry.seq, entry.at
    row.body, row.html = encode(record), _html(record)
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
    page = session.get_one(LibraryRecord, record.page)
    return record.id, page.title


def _belongs_to(session: Session, record: Record) -> tuple[str | None, str | None]:
    if isinstance(record, AgencyRecord):
        return record.id, None
    if isinstance(record, PageRecord):
        return record.agency, record.id
    if isinstance(record, CaptureRecord):
        return session.get_one(LibraryRecord, record.page).agency_id, record.page
    if isinstance(record, Judged):
        return record.agency, record.page
    return None, None


def _html(record: Record) -> dict[str, str]:
    """Render every Markdown text of a record, by its path; empty ones are left out."""
    texts: dict[str, str] = {"note": getattr(record, "note", "")}
    if isinstance(record, Judged):
        for one in record.evidence:
            texts[f"evidence/{one.id}/note"] = one.note
        for finding in record.findings:
            texts[f"findings/{finding.id}/reasoning"] = finding.reasoning
            for reply in finding.replies:
                texts[f"findings/{finding.id}/replies/{reply.id}/text"] = reply.text
        for link in record.links:
            texts[f"links/{link.id}/note"] = link.note
        for correction in record.corrections:
            texts[f"corrections/{correction.id}/text"] = correction.text
    if isinstance(record, SafeguardRecord | ConcernRecord):
        for commitment in record.commitments:
            for seen in commitment.observations:
                texts[f"commitments/{commitment.id}/observations/{seen.id}/note"] = seen.note
    return {path: render(text) for path, text in texts.items() if text.strip()}


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
    for finding in record.findings:
        prefix = f"findings/{finding.id}/"
        session.add(
            LibraryFinding(
                id=finding.id,
                subject_id=record.id,
                subject_kind=entry.kind,
                agency_id=record.agency,
                page_id=record.page,
                number=finding.number,
                verdict=finding.verdict,
                claim_reviewed=finding.claim_reviewed,
                at=finding.at,
                seq=entry.seq,
                retracted=finding.retracted is not None,
                record=msgspec.to_builtins(finding),
                html={path.removeprefix(prefix): html for path, html in row.html.items() if path.startswith(prefix)},
            )
        )
    for correction in record.corrections:
        session.add(
            LibraryCorrection(
                id=correction.id,
                subject_id=record.id,
                text=correction.text,
                html=row.html.get(f"corrections/{correction.id}/text", ""),
                at=correction.at,
                seq=entry.seq,
            )
        )
    if isinstance(record, SafeguardRecord | ConcernRecord):
        _commitments(session, entry, record, row)
    for (relation, place), (target, detail) in _references(record).items():
        session.add(LibraryReference(from_id=record.id, relation=relation, place=place, to_id=target, detail=detail))


def _commitments(session: Session, entry: Entry, record: SafeguardRecord | ConcernRecord, row: LibraryRecord) -> None:
    for position, one in enumerate(record.commitments, 1):
        prefix = f"commitments/{one.id}/"
        session.add(
            LibraryCommitment(
                id=one.id,
                subject_id=record.id,
                agency_id=record.agency,
                position=position,
                due=one.due,
                seq=entry.seq,
                record=msgspec.to_builtins(one),
                html={path.removeprefix(prefix): html for path, html in row.html.items() if path.startswith(prefix)},
            )
        )


def _references(record: Judged) -> dict[tuple[str, str], tuple[str, str | None]]:
    """Map (relation, place) to (target, detail) for everything that the record names."""
    found: dict[tuple[str, str], tuple[str, str | None]] = {}
    for topic in record.topics:
        found["topic", topic] = (topic, None)
    for one in record.evidence:
        found["evidence", one.id] = (one.source, one.stance)
    for link in record.links:
        found[link.kind, link.id] = (link.to, None)
    if isinstance(record, PairRecord) and record.claimant.source:
        found["claimant", record.claimant.source] = (record.claimant.source, None)
    if isinstance(record, SafeguardRecord) and record.parent:
        found["parent", record.parent] = (record.parent, None)
    commitments: list[Any] = getattr(record, "commitments", [])
    for commitment in commitments:
        for seen in commitment.observations:
            if seen.source:
                found["observation", seen.id] = (seen.source, seen.result)
    return found
