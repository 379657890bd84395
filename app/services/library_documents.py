"""What search looks through: the words of each public subject, taken anew when its record or its wording changes."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.records import AgencyRecord, AnyRecord, Judged, SourceRecord, decode
from app.domain.spelling import words_of
from app.services import library_words
from app.storage.models.library import LibraryDocument, LibraryRecord, LibraryWording

SEARCHED = ("agency", "topic", "page", "source", "pair", "safeguard", "concern")


def refresh(session: Session, ids: Iterable[str]) -> None:
    """Write the documents of these subjects anew; what is not published, or retracted, has none."""
    for subject_id in ids:
        row = session.get(LibraryRecord, subject_id)
        if row is None or row.kind not in SEARCHED or row.retracted is not None:
            continue
        before = _take_out(session, subject_id)
        title, body = document_words(row, decode(row.body), _newest_wording(session, subject_id))
        session.add(
            LibraryDocument(
                number=row.first_seq,
                subject_id=subject_id,
                kind=row.kind,
                agency_id=row.agency_id,
                title=title,
                body=body,
            )
        )
        session.flush()
        library_words.exchange(session, before, words_of(f"{title} {body}"))


def forget(session: Session, subject_id: str) -> None:
    """Take the document of a subject out."""
    library_words.exchange(session, _take_out(session, subject_id), set())


def _take_out(session: Session, subject_id: str) -> set[str]:
    """Delete the document of a subject; return the words that it had."""
    gone = delete(LibraryDocument).where(LibraryDocument.subject_id == subject_id)
    rows = session.execute(gone.returning(LibraryDocument.title, LibraryDocument.body)).all()
    return {word for title, body in rows for word in words_of(f"{title} {body}")}


def _newest_wording(session: Session, subject_id: str) -> LibraryWording | None:
    query = select(LibraryWording).where(LibraryWording.subject_id == subject_id)
    return session.scalar(query.order_by(LibraryWording.captured.desc(), LibraryWording.number.desc()).limit(1))


def document_words(row: LibraryRecord, record: AnyRecord, wording: LibraryWording | None) -> tuple[str, str]:
    """Return what a hit is named by, and all else that is searched."""
    parts = [str(getattr(record, "note", ""))]
    title = row.title
    if wording is not None:
        title = wording.claim if row.kind == "pair" else wording.label or row.title
        parts += [wording.rebuttal or "", "" if row.kind == "pair" else wording.claim, row.title]
    if isinstance(record, AgencyRecord):
        parts += [record.short_name or "", record.jurisdiction or ""]
    if isinstance(record, SourceRecord):
        parts += [str(value) for value in record.csl.values() if isinstance(value, str)]
    if isinstance(record, Judged):
        for one in record.evidence:
            parts += [one.quote, one.note]
        for finding in record.findings:
            if finding.retracted is None:
                parts += [finding.claim_reviewed, finding.verdict, finding.reasoning]
    return title, "\n\n".join(part for part in parts if part)
