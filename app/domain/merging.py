"""Which of the wordings that are left were merged into another one, or split off it.

"What are the side effects?" and "What should I do about side effects?" become one question that asks both. A part is
merged where the new head holds nearly all of its telling words, and it explains something of the new wording that the
one it continues does not. A split is a merge seen from the new capture.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.domain.likeness import Likeness, Profile

_HELD = 0.7  # of a part's head in the head of the whole
_HELD_IN_PART = 0.5  # is enough where its body was kept well
_GAIN = 0.15  # of the whole that a part must explain by itself
_GAIN_IN_JOINING_WORDS = 0.04  # is enough where its body was kept as well
_KEPT = 0.35  # of a part's body in the body of the whole
_KEPT_WELL = 0.5
_COMMON = 40
_CANDIDATES = 8


class Finder:
    """An inverted index of wordings by the words that tell most; finds those that share most with another one."""

    def __init__(self, signs: Mapping[int, Mapping[str, int]]) -> None:
        self._holders: dict[str, list[int]] = defaultdict(list)
        for index, words in signs.items():
            for word in words:
                self._holders[word].append(index)

    def nearest(self, signs: Mapping[str, int]) -> list[int]:
        """Return at most eight indexes, those that share most first; words that many hold are passed over."""
        shared: dict[int, int] = defaultdict(int)
        for word, weight in signs.items():
            holders = self._holders.get(word, ())
            if len(holders) <= _COMMON:
                for index in holders:
                    shared[index] += weight
        return sorted(sorted(shared), key=shared.__getitem__, reverse=True)[:_CANDIDATES]


class Merges:
    """Finds merges of `parts` (the old wordings) into `wholes` (the new ones); for splits give them the other way."""

    def __init__(self, likeness: Likeness, parts: Mapping[int, Profile], wholes: Mapping[int, Profile]) -> None:
        self._likeness, self._parts, self._wholes = likeness, parts, wholes

    def found(self, left: Iterable[int], reworded: Mapping[int, int], unmatched: Iterable[int]) -> dict[int, list[int]]:
        """Return, for a whole, all the parts that became it, the nearest first.

        `left` are the parts that continue as nothing, `reworded` maps a whole to the part that it continues in other
        words, `unmatched` are the wholes that continue nothing.
        """
        open_wholes = set(unmatched)
        finder = Finder({j: self._likeness.signs(self._wholes[j]) for j in sorted({*reworded, *open_wholes})})
        joined: dict[int, list[int]] = defaultdict(list)
        gathered: dict[int, list[int]] = defaultdict(list)
        for i in left:
            held = [j for j in finder.nearest(self._likeness.signs(self._parts[i])) if self._holds(i, j)]
            into = next((j for j in held if j in reworded and self._explains(i, reworded[j], j)), None)
            if into is not None:
                joined[into].append(i)
            else:
                for j in held:
                    if j in open_wholes:
                        gathered[j].append(i)
        found = {j: [reworded[j], *parts] for j, parts in joined.items()}
        taken: set[int] = set()
        for j, parts in gathered.items():
            free = [
                i for i in parts if i not in taken and self._shared_head(i, j) >= _HELD * self._parts[i].head_weight
            ]
            if len(free) > 1 and self._cover(free, j):
                found[j] = sorted(free, key=lambda i: (-self._shared_head(i, j), i))
                taken.update(free)
        return found

    def _shared_head(self, i: int, j: int) -> int:
        return self._likeness.head_weight(self._parts[i].head_stems & self._wholes[j].head_stems)

    def _holds(self, i: int, j: int) -> bool:
        """Tell whether the whole's head holds enough of the part's to be worth a look."""
        return self._shared_head(i, j) >= _HELD_IN_PART * self._parts[i].head_weight > 0

    def _cover(self, parts: Iterable[int], j: int) -> bool:
        """Tell whether parts together hold nearly all of the whole's head."""
        stems = frozenset().union(*(self._parts[i].head_stems for i in parts))
        whole = self._wholes[j]
        return self._likeness.head_weight(stems & whole.head_stems) >= _HELD * whole.head_weight

    def _explains(self, i: int, nearest: int, j: int) -> bool:
        """Tell whether the part explains words of the whole that the nearest part does not."""
        part, other, whole = self._parts[i], self._parts[nearest], self._wholes[j]
        weigh = self._likeness
        kept = weigh.body_weight(part.body_stems & whole.body_stems)
        body_gain = weigh.body_weight((part.body_stems - other.body_stems) & whole.body_stems)
        if body_gain >= _GAIN * whole.body_weight > 0 and kept >= _KEPT_WELL * part.body_weight:
            return True
        if self._shared_head(i, j) < _HELD * part.head_weight:
            return False
        gain = weigh.head_weight((part.head_stems - other.head_stems) & whole.head_stems)
        in_joining_words = _GAIN_IN_JOINING_WORDS * whole.head_weight
        return gain >= _GAIN * whole.head_weight or (gain >= in_joining_words and kept >= _KEPT * part.body_weight > 0)
