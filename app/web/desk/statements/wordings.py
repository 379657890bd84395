"""A statement's words in its captures, for the editor's eye and for passages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.domain.vocabulary import Side
from app.storage.models.desk import Capture, Evidence, Finding, Passage, Wording


@dataclass(frozen=True)
class Mark:
    """A passage that is marked in a wording: its number there, and what was judged by it.

    `entangled` tells that it overlaps another, so that where it ends must be shown too.
    """

    number: int
    passage: Passage
    judged: tuple[Evidence | Finding, ...]
    entangled: bool

    @property
    def anchor(self) -> str:
        """The name of its line in the list of marks."""
        return f"passage-{self.passage.id}"


@dataclass(frozen=True)
class Run:
    """A run of a wording's words: the passages that hold it, and those that begin before it or end after it."""

    text: str
    marks: tuple[Mark, ...]
    begins: tuple[Mark, ...]
    ends: tuple[Mark, ...]


@dataclass(frozen=True)
class Words:
    """One side of a wording: its label on the page and its text, exactly as captured, with what is quoted of it."""

    side: str
    label: str
    text: str
    marks: tuple[Mark, ...] = ()

    @property
    def runs(self) -> list[Run]:
        """The text in runs; joined they are the text again."""
        places = [(mark.passage.start, min(mark.passage.end, len(self.text)), mark) for mark in self.marks]
        edges = sorted({0, len(self.text), *(edge for start, end, _ in places for edge in (start, end))})
        return [
            Run(
                self.text[left:right],
                marks=tuple(mark for start, end, mark in places if start <= left and right <= end),
                begins=tuple(mark for start, _, mark in places if start == left),
                ends=tuple(mark for _, end, mark in places if end == right),
            )
            for left, right in pairwise(edges)
        ]


@dataclass(frozen=True)
class Shown:
    """A statement's wording in one capture."""

    capture: Capture
    sides: tuple[Words, ...]

    @property
    def marks(self) -> list[Mark]:
        """The passages that are marked in it, by their numbers."""
        return [mark for side in self.sides for mark in side.marks]


def shown(rows: Sequence[tuple[Wording, Capture]], judged: Iterable[Evidence | Finding] = ()) -> list[Shown]:
    """Cut each wording's words from its capture's text, with the passages by which something was judged."""
    passages: dict[str, list[Evidence | Finding]] = {}
    for one in judged:
        if one.passage is not None:
            passages.setdefault(one.passage.id, []).append(one)
    return [Shown(capture, tuple(_marked(sides_of(wording, capture), capture, passages))) for wording, capture in rows]


def _marked(sides: Iterable[Words], capture: Capture, judged: dict[str, list[Evidence | Finding]]) -> Iterator[Words]:
    """Mark the passages in their sides, numbered in the order of the words through all sides."""
    number = 0
    for side in sides:
        found = [ones[0].passage for ones in judged.values() if ones[0].passage is not None]
        here = [one for one in found if one.capture_id == capture.id and one.side == side.side]
        here.sort(key=lambda one: (one.start, -one.end))
        marks = tuple(
            Mark(at, one, tuple(judged[one.id]), any(_overlap(one, other) for other in here))
            for at, one in enumerate(here, number + 1)
        )
        number += len(marks)
        yield replace(side, marks=marks)


def _overlap(one: Passage, other: Passage) -> bool:
    return one is not other and one.start < other.end and other.start < one.end


def sides_of(wording: Wording, capture: Capture) -> tuple[Words, ...]:
    """Return the sides of a wording: claim and rebuttal of a pair, or the one text."""
    body = capture.text[wording.start : wording.end]
    if wording.kind != "pair":
        return (Words(Side.TEXT, wording.label or wording.kind.capitalize(), body),)
    claim = Words(Side.CLAIM, wording.claim_label or "Claim", body)
    if wording.rebuttal_start is None:
        return (claim,)
    text = capture.text[wording.rebuttal_start : wording.rebuttal_end]
    return (claim, Words(Side.REBUTTAL, wording.rebuttal_label or "Answer", text))
