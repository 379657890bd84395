"""Full-text search over the library, by whichever database there is."""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.storage.models.library import LibraryDocument
from app.storage.search import postgresql, sqlite
from app.storage.search.counts import Counts, FacetCount, Limits, counted, counting, kept_counts
from app.storage.search.hits import Asked, Facets, Hit, Segment, found, hits, shown, terms_of
from app.storage.search.words import words_like

__all__ = [
    "COUNTED",
    "GATE",
    "Counts",
    "FacetCount",
    "Facets",
    "Hit",
    "Segment",
    "count",
    "held_by_many",
    "newest",
    "search",
    "subjects_with",
]
__all__ += ["terms_of", "words_like"]

GATE = 20_000
"""Past so many records words are too common to be ranked: the newest are shown first."""
STATEMENTS = 256
"""Statements that are kept as they are written: one for each choice of facets."""
COUNTED = 1_000
"""Among so many of the newest that hold a query's words their parts by facet are counted."""


def count(session: Session, query: str, facets: Facets) -> Counts:
    """Count what holds all words of the query up to `GATE`, and its parts by facet among the newest `COUNTED`.

    Without a word the parts of all documents, or of those that have one value, are kept with the library.
    """
    terms, limits = terms_of(query), Limits(GATE, COUNTED)
    if terms:
        engine = _engine(session)
        shape, values = engine.asked(terms)
        return counted(session, _counting(engine, shape, facets, limits), values, limits)
    return kept_counts(session, facets, limits)


def search(session: Session, query: str, facets: Facets, limit: int, offset: int = 0) -> list[Hit]:
    """Return what holds all words of the query (phrases in quotation marks), the best first.

    Without a word it is all that the facets leave, the newest first.
    """
    terms = terms_of(query)
    if not terms:
        return newest(session, query, facets, limit)
    engine = _engine(session)
    shape, values = engine.asked(terms)
    return hits(session, _best(engine, shape, facets, limit, offset), values)


def newest(session: Session, query: str, facets: Facets, limit: int, after: int | None = None) -> list[Hit]:
    """Return what holds all words of the query, the newest first, following the one with the number `after`."""
    terms, engine = terms_of(query), _engine(session)
    shape, values = engine.asked(terms) if terms else Asked((), {})
    wanted = _newest(engine if terms else None, shape, facets, limit, follows=after is not None)
    return hits(session, wanted, values if after is None else {**values, "after": after})


def subjects_with(session: Session, query: str, kind: str) -> Select[Any]:
    """Select the ids of the records of a kind that hold all words of the query, for another statement to use."""
    wanted, terms = select(LibraryDocument.subject_id).where(LibraryDocument.kind == kind), terms_of(query)
    if not terms:
        return wanted
    engine = _engine(session)
    shape, values = engine.asked(terms)
    return wanted.where(LibraryDocument.number.in_(engine.numbers(shape, Facets()).params(values)))


def held_by_many(session: Session, query: str, kind: str) -> tuple[ColumnElement[bool], dict[str, str]] | None:
    """Return the condition that a joined `LibraryDocument` holds all words, where more than `GATE` of a kind do.

    With it comes what its statement is given. It is asked of each row, so that a statement can look through its own
    rows in their order and stop; None where so few hold the words that they are better listed (`subjects_with`).
    """
    terms = terms_of(query)
    if not terms:
        return None
    engine = _engine(session)
    shape, values = engine.asked(terms)
    some = engine.numbers(shape, Facets(kind=kind)).limit(GATE + 1).subquery()
    if (session.scalar(select(func.count()).select_from(some), values) or 0) <= GATE:
        return None
    return engine.holds(shape), values


@lru_cache(maxsize=STATEMENTS)
def _counting(engine: ModuleType, shape: tuple[bool, ...], facets: Facets, limits: Limits) -> Any:
    """Write the statement that counts, once for all words: writing it takes longer than SQLite takes to answer it."""
    return counting(engine.numbers(shape, facets), limits)


@lru_cache(maxsize=STATEMENTS)
def _best(engine: ModuleType, shape: tuple[bool, ...], facets: Facets, limit: int, offset: int) -> Select[Any]:
    """Write the statement that ranks, likewise."""
    best: Select[Any] = engine.matching(shape, facets, limit, offset)
    return best


@lru_cache(maxsize=STATEMENTS)
def _newest(
    engine: ModuleType | None, shape: tuple[bool, ...], facets: Facets, limit: int, *, follows: bool
) -> Select[Any]:
    """Write the statement that lists the newest, likewise; of all that the facets leave where no engine searches."""
    after = bindparam("after", type_=Integer)
    if engine is not None:
        wanted: Select[Any] = engine.newest(shape, facets)
        return (wanted.where(LibraryDocument.number < after) if follows else wanted).limit(limit)
    numbers = found(facets)
    (number,) = numbers.selected_columns
    return shown((numbers.where(number < after) if follows else numbers).order_by(number.desc()).limit(limit))


def _engine(session: Session) -> ModuleType:
    return sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
