"""Where a claim's or rebuttal's text ends: before headings, furniture, date lines and the next part of the page."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from app.domain.blocks import Kind
from app.domain.furniture import ending
from app.domain.stream import Piece, is_whole, looks_like_heading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.blocks import Block, Document

_CLOSING = re.compile(
    r"(?:for (?:more|further|additional|other) information|to (?:learn|find out) more|"
    r"if you have (?:any |more )?questions|for (?:any )?questions|questions\?|this page (?:was|is|will)|"
    r"download (?:the|this)|contact (?:the|us)|para (?:más|obtener más) información|"
    r"pour (?:plus d|en savoir plus)|weitere informationen|para mais informações)",
    re.IGNORECASE,
)
_ENOUGH_OTHERS = 2
# What ends a body and is the page's own affair; a reader expects no note of it.
_UNREMARKABLE = frozenset({"heading"})


class Body(NamedTuple):
    """What belongs to a side, and why the rest was left out."""

    pieces: list[Piece]
    left_out: tuple[str, ...]


class Bounds:
    """The page's outline: which heading stands over a block, and which container holds which claims."""

    def __init__(self, document: Document, claims: Sequence[int]) -> None:
        """Take the indices of the blocks in which claims begin."""
        self.document = document
        self.claims = Counter[int]()
        for block in claims:
            self.claims.update(self._ancestors(document.blocks[block].within))
        self.total = len(claims)
        self.over = _headings_over(document.blocks, set(claims))

    def _ancestors(self, container: int) -> list[int]:
        found = [container]
        while container:
            container = self.document.containers[container]
            found.append(container)
        return found

    def holder(self, claim: int, other: int) -> int:
        """Return the container that a pair beginning in two blocks stays within; 0 is the page."""
        blocks = self.document.blocks
        others = set(self._ancestors(blocks[other].within))
        shared = next(one for one in self._ancestors(blocks[claim].within) if one in others)
        if self.claims[shared] == 1 and self.total > 1:
            return shared
        return next((one for one in self._ancestors(shared) if self.claims[one] == self.total > 1), 0)

    def holds(self, container: int, block: int) -> bool:
        """Whether a container holds a block."""
        return container == 0 or container in self._ancestors(self.document.blocks[block].within)

    def body(self, pieces: list[Piece], own: int, opener: int | None = None, container: int = 0) -> Body:
        """Take the pieces that belong to what block `own` begins, up to what ends it.

        `opener` is the block under whose heading level they stand (`own` itself where None), `container` what they
        must stay within.
        """
        opener = own if opener is None else opener
        for number, piece in enumerate(pieces):
            reason = None if piece.block == own else self._reason(piece, opener)
            if reason is None and not self.holds(container, piece.block):
                reason = "text outside its part of the page"
            if reason:
                return Body(pieces[:number], () if reason in _UNREMARKABLE else (reason,))
        return Body(pieces, ())

    def _reason(self, piece: Piece, opener: int) -> str | None:
        block, opening = self.document.blocks[piece.block], self.document.blocks[opener]
        if block.furniture:
            return block.furniture
        if block.kind is Kind.HEADING:
            limit = opening.level or self.over[opener]
            return "heading" if not limit or block.level <= limit else ending(block.text)
        if block.kind in {Kind.SUMMARY, Kind.TERM} and opening.kind is not Kind.HEADING:
            return "heading"
        return ending(block.text) if block.kind is not Kind.ITEM else None


def _headings_over(blocks: list[Block], claims: set[int]) -> list[int]:
    """Return for every block the level of the heading that stands over it, or 0; headings that hold claims aside."""
    over, level = [], 0
    for index, block in enumerate(blocks):
        if block.kind is Kind.HEADING and index not in claims:
            level = block.level
        over.append(level)
    return over


def without_next_heading(document: Document, pieces: list[Piece]) -> list[Piece]:
    """Drop a last short line that reads like the heading of what follows."""
    if len(pieces) > 1 and is_whole(document, pieces[-1]):
        block = document.blocks[pieces[-1].block]
        guessed = (document.flat or block.emphasised) and looks_like_heading(block)
        if block.kind is Kind.HEADING or guessed:
            return pieces[:-1]
    return pieces


def ends_in_closing_line(document: Document, bodies: list[list[Piece]]) -> bool:
    """Tell whether the last body ends in a closing line: the others are one paragraph each, this one is more."""
    *others, last = bodies
    if len(others) < _ENOUGH_OTHERS or any(len(body) != 1 for body in others) or len(last) < len(others[0]) + 1:
        return False
    return bool(_CLOSING.match(document.text, last[1].start))
