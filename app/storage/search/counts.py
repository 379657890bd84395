"""How many records a search finds, and how they part by agency, topic, verdict, stance, kind and year."""

from __future__ import annotations

from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import CTE, Engine, Select, and_, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from app.storage.models.library import LibraryFinding, LibraryRecord, LibraryReference, LibraryState, LibraryWording
from app.storage.search.hits import Facets

KEPT = 200
"""Counts that are kept for each database while nothing is published."""


class FacetCount(NamedTuple):
    """How many of the records found have a value; `title` where the value is a slug."""

    facet: str
    value: str
    title: str | None
    number: int


class Counts(NamedTuple):
    """`total` records were found and counted; `more` tells that others are left uncounted."""

    total: int
    more: bool
    facets: list[FacetCount]


class Kept(NamedTuple):
    """The counts of one state of a library."""

    seq: int
    counts: dict[Facets, Counts]


_kept: WeakKeyDictionary[Engine, Kept] = WeakKeyDictionary()


def counted(session: Session, found: Select[Any], gate: int | None) -> Counts:
    """Count what a statement of (number, subject_id, kind, agency_id) finds, up to `gate` records."""
    limited = found if gate is None else found.limit(gate + 1)
    rows = [FacetCount(*row) for row in session.execute(_parts(limited.cte("found")))]
    total = next(row.number for row in rows if row.facet == "total")
    more = gate is not None and total > gate
    return Counts(min(total, gate) if gate is not None else total, more, [row for row in rows if row.facet != "total"])


def kept_counts(session: Session, found: Select[Any], facets: Facets) -> Counts:
    """Count all that the facets leave, without words to look for; kept until something is published."""
    seq = session.scalar(select(LibraryState.seq)) or 0
    engine = session.get_bind().engine
    kept = _kept.get(engine)
    if kept is None or kept.seq != seq or len(kept.counts) >= KEPT:
        kept = _kept[engine] = Kept(seq, {})
    if facets not in kept.counts:
        kept.counts[facets] = counted(session, found, None)
    return kept.counts[facets]


def _parts(found: CTE) -> Any:
    """Select (facet, value, title, number) of what was found, the most frequent value of each facet first."""
    subject = found.c.subject_id
    heading = LibraryReference.relation == "topic"
    evidence = and_(
        LibraryReference.relation == "evidence",
        or_(LibraryReference.from_id == subject, LibraryReference.to_id == subject),
    )
    year = func.substr(LibraryWording.captured, 1, 4)
    distinct = func.count(func.distinct(subject))
    every = union_all(
        select(
            literal("total").label("facet"),
            literal("").label("value"),
            null().label("title"),
            func.count().label("number"),
        ).select_from(found),
        select(literal("kind"), found.c.kind, null(), func.count()).group_by(found.c.kind),
        select(literal("agency"), LibraryRecord.slug, LibraryRecord.title, func.count())
        .join_from(found, LibraryRecord, LibraryRecord.id == found.c.agency_id)
        .group_by(LibraryRecord.slug, LibraryRecord.title),
        select(literal("topic"), LibraryRecord.slug, LibraryRecord.title, func.count())
        .join_from(found, LibraryReference, and_(LibraryReference.from_id == subject, heading))
        .join(LibraryRecord, LibraryRecord.id == LibraryReference.to_id)
        .group_by(LibraryRecord.slug, LibraryRecord.title),
        select(literal("verdict"), LibraryFinding.verdict, null(), distinct)
        .join_from(
            found, LibraryFinding, and_(LibraryFinding.subject_id == subject, LibraryFinding.retracted.is_(False))
        )
        .group_by(LibraryFinding.verdict),
        select(literal("stance"), LibraryReference.detail, null(), distinct)
        .join_from(found, LibraryReference, evidence)
        .group_by(LibraryReference.detail),
        select(literal("year"), year, null(), distinct)
        .join_from(found, LibraryWording, LibraryWording.subject_id == subject)
        .group_by(year),
    ).subquery()
    return select(every).order_by(every.c.facet, every.c.number.desc(), every.c.value)
