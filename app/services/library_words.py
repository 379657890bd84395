"""The words of the library, counted: brought up to each change of what search looks through."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.domain.spelling import trigrams
from app.storage.models.library import LibraryTrigram, LibraryWord

AT_ONCE = 500


def exchange(session: Session, before: set[str], after: set[str]) -> None:
    """Count the words that a document lost and those that it won."""
    count(session, {**dict.fromkeys(before - after, -1), **dict.fromkeys(after - before, 1)})


def count(session: Session, more: Mapping[str, int]) -> None:
    """Add to the number of documents that have each word. A word that none has any more is forgotten."""
    every = sorted(word for word, number in more.items() if number)
    for first in range(0, len(every), AT_ONCE):
        names = every[first : first + AT_ONCE]
        known = {row.word: row for row in session.scalars(select(LibraryWord).where(LibraryWord.word.in_(names)))}
        for name, row in known.items():
            row.documents += more[name]
        session.flush()
        _learn(session, {name: more[name] for name in names if name not in known})
        _forget(session, [name for name, row in known.items() if not row.documents])


def _learn(session: Session, new: Mapping[str, int]) -> None:
    if new:
        session.execute(insert(LibraryWord), [{"word": word, "documents": number} for word, number in new.items()])
        grams = [{"gram": gram, "word": word} for word in new for gram in sorted(trigrams(word))]
        session.execute(insert(LibraryTrigram), grams)


def _forget(session: Session, gone: list[str]) -> None:
    if gone:
        session.execute(delete(LibraryWord).where(LibraryWord.word.in_(gone)))
        session.execute(delete(LibraryTrigram).where(LibraryTrigram.word.in_(gone)))
