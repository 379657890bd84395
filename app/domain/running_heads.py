"""Running heads and feet: the lines that a printed page repeats above and below its text ("Page 2 of 3").

A reader tells them by their coming back, with nothing but a number changed, where pages begin and end.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain

from app.domain.labels import label_at_start

_OF = r"(?:\s?(?:/|of|von|de|sur)\s?\d{1,4})?"
_PAGE_NUMBER = re.compile(
    rf"(?:^|\W)(?:page|pg\.?|seite|página|pág\.?|p\.)\s?\d{{1,4}}{_OF}[^\w.]*$|^\W*\d{{1,4}}{_OF}\W*$",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_EDGE = 2
_REPEATED = 2
_LONGEST = 120


def _shape(line: str) -> str:
    """Return what of a line comes back on other pages: all of it, but for the page's number."""
    words = " ".join(line.split())
    return _DIGITS.sub("0", words) if is_page_number(words) else words


def is_page_number(line: str) -> bool:
    """Whether a line holds a page's number."""
    return len(line) <= _LONGEST and _PAGE_NUMBER.search(line) is not None


def _is_label(line: str) -> bool:
    """Whether a line is nothing but a label ("MYTH"), which comes back as often as a running head does."""
    label = label_at_start(line.strip())
    return label is not None and label.end >= len(line.strip())


def running_lines(lines: list[str]) -> set[int]:
    """Return which of a text's lines (those that stand alone, in order) are running heads and feet.

    They repeat and hold the page's number, or repeat and stand next to one that does.
    """
    count = Counter(_shape(line) for line in lines)
    repeated = [count[_shape(line)] >= _REPEATED and len(line) <= _LONGEST and not _is_label(line) for line in lines]
    heads = {at for at, line in enumerate(lines) if repeated[at] and is_page_number(line)}
    beside = {at for at in chain(*((head - 1, head + 1) for head in heads)) if 0 <= at < len(lines) and repeated[at]}
    return heads | beside


def without_running_lines(pages: list[str]) -> tuple[list[str], bool]:
    """Return the pages' texts without running heads and feet, and whether there were any.

    Only the first and last two lines of a page are looked at; one that half of the pages share is dropped, and one
    that holds nothing but a number.
    """
    split = [page.strip().splitlines() for page in pages]
    edges = [_edges(lines) for lines in split]
    count = Counter(shape for page in edges for shape in {_shape(split_line) for _, split_line in page})
    fewest = max(_REPEATED, len(pages) / 2)
    kept, dropped = [], False
    for lines, edge in zip(split, edges, strict=True):
        gone = {at for at, line in edge if count[_shape(line)] >= fewest and not _is_label(line)}
        dropped |= bool(gone)
        kept.append("\n".join(line for at, line in enumerate(lines) if at not in gone))
    return kept, dropped


def _edges(lines: list[str]) -> list[tuple[int, str]]:
    """Return the first and the last lines of a page with their places, blank ones aside."""
    worded = [(at, line) for at, line in enumerate(lines) if line.strip()]
    return worded if len(worded) <= _EDGE + _EDGE else [*worded[:_EDGE], *worded[-_EDGE:]]
