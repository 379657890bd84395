"""What changed between two texts, in words: the shortest edit script over words, with numbers and dates whole.

One list of spans serves every view (see `spans`). Sentences that stand elsewhere word for word are told as moved and
taken out first (see `moved_sentences`); the rest is compared by its words.

The script is the longest common subsequence of words (Indel distance, by rapidfuzz's bit-parallel opcodes, after
Hyyrö 2004). Then edges move out of numbers with their unit and out of dates, and islands too small to read between two
changes are joined to them (after the "semantic cleanup" of Neil Fraser's diff-match-patch).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from rapidfuzz.distance import Indel

from app.domain.ends import shared_ends
from app.domain.moved_sentences import may_have_moved, moved_sentences, whole_sentences
from app.domain.numbers_near import quantities_in, runs_with_numbers, windows_around
from app.domain.spans import Moved, Span, gathered, woven
from app.domain.tokens import SENTENCE_ENDS, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.domain.moved_sentences import Change
    from app.domain.spans import Piece

_SMALL_ISLAND = 2  # words
_LARGEST = 400_000_000  # words times words; the script's matrix takes a bit for each
_SMALL_TOKENS = 6  # words and marks
_BEFORE, _AFTER = 25, 15  # characters beside a number that tell what it is: "section 5", "2,011 people"

_Units = list[tuple[int, int]]
"""Numbers with their unit and dates, as ranges of tokens: in order, none in another."""


def diff(old: str, new: str) -> list[Span]:
    """Return the spans that turn the old text into the new one.

    The spans of the old side joined are the old text exactly, those of the new side the new one; no two neighbours
    have the same op but where one of them moved, and "-" stands before its "+". Words that differ in quotes or dashes
    alone are matched, and shown as changed. `diff(new, old)` is the same with old and new changed over. Two equal texts
    give one "=" span, or none where they are empty.
    """
    if old == new:
        return [Span("=", old)] if old else []
    if not old or not new:
        return [Span("-", old) if old else Span("+", new)]
    turned = new < old
    one, other = (new, old) if turned else (old, new)
    head, tail = shared_ends(one, other)
    left, right = _between(one, other, head, tail)
    script = _script(left.keys, right.keys)
    pieces: Iterable[Piece]
    if may_have_moved(script, left.keys, right.keys):
        head, tail = whole_sentences(one, head, tail)
        pieces = _pieces_with_moves(*_between(one, other, head, tail))
    else:
        pieces = _pieces(left, right, script)
    return gathered([("=", one[:head]), *pieces, ("=", one[len(one) - tail :])], turned=turned)


def _between(one: str, other: str, head: int, tail: int) -> tuple[Text, Text]:
    return Text(one[head : len(one) - tail]), Text(other[head : len(other) - tail])


def _script(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """Return the shortest script over words; of texts too long for that, all between how they begin and end alike."""
    if _are_too_long(old, new):
        shorter = min(len(old), len(new))
        head = next((place for place in range(shorter) if old[place] != new[place]), shorter)
        tail = next((place for place in range(shorter - head) if old[-1 - place] != new[-1 - place]), shorter - head)
        return [(head, len(old) - tail, head, len(new) - tail)]
    changes: list[Change] = []
    i = j = 0
    for block in Indel.opcodes(old, new).as_matching_blocks():
        i1, j1, size = block.a, block.b, block.size
        if i < i1 or j < j1:
            if i == i1 and new[j] in SENTENCE_ENDS:
                step = _to_sentence_end(new, j, j1, size)
            elif j == j1 and old[i] in SENTENCE_ENDS:
                step = _to_sentence_end(old, i, i1, size)
            else:
                step = 0
            changes.append((i + step, i1 + step, j + step, j1 + step))
        i, j = i1 + size, j1 + size
    return changes


def _to_sentence_end(words: Sequence[str], first: int, last: int, kept: int) -> int:
    """Say how far words that went or came are read further on: 1 where they are ". They say" and can be "They say."."""
    return int(words[last : last + 1] == words[first : first + 1] and (kept > 1 or last + 1 == len(words)))


def _are_too_long(old: Sequence[str], new: Sequence[str]) -> bool:
    return len(old) * len(new) > _LARGEST


def _pieces_with_moves(left: Text, right: Text) -> Iterable[Piece]:
    """Write the pieces of a diff, with the sentences that moved taken out first and put in again."""
    script = _script(left.keys, right.keys)
    runs = [] if _are_too_long(left.keys, right.keys) else moved_sentences(left, right, script)
    if not runs:
        return _pieces(left, right, script)
    out, into = sorted((run.i1, run.i2) for run in runs), sorted((run.j1, run.j2) for run in runs)
    rest = left.without(out), right.without(into)
    return woven(_pieces(*rest, _script(rest[0].keys, rest[1].keys)), _moved(left, out), _moved(right, into))


def _moved(text: Text, ranges: Iterable[tuple[int, int]]) -> Iterator[Moved]:
    """Give each range of tokens its place in the text that has none of them."""
    taken = 0
    for first, last in ranges:
        words = text.slice(first, last)
        yield Moved(text.starts[first] - taken, words)
        taken += len(words)


def _pieces(left: Text, right: Text, script: Sequence[Change]) -> Iterator[Piece]:
    """Write a script as pieces of spans; where equal words differ in quotes or the space after, both are shown."""
    old, new, old_starts, new_starts = left.text, right.text, left.starts, right.starts
    i = j = 0
    end = (len(left.tokens),) * 2 + (len(right.tokens),) * 2
    for i1, i2, j1, j2 in [*_readable(script, left, right), end]:
        old_start, new_start = old_starts[i1], new_starts[j1]
        kept = old[old_starts[i] : old_start]
        if kept == new[new_starts[j] : new_start]:
            yield "=", kept
        else:
            yield from _token_by_token(left.tokens[i:i1], right.tokens[j:j1])
        if i1 < i2 or j1 < j2:
            old_end, new_end = old_starts[i2], new_starts[j2]
            space = _shared_space(old[old_start:old_end], new[new_start:new_end])
            yield "-", old[old_start : old_end - space]
            yield "+", new[new_start : new_end - space]
            if space:
                yield "=", old[old_end - space : old_end]
        i, j = i2, j2


def _token_by_token(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    """Write tokens that fold alike, each word and the space after it by itself."""
    for one, other in zip(old, new, strict=True):
        for mine, yours in zip(_word_and_space(one), _word_and_space(other), strict=True):
            if mine == yours:
                yield "=", mine
            else:
                yield from (("-", mine), ("+", yours))


def _word_and_space(token: str) -> tuple[str, str]:
    word = token.rstrip()
    return word, token[len(word) :]


def _shared_space(one: str, other: str) -> int:
    """Return how long the white space is that both end with; it need not be marked."""
    if not one or not other:
        return 0
    space = len(one) - len(one.rstrip())
    return space if one[len(one) - space :] == other[len(other.rstrip()) :] else 0


def _readable(script: Sequence[Change], left: Text, right: Text) -> Sequence[Change]:
    """Widen the changes of a script until they cut no number from its unit and no date, and join small islands."""
    runs = runs_with_numbers(left.keys, right.keys, script)
    units = _units(left, runs[0]), _units(right, runs[1])
    return _joined(_widened(script, units) if units[0] or units[1] else script, left, right, units)


def _units(text: Text, runs: Iterable[tuple[int, int]]) -> _Units:
    """Find the numbers with their unit and the dates in runs of tokens."""
    places = [(text.starts[first], text.starts[last]) for first, last in runs]
    units: _Units = []
    for start, end in quantities_in(text.text, windows_around(text.text, places, _BEFORE, _AFTER)):
        first = bisect_right(text.starts, start) - 1
        last = bisect_left(text.starts, end)
        if units and first < units[-1][1]:
            first = units.pop()[0]
        units.append((first, last))
    return units


def _widened(script: Sequence[Change], units: tuple[_Units, _Units]) -> list[Change]:
    """Move the edges of changes out of units; changes that meet are one."""
    old_inner, new_inner = ({place for first, last in side for place in range(first + 1, last)} for side in units)
    changes: list[Change] = []
    for i1, i2, j1, j2 in script:
        if i1 in old_inner or j1 in new_inner:
            step = i1 - _out_of_units(units, i1, j1, forward=False)
            i1, j1 = i1 - step, j1 - step  # noqa: PLW2901  # widened
        if i2 in old_inner or j2 in new_inner:
            step = _out_of_units(units, i2, j2, forward=True) - i2
            i2, j2 = i2 + step, j2 + step  # noqa: PLW2901  # widened
        if changes and changes[-1][1] >= i1:
            i1, _, j1, _ = changes.pop()  # noqa: PLW2901  # the same
        changes.append((i1, i2, j1, j2))
    return changes


def _out_of_units(units: tuple[_Units, _Units], i: int, j: int, *, forward: bool) -> int:
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


def _joined(changes: Sequence[Change], left: Text, right: Text, units: tuple[_Units, _Units]) -> list[Change]:
    """Join changes around an island of at most two words, where neither of them is smaller than it."""
    joined: list[Change] = []
    for change in changes:
        last = joined[-1] if joined else None
        if last and change[0] - last[1] <= _SMALL_TOKENS and _is_small(last, change, left, right, units):
            joined[-1] = (last[0], change[1], last[2], change[3])
        else:
            joined.append(change)
    return joined


def _is_small(before: Change, after: Change, left: Text, right: Text, units: tuple[_Units, _Units]) -> bool:
    """Tell whether the island between two changes is too small to be read by itself."""
    words = left.words(before[1], after[0])
    if words == 0:
        return True
    if words > _SMALL_ISLAND or any(_is_unit(side, units) for side in (before, after)):
        return False
    length = left.starts[after[0]] - left.starts[before[1]]
    return all(
        length <= max(left.starts[i2] - left.starts[i1], right.starts[j2] - right.starts[j1])
        for i1, i2, j1, j2 in (before, after)
    )


def _is_unit(change: Change, units: tuple[_Units, _Units]) -> bool:
    """Tell whether a change is of one number with its unit, or one date: that is read by itself."""
    return change[:2] in units[0] or change[2:] in units[1]
