"""Which numbers and dates of a text gave way to others, read off its diff."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.domain.numbers_near import holds_number, quantities_in, windows_near
from app.domain.spans import NEW_SIDE, OLD_SIDE
from app.domain.worddiff import diff

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.domain.extracted import Quantity
    from app.domain.spans import Span

_CLOSE = 4  # words of a changed place in which any number stands for any other


class QuantityChange(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """A number with its unit that stands where another one stood, each in the words of its text."""

    from_: str
    to: str


def quantity_changes(old: str, new: str, spans: Sequence[Span] | None = None) -> list[QuantityChange]:
    """Return the quantities and dates that stand in the new text where others stood in the old one, in its order.

    Within one changed place, equal quantities cancel out; then those of the same unit belong together, in order. Where
    the place is no more than a few words, so do those without a unit, and those of two units ("6 weeks" → "45 days").
    A quantity that only came or only went is none, and one in a sentence that moved has not changed.
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
    for op, text in spans:
        if op == "-":
            old += len(text)
        elif op == "+":
            new += len(text)
        else:
            places.append(((old_start, old), (new_start, new)))
            old += len(text) if op in OLD_SIDE else 0
            new += len(text) if op in NEW_SIDE else 0
            old_start, new_start = old, new
    places.append(((old_start, old), (new_start, new)))
    return [place for place in places if all(start < end for start, end in place)]


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
