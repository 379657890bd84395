"""The rows of the library that one published record makes. Nothing is read or written here."""

from __future__ import annotations

from typing import Any

import msgspec

from app.domain.ledger import Entry
from app.domain.records import (
    AgencyRecord,
    CaptureRecord,
    ConcernRecord,
    Judged,
    PageRecord,
    PairRecord,
    Record,
    SafeguardRecord,
)
from app.services.markup import render
from app.storage.base import Base
from app.storage.models.library import (
    NO_DUE,
    LibraryCommitment,
    LibraryCorrection,
    LibraryFinding,
    LibraryRecord,
    LibraryReference,
    opening_of,
)


def name_of(record: Record) -> str:
    """Return the name by which a record's address is made: its slug, or its id where it has none."""
    return str(getattr(record, "slug", record.id))


def title_of(record: Record, page: LibraryRecord | None) -> str:
    """Return what a record is called; a capture as its page, where that is published."""
    if isinstance(record, CaptureRecord):
        return page.title if page else record.title or ""
    return str(getattr(record, "title", None) or getattr(record, "name", ""))


def belongs_to(record: Record, page: LibraryRecord | None) -> tuple[str | None, str | None]:
    """Return the ids of a record's agency and page; of a capture the agency of its page, where that is published."""
    match record:
        case AgencyRecord():
            return record.id, None
        case PageRecord():
            return record.agency, record.id
        case CaptureRecord():
            return page.agency_id if page else None, record.page
        case Judged():
            return record.agency, record.page
        case _:
            return None, None


def html_of(record: Record) -> dict[str, str]:
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


def parts_of(entry: Entry, record: Judged, html: dict[str, str]) -> list[Base]:
    """Return the rows of a record's parts: findings, corrections, commitments, and what it names."""
    rows: list[Base] = [*_findings(entry, record, html), *_corrections(entry, record, html)]
    if isinstance(record, SafeguardRecord | ConcernRecord):
        rows += _commitments(entry, record, html)
    return rows + [
        LibraryReference(
            from_id=record.id,
            relation=relation,
            place=place,
            to_id=target,
            detail=detail,
            kind=entry.kind,
            opening=opening_of(str(getattr(record, "title", ""))),
        )
        for (relation, place), (target, detail) in _references(record).items()
    ]


def _findings(entry: Entry, record: Judged, html: dict[str, str]) -> list[LibraryFinding]:
    return [
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
            html=_below(html, f"findings/{finding.id}/"),
        )
        for finding in record.findings
    ]


def _corrections(entry: Entry, record: Judged, html: dict[str, str]) -> list[LibraryCorrection]:
    return [
        LibraryCorrection(
            id=correction.id,
            subject_id=record.id,
            text=correction.text,
            html=html.get(f"corrections/{correction.id}/text", ""),
            at=correction.at,
            seq=entry.seq,
        )
        for correction in record.corrections
    ]


def _commitments(
    entry: Entry, record: SafeguardRecord | ConcernRecord, html: dict[str, str]
) -> list[LibraryCommitment]:
    return [
        LibraryCommitment(
            id=one.id,
            subject_id=record.id,
            agency_id=record.agency,
            position=position,
            due=one.due,
            board=one.due or NO_DUE,
            seq=entry.seq,
            record=msgspec.to_builtins(one),
            html=_below(html, f"commitments/{one.id}/"),
        )
        for position, one in enumerate(record.commitments, 1)
    ]


def _below(html: dict[str, str], prefix: str) -> dict[str, str]:
    return {path.removeprefix(prefix): text for path, text in html.items() if path.startswith(prefix)}


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
