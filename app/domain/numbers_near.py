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


def windows_near(
    text: str, places: Iterable[tuple[int, int]], *, before: int = _REACH, after: int = _REACH
) -> list[tuple[int, int]]:
    """Return the stretches of a text that lie near the places (in order) and hold a number, as ranges of characters.

    A stretch begins and ends at white space, so that no word is cut.
    """
    windows: list[tuple[int, int]] = []
    for start, end in places:
        first = text.rfind(" ", 0, max(0, start - before)) + 1
        last = text.find(" ", end + after)
        last = len(text) if last < 0 else last
        if windows and first <= windows[-1][1]:
            first = windows.pop()[0]
        windows.append((first, last))
    if not holds_number(" ".join(text[first:last] for first, last in windows)):
        return []
    return [(first, last) for first, last in windows if holds_number(text[first:last])]


def holds_number(text: str) -> bool:
    """Tell whether a text holds a digit or a number in words, and so perhaps a quantity or a date."""
    return _DIGIT.search(text) is not None or not _WORDS.isdisjoint(text.lower().translate(_MARKS).split())


def runs_with_numbers(words: Sequence[str], places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Widen places (ranges of words and marks) by all beside them that numbers with units, and dates, are made of.

    Only those runs are returned that hold a number: any number or date that has a word in a place lies in its run.
    """
    runs = []
    for first, last in places:
        start, end = first, last
        lowest, highest = max(0, first - _REACH), min(len(words), last + _REACH)
        while start > lowest and _part(words[start - 1]):
            start -= 1
        while end < highest and _part(words[end]):
            end += 1
        if max(map(_part, words[start:end]), default=_NO_PART) == _NUMBER:
            runs.append((start, end))
    return runs


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
        dates = [
            Quantity(
                text=one.text,
                value=int("".join(filter(str.isdigit, one.date))),
                unit="fiscal year" if one.precision == "fiscal_year" else "date",
                range=one.range,
            )
            for one in find_dates(part)
        ]
        for one in sorted([*find_quantities(part), *dates], key=lambda one: one.range):
            found[first + one.range[0], first + one.range[1]] = one
    return found
