"""Where a claim's or rebuttal's text ends: before headings, furniture, date lines and the next part of the page."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from app.domain.blocks import Kind
from app.domain.folding import fold
from app.domain.furniture import ending
from app.domain.measures import announced_by_title, announces_new_ones
from app.domain.stream import Piece, is_whole, looks_like_heading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.blocks import Block, Document

_CLOSING = re.compile(
    r"(?:for (?:any |all |more |further |additional |other |media |press |general |detailed )*"
    r"(?:information|inquiries|enquiries|details|questions|help|assistance)|"
    r"(?:to|you can) (?:learn|find out|read) more|learn more (?:at|about)|"
    r"if you (?:have|need|want|would like|still have) (?:any |more |further |other |additional |a )*"
    r"(?:questions?|information|help|assistance|concerns|comments)|"
    r"questions\?|this page (?:was|is|will)|download (?:the|this)|(?:please )?contact (?:the|us|your)|"
    r"para (?:más|obtener más|mayor) información|si tiene (?:más )?(?:preguntas|dudas)|"
    r"pour (?:plus d|en savoir plus|tout renseignement|toute question)|si vous avez (?:des|d’autres) questions|"
    r"(?:weitere|nähere) (?:informationen|auskünfte|auskunft)|für (?:weitere )?(?:rück)?fragen|bei fragen|"
    r"para mais informações|em caso de dúvidas|se tiver (?:mais )?(?:dúvidas|perguntas))\b",
    re.IGNORECASE,
)
# How releases end: "# # #", "-30-", "END".
_END_MARK = re.compile(r"\s*(?:(?:#\s?){3,}|[-–—]\s?30\s?[-–—]|[-–—* ]*ENDS?[-–—* ]*)\s*(?:\n|$)")
_LETTERHEAD = 3
_LONGEST_CLOSING = 3
_ENOUGH_OTHERS = 2
_FEW = 3
_TITLE_WORDS = 4
# What ends a body and is the page's own affair; a reader expects no note of it.
_UNREMARKABLE = frozenset({"heading"})
_RUNNING = frozenset({Kind.PARAGRAPH, Kind.ITEM})


_SENTENCE_END = re.compile(r"[.!?:;…][\"”“’»)\]\s*_]*$")
_LONGEST_FRAGMENT = 16
_FEWEST_NAMES = 3
_LITTLE_WORD = re.compile(
    r"(?:of|the|and|for|in|on|at|to|de|del|la|le|les|du|des|et|der|die|das|und|von|zu|do|da|e|y|[^\W\d_]|\W+)$"
)


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
            self.claims.update(document.holders(document.blocks[block].within))
        self.total = len(claims)
        self.over = _headings_over(document.blocks, set(claims))
        begun = set(claims)
        levels = [block.level for at, block in enumerate(document.blocks) if at not in begun and not block.furniture]
        self.sections = min((level for level in levels if level > 1), default=1)

    def holder(self, claim: int, other: int) -> int:
        """Return the container that a pair beginning in two blocks stays within; 0 is the page."""
        blocks = self.document.blocks
        others = set(self.document.holders(blocks[other].within))
        shared = next(one for one in self.document.holders(blocks[claim].within) if one in others)
        if self.claims[shared] == 1 and self.total > 1:
            return shared
        return next((one for one in self.document.holders(shared) if self.claims[one] == self.total > 1), 0)

    def holds(self, container: int, block: int) -> bool:
        """Whether a container holds a block."""
        return container == 0 or container in self.document.holders(self.document.blocks[block].within)

    def body(self, pieces: list[Piece], own: int, opener: int | None = None, container: int = 0) -> Body:
        """Take the pieces that belong to what block `own` begins, up to what ends it.

        `opener` is the block under whose heading level they stand (`own` itself where None), `container` what they
        must stay within.
        """
        opener = own if opener is None else opener
        apart = container != 0 and self.claims[container] == 1
        for number, piece in enumerate(pieces):
            reason = None if piece.block == own else self._reason(piece, opener, apart=apart)
            if number == 0 and reason == "heading":
                reason = None  # a label alone on its line stands over a heading: that is what it labels
            if reason is None and not self.holds(container, piece.block):
                reason = "text outside its part of the page"
            if reason:
                return Body(pieces[:number], () if reason in _UNREMARKABLE else (reason,))
        return Body(pieces, ())

    def _reason(self, piece: Piece, opener: int, *, apart: bool) -> str | None:
        """Name what ends a body; `apart` says that the pair has a part of the page to itself."""
        block, opening = self.document.blocks[piece.block], self.document.blocks[opener]
        if block.furniture:
            return block.furniture
        if block.kind is Kind.HEADING:
            if opening.kind in _RUNNING and not apart and self.over[opener] <= 1 and block.level <= self.sections:
                return "heading"  # under nothing but the page's title, the heading of any section outranks running text
            limit = opening.level or self.over[opener]
            return "heading" if not (limit or apart) or block.level <= limit else ending(block.text)
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


def before_inner_heading(document: Document, bodies: Sequence[list[Piece]]) -> list[list[Piece]]:
    """Cut a body of plain text at a line that reads like a heading over more text, where few bodies hold one."""
    inner = [
        next((at for at, piece in enumerate(body[:-1]) if at and _heads(document, piece)), len(body)) for body in bodies
    ]
    held = sum(end < len(body) for end, body in zip(inner, bodies, strict=True))
    if not document.flat or held * _FEW > len(bodies):
        return list(bodies)
    return [body[:end] for end, body in zip(inner, bodies, strict=True)]


def _heads(document: Document, piece: Piece) -> bool:
    """Whether a whole line reads like a heading, and the next line is a paragraph of its own."""
    after = document.blocks[piece.block + 1]
    own = after.kind is Kind.PARAGRAPH and not looks_like_heading(after)
    return own and is_whole(document, piece) and looks_like_heading(document.blocks[piece.block])


def end_of_content(document: Document, bodies: Sequence[list[Piece]]) -> int:
    """Tell how many pieces of the last body are its own; what follows closes the page.

    A reader sees that by comparing with the other bodies: a drawn line, another part of the page, a line that is no
    sentence, or a paragraph that sends the reader elsewhere, where no other body has the like.
    """
    *others, last = bodies
    end = min(_before_rule(document, others, last), _before_measures(document, others, last))
    if len(others) < _ENOUGH_OTHERS:
        return end
    end = _before_other_part(document, others, last[:end])
    if not any(_is_fragment(document, body[-1]) for body in others):
        start = end
        while start > 1 and _is_fragment(document, last[start - 1]):
            start -= 1
        end = end if _announces(document, last[start - 1]) else start
    if any(_closes(document, piece) for body in others for piece in body[1:]):
        return end
    tail = range(max(1, end - _LONGEST_CLOSING), end)
    single = end > 1 and all(len(body) == 1 for body in others) and _closes(document, last[1])
    return 1 if single else next((number for number in tail if _closes(document, last[number])), end)


def _closes(document: Document, piece: Piece) -> bool:
    """Whether a paragraph sends the reader elsewhere, as the last words of a page do, or introduces its agency."""
    return bool(_CLOSING.match(document.text, piece.start)) or _introduces(document, piece)


def _introduces(document: Document, piece: Piece) -> bool:
    """Whether a paragraph right before a release's end mark begins with the agency's name as its letterhead has it."""
    if not _END_MARK.match(document.text, piece.end):
        return False
    opening = fold(document.text[piece.start : piece.end]).casefold().removeprefix("the ")
    names = [fold(block.text).casefold() for block in document.blocks[:_LETTERHEAD]]
    return any(opening.startswith(f"{name} ") for name in names if len(name.split()) > 1)


def _before_rule(document: Document, others: list[list[Piece]], last: list[Piece]) -> int:
    """Return where a drawn line ends the last body, unless lines are drawn inside other bodies too."""
    ruled = [
        [number for number, piece in enumerate(body) if number and _opens_under_rule(document, piece)]
        for body in (*others, last)
    ]
    return ruled[-1][0] if ruled[-1] and not any(ruled[:-1]) else len(last)


def _opens_under_rule(document: Document, piece: Piece) -> bool:
    block = document.blocks[piece.block]
    return block.ruled and piece.start <= block.start


def _before_other_part(document: Document, others: list[list[Piece]], last: list[Piece]) -> int:
    """Return where the last body leaves the part of the page in which it and all the others run."""
    blocks = document.blocks

    def leaves(body: list[Piece], piece: Piece) -> bool:
        return blocks[piece.block].kind is Kind.PARAGRAPH and blocks[piece.block].within != blocks[body[0].block].within

    if any(leaves(body, piece) for body in others for piece in body):
        return len(last)
    end = len(last)
    while end > 1 and leaves(last, last[end - 1]):
        end -= 1
    return end


def _before_measures(document: Document, others: list[list[Piece]], last: list[Piece]) -> int:
    """Return where the last body meets a list of safeguards or concerns that is a part of its own.

    A short title stands over it, or a paragraph that announces new ones while no other body holds a list.
    """
    listing = any(document.blocks[piece.block].kind is Kind.ITEM for body in others for piece in body)

    def heads(piece: Piece) -> bool:
        block, after = document.blocks[piece.block], document.blocks[piece.block + 1 : piece.block + 2]
        listed = any(one.kind is Kind.ITEM for one in after)
        if not (listed and block.kind is Kind.PARAGRAPH and is_whole(document, piece)):
            return False
        titled = len(block.text.split()) <= _TITLE_WORDS and announced_by_title(block.text) is not None
        return titled or (not listing and announces_new_ones(document, piece.block))

    return next((number for number, piece in enumerate(last) if number and heads(piece)), len(last))


def _is_fragment(document: Document, piece: Piece) -> bool:
    """Whether a block is no sentence: a paragraph without a stop or with names alone, or a list's link elsewhere."""
    block = document.blocks[piece.block]
    if block.kind is Kind.ITEM:
        return block.away
    if block.kind is not Kind.PARAGRAPH or not is_whole(document, piece):
        return False  # before its words are parted: a long block may hold thousands of pieces
    words = block.text.split()
    if len(words) > _LONGEST_FRAGMENT:
        return False
    names = not any(word[0].islower() and not _LITTLE_WORD.match(word) for word in words)
    return _SENTENCE_END.search(block.text) is None or (names and len(words) >= _FEWEST_NAMES)


def _announces(document: Document, piece: Piece) -> bool:
    """Whether a paragraph announces the line after it."""
    return document.text[piece.end - 1] in "::"
