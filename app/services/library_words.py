"""The words of the library, counted: brought up to each change of what search looks through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
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
        rows = session.execute(select(LibraryWord.word, LibraryWord.documents).where(LibraryWord.word.in_(names)))
        now = {word: documents + more[word] for word, documents in rows}
        _learn(session, {name: more[name] for name in names if name not in now})
        _forget(session, [name for name, number in now.items() if not number])
        _note(session, {name: number for name, number in now.items() if number})


def _note(session: Session, now: Mapping[str, int]) -> None:
    if now:
        table: Any = LibraryWord.__table__
        counted = update(table).where(table.c.word == bindparam("name")).values(documents=bindparam("number"))
        values = [{"name": name, "number": number} for name, number in now.items()]
        session.connection().execute(counted, values)


def _learn(session: Session, new: Mapping[str, int]) -> None:
    if new:
        session.execute(insert(LibraryWord), [{"word": word, "documents": number} for word, number in new.items()])
        grams = [{"gram": gram, "word": word} for word in new for gram in sorted(trigrams(word))]
        session.execute(insert(LibraryTrigram), grams)


def _forget(session: Session, gone: list[str]) -> None:
    if gone:
        session.execute(delete(LibraryWord).where(LibraryWord.word.in_(gone)))
        session.execute(delete(LibraryTrigram).where(LibraryTrigram.word.in_(gone)))
