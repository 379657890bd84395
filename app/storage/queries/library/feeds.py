"""What feeds and the API list: by keys that never change, so that a reader who pages sees each item once."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from app.storage.aliases import alias_of
from app.storage.models.library import (
    LibraryChange,
    LibraryDocument,
    LibraryFinding,
    LibraryRecord,
    LibraryReference,
    LibraryWording,
)


class Scope(NamedTuple):
    """The subject that a stream is of: its kind (agency, page, topic, safeguard) and id."""

    kind: str
    id: str


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


def findings_after(
    session: Session, limit: int, after: tuple[str, str] | None = None, scope: Scope | None = None
) -> list[FindingRow]:
    """Return findings by their first publication, the newest first, following `after` (moment and id).

    Retracted ones are among them: a reader has to learn of it.
    """
    subject, owner = alias_of(LibraryRecord, "subject"), alias_of(LibraryRecord, "owner")
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
    if scope:
        query = query.where(_findings_of(scope))
    return [FindingRow(*row) for row in session.execute(query)]


def changes_after(session: Session, limit: int, after: int | None = None) -> list[ChangeRow]:
    """Return real changes by their captures' first publication, the newest first, following entry `after`.

    A change that a retracted capture brought is left out.
    """
    real = select(LibraryChange.real).where(LibraryChange.capture_id == LibraryRecord.id)
    wanted = select(LibraryRecord.id, LibraryRecord.first_seq, LibraryRecord.first_at)
    wanted = wanted.where(LibraryRecord.kind == "capture", LibraryRecord.retracted.is_(None))
    wanted = wanted.where(real.scalar_subquery())  # asked of each, so that no index of what is real leads through all
    wanted = wanted.order_by(LibraryRecord.first_seq.desc()).limit(limit)
    if after is not None:
        wanted = wanted.where(LibraryRecord.first_seq < after)
    return _changes(session, wanted)


def changes_of(session: Session, limit: int, scope: Scope, after: tuple[str, str] | None = None) -> list[ChangeRow]:
    """Return the real changes of an agency's pages, of a page, or of pages that speak of a topic.

    They come by their captures' first publication, the newest first, following `after` (moment and the capture's id).
    """
    order = (LibraryChange.first_at.desc(), LibraryChange.capture_id.desc())
    wanted = _captures().where(LibraryChange.real, _pages_of(scope)).order_by(*order).limit(limit)
    if after is not None:
        same_moment = and_(LibraryChange.first_at == after[0], LibraryChange.capture_id < after[1])
        wanted = wanted.where(or_(LibraryChange.first_at < after[0], same_moment))
    return _changes(session, wanted)


def _captures() -> Select[*tuple[Any, ...]]:
    return (
        select(LibraryRecord.id, LibraryRecord.first_seq, LibraryRecord.first_at)
        .join(LibraryChange, LibraryChange.capture_id == LibraryRecord.id)
        .where(LibraryRecord.retracted.is_(None))
    )


def _changes(session: Session, wanted: Select[*tuple[Any, ...]]) -> list[ChangeRow]:
    """Open the few changes that are wanted: those sort by small rows."""
    page, owner, before = (
        alias_of(LibraryRecord, "page"),
        alias_of(LibraryRecord, "owner"),
        alias_of(LibraryChange, "before"),
    )
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


def _findings_of(scope: Scope) -> ColumnElement[bool]:
    columns = {"agency": LibraryFinding.agency_id, "page": LibraryFinding.page_id}
    if scope.kind == "topic":
        return LibraryFinding.subject_id.in_(_headed(LibraryReference.from_id, scope.id))
    return columns.get(scope.kind, LibraryFinding.subject_id) == scope.id


def _pages_of(scope: Scope) -> ColumnElement[bool]:
    if scope.kind == "topic":
        headed = alias_of(LibraryRecord, "headed")
        pages = _headed(headed.page_id, scope.id).join(headed, headed.id == LibraryReference.from_id)
        return LibraryChange.page_id.in_(pages)
    return (LibraryChange.agency_id if scope.kind == "agency" else LibraryChange.page_id) == scope.id


def _headed(column: Any, topic: str) -> Select[*tuple[Any, ...]]:
    named = select(column).select_from(LibraryReference)
    return named.where(LibraryReference.to_id == topic, LibraryReference.relation == "topic")


def _pairs() -> Select[*tuple[Any, ...]]:
    page, owner, newer = (
        alias_of(LibraryRecord, "page"),
        alias_of(LibraryRecord, "owner"),
        alias_of(LibraryWording, "newer"),
    )
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
