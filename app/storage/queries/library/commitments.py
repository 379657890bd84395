"""The commitments board."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, and_, case, null, or_, select, tuple_, union
from sqlalchemy.orm import Session

from app.domain.kin import partings_in
from app.storage.aliases import alias_of
from app.storage.models.library import (
    LibraryChange,
    LibraryCommitment,
    LibraryRecord,
    LibraryReference,
    LibrarySlug,
    LibraryWording,
)
from app.storage.queries.library.subjects import Related
from app.storage.queries.library.wordings import Seen, lines_that_part


class BoardRow(NamedTuple):
    """A commitment with its safeguard or concern and agency."""

    commitment: LibraryCommitment
    subject_slug: str
    subject_kind: str
    subject_title: str
    agency_id: str
    agency_title: str


class AnswerRow(NamedTuple):
    """A concern with a safeguard that answers it and one of its commitments; both None where there is none."""

    concern_slug: str
    concern_title: str
    agency_title: str
    safeguard_slug: str | None
    safeguard_title: str | None
    commitment: LibraryCommitment | None


class FollowedWording(NamedTuple):
    """A wording, and the capture of its page that comes next, if there is one; whether it has the subject is open."""

    wording: LibraryWording
    after: Seen | None


def board(
    session: Session, limit: int, after: tuple[str, str] | None, agency: str | None, concern: str | None = None
) -> list[BoardRow]:
    """Return commitments by due date (without one last) and id, following `after`; of records that stand.

    `agency` and `concern` are slugs: of a concern it is what it promises, and what the safeguards do that answer it.
    """
    subject, owner = alias_of(LibraryRecord, "subject"), alias_of(LibraryRecord, "owner")
    place = LibraryCommitment.board
    query = (
        select(LibraryCommitment, subject.slug, subject.kind, subject.title, owner.id, owner.title)
        .join(subject, subject.id == LibraryCommitment.subject_id)
        .join(owner, owner.id == LibraryCommitment.agency_id)
        .where(subject.retracted.is_(None))
        .order_by(place, LibraryCommitment.id)
        .limit(limit)
    )
    if after:
        query = query.where(place >= after[0], or_(place > after[0], LibraryCommitment.id > after[1]))
    if agency:
        query = query.where(LibraryCommitment.agency_id == _agency(agency))
    if concern:
        named = select(LibrarySlug.subject_id).where(LibrarySlug.kind == "concern", LibrarySlug.slug == concern)
        answering = select(LibraryReference.from_id).where(
            LibraryReference.relation == "answers", LibraryReference.to_id.in_(named)
        )
        query = query.where(subject.id.in_(union(named, answering)))
    return [BoardRow(*row) for row in session.execute(query)]


def answers_to_concerns(session: Session, agency: str | None, limit: int) -> list[AnswerRow]:
    """Return the concerns that stand, by title, with the safeguards that answer them and what these promise."""
    concern, owner, safeguard = (
        alias_of(LibraryRecord, "concern"),
        alias_of(LibraryRecord, "owner"),
        alias_of(LibraryRecord, "safeguard"),
    )
    answers = and_(LibraryReference.to_id == concern.id, LibraryReference.relation == "answers")
    query = (
        select(concern.slug, concern.title, owner.title, safeguard.slug, safeguard.title, LibraryCommitment)
        .join(owner, owner.id == concern.agency_id)
        .outerjoin(LibraryReference, answers)
        .outerjoin(
            safeguard,
            and_(
                safeguard.id == LibraryReference.from_id, safeguard.kind == "safeguard", safeguard.retracted.is_(None)
            ),
        )
        .outerjoin(LibraryCommitment, LibraryCommitment.subject_id == safeguard.id)
        .where(concern.kind == "concern", concern.retracted.is_(None))
        .order_by(concern.title, concern.id, safeguard.title, safeguard.id, LibraryCommitment.position)
        .limit(limit)
    )
    if agency:
        query = query.where(concern.agency_id == _agency(agency))
    return [AnswerRow(*row) for row in session.execute(query)]


def _agency(slug: str) -> ScalarSelect[str]:
    return select(LibraryRecord.id).where(LibraryRecord.kind == "agency", LibraryRecord.slug == slug).scalar_subquery()


def around_board(session: Session, sources: Iterable[str]) -> list[Related]:
    """Return these sources and all agencies, by title: what a board cites and is narrowed by."""
    query = (
        select(
            LibraryRecord.id,
            LibraryRecord.kind,
            LibraryRecord.slug,
            LibraryRecord.title,
            LibraryRecord.retracted,
            case((LibraryRecord.kind == "source", LibraryRecord.body)),
            null(),
            null(),
            null(),
        )
        .where(or_(LibraryRecord.id.in_(sorted(set(sources))), LibraryRecord.kind == "agency"))
        .order_by(LibraryRecord.title)
    )
    return [Related(*row) for row in session.execute(query)]


def followed_wordings(session: Session, subjects: Iterable[str]) -> list[FollowedWording]:
    """Return the wordings of these subjects, the oldest first; the last one's next capture no longer has it."""
    place = tuple_(LibraryChange.captured, LibraryChange.number)
    here: Any = tuple_(LibraryWording.captured, LibraryWording.number)

    def following(column: Any) -> Any:
        later = select(column).where(LibraryChange.page_id == LibraryWording.page_id, place > here)
        return (
            later.order_by(LibraryChange.captured, LibraryChange.number)
            .limit(1)
            .correlate(LibraryWording)
            .scalar_subquery()
        )

    parting = case((LibraryWording.kind == "safeguard", lines_that_part("safeguard")), else_=lines_that_part("concern"))
    rows = session.execute(
        select(
            LibraryWording,
            following(LibraryChange.captured),
            following(LibraryChange.number),
            following(parting),
        )
        .where(LibraryWording.subject_id.in_(sorted(set(subjects))))
        .order_by(LibraryWording.captured, LibraryWording.number)
    )
    return [
        FollowedWording(
            wording,
            Seen(captured, number, None, partings_in(lines or ()).get(wording.subject_id, [])) if captured else None,
        )
        for wording, captured, number, lines in rows
    ]
