"""A capture's own text, cut where proposals and accepted wordings begin and end; a long one in parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.storage.models.desk import Capture, Proposal

LETTERS = {"pair": "P", "concern": "C", "safeguard": "S"}
PART = 60_000
"""How much of a text is shown at once, in characters; a part ends with a line."""
AROUND = 4_000
"""How much is shown before and after the words that are worked on."""


@dataclass(frozen=True)
class Mark:
    """One proposal's hold on some words: which, as what, and whether they begin here."""

    proposal: str
    number: str
    role: str
    begins: bool


@dataclass(frozen=True)
class Run:
    """Words that the same proposals hold; most are held by none or one, nested safeguards by two."""

    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Part:
    """What is shown of a text: `number` of `count` parts, counted from 1, and where it begins and ends."""

    number: int
    count: int
    start: int
    end: int


def number_of(proposal: Proposal) -> str:
    """Return the proposal's sign in the text and in the list: P1, C2, S3."""
    return f"{LETTERS[proposal.kind]}{proposal.position}"


def ranges_of(proposal: Proposal) -> list[tuple[str, int, int]]:
    """List the ranges that a proposal holds, each with its role."""
    fields = proposal.fields
    if proposal.kind != "pair":
        return [(proposal.kind, *fields["range"])]
    return [("claim", *fields["claim_range"]), ("rebuttal", *fields["rebuttal_range"])]


def parts_of(text: str) -> list[Part]:
    """Cut a text in parts that a page can show, each at the end of a line where there is one."""
    edges = [0]
    while len(text) - edges[-1] > PART:
        here = edges[-1]
        line = text.rfind("\n", here + PART // 2, here + PART)
        edges.append(line + 1 if line >= 0 else here + PART)
    edges.append(len(text))
    pairs = list(pairwise(edges)) if text else [(0, 0)]
    return [Part(number, len(pairs), start, end) for number, (start, end) in enumerate(pairs, 1)]


def part_with(parts: Sequence[Part], position: int) -> int:
    """Return the number of the part in which a position lies."""
    return next((one.number for one in parts if position < one.end), parts[-1].number)


def marked_text(capture: Capture, proposals: Sequence[Proposal], part: Part | None = None) -> list[Run]:
    """Return the text, or a part of it, in runs, in order; joined they are the text again.

    Dropped proposals mark nothing.
    """
    first, last = (part.start, part.end) if part else (0, len(capture.text))
    places = [
        (one, role, start, end)
        for one in proposals
        if one.state != "dropped"
        for role, start, end in ranges_of(one)
        if end > start and start < last and first < end
    ]
    inner = (min(max(edge, first), last) for _, _, start, end in places for edge in (start, end))
    edges = sorted({first, last, *inner})
    ordered = sorted(places, key=lambda place: (place[2], -place[3]))
    return [
        Run(
            capture.text[left:right],
            tuple(
                Mark(one.id, number_of(one), role, start == left)
                for one, role, start, end in ordered
                if start <= left and right <= end
            ),
        )
        for left, right in pairwise(edges)
    ]


def around(capture: Capture, proposal: Proposal) -> Part | None:
    """Return the part of a long text around a proposal's words; None where the whole text can be shown."""
    if len(capture.text) <= PART:
        return None
    spans = ranges_of(proposal)
    start = max(0, min(start for _, start, _ in spans) - AROUND)
    end = min(len(capture.text), max(end for *_, end in spans) + AROUND)
    return Part(1, 1, start, min(end, start + PART))
