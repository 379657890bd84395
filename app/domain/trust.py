"""Whether a text's order can be relied on: columns that were read across each other can't.

A reader notices labels in mid-sentence, answers that begin in mid-sentence, wide gaps inside the lines, or all the
claims before all the rebuttals.
"""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from app.domain.blocks import Kind
from app.domain.dates import one_of
from app.domain.label_words import ROLE_OF, Role
from app.domain.labels import label_at_start
from app.domain.stream import looks_like_heading, marks_in

if TYPE_CHECKING:
    from app.domain.blocks import Block, Document
    from app.domain.pairs import Found
    from app.domain.stream import Mark

MIXED_COLUMNS = "the text's columns seem to be mixed up, so no pair was read"
APART = "the claims stand apart from the rebuttals, so it can't be told which belong together"

_SIDES = one_of(
    written
    for word, role in ROLE_OF.items()
    if role in {Role.CLAIM, Role.REBUTTAL} and word.isalpha()
    for written in (word.capitalize(), word.upper())
)
_LABEL = re.compile(rf"(?P<inside>[a-zß-öø-ÿ,]\s{{1,40}})?\b(?:{_SIDES})(?:\s?#?\d{{1,3}})?:\s*")
_GAP = re.compile(r"\S[ \t]{3,60}\S")
_MID_LABELS = 2
_SHARE = 1 / 3
_COLUMN_LINES = 5
_COLUMN_SHARE = 0.4
_TWO = 2


def has_mixed_columns(document: Document) -> bool:
    """Whether plain text was read across its columns: labels in mid-sentence, or wide gaps with labels beyond them."""
    if not document.flat:
        return False
    read = {mark.end for mark in marks_in(document) if mark.label.opening}
    labels = [bool(match["inside"]) and match.end() not in read for match in _LABEL.finditer(document.text)]
    if sum(labels) >= _MID_LABELS and sum(labels) >= _SHARE * len(labels):
        return True
    lines = [line.strip() for line in document.text.splitlines() if line.strip()]
    gaps = sum(_GAP.search(line) is not None for line in lines)
    return len(labels) >= _TWO and gaps >= _COLUMN_LINES and gaps >= _COLUMN_SHARE * len(lines)


def are_torn(document: Document, pairs: list[Found]) -> bool:
    """Whether most pairs are torn: the claim breaks off, and the rebuttal begins in mid-sentence."""
    torn = sum(
        document.text[pair.rebuttal[0].start].islower() and document.text[pair.claim[-1].end - 1].isalnum()
        for pair in pairs
    )
    return document.flat and torn >= _TWO and torn * _TWO >= len(pairs)


def stand_apart(marks: list[Mark]) -> bool:
    """Whether several claims stand together before several rebuttals, all through the page."""
    runs = [(claims, len(list(run))) for claims, run in groupby(marks, key=lambda mark: mark.claims)]
    return len(runs) == _TWO and runs[0][0] and min(length for _, length in runs) >= _TWO


def lists_apart(document: Document) -> bool:
    """Whether a title such as "Myths" stands over several entries, and the next, "Facts", over several others."""
    titles: list[tuple[Role | None, int]] = []  # what the title says, and how many entries stand under it
    for block in document.blocks:
        if block.furniture:
            continue
        if _is_title(block):
            label = label_at_start(block.text)
            titles.append((label.role if label and label.end >= len(block.text) else None, 0))
        elif titles and block.kind in {Kind.PARAGRAPH, Kind.ITEM}:
            titles[-1] = (titles[-1][0], titles[-1][1] + 1)
    return any(
        {first, second} == {Role.CLAIM, Role.REBUTTAL} and min(entries, others) >= _TWO
        for (first, entries), (second, others) in pairwise(titles)
    )


def _is_title(block: Block) -> bool:
    return block.kind in {Kind.HEADING, Kind.SUMMARY, Kind.TERM} or (
        block.kind is Kind.PARAGRAPH and looks_like_heading(block)
    )
