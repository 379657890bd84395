"""Full-text search over the library, by whichever database there is."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.storage.search import postgresql, sqlite
from app.storage.search.hits import Facets, Hit, Segment, hits, listed, terms_of

__all__ = ["Facets", "Hit", "Segment", "search"]


def search(session: Session, query: str, facets: Facets, limit: int, offset: int = 0) -> list[Hit]:
    """Return what holds all words of the query (phrases in quotation marks), the best first.

    Without a word it is all that the facets leave, the newest first.
    """
    terms = terms_of(query)
    if not terms:
        return hits(session, listed(facets), limit, offset)
    engine = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return hits(session, engine.matching(terms, facets), limit, offset)
