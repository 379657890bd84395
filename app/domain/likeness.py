"""How alike two wordings are, judged by the words that carry meaning on their pages.

Weighted Dice (2 shared / all) over word stems. A word weighs less the more claims of the page hold it (inverse document
frequency, Spärck Jones 1972), and joining and negating words hardly count, so that a claim turned round still is alike.
"""

from __future__ import annotations

import math
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from app.domain.folding import fold
from app.domain.wordlist import JOINING_WEIGHT, joins, stems_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.domain.wording import Wording

_HEAD_SHARE = 0.65  # of the head in the likeness, the rest is the body's
_OVERLAP_SHARE = 0.3  # of the shorter head in the likeness of heads
_BODY_SHARE = 0.7  # of the body, where it tells more than the head
_BODY_ALONE = 0.1  # taken off where the body tells more than the head
_TELLING = 6  # stems of average weight: a shared body as long as that is full evidence
_UNIT = 1000  # the weight of a word that is in every text
_RARE = 12  # stems of a body by which it can be found
_REPLACED = 3  # heads: a stem of that many old ones and of no new one was replaced everywhere, and tells nothing
_KEPT_BODY = 0.4  # how alike bodies must be for that reading


_Stems = dict[str, frozenset[str]]


class Profile(NamedTuple):
    """A wording reduced to what is compared: folded head and body, their stems, and how much these tell."""

    head: str
    body: str
    head_stems: frozenset[str]
    body_stems: frozenset[str]
    head_weight: int
    body_weight: int


class Likeness:
    """Two lists of wordings, ready to be compared; an index into either list names a wording.

    `weigh` says which are to be compared: the others count for how common a word is, and cost no more than that.
    Weights are whole thousandths, so that sums are exact in any order.
    """

    def __init__(self, old: Sequence[Wording], new: Sequence[Wording]) -> None:
        self._old, self._new = old, new
        self.old_heads = [fold(one.head or "") for one in old]
        self.new_heads = [fold(one.head or "") for one in new]
        self.old: dict[int, Profile] = {}
        self.new: dict[int, Profile] = {}
        self._heads: dict[str, int] = {}
        self._bodies: dict[str, int] = {}
        self._ranks: dict[str, int] = {}
        self._replaced: frozenset[str] = frozenset()
        self._signs: dict[Profile, dict[str, int]] = {}
        self.comparisons = 0

    def weigh(self, olds: Sequence[int], news: Sequence[int]) -> None:
        """Prepare the wordings of these indexes for comparison."""
        heads = {head: stems_of(head) for head in {*self.old_heads, *self.new_heads}}
        in_old, in_new = _frequencies(heads, self.old_heads), _frequencies(heads, self.new_heads)
        self._heads = _weights(in_old, in_new, max(len(self._old), len(self._new)))
        self._replaced = _only_in_one(in_old, in_new) | _only_in_one(in_new, in_old)
        old = {i: fold(self._old[i].body) for i in olds}
        new = {j: fold(self._new[j].body) for j in news}
        bodies = {body: stems_of(body) for body in {*old.values(), *new.values()}}
        of_old, of_new = _frequencies(bodies, old.values()), _frequencies(bodies, new.values())
        self._bodies = _weights(of_old, of_new, max(len(old), len(new)))
        ranked = sorted(self._bodies, key=lambda word: (-self._bodies[word], word))
        self._ranks = {word: rank for rank, word in enumerate(ranked)}
        self.old = {i: self._profile(self.old_heads[i], body, heads, bodies) for i, body in old.items()}
        self.new = {j: self._profile(self.new_heads[j], body, heads, bodies) for j, body in new.items()}

    def _profile(self, head: str, body: str, heads: _Stems, bodies: _Stems) -> Profile:
        in_head, in_body = heads[head], bodies[body]
        return Profile(head, body, in_head, in_body, self.head_weight(in_head), self.body_weight(in_body))

    def head_weight(self, stems: frozenset[str]) -> int:
        """Return how much the stems of a head tell."""
        return sum(map(self._heads.__getitem__, stems))

    def body_weight(self, stems: frozenset[str]) -> int:
        """Return how much the stems of a body tell."""
        return sum(map(self._bodies.__getitem__, stems))

    def telling_words(self, profile: Profile) -> frozenset[str]:
        """Return the stems of a head that carry meaning."""
        return frozenset([word for word in profile.head_stems if not joins(word)])

    def signs(self, profile: Profile) -> dict[str, int]:
        """Return the stems by which a like wording is found, with their weight; a body's begin with a space."""
        signs = self._signs.get(profile)
        if signs is None:
            heads = {word: self._heads[word] for word in self.telling_words(profile)}
            telling = sorted(profile.body_stems, key=self._ranks.__getitem__)[:_RARE]
            signs = self._signs[profile] = heads | {f" {word}": self._bodies[word] for word in telling}
        return signs

    def bodies(self, i: int, j: int) -> float:
        """Return how alike two bodies are, from 0 to 1, all words weighing the same."""
        self.comparisons += 1
        one, other = fold(self._old[i].body), fold(self._new[j].body)
        if one == other:
            return 1.0
        left, right = stems_of(one), stems_of(other)
        return _dice(len(left & right), len(left), len(right))

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
        telling = min(1.0, shared_body / (_TELLING * _UNIT))
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


def _frequencies(stems: _Stems, texts: Iterable[str]) -> Counter[str]:
    """Count in how many of the texts each stem occurs."""
    return Counter(chain.from_iterable(map(stems.__getitem__, texts)))


def _only_in_one(one: Counter[str], other: Counter[str]) -> frozenset[str]:
    """Return the stems of several heads of one capture that no head of the other has."""
    return frozenset(word for word, times in one.items() if times >= _REPLACED and word not in other)


def _weights(old: Counter[str], new: Counter[str], texts: int) -> dict[str, int]:
    """Weigh each stem: 1000 where it is in every text, more the rarer it is, little where it only joins."""
    rarity = [0.0, *(_UNIT * (1 + math.log((texts + 1) / (times + 1))) for times in range(1, texts + 1))]
    return {
        word: round(rarity[max(old[word], new[word])] * (JOINING_WEIGHT if joins(word) else 1))
        for word in old.keys() | new.keys()
    }
