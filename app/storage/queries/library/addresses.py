"""Every address of the library: for site maps, and for what was nearly asked for."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from app.storage.aliases import alias_of
from app.storage.models.library import LibraryChange, LibraryFinding, LibraryRecord, LibrarySlug
from app.storage.queries.library.subjects import Named

KINDS = ("agency", "topic", "source", "page", "capture", "pair", "safeguard", "concern")
"""All kinds that have records: named, so that the index of a kind's records by their first entries is read."""


class Addressed(NamedTuple):
    """A record, capture or finding with what its address is made of, and when it was last published."""

    kind: str
    slug: str
    at: str
    captured: str | None
    number: int | None


def newest_first_seq(session: Session) -> int:
    """Return the entry that first published the newest subject; 0 where there is none."""
    of_kinds = [
        select(func.max(LibraryRecord.first_seq).label("seq")).where(LibraryRecord.kind == one) for one in KINDS
    ]
    each = union_all(*of_kinds).subquery()
    return session.scalar(select(func.max(each.c.seq))) or 0


def addressed(session: Session, after: int, until: int) -> list[Addressed]:
    """Return what was first published after one entry and up to another, captures with their page's slug."""
    page = alias_of(LibraryRecord, "page")
    rows = session.execute(
        select(
            LibraryRecord.kind,
            func.coalesce(page.slug, LibraryRecord.slug),
            LibraryRecord.at,
            LibraryChange.captured,
            LibraryChange.number,
        )
        .outerjoin(LibraryChange, LibraryChange.capture_id == LibraryRecord.id)
        .outerjoin(page, page.id == LibraryChange.page_id)
        .where(LibraryRecord.kind.in_(KINDS), LibraryRecord.retracted.is_(None))
        .where(LibraryRecord.first_seq > after, LibraryRecord.first_seq <= until)
        .order_by(LibraryRecord.first_seq)
    )
    return [Addressed(*row) for row in rows]


def findings_addressed(session: Session, after: int, until: int) -> list[Addressed]:
    """Return the findings on pairs that were first published in these entries."""
    rows = session.execute(
        select(LibraryRecord.slug, LibraryFinding.at, LibraryFinding.number)
        .join(LibraryRecord, LibraryRecord.id == LibraryFinding.subject_id)
        .where(LibraryRecord.first_seq > after, LibraryRecord.first_seq <= until)
        .where(LibraryRecord.kind == "pair", LibraryRecord.retracted.is_(None), LibraryFinding.retracted.is_(False))
        .order_by(LibraryRecord.first_seq, LibraryFinding.number)
    )
    return [Addressed("finding", slug, at, None, number) for slug, at, number in rows]


def beginning_with(session: Session, kind: str, letters: str, limit: int) -> list[Named]:
    """Return subjects of a kind whose slug begins with these letters."""
    rows = session.execute(
        select(LibraryRecord.id, LibraryRecord.kind, LibrarySlug.slug, LibraryRecord.title)
        .join(LibraryRecord, LibraryRecord.id == LibrarySlug.subject_id)
        .where(LibrarySlug.kind == kind, LibrarySlug.slug.startswith(letters, autoescape=True))
        .order_by(LibrarySlug.slug)
        .limit(limit)
    )
    return [Named(*row) for row in rows]
