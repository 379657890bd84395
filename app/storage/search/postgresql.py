"""Search by PostgreSQL's tsvector, over the very expression that is indexed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, literal_column, select

from app.storage.models.library import LibraryDocument
from app.storage.search.hits import BEGIN, END, WORDS, Asked, Facets, columns, conditions, start_of

CONFIGURATION: Any = literal_column("'english'::regconfig")
VECTOR: Any = literal_column(
    "(setweight(to_tsvector('english', library_document.title), 'A')"
    " || setweight(to_tsvector('english', library_document.body), 'B'))"
)
MARKS = f"StartSel={BEGIN}, StopSel={END}"


def asked(terms: list[str]) -> Asked:
    """Return what a statement is given to look for: all of the terms, beginnings of words apart."""
    starts = [start for term in terms if (start := start_of(term))]
    whole = [f'"{term}"' for term in terms if not start_of(term)]
    values = {"words": " ".join(whole), "starts": " & ".join(f"{start}:*" for start in starts)}
    return Asked((bool(whole), bool(starts)), {name: value for name, value in values.items() if value})


def numbers(shape: tuple[bool, ...], facets: Facets) -> Select[Any]:
    """Select the numbers of what holds all the terms, in no order."""
    query = select(LibraryDocument.number).where(VECTOR.op("@@")(_wanted(shape)))
    return query.where(*conditions(LibraryDocument.number, facets))


def matching(shape: tuple[bool, ...], facets: Facets, limit: int, offset: int) -> Select[Any]:
    """Select what holds all the terms, the best first."""
    rank = func.ts_rank_cd(VECTOR, _wanted(shape))
    return _shown(shape, facets).order_by(rank.desc(), LibraryDocument.number).limit(limit).offset(offset)


def newest(shape: tuple[bool, ...], facets: Facets) -> Select[Any]:
    """Select what holds all the terms, the newest first."""
    return _shown(shape, facets).order_by(LibraryDocument.number.desc())


def holds(shape: tuple[bool, ...]) -> ColumnElement[bool]:
    """Return the condition that a document of another statement holds all the terms."""
    held: ColumnElement[bool] = VECTOR.op("@@")(_wanted(shape))
    return held


def _shown(shape: tuple[bool, ...], facets: Facets) -> Select[Any]:
    wanted = _wanted(shape)
    title = func.ts_headline(CONFIGURATION, LibraryDocument.title, wanted, f"{MARKS}, HighlightAll=true")
    some = f"{MARKS}, MaxWords={WORDS}, MinWords={WORDS // 2}"
    excerpt = func.ts_headline(CONFIGURATION, LibraryDocument.body, wanted, some)
    query = columns(title, excerpt).where(VECTOR.op("@@")(wanted))
    return query.where(*conditions(LibraryDocument.number, facets))


def _wanted(shape: tuple[bool, ...]) -> Any:
    words = func.websearch_to_tsquery(CONFIGURATION, bindparam("words"))
    starts = func.to_tsquery(CONFIGURATION, bindparam("starts"))
    if all(shape):
        return words.op("&&")(starts)
    return starts if shape[1] else words
