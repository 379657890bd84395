"""How a page lays out its pairs, judged by which labels repeat and in which order."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from app.domain.label_words import GRADED, Role
from app.domain.roles import in_heading
from app.domain.stream import Mark, Piece, Segment, is_whole

if TYPE_CHECKING:
    from app.domain.blocks import Document

MOSTLY = 0.6
_COMMON_WORD = 4
_TWO = 2
_SHORTEST_REST = 3
_LONGEST_STATEMENT = 40


class Parted(NamedTuple):
    """A labelled statement: the statement itself, and what explains it."""

    head: list[Piece]
    rest: list[Piece]


def parted(document: Document, segment: Segment) -> Parted:
    """Part a segment into its statement (the label's own line, or the emphasised opening of it) and the rest."""
    pieces = segment.pieces
    if not pieces:
        return Parted([], pieces)
    first = pieces[0]
    block = document.blocks[first.block]
    lead_end = block.start + block.lead
    if first.start < lead_end < first.end:
        rest = document.text[lead_end : first.end]
        statement = document.text[first.start : lead_end].strip()
        words = rest.split()
        if words and (statement[-1:] == "?" or document.text[lead_end - 1] == "\n" or _is_explained(statement, words)):
            start = lead_end + rest.find(words[0])
            head = first._replace(end=first.start + len(document.text[first.start : lead_end].rstrip()))
            return Parted([head], [first._replace(start=start), *pieces[1:]])
    return Parted([first], pieces[1:])


def _is_explained(statement: str, words: list[str]) -> bool:
    """Whether emphasis ends with a sentence and enough words follow to explain it."""
    return statement[-1:] in '.!"”' and len(words) >= _SHORTEST_REST


def _share(flags: list[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def has_verdict_labels(document: Document, parts: list[tuple[Mark, Parted]]) -> bool:
    """Whether the labels are verdicts on statements: each has its own explanation, and they tell true from false."""
    opening = [(mark, bool(part.rest)) for mark, part in parts if mark.label.opening and part.head]
    verdicts = [(mark, rest) for mark, rest in opening if mark.role is Role.VERDICT]
    claims = [rest for mark, rest in opening if mark.claims]
    rebuttals = [rest for mark, rest in opening if mark.rebuts]
    if len(opening) < _TWO or _share([rest for _, rest in opening]) < MOSTLY:
        return False
    if verdicts and _share([rest for _, rest in verdicts]) >= MOSTLY:
        graded = any(GRADED.search(mark.label.word) for mark, _ in verdicts)
        return not rebuttals or graded or _share(claims) >= MOSTLY
    same_place = len({(mark.level, in_heading(document, mark.block)) for mark, _ in opening}) == 1
    return same_place and _share(claims) >= MOSTLY and _share(rebuttals) >= MOSTLY


def summary_form(marks: list[Mark]) -> tuple[str, int] | None:
    """Return the form of rebuttal labels that only announce a pair ("Fact: …" above "Myth: … Fact: …"), or None.

    It stands before claims that another form of rebuttal follows.
    """
    before, after = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
    for first, second in pairwise(marks):
        if first.rebuts and second.claims:
            before[first.form] += 1
        if first.claims and second.rebuts:
            after[second.form] += 1
    announcing = [form for form, count in before.most_common() if count > after[form] and after.total() > after[form]]
    claims = sum(mark.claims for mark in marks)
    return announcing[0] if announcing and before[announcing[0]] >= MOSTLY * claims else None


def without_repeated_rebuttals(marks: list[Mark]) -> list[Mark]:
    """Drop a rebuttal's label right after another where most claims have several rebuttals: they are one text."""
    following = [second for first, second in pairwise(marks) if first.rebuts and second.rebuts]
    claims = sum(mark.claims for mark in marks)
    if len(following) < max(_TWO, MOSTLY * claims):
        return marks
    repeated = set(following)
    return [mark for mark in marks if mark not in repeated]


def is_reversed(document: Document, segments: list[Segment]) -> bool:
    """Whether the rebuttal stands before its claim (Reality, then Rumor) all through the page.

    The page says so by beginning with a rebuttal and ending with a claim, or by which of them stands in a heading.
    Where neither tells, the words that neighbours share decide.
    """
    marks = [segment.mark for segment in segments if segment.mark]
    if not marks or not marks[0].rebuts or not any(mark.claims for mark in marks):
        return False
    if marks[-1].claims:
        return True
    if cards := _cards(document, marks):
        return cards > 0
    headed = {
        side: [in_heading(document, mark.block) for mark in marks if mark.claims is side] for side in (True, False)
    }
    if all(headed[False]) != all(headed[True]):
        return all(headed[False])
    return _shared_words(document, segments, -1) > _shared_words(document, segments, 1)


def _cards(document: Document, marks: list[Mark]) -> int:
    """Count the claims whose card holds the rebuttal before them, less those whose card holds the one after."""
    blocks, told = document.blocks, 0
    for before, claim, after in zip([None, *marks[:-1]], marks, [*marks[1:], None], strict=True):
        if claim.claims:
            near = [
                _depth_shared(document, blocks[claim.block].within, blocks[other.block].within)
                if other and other.rebuts
                else 0
                for other in (before, after)
            ]
            told += (near[0] > near[1]) - (near[1] > near[0])
    return told


def _depth_shared(document: Document, one: int, other: int) -> int:
    """Return how deep the innermost container lies that holds two containers."""
    outermost = zip(document.holders(one)[::-1], document.holders(other)[::-1], strict=False)
    return sum(held == holding for held, holding in outermost)


def _shared_words(document: Document, segments: list[Segment], step: int) -> float:
    """Add up, for every claim, how much of its words the rebuttal `step` places on repeats."""
    words = [_content_words(document, segment) for segment in segments]
    total = 0.0
    for index, segment in enumerate(segments):
        if segment.mark and segment.mark.claims and 0 < index + step < len(segments):
            shared = words[index] & words[index + step]
            total += len(shared) / (len(words[index]) or 1)
    return total


def _content_words(document: Document, segment: Segment) -> set[str]:
    text = document.text[segment.pieces[0].start : segment.pieces[0].end] if segment.pieces else ""
    return {word for word in text.casefold().split() if len(word) >= _COMMON_WORD}


def claims_before(document: Document, segments: list[Segment]) -> bool:
    """Whether rebuttal labels answer an unlabelled statement that stands right before each of them.

    A reader sees it where the statements are quoted or stand in headings, or where statement and labelled answer
    alternate to the end.
    """
    before = [segment.pieces[-1] if segment.pieces else None for segment in segments[:-1]]
    if _share([piece is not None and is_quoted(document, piece) for piece in before]) >= MOSTLY:
        return True
    if len(before) < _TWO:
        return False
    if _share([piece is not None and is_set_off(document, piece) for piece in before]) >= MOSTLY:
        return all(
            _is_alone_below(document, segment.mark, piece)
            for segment, piece in zip(segments[1:], before, strict=True)
            if segment.mark and in_heading(document, segment.mark.block)
        )
    lengths = [len(segment.pieces) for segment in segments[1:]]
    alternate = set(lengths[:-1]) == {_TWO} and lengths[-1] == 1
    return alternate and all(piece and _word_count(document, piece) <= _LONGEST_STATEMENT for piece in before)


def _is_alone_below(document: Document, mark: Mark, statement: Piece | None) -> bool:
    """Whether a label is all that its heading holds, one level below the statement's own heading."""
    alone = mark.end >= document.blocks[mark.block].end
    return alone and statement is not None and 0 < document.blocks[statement.block].level < mark.level


def is_quoted(document: Document, piece: Piece) -> bool:
    """Whether a whole block is one quotation, by its marks or as the page sets it."""
    if document.blocks[piece.block].quoted and is_whole(document, piece):
        return True
    words = document.text[piece.start : piece.end].strip(" .,*_")
    return is_whole(document, piece) and words[:1] in "\"“„«‘'" and words[-1:] in "\"”“»’'" and len(words) > _TWO


def is_set_off(document: Document, piece: Piece) -> bool:
    """Whether a whole block is a heading (no page title), opens an accordion, or is emphasised."""
    block = document.blocks[piece.block]
    return is_whole(document, piece) and block.level != 1 and (in_heading(document, piece.block) or block.emphasised)


def _word_count(document: Document, piece: Piece) -> int:
    return len(document.text[piece.start : piece.end].split())
