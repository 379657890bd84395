"""Quoted words cut into runs: marked by passages, or by what changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol, Self, TypeVar

from app.domain.quantity_changes import QuantityChange
from app.domain.records import PassageRecord
from app.domain.spans import NEW_SIDE, OLD_SIDE, Span, moves
from app.web.reading.language import gettext

BLANK_LINE = re.compile(r"\s*\n\s*\n\s*")
LONG = 2_400
"""So many characters of a quotation stand beside others; a longer one scrolls by itself."""
HIDDEN = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Run:
    """Words with the same marks on them; `starts` and `ends` are the marks whose first or last words these are."""

    text: str
    marks: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()

    def cut(self, texts: list[str]) -> list[Run]:
        """Part the run in these texts."""
        filled = [index for index, text in enumerate(texts) if text] or [0]
        return [
            Run(
                text,
                self.marks,
                self.starts if index == filled[0] else (),
                self.ends if index == filled[-1] else (),
            )
            for index, text in enumerate(texts)
        ]


@dataclass(frozen=True, slots=True)
class DiffRun:
    """Words that stayed ("="), went ("-"), came ("+"), or moved away ("<") or here (">").

    `number` where they are a quantity that changed; `told` says in words how they moved.
    """

    op: str
    text: str
    number: bool = False
    told: str = ""

    def cut(self, texts: list[str]) -> list[DiffRun]:
        """Part the run in these texts; the first words tell how all moved."""
        first = next((index for index, text in enumerate(texts) if text.strip()), 0)
        return [replace(self, text=text, told=self.told if index == first else "") for index, text in enumerate(texts)]


class Cuttable(Protocol):
    """A run of either kind."""

    @property
    def text(self) -> str:
        """The words."""

    def cut(self, texts: list[str]) -> list[Self]:
        """Part the run in these texts."""


R = TypeVar("R", bound=Cuttable)


def visible(text: str) -> str:
    """Show characters that turn the direction of writing, which could make a quotation read as another."""
    return HIDDEN.sub(lambda match: f"⟨U+{ord(match.group()):04X}⟩", text)


def paragraphs(runs: Iterable[R]) -> list[list[R]]:
    """Part runs at blank lines."""
    parted: list[list[R]] = [[]]
    for run in runs:
        for index, piece in enumerate(run.cut([visible(text) for text in BLANK_LINE.split(run.text)])):
            if index:
                parted.append([])
            parted[-1].append(piece)
    filled = ([run for run in part if run.text] for part in parted)
    return [part for part in filled if any(run.text.strip() for run in part)]


def is_long(parts: Iterable[Iterable[Cuttable]]) -> bool:
    """Tell whether paragraphs have more words than fit beside others."""
    return sum(len(run.text) for part in parts for run in part) > LONG


def found_in(text: str, passage: PassageRecord) -> tuple[int, int] | None:
    """Return where a passage's exact words stand in a text: where they stood, or else where they stand only once."""
    if text[passage.start : passage.end] == passage.exact:
        return passage.start, passage.end
    if passage.exact and text.count(passage.exact) == 1:
        start = text.index(passage.exact)
        return start, start + len(passage.exact)
    return None


def marked(text: str, places: Sequence[tuple[str, tuple[int, int]]]) -> list[list[Run]]:
    """Return a text's paragraphs with passages marked, given each one's id and range; they may overlap."""
    edges = sorted({0, len(text), *(min(edge, len(text)) for _, place in places for edge in place)})
    runs = [
        Run(
            text[start:end],
            tuple(name for name, (first, last) in places if first <= start and end <= last),
            tuple(name for name, (first, _) in places if first == start),
            tuple(name for name, (_, last) in places if last == end),
        )
        for start, end in pairwise(edges)
    ]
    return paragraphs(_with_words(runs))


def _with_words(runs: Iterable[Run]) -> list[Run]:
    """Let what begins in blank space begin with the words after it: blank space is not shown."""
    kept: list[Run] = []
    begun: tuple[str, ...] = ()
    for run in runs:
        begun += run.starts
        if run.text.strip():
            kept.append(replace(run, starts=begun))
            begun = ()
        else:
            kept.append(replace(run, starts=()))
    return kept


def diff_runs(
    spans: Sequence[Span], quantities: Iterable[QuantityChange], side: str = OLD_SIDE + NEW_SIDE
) -> list[list[DiffRun]]:
    """Return the paragraphs of a diff, or of one side of it, with changed quantities picked out."""
    amounts = list(quantities)
    names = {"-": [one.from_ for one in amounts], "+": [one.to for one in amounts]}
    ways = _ways(spans)
    runs: list[DiffRun] = []
    for place, (op, text) in enumerate(spans):
        if op in side:
            runs += [DiffRun(op, text, told=ways[place])] if place in ways else _picked(op, text, names.get(op, []))
    return paragraphs(runs)


def _ways(spans: Sequence[Span]) -> dict[int, str]:
    """Say in words, for each span that moved, which way."""
    ways: dict[int, str] = {}
    for move in moves(spans):
        if move.to < move.from_:
            ways |= {move.from_: gettext("moved up from here"), move.to: gettext("moved up to here")}
        else:
            ways |= {move.from_: gettext("moved down from here"), move.to: gettext("moved down to here")}
    return ways


def _picked(op: str, text: str, amounts: list[str]) -> list[DiffRun]:
    if not amounts:
        return [DiffRun(op, text)]
    pattern = "|".join(re.escape(one) for one in sorted(set(amounts), key=len, reverse=True))
    parts = re.split(f"({pattern})", text)
    return [DiffRun(op, part, index % 2 == 1) for index, part in enumerate(parts) if part]
