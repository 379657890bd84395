"""A page's blocks to what it proposes: pairs, lone sides, concerns, safeguards, quantities and dates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from app.domain.blocks import fold
from app.domain.commitments import Base, find_commitments
from app.domain.date_roles import base_of, dates_with_roles, settled
from app.domain.extracted import (
    Commitment,
    ExtractedConcern,
    ExtractedPair,
    ExtractedSafeguard,
    Extraction,
    Orphan,
    Range,
)
from app.domain.furniture import opens_comments
from app.domain.judged import judged_pairs
from app.domain.labels import label_at_start
from app.domain.languages import guess_language
from app.domain.measures import Measure, find_measures
from app.domain.pairs import Harvest, labelled_pairs, own_pairs
from app.domain.quantities import find_quantities
from app.domain.stream import range_of, words_of
from app.domain.tables import table_pairs
from app.domain.trust import APART, MIXED_COLUMNS, are_torn, has_mixed_columns, lists_apart
from app.domain.unlabelled import question_pairs, statement_pairs

if TYPE_CHECKING:
    from app.domain.blocks import Document
    from app.domain.pairs import Found, Lone

_TWO = 2
_RUN = re.compile(r"\s+|\S+")


def extract(document: Document, *, captured: str | None = None) -> Extraction:
    """Propose what a page says: pairs, lone sides, concerns, safeguards with their commitments, quantities, dates.

    `captured` is the (partial) ISO date of the copy, where it is known from elsewhere. What was left out, or could
    not be told, stands in `warnings` and in the pairs' `notes`.
    """
    document = _without_comments(document)
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
        dates=settled(document, dates),
        quantities=find_quantities(document.text),
        warnings=list(dict.fromkeys([*document.warnings, *harvest.warnings, *_left_out(harvest)])),
    )


def _without_comments(document: Document) -> Document:
    """Mark what readers wrote under the page, which no agency says, from the line that counts it ("3 comments:")."""
    blocks = document.blocks
    start = next((at for at, block in enumerate(blocks) if not block.furniture and opens_comments(block.text)), None)
    if start is None:
        return document
    marked = [
        block if at < start or block.furniture else msgspec.structs.replace(block, furniture="comments of readers")
        for at, block in enumerate(blocks)
    ]
    warnings = [*document.warnings, "the comments of readers were left out"]
    return msgspec.structs.replace(document, blocks=marked, warnings=warnings)


def _harvest(document: Document) -> Harvest:
    """Read the pairs of a page whose text is in order."""
    if not document.trusted or has_mixed_columns(document):
        return Harvest([], [], [MIXED_COLUMNS])
    harvest = _proposed(document)
    if not harvest.pairs and not harvest.warnings and lists_apart(document):
        return harvest._replace(warnings=[APART])
    return Harvest([], [], [MIXED_COLUMNS]) if are_torn(document, harvest.pairs) else harvest


def _proposed(document: Document) -> Harvest:
    """Read pairs from tables and labels first, then questions, then statements under a telling title."""
    in_tables, beside, rest = table_pairs(document)
    harvest = judged_pairs(rest)
    if not harvest.pairs:
        harvest = _labelled(rest)
    if not harvest.pairs and not in_tables:
        asked = question_pairs(document)
        unlabelled = asked if asked.pairs else statement_pairs(document)
        silent = not harvest.lone and not harvest.warnings
        return unlabelled if silent or len(unlabelled.pairs) > max(_TWO, len(harvest.lone)) else harvest
    if not harvest.pairs:
        harvest = question_pairs(rest)._replace(warnings=harvest.warnings, lone=harvest.lone)
    pairs = sorted([*in_tables, *harvest.pairs], key=lambda pair: pair.claim[0].start)
    return harvest._replace(pairs=pairs, lone=[*beside, *harvest.lone])


def _labelled(document: Document) -> Harvest:
    """Read the pairs that well-known labels mark; or labels of the page’s own, where those mark one side only."""
    labelled = labelled_pairs(document)
    if any(pair.claim_label and pair.rebuttal_label for pair in labelled.pairs):
        return labelled
    own = own_pairs(document)
    return own if len(own.pairs) >= max(_TWO, len(labelled.pairs)) else labelled


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


def _unwrapped(text: str) -> tuple[str, list[int]]:
    """Join wrapped lines: every run of white space is one space, or a blank line; with each character's place."""
    words: list[str] = []
    places: list[int] = []
    for match in _RUN.finditer(text):
        run = match[0]
        if run.isspace():
            run = "\n\n" if run.count("\n") > 1 else " "
        words.append(run)
        places += range(match.start(), match.start() + len(run))
    return "".join(words), places


def _measured(document: Document, one: Measure, base: Base) -> tuple[str, Range, list[Commitment]]:
    """Return a measure's words, range and commitments; a bare label has no words and an empty range."""
    if not one.pieces:
        return "", (one.place, one.place), []
    start, end = range_of(document, one.pieces)
    unwrapped, places = _unwrapped(document.text[start:end])
    commitments = [
        msgspec.structs.replace(each, range=(places[each.range[0]] + start, places[each.range[1] - 1] + 1 + start))
        for each in find_commitments(unwrapped, base)
    ]
    return words_of(document, one.pieces), (start, end), commitments
