"""What on the desk stands behind an address of the public pages."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.storage.models.desk import Capture, Evidence, Finding, Statement, Subject
from app.storage.models.library import LibrarySlug


def subject_by_slug(session: Session, kind: str, slug: str) -> Subject | None:
    """Return the subject of a kind that has a slug, or once had it in public."""
    once = select(LibrarySlug.subject_id).where(LibrarySlug.kind == kind, LibrarySlug.slug == slug)
    query = select(Subject).where(Subject.kind == kind, or_(Subject.slug == slug, Subject.id.in_(once)))
    return session.scalars(query.order_by((Subject.slug == slug).desc())).first()


def finding_by_number(session: Session, slug: str, number: int) -> Finding | None:
    """Return a pair's finding by its number."""
    pair = subject_by_slug(session, "pair", slug)
    if pair is None:
        return None
    return session.scalar(select(Finding).where(Finding.statement_id == pair.id, Finding.number == number))


def capture_by_key(session: Session, slug: str, captured: str, number: int) -> Capture | None:
    """Return a page's capture by its day and number."""
    page = subject_by_slug(session, "page", slug)
    if page is None:
        return None
    rows = session.scalars(select(Capture).where(Capture.page_id == page.id, Capture.number == number))
    return next((row for row in rows if str(row.captured) == captured), None)


def correctable(session: Session, subject: Subject) -> Sequence[Subject]:
    """List what may be corrected where a subject is: it and, of a statement, what is judged of it; public alone."""
    if not isinstance(subject, Statement | Finding | Evidence):
        return []
    statement = subject if isinstance(subject, Statement) else subject.statement
    judged: list[Subject] = [statement]
    for kind in (Finding, Evidence):
        judged += session.scalars(select(kind).where(kind.statement_id == statement.id).order_by(kind.created_at))
    public = [one for one in judged if one.published_seq is not None and one.state != "retracted"]
    return sorted(public, key=lambda one: one is not subject)
