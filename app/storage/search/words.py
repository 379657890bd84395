"""The words of the library that are spelt much as those of a query are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from app.domain.spelling import Known, trigrams, words_of
from app.storage.models.library import LibraryTrigram, LibraryWord

CANDIDATES = 40
MOST = 8


def words_like(session: Session, terms: Iterable[str]) -> list[Known]:
    """Return for each word of a query the words that share most runs of three letters with it: one statement."""
    asked = sorted({word for term in terms for word in words_of(term)})[:MOST]
    if not asked:
        return []
    some: list[Any] = [_like(word) for word in asked]
    return [Known(*row) for row in session.execute(union(*some).order_by("word"))]


def _like(word: str) -> Any:
    shared = func.count()
    best = (
        select(LibraryTrigram.word, LibraryWord.documents)
        .join(LibraryWord, LibraryWord.word == LibraryTrigram.word)
        .where(LibraryTrigram.gram.in_(sorted(trigrams(word))))
        .group_by(LibraryTrigram.word, LibraryWord.documents)
        .order_by(shared.desc(), func.abs(func.length(LibraryTrigram.word) - len(word)), LibraryTrigram.word)
        .limit(CANDIDATES)
        .subquery()
    )
    return select(best.c.word, best.c.documents)
