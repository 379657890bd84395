"""Search by SQLite's FTS5. Raw input in MATCH raises, so each term goes in as a quoted phrase."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, column, func, literal_column, select, table

from app.storage.models.library import LibraryDocument
from app.storage.search.hits import BEGIN, END, WORDS, Facets, columns, conditions, start_of

SEARCH = table("library_search", column("rowid"))
INDEX: Any = literal_column("library_search")
TITLE_WEIGHT, BODY_WEIGHT = 4.0, 1.0


def numbers(terms: list[str], facets: Facets) -> Select[Any]:
    """Select the numbers of what holds all the terms, in no order: by the index alone where no facet narrows."""
    query = select(SEARCH.c.rowid).select_from(SEARCH).where(INDEX.op("MATCH")(_phrases(terms)))
    return query.where(*conditions(SEARCH.c.rowid, facets))


def matching(terms: list[str], facets: Facets, limit: int, offset: int) -> Select[Any]:
    """Select what holds all the terms, the best first: ranked by the index; only what is shown is joined."""
    rank = func.bm25(INDEX, TITLE_WEIGHT, BODY_WEIGHT)
    best = numbers(terms, facets).order_by(rank, SEARCH.c.rowid).limit(limit).offset(offset).correlate(None)
    return _shown(terms).where(SEARCH.c.rowid.in_(best)).order_by(rank, LibraryDocument.number)


def newest(terms: list[str], facets: Facets) -> Select[Any]:
    """Select what holds all the terms, the newest first: the index is read backwards, and no further than needed."""
    return _shown(terms).where(*conditions(SEARCH.c.rowid, facets)).order_by(SEARCH.c.rowid.desc())


def _shown(terms: list[str]) -> Select[Any]:
    title = func.highlight(INDEX, 0, BEGIN, END)
    excerpt = func.snippet(INDEX, 1, BEGIN, END, "…", WORDS)
    query = columns(title, excerpt).join(SEARCH, SEARCH.c.rowid == LibraryDocument.number)
    return query.where(INDEX.op("MATCH")(_phrases(terms)))


def _phrases(terms: list[str]) -> str:
    return " ".join(_phrase(start_of(term) or term) + "*" * bool(start_of(term)) for term in terms)


def _phrase(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'
