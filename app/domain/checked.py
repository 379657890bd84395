"""Whether a claim was met with before, in other words or by another agency: which words find it, and how alike it is.

Two claims are alike by the words that carry meaning; forms of one word ("lose", "lost") count in part, and negations
not at all: "we never lose parcels" and "the bureau has lost no parcel" say the same, and what is turned round is told.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec
from rapidfuzz.distance import Indel

from app.domain.wordlist import is_negating, joins, stems_of, words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

LINE = 0.5
"""How alike a claim must be to be shown."""
SIGNS = 8  # stems by which candidates are looked for
_POSTINGS = 16_000  # claims that hold the stems looked for, all together: fewer miss claims made of common words
_FORM = 0.7  # how alike two stems must be to be forms of one word
_OVERLAP_SHARE = 0.3  # of the shorter claim in the likeness: one may say more than the other


class Likeness(msgspec.Struct, frozen=True):
    """How alike two claims are, from 0 to 1, and whether just one of them is negated."""

    score: float
    turned_round: bool


@lru_cache(maxsize=1 << 10)
def telling(text: str) -> frozenset[str]:
    """Return the stems of a text's words that carry meaning."""
    return frozenset(stem for stem in stems_of(text) if not joins(stem))


def rarest(counts: Mapping[str, int]) -> list[str]:
    """Choose the stems by which candidates are found: the rarest that any claim holds, as long as they are few.

    `counts` says how many claims hold each. The rarest one is always taken.
    """
    chosen: list[str] = []
    total = 0
    for stem, count in sorted(counts.items(), key=lambda item: (item[1], item[0])):
        if not count:
            continue
        total += count
        if len(chosen) == SIGNS or (chosen and total > _POSTINGS):
            break
        chosen.append(stem)
    return chosen


def likeness(one: str, other: str) -> Likeness:
    """Return how alike two claims are."""
    left, right = telling(one), telling(other)
    shared = _shared(left, right)
    turned = _is_negated(one) != _is_negated(other)
    if not shared:
        return Likeness(0.0, turned)
    dice, overlap = 2 * shared / (len(left) + len(right)), shared / min(len(left), len(right))
    return Likeness((1 - _OVERLAP_SHARE) * dice + _OVERLAP_SHARE * overlap, turned)


def _shared(left: Collection[str], right: Collection[str]) -> float:
    """Count the stems that both hold; forms of one word count in part, each stem once."""
    both = set(left) & set(right)
    ours, theirs = sorted(set(left) - both), sorted(set(right) - both)
    edges = sorted(
        ((-Indel.normalized_similarity(one, other), one, other) for one in ours for other in theirs),
    )
    total, used = float(len(both)), set[str]()
    for score, one, other in edges:
        if -score < _FORM:
            break
        if f"<{one}" not in used and f">{other}" not in used:
            used |= {f"<{one}", f">{other}"}
            total += -score
    return total


def _is_negated(text: str) -> bool:
    return sum(is_negating(word) for word in words_of(text)) % 2 == 1
