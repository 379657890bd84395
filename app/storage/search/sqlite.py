"""Search by SQLite's FTS5. Raw input in MATCH raises, so each term goes in as a quoted phrase."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, column, func, literal_column, select, table

from app.storage.models.library import LibraryDocument
from app.storage.search.hits import BEGIN, END, WORDS, Asked, Facets, columns, conditions, start_of

SEARCH = table("library_search", column("rowid"))
INDEX: Any = literal_column("library_search")
TITLE_WEIGHT, BODY_WEIGHT = 4.0, 1.0
ANY: Any = INDEX.op("MATCH")(bindparam("words"))


def asked(terms: list[str]) -> Asked:
    """Return what a statement is given to look for: all of the terms."""
    return Asked((), {"words": " ".join(map(_phrase, terms))})


def numbers(_shape: tuple[bool, ...], facets: Facets) -> Select[Any]:
    """Select the numbers of what holds all the terms, in no order: by the index alone where no facet narrows."""
    query = select(SEARCH.c.rowid).select_from(SEARCH).where(ANY)
    return query.where(*conditions(SEARCH.c.rowid, facets))


def matching(shape: tuple[bool, ...], facets: Facets, limit: int, offset: int) -> Select[Any]:
    """Select what holds all the terms, the best first: ranked by the index, once; only what is shown is joined."""
    rank = func.bm25(INDEX, TITLE_WEIGHT, BODY_WEIGHT).label("rank")
    ranked = numbers(shape, facets).add_columns(rank).order_by(rank, SEARCH.c.rowid).limit(limit).offset(offset)
    best = ranked.cte("best").prefix_with("MATERIALIZED")
    query = _shown().join(best, best.c.rowid == SEARCH.c.rowid)
    return query.order_by(best.c.rank, best.c.rowid)


def newest(_shape: tuple[bool, ...], facets: Facets) -> Select[Any]:
    """Select what holds all the terms, the newest first: the index is read backwards, and no further than needed."""
    return _shown().where(*conditions(SEARCH.c.rowid, facets)).order_by(SEARCH.c.rowid.desc())


def holds(_shape: tuple[bool, ...]) -> ColumnElement[bool]:
    """Return the condition that a document of another statement holds all the terms."""
    of_it = select(SEARCH.c.rowid).select_from(SEARCH).where(ANY, SEARCH.c.rowid == LibraryDocument.number)
    return of_it.correlate(LibraryDocument).exists()


def _shown() -> Select[Any]:
    title = func.highlight(INDEX, 0, BEGIN, END)
    excerpt = func.snippet(INDEX, 1, BEGIN, END, "…", WORDS)
    query = columns(title, excerpt).join(SEARCH, SEARCH.c.rowid == LibraryDocument.number)
    return query.where(ANY)


def _phrase(term: str) -> str:
    start = start_of(term)
    return '"' + (start or term).replace('"', '""') + '"' + "*" * bool(start)
