"""A page's blocks to what it proposes: pairs, lone sides, concerns, safeguards, quantities and dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.domain.blocks import fold
from app.domain.commitments import Base, find_commitments
from app.domain.date_roles import base_of, dates_with_roles
from app.domain.extracted import (
    Commitment,
    ExtractedConcern,
    ExtractedPair,
    ExtractedSafeguard,
    Extraction,
    Orphan,
    Range,
)
from app.domain.judged import judged_pairs
from app.domain.labels import label_at_start
from app.domain.languages import guess_language
from app.domain.measures import Measure, find_measures
from app.domain.pairs import Harvest, labelled_pairs
from app.domain.quantities import find_quantities
from app.domain.stream import range_of, words_of
from app.domain.tables import table_pairs
from app.domain.trust import MIXED_COLUMNS, are_torn, has_mixed_columns
from app.domain.unlabelled import question_pairs, statement_pairs

if TYPE_CHECKING:
    from app.domain.blocks import Document
    from app.domain.pairs import Found, Lone


def extract(document: Document, *, captured: str | None = None) -> Extraction:
    """Propose what a page says: pairs, lone sides, concerns, safeguards with their commitments, quantities, dates.

    `captured` is the (partial) ISO date of the copy, where it is known from elsewhere. What was left out, or could
    not be told, stands in `warnings` and in the pairs' `notes`.
    """
    harvest = _harvest(document)
    pairs = [_pair(document, number, found) for number, found in enumerate(harvest.pairs, 1)]
    orphans = [_orphan(document, lone) for lone in harvest.lone]
    sides = [*(found.claim for found in harvest.pairs), *(found.rebuttal for found in harvest.pairs)]
    taken = {piece.block for pieces in [*sides, *(lone.pieces for lone in harvest.lone)] for piece in pieces}
    ranges = [place for pair in pairs for place in (pair.claim_range, pair.rebuttal_range)]
    dates = dates_with_roles(document, captured, ranges)
    base = base_of(document, dates)
    measures = find_measures(document, taken)
    return Extraction(
        title=_title(document, harvest),
        language=document.language or guess_language(document.text),
        pairs=pairs,
        orphans=orphans,
        concerns=[_concern(document, one, base) for one in measures.concerns],
        safeguards=[_safeguard(document, one, base) for one in measures.safeguards],
        dates=dates,
        quantities=find_quantities(document.text),
        warnings=list(dict.fromkeys([*document.warnings, *harvest.warnings, *_left_out(harvest)])),
    )


def _harvest(document: Document) -> Harvest:
    """Read the pairs of a page whose text is in order."""
    if not document.trusted or has_mixed_columns(document):
        return Harvest([], [], [MIXED_COLUMNS])
    harvest = _proposed(document)
    return Harvest([], [], [MIXED_COLUMNS]) if are_torn(document, harvest.pairs) else harvest


def _proposed(document: Document) -> Harvest:
    """Read pairs from tables and labels first, then questions, then statements under a telling title."""
    in_tables, rest = table_pairs(document)
    judged = judged_pairs(rest)
    if judged.pairs:
        return judged._replace(pairs=sorted([*in_tables, *judged.pairs], key=lambda pair: pair.claim[0].start))
    labelled = labelled_pairs(rest)
    if in_tables or labelled.pairs or labelled.lone or labelled.warnings:
        pairs = sorted([*in_tables, *labelled.pairs], key=lambda pair: pair.claim[0].start)
        return labelled._replace(pairs=pairs)
    asked = question_pairs(document)
    return asked if asked.pairs else statement_pairs(document)


def _left_out(harvest: Harvest) -> list[str]:
    """Name the furniture that was left out after texts, once each."""
    return [f"the {reason} was left out" for pair in harvest.pairs for reason in pair.left_out]


def _title(document: Document, harvest: Harvest) -> str | None:
    """Return the page's title, unless it is only its first label or claim."""
    label = label_at_start(document.title or "")
    if label and label.strong:
        return None
    claims = [fold(words_of(document, pair.claim)) for pair in harvest.pairs]
    return None if any(claim in (document.title or "") for claim in claims) else document.title


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
        notes=[*found.notes, *(f"left out after the text: {reason}" for reason in found.left_out)],
    )


def _orphan(document: Document, lone: Lone) -> Orphan:
    text, place = words_of(document, lone.pieces), range_of(document, lone.pieces)
    return Orphan(side=lone.side, text=text, label=lone.label, range=place)


def _concern(document: Document, one: Measure, base: Base) -> ExtractedConcern:
    """Print a concern; what is nested in it is part of its text."""
    text, place, commitments = _measured(document, one._replace(pieces=[*one.pieces, *one.nested]), base)
    return ExtractedConcern(label=one.label, text=text, range=place, commitments=commitments)


def _safeguard(document: Document, one: Measure, base: Base) -> ExtractedSafeguard:
    text, place, commitments = _measured(document, one, base)
    children = [_safeguard(document, child, base) for child in one.children]
    return ExtractedSafeguard(label=one.label, text=text, range=place, children=children, commitments=commitments)


def _measured(document: Document, one: Measure, base: Base) -> tuple[str, Range, list[Commitment]]:
    """Return a measure's words, range and commitments; a bare label has no words and an empty range."""
    if not one.pieces:
        return "", (one.place, one.place), []
    start, end = range_of(document, one.pieces)
    commitments = [
        msgspec.structs.replace(each, range=(each.range[0] + start, each.range[1] + start))
        for each in find_commitments(document.text[start:end], base)
    ]
    return words_of(document, one.pieces), (start, end), commitments
