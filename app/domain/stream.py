"""A page's content as one stream of labels and the pieces of text between them."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.blocks import Block, Document, Kind, fold
from app.domain.label_words import Role
from app.domain.labels import Label, labels_in

CLAIM_SIDE = frozenset({Role.CLAIM, Role.QUESTION})
REBUTTAL_SIDE = frozenset({Role.REBUTTAL, Role.ANSWER})


class Piece(NamedTuple):
    """A stretch of one block's text: `start` and `end` in the capture's text, and the block's index."""

    block: int
    start: int
    end: int


class Mark(NamedTuple):
    """A label in its place: `start` and `end` in the capture's text, separator included."""

    block: int
    start: int
    end: int
    label: Label
    level: int  # of the heading it stands in, or 0

    @property
    def role(self) -> Role:
        """The role of its label."""
        return self.label.role

    @property
    def claims(self) -> bool:
        """Whether it opens the claim's side."""
        return self.role in CLAIM_SIDE

    @property
    def rebuts(self) -> bool:
        """Whether it opens the rebuttal's side."""
        return self.role in REBUTTAL_SIDE

    @property
    def form(self) -> tuple[str, int]:
        """What tells this label from another of the same side: its words and where it stands."""
        return self.label.name.casefold(), self.level


class Segment(NamedTuple):
    """A label and the pieces after it up to the next label. The first segment of a page has no label."""

    mark: Mark | None
    pieces: list[Piece]


def marks_in(document: Document) -> list[Mark]:
    """List every label-like form in the content, in order, before the page as a whole is judged."""
    return [
        Mark(index, block.start + label.start, block.start + label.end, label, block.level)
        for index, block in enumerate(document.blocks)
        if not block.furniture
        for label in labels_in(block.text)
    ]


def segments(document: Document, marks: list[Mark]) -> list[Segment]:
    """Cut the page's blocks at `marks`, which are in order. Furniture blocks are kept, for they end what precedes."""
    found = [Segment(None, [])]
    waiting = iter(marks)
    mark = next(waiting, None)
    for index, block in enumerate(document.blocks):
        position = block.outer
        while mark is not None and mark.block == index:
            before = mark.start if mark.label.start else position
            _add(document, found[-1].pieces, Piece(index, position, before))
            found.append(Segment(mark, []))
            position = mark.end
            mark = next(waiting, None)
        _add(document, found[-1].pieces, Piece(index, position, block.end))
    return found


def _add(document: Document, pieces: list[Piece], piece: Piece) -> None:
    """Add a piece without the white space around it, unless nothing is left."""
    words = document.text[piece.start : piece.end]
    stripped = words.strip()
    if stripped:
        start = piece.start + words.find(stripped)
        pieces.append(Piece(piece.block, start, start + len(stripped)))


def words_of(document: Document, pieces: list[Piece]) -> str:
    """Return the pieces' words; a blank line parts paragraphs. The first piece is shown without its bullet.

    A line that is drawn between two paragraphs of a plain text is a paragraph too: the range of the whole holds it.
    """
    trimmed = without_bullet(document, pieces)
    parts: list[str] = []
    for at, piece in enumerate(trimmed):
        if at and document.flat and piece.block == trimmed[at - 1].block + 1:
            drawn = fold(document.text[trimmed[at - 1].end : piece.start])
            parts += [drawn] if drawn else []
        parts.append(fold(document.text[piece.start : piece.end]))
    return "\n\n".join(parts)


def range_of(document: Document, pieces: list[Piece]) -> tuple[int, int]:
    """Return the half-open range from the first piece (without its bullet) to the last."""
    trimmed = without_bullet(document, pieces)
    return trimmed[0].start, trimmed[-1].end


def without_bullet(document: Document, pieces: list[Piece]) -> list[Piece]:
    """Return the pieces, the first of them without the bullet before its words."""
    first = pieces[0]
    block = document.blocks[first.block]
    return [first._replace(start=max(first.start, block.start)), *pieces[1:]] if first.start < block.start else pieces


def is_whole(document: Document, piece: Piece) -> bool:
    """Whether a piece is all of its block."""
    block = document.blocks[piece.block]
    return piece.start <= block.start and piece.end >= block.end


def looks_like_heading(block: Block) -> bool:
    """Whether a block reads like a heading: it is one, or is short, opens with a capital and is no sentence."""
    if block.kind in {Kind.HEADING, Kind.SUMMARY}:
        return True
    text = block.text.strip(" *_")
    return (
        block.kind is Kind.PARAGRAPH
        and len(text.split()) <= _HEADING_WORDS
        and (text[:1].isupper() or text[:1].isdigit())
        and text[-1:] not in '.,;:!?…"”’)'
    )


_HEADING_WORDS = 10
