"""The places of a text where a passage could stand: equal to it, or like it; with what is kept beside each.

All texts here are folded already. Likeness is weighted Dice over word stems, as in alignment; numbers and their units
weigh half, for shared numbers are poor evidence. Runs of words are compared in order (rapidfuzz's Indel opcodes),
in a few windows that hold most of the passage's words, so that the work grows with the text and not with its square.
"""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import Indel

from app.domain.quantities import UNITS
from app.domain.wordlist import JOINING_WEIGHT, WORD, joins, stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_BREAK = re.compile(r"[.!?;:…。！？؟]")
_NUMBER_WEIGHT = 0.5
_ALIKE = 0.72  # likeness that makes a place
_ALIKE_IN_CONTEXT = 0.5  # where a neighbour is kept
_SHORT = 2.0  # weight of words: a passage that has less is looked for only beside an old neighbour
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_WINDOWS = 6
_LONGEST = 5_000  # words of a passage that is looked for by likeness
_LONG = 4  # times the passage: a run of sentences that is longer is cut into stretches
_SLACK = 10  # words beyond the passage's length that a window holds on either side
_INSERTED = 8  # words put in after the passage's first words or before its last ones
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


class _Run(NamedTuple):
    """A run of words in a window, and how like the passage it is."""

    start: int
    end: int
    score: float


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
    """Return the places where words like the passage's stand, the most alike first; none overlaps another.

    A passage of more than 5,000 words is found by its very words alone.
    """
    wanted, tokens = _tokens(quote.exact), _tokens(text)
    if len(wanted) > _LONGEST:
        return []
    short = sum(token.weight for token in wanted) < _SHORT
    windows = _windows(quote.exact, text, wanted, tokens)
    found = [_like_place(quote, text, wanted, tokens[first:last]) for first, last in windows]
    found.sort(key=lambda place: (-place.score - (place.before + place.after) / 10, place.start))
    places: list[Place] = []
    for place in found:
        alike = place.score >= (_ALIKE_IN_CONTEXT if place.kept else _ALIKE) and (place.kept or not short)
        if alike and not any(place.overlaps(other) for other in places):
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


def _windows(exact: str, text: str, wanted: Sequence[_Token], tokens: Sequence[_Token]) -> set[tuple[int, int]]:
    """Return the few stretches of the text that hold most of the passage's words, as ranges of tokens.

    They are runs of as many sentences as the passage has, of one more (it was split) and one less (it was merged), so
    that words of neighbours are not mixed; and stretches of its length out of what is longer than that.
    """
    keys = {token.key for token in wanted}
    shared = [0.0, *accumulate(token.weight if token.key in keys else 0.0 for token in tokens)]
    weights = [0.0, *accumulate(token.weight for token in tokens)]
    total = sum(token.weight for token in wanted)

    def likely(window: tuple[int, int]) -> tuple[float, int, int]:
        first, last = window
        common = min(total, shared[last] - shared[first])
        return -common / (total + weights[last] - weights[first]), first, last

    cuts = _sentences(text, tokens)
    own = len(_sentences(exact, wanted)) - 1
    runs = [
        window
        for count in (own - 1, own, own + 1)
        for window in zip(cuts, cuts[max(1, count) :], strict=False)
        if shared[window[1]] > shared[window[0]]
    ]
    most = _LONG * len(wanted) + _SLACK
    length = len(wanted) + max(len(wanted) // 2, _SLACK)
    stretches = {
        (max(first, place - _SLACK), min(place + length, last))
        for first, last in runs
        if last - first > most
        for place in range(first, last)
        if tokens[place].key in keys
    }
    likeliest = sorted((run for run in runs if run[1] - run[0] <= most), key=likely)[:_WINDOWS]
    return {*likeliest, *sorted(stretches, key=likely)[:_WINDOWS]}


def _sentences(text: str, tokens: Sequence[_Token]) -> list[int]:
    """Return where sentences begin and the last one ends, in tokens; no token, no sentence."""
    if not tokens:
        return [0]
    breaks = [
        place for place, (one, other) in enumerate(pairwise(tokens), 1) if _BREAK.search(text, one.end, other.start)
    ]
    return [0, *breaks, len(tokens)]


def _like_place(quote: Quote, text: str, wanted: Sequence[_Token], window: Sequence[_Token]) -> Place:
    """Find in a window, which holds at least one of the passage's words, the place most like it."""
    run = _like_run(quote, text, wanted, window)
    start, end = _with_marks(quote.exact, wanted, text, window[run.start].start, window[run.end - 1].end)
    return _place(quote, text, start, end, min(_MOST, round(run.score, 2)))


def _like_run(quote: Quote, text: str, wanted: Sequence[_Token], window: Sequence[_Token]) -> _Run:
    """Find the run of words most like the passage."""
    blocks = _blocks(wanted, window)
    weights = [0.0, *accumulate(token.weight for token in window)]
    matched = [0.0, *accumulate(weights[b + size] - weights[b] for _, b, size in blocks)]
    total = sum(token.weight for token in wanted)

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
    lacks_before, lacks_after = wanted[: opening[0]], wanted[closing[0] + closing[2] :]
    neighbours = _tokens(quote.prefix)[-1:], _tokens(quote.suffix)[:1]
    before, after = [*reversed(window[: opening[1]])], window[closing[1] + closing[2] :]
    start = opening[1] - _grown(text, lacks_before, window[opening[1]], before, neighbours[0])
    end = closing[1] + closing[2]
    end += _grown(text, lacks_after, window[end - 1], after, neighbours[1])
    score = 2 * (matched[last + 1] - matched[first]) / (total + weights[end] - weights[start])
    return _Run(start, end, score)


def _blocks(wanted: Sequence[_Token], window: Sequence[_Token]) -> list[_Block]:
    """Return the runs of words that both have in the same order, at most forty."""
    opcodes = Indel.opcodes([token.key for token in wanted], [token.key for token in window])
    return [(block.a, block.b, block.size) for block in opcodes.as_matching_blocks() if block.size][:_BLOCKS]


def _near(one: _Block, other: _Block, window: Sequence[_Token], text: str) -> bool:
    """Tell whether two runs that are neighbours in the passage have only a clause between them here.

    Between a telling word and the rest that may be a longer one than after a word that only joins ("It …").
    """
    end, start = one[1] + one[2], other[1]
    between = text[window[end - 1].end : window[start].start]
    telling = all(any(token.weight > JOINING_WEIGHT for token in window[b : b + size]) for _, b, size in (one, other))
    most = _INSERTED if telling else _INSERTED // 2
    return one[0] + one[2] == other[0] and start - end <= most and not _BREAK.search(between)


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

    The farthest may be cut off.
    """
    kept = 0
    for place, (one, other) in enumerate(zip(old, new, strict=False)):
        cut = place == len(old) - 1 and (other.endswith(one) or other.startswith(one))
        if one != other and not cut:
            break
        kept += 1
    if kept < _KEPT_WORDS and all(joins(stem(word)) for word in old[:kept]):
        return 0.0
    return kept / len(old)
