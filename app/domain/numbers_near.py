"""Quantities and dates near given places of a text, without reading all of it.

Finding numbers takes ten times as long as cutting a text into words; a comparison needs those near a change alone.
"""

from __future__ import annotations

import re
import string
from functools import lru_cache
from typing import TYPE_CHECKING

from app.domain.dates import MONTHS, find_dates
from app.domain.extracted import Quantity
from app.domain.quantities import UNITS, find_quantities

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.domain.extracted import DateMention

_REACH = 40  # characters on either side of a place: more than a date or a number with its unit is long
_DIGIT = re.compile(r"\d")
_SPELLED = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million
billion trillion dozen twice thrice first second third fourth fifth sixth seventh eighth ninth tenth
"""
_WORDS = frozenset(_SPELLED.split())
_LETTERS = re.compile(r"[^\W\d_]+")
_CONNECTING = (
    "and to of de del per cent percentage point points business working calendar fiscal year years fy st nd rd th"
)
_BESIDE_NUMBERS = frozenset(" ".join([*UNITS, *MONTHS, _CONNECTING, "us er c f"]).split())
_NUMBER, _BESIDE, _NO_PART = 2, 1, 0
_MARKS = str.maketrans(dict.fromkeys(string.punctuation + "–—“”‘’…", " "))


def windows_near(text: str, places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the stretches of a text that lie near the places (in order) and hold a number, as ranges of characters."""
    windows = windows_around(text, places, _REACH, _REACH)
    if not holds_number(" ".join(text[first:last] for first, last in windows)):
        return []
    return [(first, last) for first, last in windows if holds_number(text[first:last])]


def windows_around(text: str, places: Iterable[tuple[int, int]], before: int, after: int) -> list[tuple[int, int]]:
    """Return the places (in order) with so many characters before and after each, as ranges; those that meet are one.

    A range begins and ends at white space, so that no word is cut.
    """
    windows: list[tuple[int, int]] = []
    for start, end in places:
        first = text.rfind(" ", 0, max(0, start - before)) + 1
        last = text.find(" ", end + after)
        last = len(text) if last < 0 else last
        if windows and first <= windows[-1][1]:
            first = windows.pop()[0]
        windows.append((first, last))
    return windows


def holds_number(text: str) -> bool:
    """Tell whether a text holds a digit or a number in words, and so perhaps a quantity or a date."""
    return _DIGIT.search(text) is not None or not _WORDS.isdisjoint(text.lower().translate(_MARKS).split())


_Runs = list[tuple[int, int]]


def runs_with_numbers(
    old: Sequence[str], new: Sequence[str], changes: Iterable[tuple[int, int, int, int]]
) -> tuple[_Runs, _Runs]:
    """Return the runs of old and of new words, around changes, that numbers with units and dates are made of.

    A change is `[i1, i2)` of the old words and `[j1, j2)` of the new ones; the words beside it are equal. Only runs
    that hold a number are returned: any number or date that an end of a change cuts, or that fills one, lies in one.
    """
    seeds: tuple[list[int], list[int]] = [], []
    for i1, i2, j1, j2 in changes:
        if i1 and _part(old[i1 - 1]) and (_part_at(old, i1) or _part_at(new, j1)):
            seeds[0].append(i1 - 1)
            seeds[1].append(j1 - 1)
        if i1 < i2 and _part(old[i1]):
            seeds[0].append(i1)
        if j1 < j2 and _part(new[j1]):
            seeds[1].append(j1)
        if i2 < len(old) and _part(old[i2]) and (_part_at(old, i2 - 1) or _part_at(new, j2 - 1)):
            seeds[0].append(i2)
            seeds[1].append(j2)
    return _with_number(old, seeds[0]), _with_number(new, seeds[1])


def _part_at(words: Sequence[str], place: int) -> int:
    return _part(words[place]) if 0 <= place < len(words) else _NO_PART


def _with_number(words: Sequence[str], seeds: Iterable[int]) -> _Runs:
    runs = [_run(words, seed) for seed in dict.fromkeys(seeds)]
    return [run for run in runs if max(map(_part, words[slice(*run)])) == _NUMBER]


def _run(words: Sequence[str], seed: int) -> tuple[int, int]:
    """Widen a word by all beside it that numbers and dates are made of, as far as a date may reach."""
    start, end = seed, seed + 1
    lowest, highest = max(0, seed - _REACH), min(len(words), seed + _REACH)
    while start > lowest and _part(words[start - 1]):
        start -= 1
    while end < highest and _part(words[end]):
        end += 1
    return start, end


@lru_cache(maxsize=1 << 16)
def _part(word: str) -> int:
    """Tell whether a word or mark is a number, or can stand in a quantity or date beside one, or is no part of any."""
    letters = _LETTERS.findall(word.lower())
    if _DIGIT.search(word) or not _WORDS.isdisjoint(letters):
        return _NUMBER
    return _NO_PART if letters and _BESIDE_NUMBERS.isdisjoint(letters) else _BESIDE


def quantities_in(text: str, windows: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Quantity]:
    """Return the quantities and dates in stretches of a text by their range in the text, in order.

    A date stands as a quantity of the unit "date" (or "fiscal year"), its value the digits of its ISO form.
    """
    found: dict[tuple[int, int], Quantity] = {}
    for first, last in windows:
        part = text[first:last]
        dates = find_dates(part)
        numbers = find_quantities(part, dates)
        if dates:
            numbers = sorted([*numbers, *map(_as_quantity, dates)], key=lambda one: one.range)
        for one in numbers:
            found[first + one.range[0], first + one.range[1]] = one
    return found


def _as_quantity(date: DateMention) -> Quantity:
    return Quantity(
        text=date.text,
        value=int("".join(filter(str.isdigit, date.date))),
        unit="fiscal year" if date.precision == "fiscal_year" else "date",
        range=date.range,
    )
