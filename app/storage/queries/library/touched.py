"""Which feeds a run of the ledger's entries changed: those with an entry that is new, or has a later `updated`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.domain.vocabulary import Event, SubjectKind
from app.storage.models.ledger import LedgerEntry
from app.storage.models.library import (
    LibraryChange,
    LibraryCommitment,
    LibraryCorrection,
    LibraryFinding,
    LibraryRecord,
    LibraryReference,
)


class Touched(NamedTuple):
    """Streams by name, subjects with a feed of their own by kind and slug, and whether ClaimReviews changed."""

    streams: frozenset[str]
    subjects: frozenset[tuple[str, str]]
    reviews: bool


def feeds_touched(session: Session, after: int, last: int, kinds: Collection[str]) -> Touched:
    """Return what the entries after a number, up to another, changed. `kinds` are of subjects with a feed."""
    span = (LedgerEntry.seq > after, LedgerEntry.seq <= last)
    entered = select(LedgerEntry.subject).where(*span)
    since = session.scalar(select(func.min(LedgerEntry.at)).where(*span))
    of = (LibraryFinding.agency_id, LibraryFinding.page_id, LibraryFinding.subject_id, LibraryFinding.subject_kind)
    found = session.execute(select(*of).where(LibraryFinding.subject_id.in_(entered)).distinct()).all()
    seen = _observed(session, entered)
    moved = _moved(session, entered, select(LedgerEntry.subject).where(*span, LedgerEntry.event == Event.RETRACTED))
    corrected = select(LibraryCorrection.id).where(
        LibraryCorrection.subject_id.in_(entered), LibraryCorrection.at >= since
    )
    streams = {
        "findings": bool(found),
        "commitments": bool(seen),
        "changes": bool(moved),
        "corrections": session.scalar(corrected.limit(1)) is not None,
    }
    judged, pages = {row.subject_id for row in found}, {page for _, page in moved}
    around = {row.agency_id for row in found} | {row.page_id for row in found} | {one for pair in moved for one in pair}
    return Touched(
        streams=frozenset(name for name, touched in streams.items() if touched),
        subjects=_followed(session, kinds, around | judged | seen, judged, pages, entered),
        reviews=any(row.subject_kind == SubjectKind.PAIR for row in found),
    )


def _observed(session: Session, entered: Select[str]) -> set[str]:
    """Return the safeguards and concerns among these that have an observation."""
    rows = select(LibraryCommitment.subject_id, LibraryCommitment.record)
    found = session.execute(rows.where(LibraryCommitment.subject_id.in_(entered)))
    return {subject for subject, record in found if record["observations"]}


def _moved(session: Session, entered: Select[str], retracted: Select[str]) -> set[tuple[str, str]]:
    """Return agency and page of the changes that these captures brought, or brought until they were retracted."""
    change = select(LibraryChange.agency_id, LibraryChange.page_id).where(
        LibraryChange.real, or_(LibraryChange.capture_id.in_(entered), LibraryChange.before_id.in_(entered))
    )
    gone = select(LibraryRecord.agency_id, LibraryRecord.page_id).where(
        LibraryRecord.id.in_(retracted), LibraryRecord.kind == SubjectKind.CAPTURE
    )
    return {(str(agency), str(page)) for agency, page in session.execute(change.union(gone))}


def _followed(  # noqa: PLR0913, PLR0917  # each says something else of where feeds are
    session: Session, kinds: Collection[str], named: set[str], judged: set[str], pages: set[str], entered: Select[str]
) -> frozenset[tuple[str, str]]:
    """Return kind and slug of the subjects with a feed of their own: these, their topics, and what was entered anew."""
    speaking = select(LibraryRecord.id).where(or_(LibraryRecord.id.in_(judged), LibraryRecord.page_id.in_(pages)))
    topics: Any = select(LibraryReference.to_id).where(
        LibraryReference.relation == "topic", LibraryReference.from_id.in_(speaking)
    )
    rows = select(LibraryRecord.kind, LibraryRecord.slug).where(
        LibraryRecord.kind.in_(kinds),
        or_(LibraryRecord.id.in_(named), LibraryRecord.id.in_(topics), LibraryRecord.id.in_(_renamed(entered))),
    )
    return frozenset((kind, slug) for kind, slug in session.execute(rows))


def _renamed(entered: Select[str]) -> Select[str]:
    """Return agencies, pages and topics among these: their feeds are called as they are."""
    return select(LibraryRecord.id).where(LibraryRecord.id.in_(entered), LibraryRecord.kind != SubjectKind.SAFEGUARD)
