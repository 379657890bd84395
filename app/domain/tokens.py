"""A text cut into tokens, as a word diff compares them: each a word or a mark, with the white space after it.

A number is one token with its decimals, its thousands and its currency sign ("$3.5m", "1 200", "10:30"); a Chinese or
Japanese character is a word; a letter's combining marks, and the invisible marks that folding drops, belong to their
word. So texts that are the same when folded have the same tokens.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from app.domain.folding import INVISIBLE, SINGLE_QUOTES, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

SENTENCE_ENDS = frozenset(".!?…。！？")
_CHARACTERS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"  # of scripts that put no space between words
# What no odd letter is among: Latin, Greek, Cyrillic, Armenian, and the usual marks.
_PLAIN = re.compile(r"[\0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u058f\u2000-\u200a\u2010-\u205f\u20a0-\u20bf]*+")


_GROUP = r"(?<=\d)(?<!\d{4})\s++\d{3}(?!\w)"  # thousands: "1 200"


def _token(first: str, letter: str) -> str:
    """Return the pattern of a token whose words begin with such a letter and go on with such letters."""
    quoted = rf"['{SINGLE_QUOTES}]{letter}++"
    word = rf"{first}{letter}*+(?:{quoted})*+\s*+"
    number = rf"[$€£¥]?\d{letter}*+(?:[.,:/]\d{letter}*+|{_GROUP}|{quoted})*+\s*+"
    return rf"{word}|{number}|[^\w\s]\s*+|\s++"


_TOKEN = re.compile(_token(r"[^\W\d]", r"\w"))


@cache
def _odd_token() -> re.Pattern[str]:
    """Return the pattern for texts that hold Chinese or Japanese characters, combining or invisible marks."""
    combining = "".join(sign for sign in map(chr, range(0x300, 0xFE30)) if unicodedata.category(sign)[0] == "M")
    odd = rf"[{combining}{INVISIBLE}]"
    return re.compile(
        rf"[{_CHARACTERS}]{odd}*+\s*+|" + _token(rf"(?:[^\W\d{_CHARACTERS}]|{odd})", rf"(?:[^\W{_CHARACTERS}]|{odd})")
    )


@lru_cache(maxsize=1 << 16)
def _key(token: str) -> str:
    """Return what equal tokens share: without the space after it, and folded."""
    return fold(token)


class Text:
    """A text and its tokens: where each begins in it (and the last one ends), and what equal ones share."""

    __slots__ = ("keys", "starts", "text", "tokens")

    def __init__(self, text: str) -> None:
        self.text = text
        plain = text.isascii() or _PLAIN.fullmatch(text)
        self.tokens: list[str] = (_TOKEN if plain else _odd_token()).findall(text)
        self.starts = list(accumulate(map(len, self.tokens), initial=0))
        self.keys = list(map(_key, self.tokens))

    def slice(self, first: int, last: int) -> str:
        """Return the text of tokens `[first, last)`."""
        return self.text[self.starts[first] : self.starts[last]]

    def words(self, first: int, last: int) -> int:
        """Count the tokens that are words, no marks."""
        return sum([token[0].isalnum() or token[1:2].isdigit() for token in self.tokens[first:last]])

    def without(self, ranges: Iterable[tuple[int, int]]) -> Text:
        """Return what is left when ranges of tokens, in order, are taken out."""
        left, at = [], 0
        for first, last in ranges:
            left.append(self.slice(at, first))
            at = last
        return Text("".join([*left, self.slice(at, len(self.tokens))]))
