"""How many records a search finds, and how they part by agency, topic, verdict, stance, kind and year."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import CTE, ColumnElement, Select, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from app.storage.kept import kept
from app.storage.models.library import LibraryFinding, LibraryRecord, LibraryReference, LibraryWording
from app.storage.search.hits import Facets


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
    """How far a search is counted: its records, by their `numbers`, up to `gate`; facets among the newest `facets`."""

    numbers: Select[Any]
    gate: int
    facets: int


def counted(session: Session, found: Select[Any], limits: Limits | None = None) -> Counts:
    """Count what a statement of (number, subject_id, kind, agency_id) finds, all of it or up to limits."""
    every = found.cte("every") if limits is None else limits.numbers.limit(limits.gate + 1).cte("every")
    newest = every if limits is None else found.limit(limits.facets).cte("newest")
    rows = [FacetCount(*row) for row in session.execute(_parts(every, newest))]
    facets = [row for row in rows if row.facet != "total"]
    total = next(row.number for row in rows if row.facet == "total")
    if limits is None:
        return Counts(total, more=False, facets=facets)
    among = limits.facets if total > limits.facets else None
    return Counts(min(total, limits.gate), total > limits.gate, facets, among)


def kept_counts(session: Session, found: Select[Any], facets: Facets) -> Counts:
    """Count all that the facets leave, without words to look for; kept until something is published."""
    return kept(session, facets, lambda: counted(session, found))


def _parts(every: CTE, found: CTE) -> Any:
    """Select (facet, value, title, number) of what was found, and how many that is, the most frequent value first.

    Evidence is counted for the record that holds it and, of a source, for the source.
    """
    ids, sources = select(found.c.subject_id), found.c.kind == "source"
    named = LibraryReference.to_id + ""  # or else SQLite reads all that any record names, in that order
    heading = _rows(named, LibraryReference.from_id, ids, LibraryReference.relation == "topic")
    judged = _rows(LibraryFinding.verdict, LibraryFinding.subject_id, ids, LibraryFinding.retracted.is_(False))
    evidence, stance = LibraryReference.relation == "evidence", LibraryReference.detail
    held = _rows(stance, LibraryReference.from_id, ids.where(~sources), evidence)
    cited = _rows(stance, LibraryReference.to_id, ids.where(sources), evidence)
    said = _rows(func.substr(LibraryWording.captured, 1, 4), LibraryWording.subject_id, ids)
    parts = union_all(
        select(
            literal("total").label("facet"),
            literal("").label("value"),
            null().label("title"),
            func.count().label("number"),
        ).select_from(every),
        select(literal("kind"), found.c.kind, null(), func.count()).group_by(found.c.kind),
        _named("agency", select(found.c.agency_id.label("value"), found.c.subject_id.label("subject"))),
        _named("topic", heading),
        _distinct("verdict", judged.distinct()),
        _distinct("stance", held.union(cited)),
        _distinct("year", said.distinct()),
    ).subquery()
    return select(parts).order_by(parts.c.facet, parts.c.number.desc(), parts.c.value)


def _rows(value: Any, subject: Any, ids: Select[Any], *kept: ColumnElement[bool]) -> Select[Any]:
    """Select (value, subject) of the records with these ids: looked up one by one, however many others there are."""
    return select(value.label("value"), subject.label("subject")).where(subject.in_(ids), *kept)


def _named(facet: str, rows: Select[Any]) -> Select[Any]:
    """Count records by the record that each row names with it; its slug and title are read once."""
    some = rows.subquery()
    tally = select(some.c.value, func.count().label("number")).group_by(some.c.value).subquery()
    query = select(literal(facet), LibraryRecord.slug, LibraryRecord.title, tally.c.number)
    return query.join_from(tally, LibraryRecord, LibraryRecord.id == tally.c.value)


def _distinct(facet: str, rows: Any) -> Select[Any]:
    """Count records by value, of rows of (value, record) without doubles."""
    some = rows.subquery()
    return select(literal(facet), some.c.value, null(), func.count()).group_by(some.c.value)
