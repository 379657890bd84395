"""Full-text search over the library, by whichever database there is."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.storage.models.library import LibraryDocument
from app.storage.search import postgresql, sqlite
from app.storage.search.hits import Facets, Hit, Segment, hits, listed, terms_of

__all__ = ["Facets", "Hit", "Segment", "search", "subjects_with"]


def search(session: Session, query: str, facets: Facets, limit: int, offset: int = 0) -> list[Hit]:
    """Return what holds all words of the query (phrases in quotation marks), the best first.

    Without a word it is all that the facets leave, the newest first.
    """
    terms = terms_of(query)
    if not terms:
        return hits(session, listed(facets), limit, offset)
    return hits(session, _engine(session).matching(terms, facets), limit, offset)


def subjects_with(session: Session, query: str, kind: str) -> Select[Any]:
    """Select the ids of the records of a kind that hold all words of the query, for another statement to use."""
    facets, terms = Facets(kind=kind), terms_of(query)
    found = _engine(session).matching(terms, facets) if terms else listed(facets)
    return found.with_only_columns(LibraryDocument.subject_id).order_by(None)


def _engine(session: Session) -> ModuleType:
    return sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
