"""What the two searches share: facets, hits, and excerpts cut at their marks."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from sqlalchemy import Select, SQLColumnExpression, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.storage.models.library import (
    LibraryDocument,
    LibraryFinding,
    LibraryRecord,
    LibraryReference,
    LibrarySlug,
    LibraryWording,
)

BEGIN, END = "\x02", "\x03"
WORDS = 40
PLAIN_LENGTH = 240
TERM = re.compile(r'"([^"]+)"|(\S+)')
WORD = re.compile(r"\w")
MARKED = re.compile(f"{BEGIN}([^{END}]*){END}")


class Facets(NamedTuple):
    """What narrows a search: slugs of an agency and a topic, and values; None narrows nothing."""

    kind: str | None = None
    agency: str | None = None
    topic: str | None = None
    stance: str | None = None
    verdict: str | None = None
    since: str | None = None
    until: str | None = None


class Segment(NamedTuple):
    """A run of text, and whether it is what was looked for."""

    text: str
    marked: bool


class Hit(NamedTuple):
    """One subject that was found."""

    subject: str
    kind: str
    slug: str
    agency: str | None
    at: str
    modified: str
    number: int
    title: list[Segment]
    excerpt: list[Segment]


def terms_of(query: str) -> list[str]:
    """Cut a query into words and quoted phrases; what holds no letter or digit is dropped."""
    found = (phrase or word for phrase, word in TERM.findall(query.replace("\0", " ")))
    return [term.strip('"') for term in found if WORD.search(term)]


def segments(text: str) -> list[Segment]:
    """Cut a text at its marks."""
    parts = [Segment(part, index % 2 == 1) for index, part in enumerate(MARKED.split(text))]
    return [part for part in parts if part.text]


def columns(title: SQLColumnExpression[str], excerpt: SQLColumnExpression[str]) -> Select[*tuple[Any, ...]]:
    """Select what a hit holds, given how its title and excerpt are made."""
    owner = aliased(LibraryRecord)
    return (
        select(
            LibraryRecord.id,
            LibraryRecord.kind,
            LibraryRecord.slug,
            owner.title,
            LibraryRecord.first_at,
            LibraryRecord.at,
            LibraryDocument.number,
            title,
            excerpt,
        )
        .select_from(LibraryDocument)
        .join(LibraryRecord, LibraryRecord.id == LibraryDocument.subject_id)
        .outerjoin(owner, owner.id == LibraryRecord.agency_id)
    )


def narrowed(query: Select[Any], facets: Facets) -> Select[Any]:
    """Keep what every chosen facet lets through."""
    subject = LibraryDocument.subject_id
    if facets.kind:
        query = query.where(LibraryDocument.kind == facets.kind)
    if facets.agency:
        query = query.where(LibraryDocument.agency_id.in_(_of_slug("agency", facets.agency)))
    if facets.topic:
        headed = select(LibraryReference.from_id).where(
            LibraryReference.relation == "topic", LibraryReference.to_id.in_(_of_slug("topic", facets.topic))
        )
        query = query.where(subject.in_(headed))
    if facets.stance:
        named = and_(LibraryReference.relation == "evidence", LibraryReference.detail == facets.stance)
        either = or_(
            subject.in_(select(LibraryReference.from_id).where(named)),
            subject.in_(select(LibraryReference.to_id).where(named)),
        )
        query = query.where(either)
    if facets.verdict:
        judged = select(LibraryFinding.subject_id).where(
            LibraryFinding.verdict == facets.verdict, LibraryFinding.retracted.is_(False)
        )
        query = query.where(subject.in_(judged))
    if facets.since or facets.until:
        said = select(LibraryWording.subject_id)
        if facets.since:
            said = said.where(LibraryWording.captured >= facets.since)
        if facets.until:
            said = said.where(LibraryWording.captured <= facets.until + "~")
        query = query.where(subject.in_(said))
    return query


def found(facets: Facets) -> Select[Any]:
    """Select number, subject, kind and agency of all that the facets leave, in no order: for counting."""
    few: list[Any] = [getattr(LibraryDocument, name) for name in ("number", "subject_id", "kind", "agency_id")]
    return narrowed(select(*few).select_from(LibraryDocument), facets)


def listed(facets: Facets) -> Select[Any]:
    """Select all that the facets leave, the newest first."""
    opening = func.substr(LibraryDocument.body, 1, PLAIN_LENGTH)
    query = narrowed(columns(LibraryDocument.title, opening), facets)
    return query.order_by(LibraryDocument.number.desc())


def hits(session: Session, query: Select[Any]) -> list[Hit]:
    """Run a search and cut what it found into segments."""
    return [
        Hit(row[0], row[1], row[2], row[3], row[4], row[5], row[6], segments(row[7]), segments(row[8]))
        for row in session.execute(query)
    ]


def _of_slug(kind: str, slug: str) -> Select[Any]:
    return select(LibrarySlug.subject_id).where(LibrarySlug.kind == kind, LibrarySlug.slug == slug)
