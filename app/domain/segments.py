"""Where a text can be cut by a person: at its paragraphs and sentences, each with its range."""

from __future__ import annotations

import re

from app.domain.extracted import Range

_BREAK = re.compile(r"\s*\n\s*\n\s*|(?<=[.!?…。！？])[\"'”’»)\]]{0,3}\s+(?=\S)|\n+")


def segments(text: str, start: int, end: int) -> list[Range]:
    """List the sentences of `text[start:end]`, paragraph by paragraph: what stands between them is white space.

    A sentence ends where its mark is followed by white space, so an abbreviation may cut one in two: a person chooses
    among the places, and nothing is decided here.
    """
    ranges = []
    here = start
    for found in _BREAK.finditer(text, start, end):
        cut = found.end()
        stop = found.start() + len(found.group().rstrip())
        if text[here:stop].strip():
            ranges.append(_trimmed(text, here, stop))
        here = cut
    if text[here:end].strip():
        ranges.append(_trimmed(text, here, end))
    return ranges


def _trimmed(text: str, start: int, end: int) -> Range:
    words = text[start:end]
    lead = len(words) - len(words.lstrip())
    return start + lead, start + lead + len(words.strip())
