"""A statement's words in its captures, for the editor's eye and for passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.vocabulary import Side
from app.storage.models.desk import Capture, Wording


@dataclass(frozen=True)
class Words:
    """One side of a wording: its label on the page and its text, exactly as captured."""

    side: str
    label: str
    text: str


@dataclass(frozen=True)
class Shown:
    """A statement's wording in one capture."""

    capture: Capture
    sides: tuple[Words, ...]


def shown(rows: Sequence[tuple[Wording, Capture]]) -> list[Shown]:
    """Cut each wording's words from its capture's text."""
    return [Shown(capture, sides_of(wording, capture)) for wording, capture in rows]


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
