"""Which sentences of a text stand elsewhere in its new version, word for word.

The shortest script can say of them only that words went and came. So where it takes out and puts in as much as a
sentence, it is asked which sentences it leaves where they were; of the others, those that both texts hold have moved.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from app.domain.tokens import SENTENCE_ENDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.domain.tokens import Text

_NEED_NO_SPACE = frozenset("。！？")
_CLOSING = frozenset("\"')]")  # as folding writes quotes
_BREAKS = (". ", "! ", "? ", "… ", "。", "！", "？", "\n\n")
_LEAST = 3  # tokens: where fewer went or came in one place, no sentence did

Change = tuple[int, int, int, int]
"""Tokens `[i1, i2)` of the old text gave way to `[j1, j2)` of the new one; what lies between two changes is equal."""


class Run(NamedTuple):
    """Sentences that stand together in both texts: tokens `[i1, i2)` of the old one are `[j1, j2)` of the new one."""

    i1: int
    i2: int
    j1: int
    j2: int


def may_have_moved(changes: Sequence[Change], old: Sequence[str], new: Sequence[str]) -> bool:
    """Tell whether it is worth looking for sentences that moved; if nothing but their order changed it always is."""
    gone = come = 0
    much_gone = much_come = False
    for i1, i2, j1, j2 in changes:
        gone += i2 - i1
        come += j2 - j1
        if i2 - i1 >= _LEAST:
            much_gone = True
        if j2 - j1 >= _LEAST:
            much_come = True
    return (much_gone and much_come) or (gone == come and _same_words(changes, old, new))


def _same_words(changes: Sequence[Change], old: Sequence[str], new: Sequence[str]) -> bool:
    """Tell whether the very words that went came back elsewhere."""
    gone = Counter(word for i1, i2, _, _ in changes for word in old[i1:i2])
    return gone == Counter(word for _, _, j1, j2 in changes for word in new[j1:j2])


def whole_sentences(text: str, head: int, tail: int) -> tuple[int, int]:
    """Shrink a head and a tail of a text, counted in characters, until they cut no sentence."""
    start = max((at + len(mark) for mark in _BREAKS if (at := text.rfind(mark, 0, head)) >= 0), default=0)
    end = min((at + len(mark) for mark in _BREAKS if (at := text.find(mark, len(text) - tail)) >= 0), default=len(text))
    return start, len(text) - end


def moved_sentences(old: Text, new: Text, changes: Sequence[Change]) -> list[Run]:
    """Return the runs of sentences that moved, in the old text's order; `changes` is the shortest script.

    A sentence that the script mostly keeps has not moved, unless all that changed is the order of sentences.
    """
    before, after = _Sentences(old), _Sentences(new)
    staying = _staying(before, after, changes)
    olds = sorted(set(range(len(before.ranges))).difference(a for a, _ in staying))
    news = sorted(set(range(len(after.ranges))).difference(b for _, b in staying))
    if not _same_words(changes, old.keys, new.keys):
        olds = before.mostly_in(olds, [(i1, i2) for i1, i2, _, _ in changes])
        news = after.mostly_in(news, [(j1, j2) for _, _, j1, j2 in changes])
    pairs = _paired({a: before.words(a) for a in olds}, {b: after.words(b) for b in news})
    return _runs(before, after, pairs)


class _Sentences:
    """The sentences of a text, as ranges of its tokens. They are told by their end alone, wherever they stand."""

    def __init__(self, text: Text) -> None:
        self._keys = text.keys
        ends, ending = [], False
        for place, (token, key) in enumerate(zip(text.tokens, text.keys, strict=True), 1):
            ending = key in SENTENCE_ENDS or (ending and key in _CLOSING)
            if (ending and (token[-1].isspace() or key in _NEED_NO_SPACE)) or token.count("\n") > 1:
                ends.append(place)
        self.ranges = list(pairwise(sorted({0, *ends, len(text.tokens)})))

    def words(self, place: int) -> tuple[str, ...]:
        """Return a sentence's words and marks."""
        return tuple(self._keys[slice(*self.ranges[place])])

    def mostly_in(self, places: Iterable[int], changed: Iterable[tuple[int, int]]) -> list[int]:
        """Return those of these sentences of which at least half the tokens lie in the ranges."""
        inside = bytearray(len(self._keys))
        for first, last in changed:
            inside[first:last] = b"\1" * (last - first)
        return [
            place
            for place, (first, last) in ((place, self.ranges[place]) for place in places)
            if 2 * sum(inside[first:last]) >= last - first
        ]


def _staying(before: _Sentences, after: _Sentences, changes: Sequence[Change]) -> set[tuple[int, int]]:
    """Return the sentences that stay, old and new: the script matches most of their words with each other's.

    It need not match all: of two scripts that are equally short one may take a full stop for the next sentence's.
    """
    places = {span: place for place, span in enumerate(after.ranges)}
    starts = [0, *(i2 for _, i2, _, _ in changes)]
    ends = [*(i1 for i1, _, _, _ in changes), before.ranges[-1][1]]
    steps = [0, *(j2 - i2 for _, i2, _, j2 in changes)]
    staying = set()
    for place, (first, last) in enumerate(before.ranges):
        matched: dict[int | None, int] = defaultdict(int)
        for kept in range(bisect_right(ends, first), bisect_left(starts, last)):
            same = places.get((first + steps[kept], last + steps[kept]))
            matched[same] += min(last, ends[kept]) - max(first, starts[kept])
        staying |= {
            (place, same)
            for same, words in matched.items()
            if same is not None and 2 * words > last - first and before.words(place) == after.words(same)
        }
    return staying


def _paired(olds: Mapping[int, tuple[str, ...]], news: Mapping[int, tuple[str, ...]]) -> dict[int, int]:
    """Pair equal sentences: first those that stand once on either side and their neighbours, the others in order."""
    old_places, new_places = _places(olds), _places(news)
    pairs = {
        places[0]: new_places[words][0]
        for words, places in old_places.items()
        if len(places) == len(new_places.get(words, ())) == 1
    }
    taken = set(pairs.values())
    for step in (1, -1):
        for a, b in sorted(pairs.items(), reverse=step < 0):
            i, j = a + step, b + step
            while i in olds and i not in pairs and j not in taken and olds[i] == news.get(j):
                pairs[i] = j
                taken.add(j)
                i, j = i + step, j + step
    for words, places in old_places.items():
        free = (b for b in new_places.get(words, ()) if b not in taken)
        pairs |= dict(zip((a for a in places if a not in pairs), free, strict=False))
    return pairs


def _places(sentences: Mapping[int, tuple[str, ...]]) -> dict[tuple[str, ...], list[int]]:
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, words in sentences.items():
        places[words].append(place)
    return places


def _runs(before: _Sentences, after: _Sentences, pairs: Mapping[int, int]) -> list[Run]:
    """Join the pairs that are neighbours in both texts."""
    runs: list[Run] = []
    for a, b in sorted(pairs.items()):
        run = Run(*before.ranges[a], *after.ranges[b])
        if runs and (runs[-1].i2, runs[-1].j2) == (run.i1, run.j1):
            run = Run(runs[-1].i1, run.i2, runs[-1].j1, run.j2)
            runs.pop()
        runs.append(run)
    return runs
