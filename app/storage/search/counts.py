"""How many records a search finds, and how they part by agency, topic, verdict, stance, kind and year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from app.storage.kept import kept
from app.storage.models.library import EVERY, LibraryFacet, LibraryRecord, LibraryTally
from app.storage.search.hits import Facets, found, values_of

FACETS = ("kind", "agency", "topic", "verdict", "stance", "year")
NAMED = ("agency", "topic")
MOST = 24
"""So many values of a facet are told of at most, the most frequent ones."""


class FacetCount(NamedTuple):
    """How many of the records found have a value; `title` where the value is a slug."""

    facet: str
    value: str
    title: str | None
    number: int


class Counts(NamedTuple):
    """`total` records were found and counted; `more` tells that others are left uncounted.

    `among` is how many of the newest the facets count; None where they count all.
    """

    total: int
    more: bool
    facets: list[FacetCount]
    among: int | None = None


class Limits(NamedTuple):
    """How far a search is counted: its records up to `gate`; facets among the newest `facets`."""

    gate: int
    facets: int


def counting(numbers: Select[Any], limits: Limits) -> Any:
    """Write the statement that counts the documents whose numbers another selects, up to limits."""
    every = numbers.limit(limits.gate + 1).cte("every_one")
    newest = numbers.order_by(numbers.selected_columns[0].desc()).limit(limits.facets).cte("newest")
    number = newest.c[0]
    parted = select(LibraryFacet.facet, LibraryFacet.value, func.count().label("documents"))
    parted = parted.join_from(newest, LibraryFacet, LibraryFacet.number == number)
    parts = parted.group_by(LibraryFacet.facet, LibraryFacet.value).subquery()
    whole = select(literal("total"), literal(""), null(), func.count()).select_from(every)
    return union_all(whole, _named(parts))


def counted(session: Session, counting_all: Any, values: dict[str, Any], limits: Limits) -> Counts:
    """Count what such a statement finds."""
    rows = [FacetCount(*row) for row in session.execute(counting_all, values)]
    total = next(row.number for row in rows if row.facet == "total")
    among = limits.facets if total > limits.facets else None
    facets = _ordered(one for one in rows if one.facet != "total")
    return Counts(min(total, limits.gate), total > limits.gate, facets, among)


def kept_counts(session: Session, facets: Facets, limits: Limits) -> Counts:
    """Count all that the facets leave, without words to look for; remembered until something is published.

    What has one value, or none, was counted when it was published.
    """
    chosen = values_of(facets)
    spanned = bool(facets.since or facets.until) and not any(name == "year" for name, _ in chosen)
    if spanned or len(chosen) > 1:
        return kept(session, facets, lambda: counted(session, counting(found(facets), limits), {}, limits))
    among, value = chosen[0] if chosen else (EVERY, "")
    return kept(session, facets, lambda: _tallied(session, among, value))


def _tallied(session: Session, among: str, value: Any) -> Counts:
    """Read how many documents have a value, and which others most of them have; each has one kind."""
    of = (LibraryTally.among == among, LibraryTally.among_value == value)
    tallies: Any = [
        select(LibraryTally.facet, LibraryTally.value, LibraryTally.documents)
        .where(*of, LibraryTally.facet == facet)
        .order_by(LibraryTally.documents.desc(), LibraryTally.value)
        .limit(MOST)
        .subquery()
        .select()
        for facet in FACETS
    ]
    rows = _ordered(FacetCount(*row) for row in session.execute(_named(union_all(*tallies).subquery())))
    return Counts(sum(row.number for row in rows if row.facet == "kind"), more=False, facets=rows)


def _named(parts: Any) -> Select[Any]:
    """Select (facet, value, title, number): agencies and topics by their slugs and titles."""
    named = parts.c.facet.in_(NAMED)
    value, title = case((named, LibraryRecord.slug), else_=parts.c.value), case((named, LibraryRecord.title))
    query = select(parts.c.facet, value, title, parts.c.documents)
    query = query.join_from(parts, LibraryRecord, and_(named, LibraryRecord.id == parts.c.value), isouter=True)
    return query.where(or_(~named, LibraryRecord.id.is_not(None)))


def _ordered(rows: Iterable[FacetCount]) -> list[FacetCount]:
    """Sort counts by facet, the most frequent value first."""
    return sorted(rows, key=lambda row: (row.facet, -row.number, row.value))
