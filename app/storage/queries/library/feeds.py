"""What feeds and the API list: by keys that never change, so that a reader who pages sees each item once."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from app.storage.models.library import LibraryChange, LibraryDocument, LibraryFinding, LibraryRecord, LibraryWording


class FindingRow(NamedTuple):
    """A finding with what there is to say of the record that holds it, and its agency."""

    finding: LibraryFinding
    subject_slug: str
    subject_title: str
    subject_retracted: str | None
    subject_at: str
    subject_body: bytes
    agency_slug: str
    agency_title: str


class ChangeRow(NamedTuple):
    """A real change of a page. `first_seq` and `first_at` are of the capture's first publication, `at` of its last."""

    capture_id: str
    captured: str
    number: int
    at: str
    lines: list[Any]
    before_id: str
    before_captured: str
    before_number: int
    before_at: str
    first_seq: int
    first_at: str
    page_id: str
    page_slug: str
    page_title: str
    agency_id: str
    agency_slug: str
    agency_title: str


class PairRow(NamedTuple):
    """A pair with its agency, its page and its newest wording, None where no published capture holds one."""

    id: str
    slug: str
    title: str
    retracted: str | None
    first_seq: int
    seq: int
    first_at: str
    at: str
    body: bytes
    wording: LibraryWording | None
    agency_id: str
    agency_slug: str
    agency_title: str
    page_id: str
    page_slug: str
    page_title: str


def findings_after(session: Session, limit: int, after: tuple[str, str] | None = None) -> list[FindingRow]:
    """Return findings by their first publication, the newest first, following `after` (moment and id).

    Retracted ones are among them: a reader has to learn of it.
    """
    subject, owner = aliased(LibraryRecord), aliased(LibraryRecord)
    query = (
        select(
            LibraryFinding,
            subject.slug,
            subject.title,
            subject.retracted,
            subject.at,
            subject.body,
            owner.slug,
            owner.title,
        )
        .join(subject, subject.id == LibraryFinding.subject_id)
        .join(owner, owner.id == LibraryFinding.agency_id)
        .order_by(LibraryFinding.at.desc(), LibraryFinding.id.desc())
        .limit(limit)
    )
    if after:
        same_moment = and_(LibraryFinding.at == after[0], LibraryFinding.id < after[1])
        query = query.where(or_(LibraryFinding.at < after[0], same_moment))
    return [FindingRow(*row) for row in session.execute(query)]


def changes_after(session: Session, limit: int, after: int | None = None) -> list[ChangeRow]:
    """Return real changes by their captures' first publication, the newest first, following entry `after`.

    A change that a retracted capture brought is left out. The inner query sorts small rows, the outer one opens the
    few that are shown.
    """
    page, owner, before = aliased(LibraryRecord), aliased(LibraryRecord), aliased(LibraryChange)
    wanted = (
        select(LibraryRecord.id, LibraryRecord.first_seq, LibraryRecord.first_at)
        .join(LibraryChange, LibraryChange.capture_id == LibraryRecord.id)
        .where(LibraryChange.real, LibraryRecord.retracted.is_(None))
        .order_by(LibraryRecord.first_seq.desc())
        .limit(limit)
    )
    if after is not None:
        wanted = wanted.where(LibraryRecord.first_seq < after)
    capture = wanted.subquery()
    query = (
        select(
            LibraryChange.capture_id,
            LibraryChange.captured,
            LibraryChange.number,
            LibraryChange.at,
            LibraryChange.lines,
            before.capture_id,
            before.captured,
            before.number,
            before.at,
            capture.c.first_seq,
            capture.c.first_at,
            page.id,
            page.slug,
            page.title,
            owner.id,
            owner.slug,
            owner.title,
        )
        .join(capture, capture.c.id == LibraryChange.capture_id)
        .join(before, before.capture_id == LibraryChange.before_id)
        .join(page, page.id == LibraryChange.page_id)
        .join(owner, owner.id == LibraryChange.agency_id)
        .order_by(capture.c.first_seq.desc())
    )
    return [ChangeRow(*row) for row in session.execute(query)]


def pairs_after(session: Session, limit: int, after: int | None = None) -> list[PairRow]:
    """Return pairs that stand by their first publication, the newest first, following entry `after`.

    `library_document` numbers what stands by its first entry and has an index on its kind: that makes this cheap.
    """
    query = (
        _pairs()
        .join(LibraryDocument, LibraryDocument.subject_id == LibraryRecord.id)
        .where(LibraryDocument.kind == "pair", LibraryRecord.retracted.is_(None))
        .order_by(LibraryDocument.number.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(LibraryDocument.number < after)
    return [PairRow(*row) for row in session.execute(query)]


def pair_by_id(session: Session, pair_id: str) -> PairRow | None:
    """Return a published pair, retracted or not."""
    query = _pairs().where(LibraryRecord.id == pair_id, LibraryRecord.kind == "pair")
    row = session.execute(query).one_or_none()
    return PairRow(*row) if row else None


def _pairs() -> Select[*tuple[Any, ...]]:
    page, owner, newer = aliased(LibraryRecord), aliased(LibraryRecord), aliased(LibraryWording)
    newest = (
        select(newer.capture_id)
        .where(newer.subject_id == LibraryRecord.id)
        .order_by(newer.captured.desc(), newer.number.desc())
        .limit(1)
        .correlate(LibraryRecord)
        .scalar_subquery()
    )
    columns: list[Any] = [
        LibraryRecord.id,
        LibraryRecord.slug,
        LibraryRecord.title,
        LibraryRecord.retracted,
        LibraryRecord.first_seq,
        LibraryRecord.seq,
        LibraryRecord.first_at,
        LibraryRecord.at,
        LibraryRecord.body,
        LibraryWording,
        owner.id,
        owner.slug,
        owner.title,
        page.id,
        page.slug,
        page.title,
    ]
    return (
        select(*columns)
        .join(owner, owner.id == LibraryRecord.agency_id)
        .join(page, page.id == LibraryRecord.page_id)
        .outerjoin(
            LibraryWording,
            and_(LibraryWording.subject_id == LibraryRecord.id, LibraryWording.capture_id == newest),
        )
    )
