"""A page's blocks to what it proposes: pairs, lone sides, concerns, safeguards, quantities and dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.extracted import ExtractedPair, Extraction, Orphan
from app.domain.pairs import Harvest, labelled_pairs
from app.domain.quantities import find_quantities
from app.domain.stream import range_of, words_of

if TYPE_CHECKING:
    from app.domain.blocks import Document
    from app.domain.pairs import Found, Lone


def extract(document: Document, *, captured: str | None = None) -> Extraction:
    """Propose what a page says: pairs, lone sides, concerns, safeguards with their commitments, quantities, dates.

    `captured` is the (partial) ISO date of the copy, where it is known from elsewhere. What was left out, or could
    not be told, stands in `warnings` and in the pairs' `notes`.
    """
    harvest = labelled_pairs(document)
    return Extraction(
        title=document.title,
        language=document.language,
        pairs=[_pair(document, number, found) for number, found in enumerate(harvest.pairs, 1)],
        orphans=[_orphan(document, lone) for lone in harvest.lone],
        quantities=find_quantities(document.text),
        warnings=[*document.warnings, *harvest.warnings],
    )


def _pair(document: Document, position: int, found: Found) -> ExtractedPair:
    return ExtractedPair(
        position=position,
        claim=words_of(document, found.claim),
        claim_label=found.claim_label,
        rebuttal=words_of(document, found.rebuttal),
        rebuttal_label=found.rebuttal_label,
        verdict_label=found.verdict,
        claim_range=range_of(document, found.claim),
        rebuttal_range=range_of(document, found.rebuttal),
        notes=list(found.notes),
    )


def _orphan(document: Document, lone: Lone) -> Orphan:
    text, place = words_of(document, lone.pieces), range_of(document, lone.pieces)
    return Orphan(side=lone.side, text=text, label=lone.label, range=place)
