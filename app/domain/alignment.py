"""Which wording of an earlier capture continues as which of a later one.

In the order in which a careful reader would go: equal words first (the same claim, twice on a page told apart by its
rebuttal and its place); then, among what is left, the best likeness of claims, with the rebuttal and the place as
further evidence; at last, whether what is left was merged into another or split off it. Below the line nothing is
guessed: the old one was removed, the new one added.

Candidates come from an inverted index, so that a page of n records takes about n comparisons, not n²; and they are
matched from the most alike down (which is mutual best, again and again).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import msgspec

from app.domain.folding import fold, same
from app.domain.likeness import Likeness
from app.domain.merging import Finder, Merges
from app.domain.order import moved_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.domain.wording import Wording

LINE = 0.5  # below it a wording is added or removed
_GROUP = 100  # comparisons between equal heads; beyond it their order decides
_NEAR = 0.05  # added for the same place between the same neighbours
_ONLY = 0.05  # added where nothing else is in that place on either side
_TWICE = 2  # claims: what was replaced in so many was replaced on the page
_EQUAL = 1.0
_MOST = 0.99  # of wordings whose heads differ


class Alignment(msgspec.Struct, frozen=True, kw_only=True):
    """Who continues whom; all keys and values are indexes into the two lists.

    `continues` maps old to new, one to one, and `scores` the same old ones to their likeness (1 for equal heads,
    rounded to two places and below 1 for others; its place
    counts in). `merged` maps a new one to all the old ones that became it, the one
    it continues among them; `split` an old one to all the new ones that it became. `comparisons` counts the work.
    """

    continues: dict[int, int]
    scores: dict[int, float]
    merged: dict[int, list[int]] = {}
    split: dict[int, list[int]] = {}
    comparisons: int = 0

    def mirrored(self) -> Alignment:
        """Return the alignment of the new list with the old one."""
        return Alignment(
            continues={j: i for i, j in self.continues.items()},
            scores={self.continues[i]: score for i, score in self.scores.items()},
            merged=self.split,
            split=self.merged,
            comparisons=self.comparisons,
        )


def align(old: Sequence[Wording], new: Sequence[Wording]) -> Alignment:
    """Match the wordings of two captures. `align(new, old)` is the mirror of `align(old, new)`."""
    if _words_in_order(new) < _words_in_order(old):
        return align(new, old).mirrored()
    return _Aligner(old, new).align()


def likeness(one: Wording, other: Wording) -> float:
    """Return how alike two wordings are, from 0 to 1, where nothing else of their pages is known.

    1 is for equal heads, as `Alignment.scores` has it.
    """
    if same(one.head or "", other.head or "") and (one.head or same(one.body, other.body)):
        return _EQUAL
    likeness_of_two = Likeness([one], [other])
    likeness_of_two.weigh([0], [0])
    return _rounded(likeness_of_two.score(0, 0))


def _words_in_order(wordings: Iterable[Wording]) -> list[tuple[str, str]]:
    return [(wording.head or "", wording.body) for wording in wordings]


def _rounded(score: float) -> float:
    return min(_MOST, round(score, 2))


class _Places:
    """Where in the common order of both lists a wording stands: how many that surely continue come before it."""

    def __init__(self, old: Sequence[Wording], new: Sequence[Wording], continues: dict[int, int]) -> None:
        moved = moved_out(old, new, continues)
        staying = {i: j for i, j in continues.items() if i not in moved}
        taken = set(continues.values())
        self.old = _running(len(old), set(staying))
        self.new = _running(len(new), set(staying.values()))
        self._left_old = Counter(self.old[i] for i in range(len(old)) if i not in continues)
        self._left_new = Counter(self.new[j] for j in range(len(new)) if j not in taken)

    def alone_old(self, i: int) -> bool:
        """Tell whether the old wording is the only one left in its place."""
        return self._left_old[self.old[i]] == 1

    def alone_new(self, j: int) -> bool:
        """Tell whether the new wording is the only one left in its place."""
        return self._left_new[self.new[j]] == 1

    def distance(self, i: int, j: int) -> int:
        """Count those that stay that lie between the place of the one and that of the other."""
        return abs(self.old[i] - self.new[j])

    def evidence(self, i: int, j: int) -> float:
        """Return what the place tells for the two being one."""
        if self.old[i] != self.new[j]:
            return 0.0
        return _NEAR + _ONLY if self.alone_old(i) and self.alone_new(j) else _NEAR


def _running(length: int, staying: set[int]) -> list[int]:
    counts, seen = [], 0
    for place in range(length):
        counts.append(seen)
        seen += place in staying
    return counts


class _Aligner:
    """One alignment at work. `continues` grows from step to step."""

    def __init__(self, old: Sequence[Wording], new: Sequence[Wording]) -> None:
        self._old, self._new = old, new
        self._likeness = Likeness(old, new)
        self._continues: dict[int, int] = {}
        self._scores: dict[int, float] = {}
        self._taken: set[int] = set()

    def align(self) -> Alignment:
        """Go through the steps."""
        self._match_equal()
        self._scores = dict.fromkeys(self._continues, _EQUAL)
        merged, split = {}, {}
        olds, news = self._left()
        if olds and news:
            equal = set(self._continues)
            self._likeness.weigh(olds, news)
            self._match_alike(olds, news)
            self._match_replaced(equal)
            merged, split = self._match_merged(equal), self._match_split(equal)
        return Alignment(
            continues=dict(sorted(self._continues.items())),
            scores=dict(sorted(self._scores.items())),
            merged=merged,
            split=split,
            comparisons=self._likeness.comparisons,
        )

    def _match(self, i: int, j: int) -> None:
        self._continues[i] = j
        self._taken.add(j)

    def _left(self) -> tuple[list[int], list[int]]:
        """Return who continues nobody, and whom nobody continues."""
        return (
            [i for i in range(len(self._old)) if i not in self._continues],
            [j for j in range(len(self._new)) if j not in self._taken],
        )

    def _match_equal(self) -> None:
        """Match equal heads (without a head, equal bodies); where several share one, body and place tell them apart."""
        groups: dict[tuple[str, str], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        heads = self._likeness.old_heads, self._likeness.new_heads
        for side, wordings in enumerate((self._old, self._new)):
            for index, head in enumerate(heads[side]):
                groups[head, "" if head else fold(wordings[index].body)][side].append(index)
        several = []
        for olds, news in groups.values():
            if len(olds) == len(news) == 1:
                self._match(olds[0], news[0])
            elif olds and news:
                several.append((olds, news))
        if several:
            places = _Places(self._old, self._new, self._continues)
            for olds, news in several:
                self._match_group(olds, news, places)

    def _match_group(self, olds: list[int], news: list[int], places: _Places) -> None:
        """Match old and new ones whose heads are equal, one to one, so that none is left on both sides."""
        if len(olds) * len(news) > _GROUP:
            for i, j in zip(olds, news, strict=False):
                self._match(i, j)
            return
        edges = sorted((-self._likeness.bodies(i, j), places.distance(i, j), i + j, i, j) for i in olds for j in news)
        for *_, i, j in edges:
            if i not in self._continues and j not in self._taken:
                self._match(i, j)

    def _match_alike(self, olds: list[int], news: list[int]) -> None:
        """Match what is left by likeness, the most alike first, down to the line."""
        places = _Places(self._old, self._new, self._continues)
        edges = []
        for i, j in self._candidates(olds, news, places):
            score = self._likeness.score(i, j) + places.evidence(i, j)
            if score >= LINE:
                edges.append((-score, places.distance(i, j), i + j, i, j))
        for score, *_, i, j in sorted(edges):
            if i not in self._continues and j not in self._taken:
                self._scores[i] = _rounded(-score)
                self._match(i, j)

    def _candidates(self, olds: list[int], news: list[int], places: _Places) -> set[tuple[int, int]]:
        """Pair each wording with the few that share most telling words, and with what alone is in its place."""
        finder = Finder({j: self._likeness.signs(self._likeness.new[j]) for j in news})
        found = {(i, j) for i in olds for j in finder.nearest(self._likeness.signs(self._likeness.old[i]))}
        alone = {places.old[i]: i for i in olds if places.alone_old(i)}
        return found | {(alone[places.new[j]], j) for j in news if places.new[j] in alone and places.alone_new(j)}

    def _match_replaced(self, equal: set[int]) -> None:
        """Match heads that are equal but for a term that was replaced in the same way in two other claims."""
        olds, news = self._left()
        old = {i: self._likeness.telling_words(profile) for i, profile in self._likeness.old.items()}
        new = {j: self._likeness.telling_words(profile) for j, profile in self._likeness.new.items()}
        seen = Counter(
            (old[i] - new[j], new[j] - old[i]) for i, j in self._continues.items() if i not in equal and old[i] & new[j]
        )
        replaced = [(gone, come) for (gone, come), times in seen.items() if gone and come and times >= _TWICE]
        for gone, come in sorted(replaced, key=lambda pair: (sorted(pair[0]), sorted(pair[1]))):
            written = {i: old[i] - gone | come for i in olds if i not in self._continues and gone <= old[i]}
            left = {j: new[j] for j in news if j not in self._taken}
            wanted, given = Counter(written.values()), Counter(left.values())
            twins = {words: j for j, words in left.items() if given[words] == wanted[words] == 1}
            for i, words in written.items():
                if words in twins:
                    self._scores[i] = LINE
                    self._match(i, twins[words])

    def _match_merged(self, equal: set[int]) -> dict[int, list[int]]:
        """Find what was merged; a new one that continued nothing continues the nearest of its parts."""
        olds, news = self._left()
        reworded = {j: i for i, j in self._continues.items() if i not in equal}
        merges = Merges(self._likeness, self._likeness.old, self._likeness.new).found(olds, reworded, news)
        for j, parts in merges.items():
            if j not in self._taken:
                self._scores[parts[0]] = _rounded(self._likeness.score(parts[0], j))
                self._match(parts[0], j)
        return {j: sorted(parts) for j, parts in merges.items()}

    def _match_split(self, equal: set[int]) -> dict[int, list[int]]:
        """Find what was split; an old one that continued as nothing continues as the nearest of its parts."""
        olds, news = self._left()
        reworded = {i: j for i, j in self._continues.items() if i not in equal}
        splits = Merges(self._likeness, self._likeness.new, self._likeness.old).found(news, reworded, olds)
        for i, parts in splits.items():
            if i not in self._continues:
                self._scores[i] = _rounded(self._likeness.score(i, parts[0]))
                self._match(i, parts[0])
        return {i: sorted(parts) for i, parts in splits.items()}
