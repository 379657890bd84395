"""Search by PostgreSQL's tsvector, over the very expression that is indexed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, literal_column

from app.storage.models.library import LibraryDocument
from app.storage.search.hits import BEGIN, END, WORDS, Facets, columns, narrowed

CONFIGURATION: Any = literal_column("'english'::regconfig")
VECTOR: Any = literal_column(
    "(setweight(to_tsvector('english', library_document.title), 'A')"
    " || setweight(to_tsvector('english', library_document.body), 'B'))"
)
MARKS = f"StartSel={BEGIN}, StopSel={END}"


def matching(terms: list[str], facets: Facets) -> Select[Any]:
    """Select what holds all the terms, the best first."""
    phrases = " ".join(f'"{term}"' for term in terms)
    wanted = func.websearch_to_tsquery(CONFIGURATION, phrases)
    title = func.ts_headline(CONFIGURATION, LibraryDocument.title, wanted, f"{MARKS}, HighlightAll=true")
    some = f"{MARKS}, MaxWords={WORDS}, MinWords={WORDS // 2}"
    excerpt = func.ts_headline(CONFIGURATION, LibraryDocument.body, wanted, some)
    found = narrowed(columns(title, excerpt).where(VECTOR.op("@@")(wanted)), facets)
    return found.order_by(func.ts_rank_cd(VECTOR, wanted).desc(), LibraryDocument.number)
