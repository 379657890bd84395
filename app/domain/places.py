"""The places of a text where a passage could stand: equal to it, or like it; with what is kept beside each.

All texts here are folded already. Likeness is weighted Dice over word stems, as in alignment; numbers and their units
weigh half, for shared numbers are poor evidence. Runs of words are compared in order (rapidfuzz's Indel opcodes),
in a few windows that hold most of the passage's words, so that the work grows with the text and not with its square.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import Indel

from app.domain.quantities import UNITS
from app.domain.wordlist import JOINING_WEIGHT, WORD, joins, stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_BREAK = re.compile(r"[.!?;:…。！？؟]")
_NUMBER_WEIGHT = 0.5
_ALIKE = 0.65  # likeness that makes a place
_ALIKE_IN_CONTEXT = 0.5  # where a neighbour is kept
_SHORT = 2.0  # weight of words: a passage that has less is looked for only beside an old neighbour
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_WINDOWS = 6
_SLACK = 6  # words beyond the passage's length that a window holds on either side
_INSERTED = 4  # words put in after the passage's first words or before its last ones
_NEAR = 80  # characters beside a place that are read
_KEPT_WORDS = 3  # that make a neighbour, even if all of them only join
_BLOCKS = 40
_MOVED = 0.95  # score of equal words without neighbours,
_MOVED_SHORT = 0.6  # and of few such words
_MOST = 0.99  # score of changed words


class Place(NamedTuple):
    """A half-open range of the text, how like the passage it is, and how much of the words before and after is kept.

    `before` and `after` are the share of the passage's neighbouring words that stand beside it, nearest first, 0 to 1.
    """

    start: int
    end: int
    score: float
    before: float
    after: float
    alone: bool

    @property
    def kept(self) -> bool:
        """Whether at least one old neighbour stands beside it (or it never had any)."""
        return self.before > 0 or self.after > 0 or self.alone

    def overlaps(self, other: Place) -> bool:
        """Tell whether two places share a character."""
        return self.start < other.end and other.start < self.end

    def beats_all(self, places: Iterable[Place]) -> bool:
        """Tell whether, of all places, more is kept here and nowhere more on either side."""
        return all(
            self.before >= other.before
            and self.after >= other.after
            and self.before + self.after > other.before + other.after
            for other in places
            if other is not self
        )


class _Token(NamedTuple):
    key: str
    start: int
    end: int
    weight: float


_Block = tuple[int, int, int]  # place in the passage, place in the window, length; in words


class Quote(NamedTuple):
    """A passage, folded: its words, what stood before and after, and whether it was cut out of the middle of a word."""

    exact: str
    prefix: str
    suffix: str
    cuts_before: bool
    cuts_after: bool


def equal_places(quote: Quote, text: str) -> list[Place]:
    """Return every place where the passage's very words stand, as whole words, in the text's order."""
    exact = quote.exact
    score = _MOVED if sum(token.weight for token in _tokens(exact)) >= _SHORT else _MOVED_SHORT
    places = []
    start = text.find(exact)
    while start >= 0:
        end = start + len(exact)
        opens = quote.cuts_before or not _cut(text, start)
        closes = quote.cuts_after or not _cut(text, end)
        if opens and closes:
            places.append(_place(quote, text, start, end, score))
        start = text.find(exact, start + 1)
    return places


def like_places(quote: Quote, text: str) -> list[Place]:
    """Return the places where words like the passage's stand, the most alike first; none overlaps another."""
    wanted, tokens = _tokens(quote.exact), _tokens(text)
    total = sum(token.weight for token in wanted)
    found = []
    for first, last in _windows(wanted, tokens):
        place = _like_place(quote, text, wanted, tokens[first:last])
        if place and (place.score >= _ALIKE or (place.score >= _ALIKE_IN_CONTEXT and place.kept)):
            found.append(place)
    found.sort(key=lambda place: (-place.score - (place.before + place.after) / 10, place.start))
    places: list[Place] = []
    for place in found:
        if (total >= _SHORT or place.kept) and not any(place.overlaps(other) for other in places):
            places.append(place)
    return places


def _cut(text: str, at: int) -> bool:
    """Tell whether a position lies inside a word (of a script that puts space between words)."""
    pair = text[max(0, at - 1) : at + 1]
    return at > 0 and len(pair) == len("ab") and pair.isalnum() and not _SPACELESS.search(pair)


def _tokens(text: str) -> list[_Token]:
    tokens = []
    for match in WORD.finditer(text):
        word = match[0].casefold()
        key = stem(word)
        weight = JOINING_WEIGHT if joins(key) else _NUMBER_WEIGHT if word[0].isdigit() or word in UNITS else 1.0
        tokens.append(_Token(key, match.start(), match.end(), weight))
    return tokens


def _windows(wanted: Sequence[_Token], tokens: Sequence[_Token]) -> list[tuple[int, int]]:
    """Return the few stretches of the text that hold most of the passage's words, as ranges of tokens."""
    keys = {token.key for token in wanted}
    length = len(wanted) + max(len(wanted) // 2, _SLACK)
    sums = [0.0, *accumulate(token.weight if token.key in keys else 0.0 for token in tokens)]
    starts = [place for place, token in enumerate(tokens) if token.key in keys]
    starts.sort(key=lambda place: (sums[place] - sums[min(place + length, len(tokens))], place))
    windows: list[tuple[int, int]] = []
    for start in starts:
        if all(abs(start - first) > len(wanted) // 2 for first, _ in windows):
            windows.append((max(0, start - _SLACK), min(start + length, len(tokens))))
            if len(windows) == _WINDOWS:
                break
    return windows


def _like_place(quote: Quote, text: str, wanted: Sequence[_Token], window: Sequence[_Token]) -> Place | None:
    """Find in a window the run of words most like the passage."""
    ids: dict[str, int] = {}
    blocks = [
        (block.a, block.b, block.size)
        for block in Indel.opcodes(
            [ids.setdefault(token.key, len(ids)) for token in wanted],
            [ids.setdefault(token.key, len(ids)) for token in window],
        ).as_matching_blocks()
        if block.size
    ][:_BLOCKS]
    if not blocks:
        return None
    weights = [0.0, *accumulate(token.weight for token in window)]
    matched = [0.0, *accumulate(weights[b + size] - weights[b] for _, b, size in blocks)]
    total = sum(token.weight for token in wanted)

    def dice(first: int, last: int, start: int, end: int) -> float:
        return 2 * (matched[last + 1] - matched[first]) / (total + weights[end] - weights[start])

    def reach(first: int, last: int) -> float:
        """Return the F measure that counts the passage's words twice (van Rijsbergen's F2): its ends are not lost."""
        run = weights[blocks[last][1] + blocks[last][2]] - weights[blocks[first][1]]
        return 5 * (matched[last + 1] - matched[first]) / (4 * total + run)

    runs = [
        (reach(first, last), last - first, first, last)
        for first in range(len(blocks))
        for last in range(first, len(blocks))
    ]
    *_, first, last = max(runs)
    while first > 0 and _near(blocks[first - 1], blocks[first], window, text):
        first -= 1
    while last + 1 < len(blocks) and _near(blocks[last], blocks[last + 1], window, text):
        last += 1
    opening, closing = blocks[first], blocks[last]
    neighbours = _tokens(quote.prefix)[-1:], _tokens(quote.suffix)[:1]
    before, after = [*reversed(window[: opening[1]])], window[closing[1] + closing[2] :]
    start = opening[1] - _grown(text, wanted[: opening[0]], window[opening[1]], before, neighbours[0])
    end = closing[1] + closing[2]
    end += _grown(text, wanted[closing[0] + closing[2] :], window[end - 1], after, neighbours[1])
    score = min(_MOST, round(dice(first, last, start, end), 2))
    at, to = _with_marks(quote.exact, wanted, text, window[start].start, window[end - 1].end)
    return _place(quote, text, at, to, score)


def _near(one: _Block, other: _Block, window: Sequence[_Token], text: str) -> bool:
    """Tell whether two runs that are neighbours in the passage have only a few words between them here."""
    end, start = one[1] + one[2], other[1]
    between = text[window[end - 1].end : window[start].start]
    return one[0] + one[2] == other[0] and start - end <= _INSERTED and not _BREAK.search(between)


def _grown(
    text: str, missing: Sequence[_Token], edge: _Token, beside: Iterable[_Token], neighbour: Sequence[_Token]
) -> int:
    """Count the words beside the run that stand for the passage's missing first (or last) ones, in its sentence."""
    if all(token.weight <= JOINING_WEIGHT for token in missing):
        return 0
    grown = 0
    for token, _ in zip(beside, missing, strict=False):
        between = text[token.end : edge.start] if token.end <= edge.start else text[edge.end : token.start]
        if _BREAK.search(between) or any(token.key == other.key for other in neighbour):
            break
        grown, edge = grown + 1, token
    return grown


def _with_marks(exact: str, wanted: Sequence[_Token], text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the marks before and after the words that the passage has too."""
    for mark in reversed(exact[: wanted[0].start]):
        if text[:start].endswith(mark):
            start -= 1
    for mark in exact[wanted[-1].end :]:
        if text.startswith(mark, end):
            end += 1
    return start, end


def _place(quote: Quote, text: str, start: int, end: int, score: float) -> Place:
    """Measure what of the passage's neighbours stands beside a range."""
    before = _keys(quote.prefix)[::-1]
    after = _keys(quote.suffix)
    near = _keys(text[max(0, start - _NEAR) : start])[::-1], _keys(text[end : end + _NEAR])
    return Place(start, end, score, _share(before, near[0]), _share(after, near[1]), not before and not after)


def _keys(text: str) -> list[str]:
    return [match[0].casefold() for match in WORD.finditer(text)]


def _share(old: Sequence[str], new: Sequence[str]) -> float:
    """Return the share of old neighbours, nearest first, that still stand there; 0 where they tell nothing.

    No neighbour at all, at the end of the wording, is one that can be kept. The farthest may be cut off.
    """
    if not old:
        return 0.0 if new else 1.0
    kept = 0
    for place, (one, other) in enumerate(zip(old, new, strict=False)):
        cut = place == len(old) - 1 and (other.endswith(one) or other.startswith(one))
        if one != other and not cut:
            break
        kept += 1
    if kept < min(len(old), _KEPT_WORDS) and all(joins(stem(word)) for word in old[:kept]):
        return 0.0
    return kept / len(old)
