"""What the two searches share: facets, hits, and excerpts cut at their marks."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, SQLColumnExpression, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.storage.models.library import (
    LibraryDocument,
    LibraryFacet,
    LibraryRecord,
    LibrarySlug,
    LibraryWording,
)

BEGIN, END = "\x02", "\x03"
WORDS = 40
PLAIN_LENGTH = 240
YEAR = len("2031")
TERM = re.compile(r'"([^"]+)"|(\S+)')
WORD = re.compile(r"\w")
START = re.compile(r"(\w{2,})\*")
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


class Asked(NamedTuple):
    """What is looked for: what it makes of a statement (statements of one shape are one), and its parameters."""

    shape: tuple[bool, ...]
    values: dict[str, Any]


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


def start_of(term: str) -> str | None:
    """Return what the words asked for begin with, where a term is a beginning and a star: two letters or digits."""
    found = START.fullmatch(term)
    return found[1] if found else None


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


def values_of(facets: Facets) -> list[tuple[str, Any]]:
    """Return the values that were chosen, as the library notes them: those that fewest documents have come first."""
    chosen: list[tuple[str, Any]] = []
    if facets.agency:
        chosen.append(("agency", _of_slug("agency", facets.agency)))
    if facets.topic:
        chosen.append(("topic", _of_slug("topic", facets.topic)))
    if facets.since and facets.since == facets.until and len(facets.since) == YEAR:
        chosen.append(("year", facets.since))
    plain = (("verdict", facets.verdict), ("stance", facets.stance), ("kind", facets.kind))
    return [*chosen, *((name, value) for name, value in plain if value)]


def conditions(number: SQLColumnExpression[int], facets: Facets) -> list[ColumnElement[bool]]:
    """Return what lets a document with this number through every chosen facet: each is looked up for it."""
    return [*(_has(number, *one) for one in values_of(facets)), *_said(number, facets)]


def found(facets: Facets) -> Select[Any]:
    """Select the numbers of all that the facets leave, in no order."""
    chosen = values_of(facets)
    if not chosen:
        return select(LibraryDocument.number).where(*_said(LibraryDocument.number, facets))
    leading = aliased(LibraryFacet)
    name, value = chosen[0]
    others = [_has(leading.number, *one) for one in chosen[1:]]
    query = select(leading.number).where(leading.facet == name, leading.value == value)
    return query.where(*others, *_said(leading.number, facets))


def shown(numbers: Select[Any]) -> Select[Any]:
    """Select what the documents with these numbers hold, the newest first."""
    opening = func.substr(LibraryDocument.body, 1, PLAIN_LENGTH)
    query = columns(LibraryDocument.title, opening).where(LibraryDocument.number.in_(numbers))
    return query.order_by(LibraryDocument.number.desc())


def hits(session: Session, query: Select[Any], values: dict[str, Any]) -> list[Hit]:
    """Run a search and cut what it found into segments."""
    return [
        Hit(row[0], row[1], row[2], row[3], row[4], row[5], row[6], segments(row[7]), segments(row[8]))
        for row in session.execute(query, values)
    ]


def _has(number: SQLColumnExpression[int], facet: str, value: Any) -> ColumnElement[bool]:
    noted = aliased(LibraryFacet)
    return exists().where(noted.facet == facet, noted.value == value, noted.number == number)


def _said(number: SQLColumnExpression[int], facets: Facets) -> list[ColumnElement[bool]]:
    """Keep what was said in a span of days; a whole year is noted as a value."""
    if not (facets.since or facets.until) or any(name == "year" for name, _ in values_of(facets)):
        return []
    document = aliased(LibraryDocument)
    said = exists().where(document.number == number, LibraryWording.subject_id == document.subject_id)
    if facets.since:
        said = said.where(LibraryWording.captured >= facets.since)
    if facets.until:
        said = said.where(LibraryWording.captured <= facets.until + "~")
    return [said]


def _of_slug(kind: str, slug: str) -> ScalarSelect[str]:
    named = select(LibrarySlug.subject_id).where(LibrarySlug.kind == kind, LibrarySlug.slug == slug)
    return named.scalar_subquery()
