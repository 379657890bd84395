"""The folding behind *same*: two texts are the same words where their folded forms are equal.

Folded are the normal form (NFC, Unicode Standard Annex 15), white space (a run is one space, none at the ends),
quotes (curly, low, angled and prime to straight) and dashes (to "-"). Invisible break marks, which mark-up brings and
takes, are dropped. Case, accents, punctuation and every word stay as they are: a change of those is a change.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_DOUBLE_QUOTES = "“”„‟«»″"
SINGLE_QUOTES = "‘’‚‛‹›′´`\u1fef\u1ffd"
_DASHES = "‐‑‒–—―−﹘﹣－"
INVISIBLE = "\u00ad\u200b\u2060\ufeff"
_TABLE = str.maketrans(
    dict.fromkeys(_DOUBLE_QUOTES, '"')
    | dict.fromkeys(SINGLE_QUOTES, "'")
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(INVISIBLE, None)
)
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")


def fold(text: str) -> str:
    """Return the text as *same* compares it. Folding twice changes nothing more."""
    if text.isascii() and "`" not in text:
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", text.translate(_TABLE)).split())


def same(one: str, other: str) -> bool:
    """Tell whether two texts hold the same words."""
    return one == other or fold(one) == fold(other)


class Folded(NamedTuple):
    """A folded text with its way back: character `i` of `text` stands for `[starts[i], ends[i])` of the original.

    Positions are code points. One folded character may stand for several (a run of white space, a letter with its
    combining mark).
    """

    text: str
    starts: list[int]
    ends: list[int]

    def unfolded(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of the original that a non-empty range of the folded text stands for."""
        return self.starts[start], self.ends[end - 1]


def fold_with_positions(text: str) -> Folded:
    """Fold a text and keep, for each folded character, the range of the original it stands for."""
    if _PLAIN.fullmatch(text) and "`" not in text:
        return Folded(text, list(range(len(text))), list(range(1, len(text) + 1)))
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        composed = unicodedata.normalize("NFC", text[start:end].translate(_TABLE))
        for character in composed:
            space = character.isspace()
            if space and characters and characters[-1] == " ":
                ends[-1] = end
            elif not space or characters:
                characters.append(" " if space else character)
                starts.append(start)
                ends.append(end)
    if characters and characters[-1] == " ":
        del characters[-1], starts[-1], ends[-1]
    return Folded("".join(characters), starts, ends)


def _clusters(text: str) -> list[tuple[int, int]]:
    """Cut a text where composing cannot reach across: `[(start, end), …]`, without gaps."""
    cuts = [0]
    for index in range(1, len(text)):
        character = text[index]
        if character.isascii():
            cuts.append(index)
            continue
        if unicodedata.combining(character) or character in INVISIBLE:
            continue
        run = text[cuts[-1] : index].translate(_TABLE)
        normal = unicodedata.normalize
        if normal("NFC", run + character) == normal("NFC", run) + normal("NFC", character):
            cuts.append(index)
    return list(zip(cuts, [*cuts[1:], len(text)], strict=True)) if text else []
