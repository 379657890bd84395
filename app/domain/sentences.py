"""Sentences for people that can be told in another language: each keeps its pattern and what is filled in."""

from __future__ import annotations

from typing import Protocol, Self, runtime_checkable


@runtime_checkable
class Spoken(Protocol):
    """A date, as far as a sentence prints it."""

    @property
    def spoken(self) -> str:
        """The date as it is printed in English."""


class Sentence(str):
    """A sentence in English, which is what it reads as everywhere; `web/` may tell it in a reader's language.

    Parts are named in the pattern as in `%(most)s`. A number is printed with its thousands, a date in words.
    """

    __slots__ = ("parts", "pattern")

    pattern: str
    parts: dict[str, object]

    def __new__(cls, pattern: str, /, **parts: object) -> Self:
        """Fill in the parts."""
        made = super().__new__(cls, pattern % {name: _printed(part) for name, part in parts.items()})
        made.pattern, made.parts = pattern, parts
        return made


def _printed(part: object) -> str:
    if isinstance(part, Spoken):
        return part.spoken
    return f"{part:,}" if isinstance(part, int) else str(part)
