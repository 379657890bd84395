"""A text cut into tokens, as a word diff compares them: each a word or a mark, with the white space after it."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from app.domain.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

SENTENCE_ENDS = frozenset(".!?…。！？")
_TOKEN = re.compile(r"\w++(?:['’]\w++)*+\s*+|[^\w\s]\s*+|\s++")


@lru_cache(maxsize=1 << 16)
def _key(token: str) -> str:
    """Return what equal tokens share: without the space after it, and folded."""
    return fold(token)


class Text:
    """A text and its tokens: where each begins in it (and the last one ends), and what equal ones share."""

    __slots__ = ("keys", "starts", "text", "tokens")

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[str] = _TOKEN.findall(text)
        self.starts = list(accumulate(map(len, self.tokens), initial=0))
        self.keys = list(map(_key, self.tokens))

    def slice(self, first: int, last: int) -> str:
        """Return the text of tokens `[first, last)`."""
        return self.text[self.starts[first] : self.starts[last]]

    def words(self, first: int, last: int) -> int:
        """Count the tokens that are words, no marks."""
        return sum([token[0].isalnum() for token in self.tokens[first:last]])

    def without(self, ranges: Iterable[tuple[int, int]]) -> Text:
        """Return what is left when ranges of tokens, in order, are taken out."""
        left, at = [], 0
        for first, last in ranges:
            left.append(self.slice(at, first))
            at = last
        return Text("".join([*left, self.slice(at, len(self.tokens))]))
