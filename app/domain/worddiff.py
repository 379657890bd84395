"""What changed between two texts, in words: the shortest edit script over words, with numbers and dates whole.

One list of spans serves every view: side by side drops "+" on the left and "-" on the right, inline shows all.

The script is the longest common subsequence of words (Indel distance, by rapidfuzz's bit-parallel opcodes, after
Hyyrö 2004). Then edges move out of numbers with their unit and out of dates, and islands too small to read between two
changes are joined to them (after the "semantic cleanup" of Neil Fraser's diff-match-patch).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec
from rapidfuzz.distance import Indel

from app.domain.ends import shared_ends
from app.domain.folding import fold
from app.domain.numbers_near import holds_number, quantities_in, runs_with_numbers, windows_near

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from app.domain.extracted import Quantity

_TOKEN = re.compile(r"\w++(?:['’]\w++)*+\s*+|[^\w\s]\s*+|\s++")
_SMALL_ISLAND = 2  # words
_CLOSE = 4  # words of a changed place in which any number stands for any other
_LARGEST = 400_000_000  # words times words; the script's matrix takes a bit for each
_SMALL_TOKENS = 6  # words and marks
_BEFORE, _AFTER = 25, 15  # characters beside a number that tell what it is: "section 5", "2,011 people"


class Span(NamedTuple):
    """A run of text: kept ("="), only in the old text ("-") or only in the new one ("+"). In JSON `["=", "text"]`."""

    op: Literal["=", "-", "+"]
    text: str


class QuantityChange(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """A number with its unit that stands where another one stood, each in the words of its text."""

    from_: str
    to: str


class _Block(NamedTuple):
    """Tokens `[i1, i2)` of the old text beside `[j1, j2)` of the new one, equal word for word or not."""

    equal: bool
    i1: int
    i2: int
    j1: int
    j2: int


@lru_cache(maxsize=1 << 16)
def _key(token: str) -> str:
    """Return what equal tokens share: without the space after it, and folded."""
    return fold(token)


class _Text:
    """A text cut into tokens: a word or a mark, with the white space after it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[str] = _TOKEN.findall(text)
        self.starts = list(accumulate(map(len, self.tokens), initial=0))
        self.keys = list(map(_key, self.tokens))
        self.units: list[tuple[int, int]] = []

    def slice(self, first: int, last: int) -> str:
        """Return the text of tokens `[first, last)`."""
        return self.text[self.starts[first] : self.starts[last]]

    def words(self, first: int, last: int) -> int:
        """Count the tokens that are words, no marks."""
        return sum(token[0].isalnum() for token in self.tokens[first:last])

    def find_units(self, runs: Iterable[tuple[int, int]]) -> None:
        """Find the numbers with their unit and the dates in runs of tokens: ranges in tokens, without overlap."""
        places = [(self.starts[first], self.starts[last]) for first, last in runs]
        windows = windows_near(self.text, places, before=_BEFORE, after=_AFTER) if places else []
        for start, end in quantities_in(self.text, windows):
            first = bisect_right(self.starts, start) - 1
            last = bisect_left(self.starts, end)
            if self.units and first < self.units[-1][1]:
                first = self.units.pop()[0]
            self.units.append((first, last))


def diff(old: str, new: str) -> list[Span]:
    """Return the spans that turn the old text into the new one.

    The "=" and "-" spans joined are the old text exactly, the "=" and "+" spans the new one; no two neighbours have
    the same op, and "-" stands before its "+". Words that differ in quotes or dashes alone are matched, and shown as
    changed. `diff(new, old)` is the same with "-" and "+" changed over. Two equal texts give one "=" span, or none
    where they are empty.
    """
    if old == new:
        return [Span("=", old)] if old else []
    if not old or not new:
        return [Span("-", old) if old else Span("+", new)]
    turned = new < old
    one, other = (new, old) if turned else (old, new)
    head, tail = shared_ends(one, other)
    left, right = _Text(one[head : len(one) - tail]), _Text(other[head : len(other) - tail])
    pieces = [("=", one[:head]), *_pieces(left, right, _blocks(left, right)), ("=", one[len(one) - tail :])]
    return _gathered(_without_gaps([piece for piece in pieces if piece[1]]), turned=turned)


def quantity_changes(old: str, new: str, spans: Sequence[Span] | None = None) -> list[QuantityChange]:
    """Return the quantities and dates that stand in the new text where others stood in the old one, in its order.

    Within one changed place, equal quantities cancel out; then those of the same unit belong together, in order. Where
    the place is no more than a few words, so do those without a unit, and those of two units ("6 weeks" → "45 days").
    A quantity that only came or only went is none.
    `spans` is `diff(old, new)`, where it is at hand.
    """
    spans = diff(old, new) if spans is None else spans
    places = [  # a number is never cut, so a changed one stands in what is marked
        (at_old, at_new)
        for at_old, at_new in _changed_places(spans)
        if holds_number(old[slice(*at_old)]) and holds_number(new[slice(*at_new)])
    ]
    if not places:
        return []
    before = quantities_in(old, windows_near(old, [place for place, _ in places]))
    after = quantities_in(new, windows_near(new, [place for _, place in places])) if before else {}
    changes: list[QuantityChange] = []
    for at_old, at_new in places if after else ():
        close = all(len(text[slice(*place)].split()) <= _CLOSE for text, place in ((old, at_old), (new, at_new)))
        changes += _paired(_within(before, at_old), _within(after, at_new), close=close)
    return changes


def _changed_places(spans: Iterable[Span]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return, for each place where both texts differ, its range in the old and in the new text."""
    places = []
    old = new = old_start = new_start = 0
    for op, text in [*spans, Span("=", "")]:
        if op == "-":
            old += len(text)
        elif op == "+":
            new += len(text)
        else:
            if old > old_start and new > new_start:
                places.append(((old_start, old), (new_start, new)))
            old, new = old + len(text), new + len(text)
            old_start, new_start = old, new
    return places


def _blocks(left: _Text, right: _Text) -> list[_Block]:
    """Match the tokens, keep units whole, join small islands."""
    equal = _equal_blocks(left.keys, right.keys)
    blocks = _with_changes(equal, len(left.tokens), len(right.tokens))
    runs = runs_with_numbers(left.keys, right.keys, [block[1:] for block in blocks if not block.equal])
    left.find_units(runs[0])
    right.find_units(runs[1])
    if left.units or right.units:
        blocks = _with_changes(_whole_units(equal, left, right), len(left.tokens), len(right.tokens))
    return _joined(blocks, left, right)


def _equal_blocks(old: Sequence[str], new: Sequence[str]) -> list[_Block]:
    """Match the words by the shortest script; of texts too long for that, only how they begin and end."""
    if len(old) * len(new) <= _LARGEST:
        return [
            _Block._make((True, block.a, block.a + block.size, block.b, block.b + block.size))
            for block in Indel.opcodes(old, new).as_matching_blocks()
            if block.size
        ]
    shorter = min(len(old), len(new))
    head = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    tail = next((place for place in range(shorter - head) if old[-1 - place] != new[-1 - place]), shorter - head)
    ends = ((0, head, 0), (len(old) - tail, len(old), len(new) - tail))
    return [_Block(equal=True, i1=i1, i2=i2, j1=j1, j2=j1 + i2 - i1) for i1, i2, j1 in ends if i1 < i2]


def _whole_units(equal: list[_Block], left: _Text, right: _Text) -> list[_Block]:
    """Shrink each equal block until neither of its edges cuts a number from its unit, or a date."""
    units = (left.units, right.units)
    inner = [{place for first, last in side for place in range(first + 1, last)} for side in units]
    kept = []
    for block in equal:
        if inner[0].isdisjoint((block.i1, block.i2)) and inner[1].isdisjoint((block.j1, block.j2)):
            kept.append(block)
            continue
        head = _out_of_units(units, block.i1, block.j1, forward=True) - block.i1
        tail = block.i2 - _out_of_units(units, block.i2, block.j2, forward=False)
        if head + tail < block.i2 - block.i1:
            kept.append(
                _Block(equal=True, i1=block.i1 + head, i2=block.i2 - tail, j1=block.j1 + head, j2=block.j2 - tail)
            )
    return kept


def _out_of_units(units: tuple[list[tuple[int, int]], list[tuple[int, int]]], i: int, j: int, *, forward: bool) -> int:
    """Move an edge at old token `i` and new token `j` until it lies in no unit of either text; return the new `i`."""
    moved = True
    while moved:
        moved = False
        for side, edge in ((0, i), (1, j)):
            place = bisect_left(units[side], (edge, 0)) - 1
            if place >= 0 and edge < units[side][place][1]:
                step = units[side][place][1 if forward else 0] - edge
                i, j, moved = i + step, j + step, True
                break
    return i


def _with_changes(equal: Sequence[_Block], old_length: int, new_length: int) -> list[_Block]:
    """Put the changed blocks between the equal ones."""
    blocks: list[_Block] = []
    i = j = 0
    for block in [*equal, _Block(equal=True, i1=old_length, i2=old_length, j1=new_length, j2=new_length)]:
        if i < block.i1 or j < block.j1:
            blocks.append(_Block._make((False, i, block.i1, j, block.j1)))
        if block.i1 < block.i2:
            blocks.append(block)
        i, j = block.i2, block.j2
    return blocks


def _joined(blocks: list[_Block], left: _Text, right: _Text) -> list[_Block]:
    """Join an island of at most two words to the changes around it, where neither of them is smaller than it."""
    joined: list[_Block] = []
    for place, block in enumerate(blocks):
        inner = block.equal and 0 < place < len(blocks) - 1
        if inner and _is_small(block, joined[-1], blocks[place + 1], left, right):
            block = _Block(equal=False, i1=block.i1, i2=block.i2, j1=block.j1, j2=block.j2)  # noqa: PLW2901  # it changes sides
        if not block.equal and joined and not joined[-1].equal:
            last = joined.pop()
            block = _Block(equal=False, i1=last.i1, i2=block.i2, j1=last.j1, j2=block.j2)  # noqa: PLW2901  # grown
        joined.append(block)
    return joined


def _is_small(island: _Block, before: _Block, after: _Block, left: _Text, right: _Text) -> bool:
    if island.i2 - island.i1 > _SMALL_TOKENS:
        return False
    words = left.words(island.i1, island.i2)
    if words == 0:
        return True
    if words > _SMALL_ISLAND or any(_is_unit(side, left, right) for side in (before, after)):
        return False
    length = len(left.slice(island.i1, island.i2))
    return all(
        length <= max(len(left.slice(side.i1, side.i2)), len(right.slice(side.j1, side.j2))) for side in (before, after)
    )


def _is_unit(block: _Block, left: _Text, right: _Text) -> bool:
    """Tell whether a changed block is one number with its unit, or one date: that is read by itself."""
    return (block.i1, block.i2) in left.units or (block.j1, block.j2) in right.units


def _pieces(left: _Text, right: _Text, blocks: Iterable[_Block]) -> Iterator[tuple[str, str]]:
    """Write the blocks as pieces of spans; where equal words differ in quotes or the space after, both are shown."""
    for equal, i1, i2, j1, j2 in blocks:
        gone, come = left.slice(i1, i2), right.slice(j1, j2)
        if not equal:
            end = len(_shared_space(gone, come))
            yield from (("-", gone[: len(gone) - end]), ("+", come[: len(come) - end]), ("=", gone[len(gone) - end :]))
        elif gone == come:
            yield "=", gone
        else:
            yield from _token_by_token(left.tokens[i1:i2], right.tokens[j1:j2])


def _token_by_token(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Write tokens that fold alike, each word and the space after it by itself."""
    for one, other in zip(old, new, strict=True):
        for mine, yours in zip(_word_and_space(one), _word_and_space(other), strict=True):
            yield from [("=", mine)] if mine == yours else [("-", mine), ("+", yours)]


def _without_gaps(pieces: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Count white space between two changes among them."""
    for place, (op, text) in enumerate(pieces):
        gap = op == "=" and text.isspace() and 0 < place < len(pieces) - 1
        if gap and pieces[place - 1][0] != "=" and pieces[place + 1][0] != "=":
            yield from (("-", text), ("+", text))
        else:
            yield op, text


def _word_and_space(token: str) -> tuple[str, str]:
    word = token.rstrip()
    return word, token[len(word) :]


def _shared_space(one: str, other: str) -> str:
    """Return the white space that both end with; it need not be marked."""
    space = _word_and_space(one)[1]
    return space if space == _word_and_space(other)[1] else ""


def _gathered(pieces: Iterable[tuple[str, str]], *, turned: bool) -> list[Span]:
    """Join neighbours of one kind, and all that changed in one place; `turned` changes "-" and "+" over."""
    spans: list[Span] = []
    kept = gone = come = ""
    for op, text in pieces:
        if op == "=":
            if gone or come:
                spans += _changed(gone, come, turned=turned)
                gone = come = ""
            kept += text
            continue
        if kept:
            spans.append(Span("=", kept))
            kept = ""
        if op == "-":
            gone += text
        else:
            come += text
    return [*spans, *([Span("=", kept)] if kept else _changed(gone, come, turned=turned))]


def _changed(gone: str, come: str, *, turned: bool) -> list[Span]:
    if turned:
        gone, come = come, gone
    spans = [Span("-", gone)] if gone else []
    return [*spans, Span("+", come)] if come else spans


def _within(quantities: Mapping[tuple[int, int], Quantity], place: tuple[int, int]) -> list[Quantity]:
    return [found for (start, end), found in quantities.items() if start < place[1] and end > place[0]]


def _paired(before: list[Quantity], after: list[Quantity], *, close: bool) -> list[QuantityChange]:
    """Pair up the quantities of one changed place; `close` says that it is no more than a few words."""
    before, after = list(before), list(after)
    pairs = []
    for alike in (_equal, _of_one_unit, *([_close] if close else [])):
        for one in list(before):
            kin = next((other for other in after if alike(one, other)), None)
            if kin is not None:
                pairs.append((one, kin))
                before.remove(one)
                after.remove(kin)
    pairs.sort(key=lambda pair: pair[1].range)
    return [QuantityChange(one.text, other.text) for one, other in pairs if not _equal(one, other)]


def _equal(one: Quantity, other: Quantity) -> bool:
    return (one.value, one.unit) == (other.value, other.unit)


def _of_one_unit(one: Quantity, other: Quantity) -> bool:
    return one.unit == other.unit is not None


def _close(one: Quantity, other: Quantity) -> bool:
    return (one.unit is None) == (other.unit is None)
