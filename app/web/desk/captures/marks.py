"""A capture's own text, cut where proposals and accepted wordings begin and end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.storage.models.desk import Capture, Proposal

LETTERS = {"pair": "P", "concern": "C", "safeguard": "S"}


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


def number_of(proposal: Proposal) -> str:
    """Return the proposal's sign in the text and in the list: P1, C2, S3."""
    return f"{LETTERS[proposal.kind]}{proposal.position}"


def ranges_of(proposal: Proposal) -> list[tuple[str, int, int]]:
    """List the ranges that a proposal holds, each with its role."""
    fields = proposal.fields
    if proposal.kind != "pair":
        return [(proposal.kind, *fields["range"])]
    return [("claim", *fields["claim_range"]), ("rebuttal", *fields["rebuttal_range"])]


def marked_text(capture: Capture, proposals: Sequence[Proposal]) -> list[Run]:
    """Return the whole text in runs, in order; joined they are the text again. Dropped proposals mark nothing."""
    places = [
        (one, role, start, end)
        for one in proposals
        if one.state != "dropped"
        for role, start, end in ranges_of(one)
        if end > start
    ]
    edges = sorted({0, len(capture.text), *(edge for _, _, start, end in places for edge in (start, end))})
    return [
        Run(
            capture.text[left:right],
            tuple(
                Mark(one.id, number_of(one), role, start == left)
                for one, role, start, end in sorted(places, key=lambda place: (place[2], -place[3]))
                if start <= left and right <= end
            ),
        )
        for left, right in pairwise(edges)
    ]
