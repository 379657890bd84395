"""Findings of pairs that stand, by the words of their pairs."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.storage.aliases import alias_of
from app.storage.models.library import LibraryDocument, LibraryFinding, LibraryRecord
from app.storage.search import held_by_many, subjects_with


class ClaimRow(NamedTuple):
    """A finding with what it takes to link to it."""

    id: str
    number: int
    slug: str
    claim_reviewed: str
    verdict: str
    agency: str
    at: str


def claims_found(  # noqa: PLR0913, PLR0917  # the search has so many conditions
    session: Session,
    words: str,
    since: str | None,
    limit: int,
    after: tuple[str, str] | None = None,
    offset: int = 0,
) -> list[ClaimRow]:
    """Return pairs' findings by their first publication, the newest first, following `after` (moment and id).

    `words` are looked for in the pairs, their findings and their evidence; without a word it is every finding.
    """
    subject, owner = alias_of(LibraryRecord, "subject"), alias_of(LibraryRecord, "owner")
    query = (
        select(
            LibraryFinding.id,
            LibraryFinding.number,
            subject.slug,
            LibraryFinding.claim_reviewed,
            LibraryFinding.verdict,
            owner.title,
            LibraryFinding.at,
        )
        .join(subject, subject.id == LibraryFinding.subject_id)
        .join(owner, owner.id == LibraryFinding.agency_id)
        .where(LibraryFinding.subject_kind == "pair", LibraryFinding.retracted.is_(False))
        .order_by(LibraryFinding.at.desc(), LibraryFinding.id.desc())
        .limit(limit)
        .offset(offset)
    )
    held = held_by_many(session, words, "pair")
    if held is not None:
        query = query.join(LibraryDocument, LibraryDocument.subject_id == LibraryFinding.subject_id).where(held[0])
    elif words:
        query = query.where(LibraryFinding.subject_id.in_(subjects_with(session, words, "pair")))
    if since:
        query = query.where(LibraryFinding.at >= since)
    if after:
        same_moment = and_(LibraryFinding.at == after[0], LibraryFinding.id < after[1])
        query = query.where(or_(LibraryFinding.at < after[0], same_moment))
    return [ClaimRow(*row) for row in session.execute(query, held[1] if held else {})]
