"""Wordings: of one subject through its captures, of one capture, of a whole page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import and_, select, union
from sqlalchemy.orm import Session

from app.storage.models.library import LibraryChange, LibraryRecord, LibraryWording


class Seen(NamedTuple):
    """A capture of a subject's page; `wording` is None where it does not hold the subject."""

    captured: str
    number: int
    wording: LibraryWording | None


class Placed(NamedTuple):
    """A wording with the slug and title of its subject; both None where the subject is not published."""

    wording: LibraryWording
    slug: str | None
    title: str | None
    retracted: str | None = None


def wordings_of_subjects(session: Session, subjects: Iterable[str]) -> list[LibraryWording]:
    """Return every published wording of these subjects, the oldest first."""
    return list(
        session.scalars(
            select(LibraryWording)
            .where(LibraryWording.subject_id.in_(list(subjects)))
            .order_by(LibraryWording.captured, LibraryWording.number, LibraryWording.position)
        )
    )


def seen_of_subject(session: Session, subject: str, page: str | None) -> list[Seen]:
    """Return the captures of a page, and all that hold the subject, the oldest first."""
    own = select(LibraryWording.capture_id).where(LibraryWording.subject_id == subject)
    of_page = select(LibraryChange.capture_id).where(LibraryChange.page_id == page)
    rows = session.execute(
        select(LibraryChange.captured, LibraryChange.number, LibraryWording)
        .outerjoin(
            LibraryWording,
            and_(LibraryWording.capture_id == LibraryChange.capture_id, LibraryWording.subject_id == subject),
        )
        .where(LibraryChange.capture_id.in_(union(own, of_page)))
        .order_by(LibraryChange.captured, LibraryChange.number)
    )
    return [Seen(*row) for row in rows]


def wordings_of_captures(session: Session, captures: Iterable[str]) -> list[Placed]:
    """Return the wordings of these captures in the pages' order."""
    rows = session.execute(
        select(LibraryWording, LibraryRecord.slug, LibraryRecord.title, LibraryRecord.retracted)
        .outerjoin(LibraryRecord, LibraryRecord.id == LibraryWording.subject_id)
        .where(LibraryWording.capture_id.in_(list(captures)))
        .order_by(LibraryWording.captured, LibraryWording.number, LibraryWording.position, LibraryWording.claim_start)
    )
    return [Placed(*row) for row in rows]


def wordings_of_page(session: Session, page: str) -> list[Placed]:
    """Return the wordings of all captures of a page, the oldest capture first."""
    rows = session.execute(
        select(LibraryWording, LibraryRecord.slug, LibraryRecord.title, LibraryRecord.retracted)
        .outerjoin(LibraryRecord, LibraryRecord.id == LibraryWording.subject_id)
        .where(LibraryWording.page_id == page)
        .order_by(LibraryWording.captured, LibraryWording.number, LibraryWording.position, LibraryWording.claim_start)
    )
    return [Placed(*row) for row in rows]
