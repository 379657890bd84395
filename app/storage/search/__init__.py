"""Full-text search over the library, by whichever database there is."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.storage.models.library import LibraryDocument
from app.storage.search import postgresql, sqlite
from app.storage.search.counts import Counts, FacetCount, Limits, counted, kept_counts
from app.storage.search.hits import Facets, Hit, Segment, found, hits, shown, terms_of
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
    "newest",
    "search",
    "subjects_with",
]
__all__ += ["terms_of", "words_like"]

GATE = 20_000
"""Past so many records words are too common to be ranked: the newest are shown first."""
COUNTED = 1_000
"""Among so many of the newest that hold a query's words their parts by facet are counted."""


def count(session: Session, query: str, facets: Facets) -> Counts:
    """Count what holds all words of the query up to `GATE`, and its parts by facet among the newest `COUNTED`.

    Without a word the parts of all documents, or of those that have one value, are kept with the library.
    """
    terms, limits = terms_of(query), Limits(GATE, COUNTED)
    if terms:
        return counted(session, _engine(session).numbers(terms, facets), limits)
    return kept_counts(session, facets, limits)


def search(session: Session, query: str, facets: Facets, limit: int, offset: int = 0) -> list[Hit]:
    """Return what holds all words of the query (phrases in quotation marks), the best first.

    Without a word it is all that the facets leave, the newest first.
    """
    terms = terms_of(query)
    if not terms:
        return newest(session, query, facets, limit)
    return hits(session, _engine(session).matching(terms, facets, limit, offset))


def newest(session: Session, query: str, facets: Facets, limit: int, after: int | None = None) -> list[Hit]:
    """Return what holds all words of the query, the newest first, following the one with the number `after`."""
    terms = terms_of(query)
    if terms:
        wanted = _engine(session).newest(terms, facets)
        return hits(session, (wanted if after is None else wanted.where(LibraryDocument.number < after)).limit(limit))
    numbers = found(facets)
    (number,) = numbers.selected_columns
    if after is not None:
        numbers = numbers.where(number < after)
    return hits(session, shown(numbers.order_by(number.desc()).limit(limit)))


def subjects_with(session: Session, query: str, kind: str) -> Select[Any]:
    """Select the ids of the records of a kind that hold all words of the query, for another statement to use."""
    wanted, terms = select(LibraryDocument.subject_id).where(LibraryDocument.kind == kind), terms_of(query)
    if not terms:
        return wanted
    return wanted.where(LibraryDocument.number.in_(_engine(session).numbers(terms, Facets())))


def _engine(session: Session) -> ModuleType:
    return sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
