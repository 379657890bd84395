"""Words as a misspelt search looks for them: folded whole words, and the runs of three letters that they share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

SHORTEST, LONGEST = 3, 32
LIKENESS = 0.6
_RUN = re.compile(r"[^\W\d_]+")


class Known(NamedTuple):
    """A word that the library has, and in how many documents."""

    word: str
    documents: int


def folded_word(text: str) -> str:
    """Return a word without case and accents."""
    if text.isascii():
        return text.lower()
    parted = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def words_of(text: str) -> set[str]:
    """Return the folded words of a text that can be misspelt: letters alone, neither very short nor very long."""
    return {run for run in _RUN.findall(folded_word(text)) if SHORTEST <= len(run) <= LONGEST}


def trigrams(word: str) -> set[str]:
    """Return each run of three letters of a folded word; its beginning and its end count as letters."""
    padded = f"  {word} "
    return {padded[index : index + 3] for index in range(len(padded) - 2)}


def nearest(word: str, known: Iterable[Known]) -> str | None:
    """Return the known word that was most likely meant: the likest, and of equals the more frequent."""
    asked = folded_word(word)
    rated = [(OSA.normalized_similarity(asked, one.word), one.documents, one.word) for one in known]
    best = max(rated, default=(0.0, 0, ""))
    return best[2] if best[0] >= LIKENESS else None


def respelt(query: str, known: Sequence[Known]) -> str | None:
    """Put known words in the place of a query's unknown ones. None where nothing is to be put right, or can be."""
    names = {one.word for one in known}
    changed = False

    def put_right(match: re.Match[str]) -> str:
        nonlocal changed
        word = match.group()
        if folded_word(word) in names or len(word) < SHORTEST:
            return word
        found = nearest(word, known)
        changed = changed or found is not None
        return found or word

    told = _RUN.sub(put_right, query)
    return told if changed else None
