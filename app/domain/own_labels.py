"""Labels that a page invents for itself ("What you may hear" … "What is so"), told by how the page repeats them.

A reader takes a phrase for a label where it is set off, comes back word for word, and takes turns with another; and
where the two phrases speak of what is said and of what is so (`cues.py`). One phrase alone labels answers where a
quoted or set-off statement stands right before each.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from app.domain.blocks import Kind
from app.domain.cues import tells_claim, tells_rebuttal
from app.domain.label_words import Role
from app.domain.labels import Label, Style
from app.domain.stream import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.blocks import Block, Document

_BULLET = re.compile(r"\W{0,4}(?:\(?\d{1,3}[.):]\s{1,3})?[*_]{0,3}")
_COLON = re.compile(r"(?P<name>[^\W\d_][^:：.!?\n]{1,60}?)[*_]{0,3}\s?[:：][*_]{0,3}(?:\s+|$)")
_AROUND = " \t\n:：.…–—-*_|"
_MOST_WORDS = 7
_REPEATED = 3
_ALTERNATE = 0.8
_TWO = 2
_MOST_NAMES = 40  # of a side that are tried, the most repeated first: a page has few labels


def own_labels(document: Document) -> list[Mark]:
    """List the labels of two sides that the page invents, in order; empty where it has none."""
    named: dict[str, list[Mark]] = defaultdict(list)
    for mark in _candidates(document):
        named[_name(mark)].append(mark)
    names = sorted((name for name, marks in named.items() if len(marks) >= _TWO), key=lambda name: -len(named[name]))
    claims = [name for name in names if tells_claim(name)][:_MOST_NAMES]
    rebuttals = [name for name in names if tells_rebuttal(name)][:_MOST_NAMES]
    best: list[Mark] = []
    for claim in claims:
        for rebuttal in rebuttals:
            if claim != rebuttal and max(len(named[claim]), len(named[rebuttal])) >= _REPEATED:
                best = max(best, _sides(named[claim], named[rebuttal]), key=len)
    return best


def own_answers(document: Document) -> list[Mark]:
    """List the one phrase that the page repeats before each of its answers; empty where it has none."""
    marks = list(_candidates(document))
    count = Counter(_name(mark) for mark in marks)
    name = next((one for one, times in count.most_common() if times >= _REPEATED and tells_rebuttal(one)), None)
    return [_as(mark, Role.REBUTTAL) for mark in marks if _name(mark) == name]


def _sides(claims: list[Mark], rebuttals: list[Mark]) -> list[Mark]:
    """Return the marks of two phrases, in order, with their roles, where they take turns."""
    sides = [*(_as(mark, Role.CLAIM) for mark in claims), *(_as(mark, Role.REBUTTAL) for mark in rebuttals)]
    sides.sort(key=lambda mark: mark.start)
    turns = sum(first.claims != second.claims for first, second in pairwise(sides))
    return sides if turns >= _ALTERNATE * (len(sides) - 1) else []


def _as(mark: Mark, role: Role) -> Mark:
    return mark._replace(label=mark.label._replace(role=role))


def _name(mark: Mark) -> str:
    return mark.label.word


def _candidates(document: Document) -> Iterator[Mark]:
    """Yield every phrase that stands where a label would: alone, emphasised before other words, before a colon."""
    for index, block in enumerate(document.blocks):
        if not block.furniture and block.level != 1 and block.cell is None:
            for start, name_end, end, style in _places(block):
                name = block.text[start:name_end].strip(_AROUND)
                if name and len(name.split()) <= _MOST_WORDS:
                    label = Label(
                        start, end, Role.FIELD, name, " ".join(name.lower().split()), style, None, opening=True
                    )
                    yield Mark(index, block.start + start, block.start + end, label, block.level)


def _places(block: Block) -> Iterator[tuple[int, int, int, Style]]:
    """Yield start and end of each phrase in a block that could be a label, and where what it labels begins."""
    text = block.text
    bullet = _BULLET.match(text)
    start = bullet.end() if bullet else 0
    if start < block.lead < len(text):
        end = block.lead
        while end < len(text) and text[end] in _AROUND:
            end += 1
        yield start, block.lead, end, Style.BARE
    elif len(text.split()) <= _MOST_WORDS and text[-1] not in ".!?" and block.kind is not Kind.ITEM:
        yield start, len(text), len(text), Style.ALONE
    else:
        line = start
        while line >= 0:
            match = _COLON.match(text, line)
            if match:
                yield line, match.end("name"), match.end(), Style.COLON
            line = text.find("\n", line) + 1 or -1
