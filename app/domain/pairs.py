"""Pairs from a page's labels: forward, reversed, verdicts on statements, unlabelled answers, quoted claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.domain.blocks import fold
from app.domain.bodies import Body, Bounds, before_inner_heading, end_of_content, without_next_heading
from app.domain.label_words import Role
from app.domain.labels import Style, label_at_start
from app.domain.layouts import (
    MOSTLY,
    Parted,
    claims_before,
    has_verdict_labels,
    is_reversed,
    parted,
    summary_form,
    without_repeated_rebuttals,
)
from app.domain.own_labels import own_answers, own_labels
from app.domain.roles import as_sides, in_heading, labels_used
from app.domain.stream import Mark, Piece, Segment, is_whole, segments, words_of
from app.domain.trust import APART, stand_apart

if TYPE_CHECKING:
    from app.domain.blocks import Document

_FIELD_WORDS = 5
_NEXT_PART = ("text under a heading of its own was left out",)
_LONGEST_CLAIM = 3
_FEWEST_TOLD = 3


class Found(NamedTuple):
    """A pair as pieces of the page, before it is numbered and printed."""

    claim: list[Piece]
    claim_label: str | None
    rebuttal: list[Piece]
    rebuttal_label: str | None
    verdict: str | None = None
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()  # the furniture after its text, by name


class Lone(NamedTuple):
    """One side of a pair, whose other side is missing."""

    side: str
    pieces: list[Piece]
    label: str | None


class Harvest(NamedTuple):
    """What a page's labels yield."""

    pairs: list[Found]
    lone: list[Lone]
    warnings: list[str]


class _Turn(NamedTuple):
    """One side's words, in the order of the page."""

    claims: bool
    label: str | None
    block: int
    pieces: list[Piece]
    rest: list[Piece]  # what follows a claim without being its own
    left_out: tuple[str, ...]
    verdict: str | None = None


def labelled_pairs(document: Document) -> Harvest:
    """Read the pairs that labels mark, and the sides that stand alone."""
    marks = labels_used(document)
    sides = [mark for mark in marks if mark.claims or mark.rebuts]
    opening = [mark for mark in marks if mark.role is not Role.FIELD and _sets_off(document, mark)]
    judging = {mark.block for mark in marks if mark.role in {Role.VERDICT, Role.FIELD} and mark not in opening}
    parts = [
        (part.mark, _without(judging, parted(document, part))) for part in segments(document, opening) if part.mark
    ]
    if has_verdict_labels(document, parts):
        return _statements(document, opening)
    if not sides and (turned := as_sides(marks)) and not claims_before(document, segments(document, turned)):
        return _turns(document, turned)
    if not any(mark.claims for mark in sides):
        return _answers(document, [mark for mark in marks if mark.rebuts or _is_verdict(document, mark)])
    if stand_apart(sides):
        return _apart(document, sides)
    return _turns(document, _with_verdicts(marks))


def _without(blocks: set[int], part: Parted) -> Parted:
    """Drop the verdicts that stand on lines of their own from what explains a statement."""
    return part._replace(rest=[piece for piece in part.rest if piece.block not in blocks])


def own_pairs(document: Document) -> Harvest:
    """Read the pairs that labels of the page's own invention mark."""
    marks, nothing = own_labels(document), Harvest([], [], [])
    if marks:
        harvest = _turns(document, marks)
    else:
        answers = own_answers(document)
        harvest = _answers(document, answers) if answers else nothing
    return harvest if are_told(document, harvest.pairs) else nothing


def are_told(document: Document, pairs: list[Found]) -> bool:
    """Whether both sides of most pairs are told in words, as claims and answers are, and are no entries of a list."""
    told = [
        len(words_of(document, side).split()) >= _FEWEST_TOLD for pair in pairs for side in (pair.claim, pair.rebuttal)
    ]
    return sum(told) >= MOSTLY * len(told)


def _sets_off(document: Document, mark: Mark) -> bool:
    """Whether a label can stand over a statement; a verdict must be followed by one in its own block."""
    if mark.role is not Role.VERDICT:
        return True
    return mark.label.style in {Style.COLON, Style.DASH} and mark.end < document.blocks[mark.block].end


def _is_verdict(document: Document, mark: Mark) -> bool:
    """Whether a verdict word is set off well enough to answer the statement before it."""
    emphasised = document.blocks[mark.block].lead > 0
    return mark.role is Role.VERDICT and (mark.label.style in {Style.COLON, Style.DASH, Style.ALONE} or emphasised)


def _statements(document: Document, marks: list[Mark]) -> Harvest:
    """Read statements whose labels are the agency's verdicts, each with its explanation."""
    bounds = Bounds(document, [mark.block for mark in marks])
    pairs, lone = [], []
    for segment in segments(document, marks)[1:]:
        mark, part = _mark(segment), parted(document, segment)
        if not part.head:
            continue
        body = bounds.body(part.rest, mark.block)
        if body.pieces:
            verdict = mark.label.name
            pairs.append(Found(part.head, None, body.pieces, None, verdict, left_out=body.left_out))
        else:
            lone.append(Lone("claim", part.head, mark.label.name))
    return Harvest(trimmed(document, pairs), lone, [])


def _mark(segment: Segment) -> Mark:
    assert segment.mark is not None  # noqa: S101  # only a page's first segment has none
    return segment.mark


def _answers(document: Document, marks: list[Mark]) -> Harvest:
    """Read rebuttals on a page without claim labels: each answers the statement before it, or stands alone."""
    parts = segments(document, marks)
    if len(parts) > 1 and claims_before(document, parts):
        return _answers_to_statements(document, parts)
    parts = segments(document, [mark for mark in marks if mark.rebuts])
    bounds = Bounds(document, [part.mark.block for part in parts if part.mark])
    lone = []
    for part in parts[1:]:
        mark = _mark(part)
        body = bounds.body(part.pieces, mark.block)
        if body.pieces:
            lone.append(Lone("rebuttal", without_next_heading(document, body.pieces), mark.label.name))
    return Harvest([], lone, [])


def _answers_to_statements(document: Document, parts: list[Segment]) -> Harvest:
    claims = [part.pieces[-1] if part.pieces and is_whole(document, part.pieces[-1]) else None for part in parts[:-1]]
    bounds = Bounds(document, [claim.block for claim in claims if claim])
    pairs, lone = [], []
    for number, part in enumerate(parts[1:]):
        mark, claim = _mark(part), claims[number]
        following = claims[number + 1] if number + 1 < len(claims) else None
        pieces = part.pieces[:-1] if following else part.pieces
        body = bounds.body(pieces, mark.block, claim.block if claim else None)
        verdict = mark.label.name if mark.role is Role.VERDICT else None
        label = None if verdict else mark.label.name
        if claim and body.pieces:
            pairs.append(Found([claim], None, body.pieces, label, verdict, left_out=body.left_out))
        elif body.pieces:
            lone.append(Lone("rebuttal", body.pieces, label))
    return Harvest(trimmed(document, pairs), lone, [])


def _apart(document: Document, marks: list[Mark]) -> Harvest:
    """Pair a list of claims with a list of rebuttals by their numbers; without numbers it can't be told."""
    bounds = Bounds(document, [mark.block for mark in marks])
    sides: dict[bool, dict[str | None, Found]] = {True: {}, False: {}}
    for part in segments(document, marks)[1:]:
        mark = _mark(part)
        body = bounds.body(part.pieces, mark.block)
        if body.pieces:
            pieces = without_next_heading(document, body.pieces)
            sides[mark.claims][mark.label.number] = Found(pieces, mark.label.name, pieces, mark.label.name)
    if set(sides[True]) != set(sides[False]) or None in sides[True]:
        return Harvest([], [], [APART])
    return Harvest(
        [
            Found(claim.claim, claim.claim_label, answer.rebuttal, answer.rebuttal_label)
            for number, claim in sides[True].items()
            for answer in [sides[False][number]]
        ],
        [],
        [],
    )


def _with_verdicts(marks: list[Mark]) -> list[Mark]:
    """Keep verdict words only where they follow a claim, and verdict fields where they follow either side."""
    kept: list[Mark] = []
    for mark in marks:
        last = kept[-1] if kept else None
        if mark.role is Role.VERDICT:
            follows = last is not None and last.claims and mark.label.style is not Style.BARE
        else:
            follows = mark.role is not Role.FIELD or (last is not None and last.role is not Role.FIELD)
        if follows:
            kept.append(mark)
    return kept


def _turns(document: Document, marks: list[Mark]) -> Harvest:
    """Read claims and rebuttals in the page's order of sides."""
    summary = summary_form([mark for mark in marks if mark.claims or mark.rebuts])
    sides = set(without_repeated_rebuttals([mark for mark in marks if not mark.rebuts or mark.form != summary]))
    parts = segments(document, [mark for mark in marks if mark in sides or mark.form == summary])
    used = [part for part in parts if part.mark and not (part.mark.rebuts and part.mark.form == summary)]
    sided = [part for part in used if part.mark and (part.mark.claims or part.mark.rebuts)]
    backwards = is_reversed(document, sided)
    bounds = Bounds(document, [part.mark.block for part in used if part.mark and part.mark.claims])
    turns = _sides(document, used, bounds, backwards=backwards)
    if backwards:
        pairs, lone = _paired(document, turns[::-1], backwards=True)
        return _without_repeats(document, Harvest(trimmed(document, pairs[::-1]), lone[::-1], []))
    pairs, lone = _paired(document, turns)
    return _without_repeats(document, Harvest(trimmed(document, pairs), lone, []))


def _sides(document: Document, parts: list[Segment], bounds: Bounds, *, backwards: bool) -> list[_Turn]:
    turns: list[_Turn] = []
    claim_block: int | None = None
    for part in parts:
        mark = _mark(part)
        last = turns[-1] if turns else None
        if mark.claims:
            claim_block = mark.block
            turns.append(_claim_turn(document, part, bounds))
        elif mark.rebuts:
            container = bounds.holder(claim_block, mark.block) if claim_block is not None and not backwards else 0
            opener = mark.block if mark.level or claim_block is None else claim_block
            body = bounds.body(part.pieces, mark.block, opener, container)
            turns.append(_rebuttal_turn(mark.label.name, mark.block, body))
        elif last:
            turns[-1:] = _judged(document, part, last, bounds)
    return turns


def _rebuttal_turn(label: str | None, block: int, body: Body) -> _Turn:
    return _Turn(claims=False, label=label, block=block, pieces=body.pieces, rest=[], left_out=body.left_out)


def _claim_turn(document: Document, part: Segment, bounds: Bounds) -> _Turn:
    """Read a claim: the label's own line, and apart from it what follows up to the next label."""
    mark = _mark(part)
    other = next((piece.block for piece in part.pieces if piece.block != mark.block), mark.block)
    body = bounds.body(part.pieces, mark.block, container=bounds.holder(mark.block, other))
    head, rest = parted(document, part._replace(pieces=body.pieces))
    return _Turn(
        claims=True,
        label=mark.label.name,
        block=mark.block,
        pieces=head,
        rest=rest,
        left_out=body.left_out,
    )


def _judged(document: Document, part: Segment, last: _Turn, bounds: Bounds) -> list[_Turn]:
    """Give the turn before a verdict that verdict; what follows the verdict is an unlabelled rebuttal of a claim."""
    mark = _mark(part)
    pieces = bounds.body(part.pieces, mark.block, last.block).pieces
    verdict: str | None = mark.label.name
    if mark.role is Role.FIELD:
        verdict, pieces = _field(document, pieces)
    judged = last._replace(verdict=verdict)
    if not last.claims or not pieces:
        return [judged]
    return [judged, _rebuttal_turn(None, mark.block, Body(pieces, ()))]


def _field(document: Document, pieces: list[Piece]) -> tuple[str | None, list[Piece]]:
    """Read the verdict that a field ("Verdict: mostly false") announces, and what follows it."""
    if not pieces:
        return None, []
    first = pieces[0]
    text = document.text[first.start : first.end]
    label = label_at_start(text)
    if label and label.role in {Role.VERDICT, Role.CLAIM, Role.REBUTTAL}:
        rest = text[label.end :]
        remaining = [first._replace(start=first.start + label.end)] if rest else []
        return label.name, [*remaining, *pieces[1:]]
    if len(text.split()) <= _FIELD_WORDS:
        return fold(text).rstrip("."), pieces[1:]
    return None, pieces


def _paired(document: Document, turns: list[_Turn], *, backwards: bool = False) -> tuple[list[Found], list[Lone]]:
    """Pair every claim with the rebuttal next to it; what has no neighbour stands alone."""
    pairs: list[Found] = []
    lone: list[Lone] = []
    waiting: _Turn | None = None
    labelled = any(not turn.claims for turn in turns)
    for turn in turns:
        if turn.claims:
            lone += _alone(document, pairs, waiting, labelled=labelled)
            waiting = turn
        elif waiting and waiting.pieces and turn.pieces:
            pairs.append(_joined(document, waiting, turn, backwards=backwards))
            waiting = None
        elif waiting and waiting.pieces:
            lone.append(Lone("claim", waiting.pieces, waiting.label))
            waiting = None
        elif turn.pieces:
            lone.append(Lone("rebuttal", turn.pieces, turn.label))
    lone += _alone(document, pairs, waiting, labelled=labelled)
    return pairs, lone


def _joined(document: Document, claim: _Turn, rebuttal: _Turn, *, backwards: bool) -> Found:
    notes: tuple[str, ...] = ()
    pieces = claim.pieces
    if claim.rest and not backwards:
        in_own_heading = in_heading(document, claim.block) and claim.pieces[0].block == claim.block
        if len(claim.rest) < _LONGEST_CLAIM and not in_own_heading:
            pieces = [*claim.pieces, *claim.rest]
        else:
            notes = ("text between the claim and its rebuttal was left out",)
    verdict = claim.verdict or rebuttal.verdict
    return Found(pieces, claim.label, rebuttal.pieces, rebuttal.label, verdict, notes, rebuttal.left_out)


def _alone(document: Document, pairs: list[Found], claim: _Turn | None, *, labelled: bool) -> list[Lone]:
    """Settle a claim without a labelled rebuttal: what follows it is its rebuttal, or it stands alone.

    On a page that labels its rebuttals, text without a label is taken for one only under a heading.
    """
    if claim is None or not claim.pieces:
        return []
    if claim.rest and (not labelled or in_heading(document, claim.block)):
        pairs.append(Found(claim.pieces, claim.label, claim.rest, None, claim.verdict, left_out=claim.left_out))
        return []
    return [Lone("claim", claim.pieces, claim.label)]


def trimmed(document: Document, pairs: list[Found]) -> list[Found]:
    """Drop the next part's heading from the end of every rebuttal, and a closing line of the page from the last.

    On a page of plain text the last rebuttal may end in a heading too, where the page breaks off.
    """
    bodies = before_inner_heading(document, [pair.rebuttal for pair in pairs])
    pairs = [
        pair._replace(rebuttal=body, notes=(*pair.notes, *(_NEXT_PART if len(body) < len(pair.rebuttal) else ())))
        for pair, body in zip(pairs, bodies, strict=True)
    ]
    cut = [pair._replace(rebuttal=without_next_heading(document, pair.rebuttal)) for pair in pairs]
    if pairs and len(cut[-1].rebuttal) < len(pairs[-1].rebuttal):
        if document.flat:
            cut[-1] = cut[-1]._replace(notes=(*cut[-1].notes, "a short last line was left out"))
        else:
            cut[-1] = pairs[-1]
    if pairs and (end := end_of_content(document, [pair.rebuttal for pair in cut])) < len(cut[-1].rebuttal):
        final = cut[-1]
        notes = (*final.notes, "a closing line of the page was left out")
        cut[-1] = final._replace(rebuttal=final.rebuttal[:end], notes=notes)
    return cut


def _without_repeats(document: Document, harvest: Harvest) -> Harvest:
    """Drop claims without a rebuttal that a pair repeats: the page's own list of its claims."""
    told = {fold(words_of(document, pair.claim)).casefold() for pair in harvest.pairs}
    lone = [
        one
        for one in harvest.lone
        if one.side != "claim" or fold(words_of(document, one.pieces)).casefold() not in told
    ]
    repeated = len(lone) < len(harvest.lone)
    warnings = ["a list that repeats the claims was left out"] if repeated else []
    return Harvest(harvest.pairs, lone, [*harvest.warnings, *warnings])
