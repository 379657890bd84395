"""How alike two wordings are, judged by the words that carry meaning on their pages.

Weighted Dice (2 shared / all) over word stems. A word weighs less the more claims of the page hold it (inverse document
frequency, Spärck Jones 1972), and joining and negating words hardly count, so that a claim turned round still is alike.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from app.domain.folding import fold
from app.domain.wordlist import JOINING_WEIGHT, is_joining, stem, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.wording import Wording

_HEAD_SHARE = 0.65  # of the head in the likeness, the rest is the body's
_OVERLAP_SHARE = 0.3  # of the shorter head in the likeness of heads
_BODY_SHARE = 0.7  # of the body, where it tells more than the head
_BODY_ALONE = 0.1  # taken off where the body tells more than the head
_TELLING = 6  # stems of average weight: a shared body as long as that is full evidence
_RARE = 12  # stems of a body by which it can be found
_REPLACED = 3  # heads: a stem of that many old ones and of no new one was replaced everywhere, and tells nothing
_KEPT_BODY = 0.4  # how alike bodies must be for that reading


class Profile(NamedTuple):
    """A wording reduced to what is compared: folded head and body, and their stems with their weight."""

    head: str
    body: str
    head_stems: frozenset[str]
    body_stems: frozenset[str]
    head_weight: float
    body_weight: float


class Likeness:
    """Two lists of wordings, ready to be compared one by one; an index into either list names a wording."""

    def __init__(self, old: Sequence[Wording], new: Sequence[Wording]) -> None:
        texts = [[(fold(one.head or ""), fold(one.body)) for one in side] for side in (old, new)]
        stems = [[(_stems(head), _stems(body)) for head, body in side] for side in texts]
        heads, bodies = _frequencies(stems, 0), _frequencies(stems, 1)
        self._heads = _weights(*heads, len(old), len(new))
        self._bodies = _weights(*bodies, len(old), len(new))
        self._replaced = {
            word
            for word in self._heads
            if min(side[word] for side in heads) == 0 and max(side[word] for side in heads) >= _REPLACED
        }
        self.old, self.new = (
            [
                Profile(head, body, in_head, in_body, self.head_weight(in_head), self.body_weight(in_body))
                for (head, body), (in_head, in_body) in zip(side, found, strict=True)
            ]
            for side, found in zip(texts, stems, strict=True)
        )
        self.comparisons = 0

    def head_weight(self, stems: frozenset[str]) -> float:
        """Return how much the stems of a head tell."""
        return sum(self._heads[word] for word in stems)

    def body_weight(self, stems: frozenset[str]) -> float:
        """Return how much the stems of a body tell."""
        return sum(self._bodies[word] for word in stems)

    def telling_words(self, profile: Profile) -> frozenset[str]:
        """Return the stems of a head that carry meaning."""
        return frozenset(word for word in profile.head_stems if not is_joining(word))

    def signs(self, profile: Profile) -> dict[str, float]:
        """Return the stems by which a like wording is found, with their weight; a body's begin with a space."""
        heads = {word: self._heads[word] for word in self.telling_words(profile)}
        telling = sorted(profile.body_stems, key=lambda word: (-self._bodies[word], word))
        return heads | {f" {word}": self._bodies[word] for word in telling[:_RARE]}

    def bodies(self, i: int, j: int) -> float:
        """Return how alike two bodies are, from 0 to 1; two empty ones are not."""
        one, other = self.old[i], self.new[j]
        return _dice(self.body_weight(one.body_stems & other.body_stems), one.body_weight, other.body_weight)

    def score(self, i: int, j: int) -> float:
        """Return how alike two wordings are, from 0 to 1: heads first, bodies as further evidence."""
        self.comparisons += 1
        one, other = self.old[i], self.new[j]
        shared_body = self.body_weight(one.body_stems & other.body_stems)
        body = 1.0 if one.body == other.body else _dice(shared_body, one.body_weight, other.body_weight)
        if not one.head or not other.head:
            return body
        head = _alike(self.head_weight(one.head_stems & other.head_stems), one.head_weight, other.head_weight)
        if not one.body and not other.body:
            return head
        if body >= _KEPT_BODY:
            head = max(head, self._without_replaced(one, other))
        telling = min(1.0, shared_body / _TELLING)
        by_head = _HEAD_SHARE * head + (1 - _HEAD_SHARE) * body
        by_body = (1 - _BODY_SHARE) * head + _BODY_SHARE * body * telling - _BODY_ALONE
        return max(by_head, by_body)

    def _without_replaced(self, one: Profile, other: Profile) -> float:
        """Compare heads leaving out what was replaced on the whole page."""
        left, right = one.head_stems - self._replaced, other.head_stems - self._replaced
        return _alike(self.head_weight(left & right), self.head_weight(left), self.head_weight(right))


def _alike(shared: float, one: float, other: float) -> float:
    """Compare heads by what they share of both, and in part of the shorter one: a claim may have grown."""
    overlap = shared / min(one, other) if shared else 0.0
    return (1 - _OVERLAP_SHARE) * _dice(shared, one, other) + _OVERLAP_SHARE * overlap


def _dice(shared: float, one: float, other: float) -> float:
    return 2 * shared / (one + other) if shared else 0.0


def _stems(text: str) -> frozenset[str]:
    return frozenset(word if is_joining(word) else stem(word) for word in words_of(text))


def _frequencies(
    stems: list[list[tuple[frozenset[str], frozenset[str]]]], part: int
) -> tuple[Counter[str], Counter[str]]:
    """Count in how many heads (part 0) or bodies (part 1) of either list each stem occurs."""
    old, new = (Counter(word for found in side for word in found[part]) for side in stems)
    return old, new


def _weights(old: Counter[str], new: Counter[str], olds: int, news: int) -> dict[str, float]:
    """Weigh each stem: 1 where it is in every head, more the rarer it is, little where it only joins."""
    total = max(olds, news) + 1
    return {
        word: (JOINING_WEIGHT if is_joining(word) else 1.0) * (1 + math.log(total / (max(old[word], new[word]) + 1)))
        for word in old.keys() | new.keys()
    }
