"""Search by SQLite's FTS5. Raw input in MATCH raises, so each term goes in as a quoted phrase."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, column, func, literal_column, table

from app.storage.models.library import LibraryDocument
from app.storage.search.hits import BEGIN, END, WORDS, Facets, columns, narrowed

SEARCH = table("library_search", column("rowid"))
INDEX: Any = literal_column("library_search")
TITLE_WEIGHT, BODY_WEIGHT = 4.0, 1.0


def matching(terms: list[str], facets: Facets) -> Select[Any]:
    """Select what holds all the terms, the best first."""
    phrases = " ".join('"' + term.replace('"', '""') + '"' for term in terms)
    title = func.highlight(INDEX, 0, BEGIN, END)
    excerpt = func.snippet(INDEX, 1, BEGIN, END, "…", WORDS)
    query = columns(title, excerpt).join(SEARCH, SEARCH.c.rowid == LibraryDocument.number)
    found = narrowed(query.where(INDEX.op("MATCH")(phrases)), facets)
    return found.order_by(func.bm25(INDEX, TITLE_WEIGHT, BODY_WEIGHT), LibraryDocument.number)
