"""Findings that are a ClaimReview: those of pairs, each with all that it names."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.storage.aliases import alias_of
from app.storage.models.library import LibraryChange, LibraryFinding, LibraryRecord


class ReviewRow(NamedTuple):
    """A finding of a pair, with its pair, agency and page; `captured` and `number` are of the capture it judged."""

    finding_id: str
    at: str
    pair: LibraryRecord
    agency_body: bytes
    page_body: bytes
    capture_id: str | None
    captured: str | None
    number: int | None


def reviews_after(session: Session, limit: int, after: tuple[str, str] | None = None) -> list[ReviewRow]:
    """Return pairs' findings by their first publication, the newest first, following `after` (moment and id).

    Retracted ones are among them: who reads them has to learn of it.
    """
    pair, owner, page = (
        alias_of(LibraryRecord, "pair"),
        alias_of(LibraryRecord, "owner"),
        alias_of(LibraryRecord, "page"),
    )
    query = (
        select(
            LibraryFinding.id,
            LibraryFinding.at,
            pair,
            owner.body,
            page.body,
            LibraryChange.capture_id,
            LibraryChange.captured,
            LibraryChange.number,
        )
        .join(pair, pair.id == LibraryFinding.subject_id)
        .join(owner, owner.id == LibraryFinding.agency_id)
        .join(page, page.id == LibraryFinding.page_id)
        .outerjoin(LibraryChange, LibraryChange.capture_id == LibraryFinding.record["capture"].as_string())
        .where(LibraryFinding.subject_kind == "pair")
        .order_by(LibraryFinding.at.desc(), LibraryFinding.id.desc())
        .limit(limit)
    )
    if after:
        same_moment = and_(LibraryFinding.at == after[0], LibraryFinding.id < after[1])
        query = query.where(or_(LibraryFinding.at < after[0], same_moment))
    return [ReviewRow(*row) for row in session.execute(query)]
