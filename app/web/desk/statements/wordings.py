"""A statement's words in its captures, for the editor's eye and for passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.domain.vocabulary import Side
from app.storage.models.desk import Capture, Passage, Wording


@dataclass(frozen=True)
class Words:
    """One side of a wording: its label on the page and its text, exactly as captured, with what is quoted of it."""

    side: str
    label: str
    text: str
    quoted: tuple[tuple[int, int], ...] = ()

    @property
    def runs(self) -> list[tuple[str, int]]:
        """The text in runs, each with the number of passages that quote it; joined they are the text again."""
        edges = sorted({0, len(self.text), *(edge for place in self.quoted for edge in place)})
        return [
            (self.text[left:right], sum(start <= left and right <= end for start, end in self.quoted))
            for left, right in pairwise(edges)
        ]


@dataclass(frozen=True)
class Shown:
    """A statement's wording in one capture."""

    capture: Capture
    sides: tuple[Words, ...]


def shown(rows: Sequence[tuple[Wording, Capture]], passages: Sequence[Passage] = ()) -> list[Shown]:
    """Cut each wording's words from its capture's text, with the passages that were quoted from it."""
    return [
        Shown(
            capture,
            tuple(
                replace(side, quoted=_quoted(passages, capture.id, side.side)) for side in sides_of(wording, capture)
            ),
        )
        for wording, capture in rows
    ]


def _quoted(passages: Sequence[Passage], capture_id: str, side: str) -> tuple[tuple[int, int], ...]:
    return tuple((one.start, one.end) for one in passages if one.capture_id == capture_id and one.side == side)


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
