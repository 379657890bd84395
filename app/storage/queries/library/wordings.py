"""Wordings: of one subject through its captures, of one capture, of a whole page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, case, or_, select, union
from sqlalchemy.orm import Session

from app.domain.kin import Parting, partings_in
from app.storage.models.library import LibraryChange, LibraryRecord, LibraryWording


class Seen(NamedTuple):
    """A capture of a subject's page; `wording` is None where it does not hold the subject.

    `partings` tells what the capture joined or split of it.
    """

    captured: str
    number: int
    wording: LibraryWording | None
    partings: list[Parting]


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


@cache
def _seen(kind: str) -> Select[*tuple[Any, ...]]:
    """Write the statement of `seen_of_subject`, once a kind."""
    subject: BindParameter[str] = bindparam("subject")
    own = select(LibraryWording.capture_id).where(LibraryWording.subject_id == subject)
    of_page = select(LibraryChange.capture_id).where(LibraryChange.page_id == bindparam("page"))
    return (
        select(LibraryChange.captured, LibraryChange.number, LibraryWording, lines_that_part(kind))
        .outerjoin(
            LibraryWording,
            and_(LibraryWording.capture_id == LibraryChange.capture_id, LibraryWording.subject_id == subject),
        )
        .where(LibraryChange.capture_id.in_(union(own, of_page)))
        .order_by(LibraryChange.captured, LibraryChange.number)
    )


def seen_of_subject(session: Session, subject: str, kind: str, page: str | None) -> list[Seen]:
    """Return the captures of a page, and all that hold the subject, which is of a kind; the oldest first."""
    rows = session.execute(_seen(kind), {"subject": subject, "page": page})
    return [
        Seen(captured, number, wording, partings_in(lines or ()).get(subject, []))
        for captured, number, wording, lines in rows
    ]


def lines_that_part(kind: str) -> ColumnElement[list[Any]]:
    """Return the column of a change's lines, which is null where it neither joined nor split any of a kind."""
    counts = LibraryChange.summary[f"{kind}s"]
    parted = or_(counts["joined"].as_integer() > 0, counts["split"].as_integer() > 0)
    return case((parted, LibraryChange.lines))


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
