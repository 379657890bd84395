"""Search by PostgreSQL's tsvector, over the very expression that is indexed."""

from __future__ import annotations

from functools import reduce
from typing import Any

from sqlalchemy import Select, func, literal_column, select

from app.storage.models.library import LibraryDocument
from app.storage.search.hits import BEGIN, END, WORDS, Facets, columns, conditions, start_of

CONFIGURATION: Any = literal_column("'english'::regconfig")
VECTOR: Any = literal_column(
    "(setweight(to_tsvector('english', library_document.title), 'A')"
    " || setweight(to_tsvector('english', library_document.body), 'B'))"
)
MARKS = f"StartSel={BEGIN}, StopSel={END}"


def numbers(terms: list[str], facets: Facets) -> Select[Any]:
    """Select the numbers of what holds all the terms, in no order."""
    query = select(LibraryDocument.number).where(VECTOR.op("@@")(_wanted(terms)))
    return query.where(*conditions(LibraryDocument.number, facets))


def matching(terms: list[str], facets: Facets, limit: int, offset: int) -> Select[Any]:
    """Select what holds all the terms, the best first."""
    rank = func.ts_rank_cd(VECTOR, _wanted(terms))
    return _shown(terms, facets).order_by(rank.desc(), LibraryDocument.number).limit(limit).offset(offset)


def newest(terms: list[str], facets: Facets) -> Select[Any]:
    """Select what holds all the terms, the newest first."""
    return _shown(terms, facets).order_by(LibraryDocument.number.desc())


def _shown(terms: list[str], facets: Facets) -> Select[Any]:
    wanted = _wanted(terms)
    title = func.ts_headline(CONFIGURATION, LibraryDocument.title, wanted, f"{MARKS}, HighlightAll=true")
    some = f"{MARKS}, MaxWords={WORDS}, MinWords={WORDS // 2}"
    excerpt = func.ts_headline(CONFIGURATION, LibraryDocument.body, wanted, some)
    query = columns(title, excerpt).where(VECTOR.op("@@")(wanted))
    return query.where(*conditions(LibraryDocument.number, facets))


def _wanted(terms: list[str]) -> Any:
    whole = [term for term in terms if not start_of(term)]
    parts = [func.websearch_to_tsquery(CONFIGURATION, " ".join(f'"{term}"' for term in whole))] if whole else []
    parts += [func.to_tsquery(CONFIGURATION, f"{start}:*") for term in terms if (start := start_of(term))]
    return reduce(lambda one, other: one.op("&&")(other), parts)
