"""What two texts begin and end with alike, far from any change: a word diff need not cut it into words."""

from __future__ import annotations

from typing import Literal

_MARGIN = 80  # characters of equal text beside a change that are read: more than twice as long as a date


def shared_ends(old: str, new: str) -> tuple[int, int]:
    """Return how many characters at the head and at the tail of both need no look, for they are far from any change.

    A token begins where the head ends and where the tail begins, in either text.
    """
    shorter = min(len(old), len(new))
    if shorter <= _MARGIN:
        return 0, 0
    cut = end = head = 0
    if old[: _MARGIN + 1] == new[: _MARGIN + 1]:
        head = _shared(old, new, shorter, tail=False)
        cut = _after_space(old, head - _MARGIN, -1)
    if shorter - head > _MARGIN and old[-_MARGIN - 1 :] == new[-_MARGIN - 1 :]:
        tail = _shared(old, new, shorter - head, tail=True)
        end = _after_space(old, len(old) - tail + _MARGIN, 1)
    return cut, len(old) - end if end else 0


def _shared(old: str, new: str, most: int, *, tail: bool) -> int:
    """Count the characters that two texts begin (or end) with alike, by halving what is left in doubt."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if tail:
            alike = old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]
        else:
            alike = old[low:middle] == new[low:middle]
        low, high = (middle, high) if alike else (low, middle - 1)
    return low


def _after_space(text: str, place: int, step: Literal[-1, 1]) -> int:
    """Return the nearest place, this one or one on that side of it, where a word or mark follows a space; or 0."""
    while 0 < place < len(text):
        if text[place - 1].isspace() and not text[place].isspace():
            return place
        place += step
    return 0
