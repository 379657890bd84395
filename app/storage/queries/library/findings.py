"""Findings in lists."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.aliases import alias_of
from app.storage.models.library import LibraryFinding, LibraryRecord


class FindingRow(NamedTuple):
    """A finding with its subject and agency."""

    finding: LibraryFinding
    subject_slug: str
    subject_title: str
    agency_title: str


def retracted_findings(session: Session, limit: int) -> list[FindingRow]:
    """Return findings that were retracted by themselves, the newest first; not those of retracted records alone."""
    subject, owner = alias_of(LibraryRecord, "subject"), alias_of(LibraryRecord, "owner")
    rows = session.execute(
        select(LibraryFinding, subject.slug, subject.title, owner.title)
        .join(subject, subject.id == LibraryFinding.subject_id)
        .join(owner, owner.id == LibraryFinding.agency_id)
        .where(LibraryFinding.retracted, LibraryFinding.record["retracted"].as_string().is_not(None))
        .order_by(LibraryFinding.seq.desc(), LibraryFinding.number.desc())
        .limit(limit)
    )
    return [FindingRow(*row) for row in rows]


def newest_findings(session: Session, limit: int) -> list[FindingRow]:
    """Return the newest findings that stand."""
    subject, owner = alias_of(LibraryRecord, "subject"), alias_of(LibraryRecord, "owner")
    rows = session.execute(
        select(LibraryFinding, subject.slug, subject.title, owner.title)
        .join(subject, subject.id == LibraryFinding.subject_id)
        .join(owner, owner.id == LibraryFinding.agency_id)
        .where(LibraryFinding.retracted.is_(False), LibraryFinding.at > "")  # true of all, so that `at` leads the way
        .order_by(LibraryFinding.at.desc(), LibraryFinding.seq.desc(), LibraryFinding.number.desc())
        .limit(limit)
    )
    return [FindingRow(*row) for row in rows]
