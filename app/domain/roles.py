"""Which label-like words a page really uses as labels, judged by the whole page.

A careful reader trusts a colon or a number ("Myth #3:"). A bare word ("FACT"), a dash or a full stop is trusted only
where the page repeats it and has the other side too; a plural ("Rumors") is a section's title; a label in the middle of
a paragraph counts only where it answers the label before it.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from app.domain.blocks import Kind
from app.domain.label_words import SIDE_OF_VERDICT, Role
from app.domain.labels import Style
from app.domain.stream import CLAIM_SIDE, REBUTTAL_SIDE, Mark, looks_like_heading, marks_in

if TYPE_CHECKING:
    from app.domain.blocks import Block, Document

# The words that can label one side of a page on their own; "Statement:" alone labels nothing.
_CORE = re.compile(
    r"myth|fiction|rumou?r|fact|realit|truth|misconception|mito|bulo|hecho|verdad|mythe|rumeur|idée|vérité|réalité|"
    r"gerücht|fakt|tatsache|wahrheit|irrtum|vorurteil|märchen|falschmeldung|préjugé|intox|hoax|falsehood|boato|fato|"
    r"mentira|verdade|\bclaims?$|behauptung|afirmación|affirmation|alegação|allegation|allégation|answer|respuesta|réponse|resposta|antwort",
    re.IGNORECASE,
)
_REPEATED = 2
_LETTERHEAD = 5
_SIDES = frozenset("QAPRF")


def labels_used(document: Document) -> list[Mark]:
    """List the labels that this page uses, in order."""
    letters = _index_letters(document)
    marks = [
        mark
        for mark in marks_in(document)
        if not _is_link_away(document.blocks[mark.block]) and document.blocks[mark.block].text not in letters
    ]
    titles = _titles(document, marks)
    candidates = [mark for mark in marks if mark not in titles]
    sides = _one_family([mark for mark in candidates if mark.role in CLAIM_SIDE | REBUTTAL_SIDE])
    verdicts = [mark for mark in candidates if mark.role in {Role.VERDICT, Role.FIELD} and mark.label.opening]
    judged = sum(mark.label.style in {Style.COLON, Style.DASH} for mark in verdicts)
    sides = _answering(_supported(document, sides, judged=judged))
    taken = {mark.start for mark in sides}
    return sorted([*sides, *(mark for mark in verdicts if mark.start not in taken)], key=lambda mark: mark.start)


def _is_link_away(block: Block) -> bool:
    """Whether a line of running text is nothing but a link to another page ("Myths and facts")."""
    return block.away and block.kind in {Kind.PARAGRAPH, Kind.ITEM, Kind.CELL}


def _index_letters(document: Document) -> frozenset[str]:
    """Return the letters that stand alone in blocks, where they are an index's or a list of codes ("A", "B", "C")."""
    count = Counter(block.text for block in document.blocks if len(block.text) == 1 and block.text.isalpha())
    others = count.keys() - _SIDES
    repeated = any(count[letter] >= _REPEATED for letter in _SIDES)
    return frozenset(count) if len(others) >= _REPEATED and not repeated else frozenset()


def _titles(document: Document, marks: list[Mark]) -> set[Mark]:
    """Return the labels that are the page's own title: "Myths", "Fact or Fiction", "Reality check: the tolls".

    A title's label stands at the top, once, and other labels than this one part the page below it.
    """
    top = next((index for index, block in enumerate(document.blocks) if not block.furniture), 0)
    if marks and marks[0].block <= top + _LETTERHEAD:
        top = marks[0].block  # below a letterhead
    names = Counter(mark.label.name.casefold() for mark in marks)
    others = Counter(mark.role for mark in marks if mark.level != 1 and mark.block != top)
    return {mark for mark in marks if mark.label.number is None and _is_title(document, mark, names, others, top)}


def _is_title(document: Document, mark: Mark, names: Counter[str], others: Counter[Role], top: int) -> bool:
    block = document.blocks[mark.block]
    if mark.level == 1 and mark.end >= block.end and mark.label.style is not Style.COLON:
        return True
    once = names[mark.label.name.casefold()] == 1 and others[mark.role] >= _REPEATED
    return once and (mark.level == 1 or (mark.block == top and mark.rebuts and looks_like_heading(block)))


def _one_family(marks: list[Mark]) -> list[Mark]:
    """Keep claim and rebuttal labels, or question and answer labels, whichever the page has both sides of.

    "Answer" answers claims too, and statements without a label, where the page labels no question; so does "Fact"
    answer questions where it labels no claim.
    """
    count = Counter(mark.role for mark in marks if mark.label.opening)
    if _in_parts(marks, count):
        return marks
    asked = min(count[Role.QUESTION], count[Role.ANSWER]) > min(count[Role.CLAIM], count[Role.REBUTTAL])
    family = {Role.QUESTION, Role.ANSWER} if asked else {Role.CLAIM, Role.REBUTTAL}
    if not asked and not count[Role.CLAIM] and min(count[Role.QUESTION], count[Role.REBUTTAL]) >= _REPEATED:
        family.add(Role.QUESTION)
    spelled = sum(mark.role is Role.ANSWER and len(mark.label.word) > 1 and mark.label.opening for mark in marks)
    if not count[Role.QUESTION] and spelled == count[Role.ANSWER] and spelled >= max(_REPEATED, count[Role.REBUTTAL]):
        family.add(Role.ANSWER)
    return [mark for mark in marks if mark.role in family]


def _in_parts(marks: list[Mark], count: Counter[Role]) -> bool:
    """Whether a part of claims and rebuttals is followed by one of questions and answers, or comes after one."""
    if min(count[role] for role in (Role.CLAIM, Role.REBUTTAL, Role.QUESTION, Role.ANSWER)) < _REPEATED:
        return False
    asking = [mark.role in {Role.QUESTION, Role.ANSWER} for mark in marks]
    return sum(first != second for first, second in pairwise(asking)) == 1


def _supported(document: Document, marks: list[Mark], *, judged: int) -> list[Mark]:
    """Keep the labels whose form, repetition and counterpart make them labels.

    `judged` counts the verdicts that the page labels; claims beside them need no labelled rebuttal.
    """
    strong = [
        mark for mark in marks if mark.label.strong and (mark.label.number or not (mark.label.plural and mark.claims))
    ]
    taken = set(strong)
    weak = [mark for mark in marks if mark not in taken]
    repeated = _repeated(document, weak)
    firm = [*strong, *(mark for mark in repeated if _is_set_off(document, mark))]
    has_claims = any(mark.claims for mark in firm)
    has_rebuttals = any(mark.rebuts for mark in firm)
    both = [*strong, *repeated]
    if any(mark.claims for mark in both) and any(mark.rebuts for mark in both):
        kept = both if not (has_claims and has_rebuttals) else [*firm, *_completing(document, firm, weak, repeated)]
    elif not strong and (pair := _lone_pair(document, weak)):
        kept = pair
    else:
        kept = strong if judged >= _REPEATED else _one_sided(firm, _REPEATED - judged)
    return sorted(set(kept), key=lambda mark: mark.start)


def _repeated(document: Document, weak: list[Mark]) -> list[Mark]:
    """Return the weak labels that the page repeats, and single ones set off in the same way as those."""
    groups = Counter(_group(mark) for mark in weak)
    styles = {mark.label.style for mark in weak if groups[_group(mark)] >= _REPEATED and _is_set_off(document, mark)}
    return [
        mark
        for mark in weak
        if groups[_group(mark)] >= _REPEATED or (mark.label.style in styles and _is_set_off(document, mark))
    ]


def _completing(document: Document, firm: list[Mark], weak: list[Mark], repeated: list[Mark]) -> list[Mark]:
    """Return weak labels of words that the page already uses firmly: repeated ones, and single ones set off by a dash.

    A dash sets off a label only at the start of a paragraph's line: "Fact - We don't."
    """
    words = {mark.label.word for mark in firm}
    known = [mark for mark in repeated if mark.label.word in words and mark.label.style is not Style.BARE]
    dashed = [
        mark
        for mark in weak
        if mark.label.word in words and mark.label.style is Style.DASH and mark.label.opening
        if not mark.label.plural and _is_set_off(document, mark)
    ]
    return [*known, *dashed]


def _group(mark: Mark) -> tuple[str, Style, bool]:
    return mark.label.word, mark.label.style, mark.label.capitals


def _is_set_off(document: Document, mark: Mark) -> bool:
    """Whether a weak label is at least alone, dashed, in capitals or emphasised, and is no plural."""
    label, block = mark.label, document.blocks[mark.block]
    if label.plural and mark.claims:
        return False
    emphasised = 0 < block.lead <= label.end - label.start + 1
    return label.style in {Style.ALONE, Style.DASH} or label.capitals or emphasised


def _lone_pair(document: Document, weak: list[Mark]) -> list[Mark]:
    """Return the two labels of a page's only pair, where both are set off in the same way."""
    marks = [mark for mark in weak if _is_set_off(document, mark)]
    if len(marks) != _REPEATED or not (marks[0].claims and marks[1].rebuts):
        return []
    return marks if marks[0].label.style is marks[1].label.style else []


def _one_sided(firm: list[Mark], fewest: int) -> list[Mark]:
    """Return the labels of a page that labels one side only: `fewest` or more, of core words, and no plurals."""
    marks = [mark for mark in firm if _CORE.search(mark.label.word) and not mark.label.plural]
    return marks if len(marks) >= fewest else []


def _answering(marks: list[Mark]) -> list[Mark]:
    """Drop labels in mid-paragraph that don't answer, or follow on, the label before."""
    kept: list[Mark] = []
    for mark in marks:
        last = kept[-1] if kept else None
        if mark.label.opening or (last and last.claims != mark.claims and (mark.rebuts or last.block == mark.block)):
            kept.append(mark)
    return kept


def as_sides(marks: list[Mark]) -> list[Mark]:
    """Return verdict labels as those of claims and rebuttals where they only alternate: "False: … True: …"."""
    sides = [
        mark._replace(label=mark.label._replace(role=SIDE_OF_VERDICT[mark.label.word]))
        for mark in marks
        if mark.label.style is not Style.BARE and mark.label.word in SIDE_OF_VERDICT
    ]
    alternate = all(mark.claims is (number % 2 == 0) for number, mark in enumerate(sides))
    return sides if alternate and len(sides) >= _REPEATED and len(sides) == len(marks) else []


def in_heading(document: Document, block: int) -> bool:
    """Whether a block is a heading, opens an accordion, or is a term to be explained."""
    return document.blocks[block].kind in {Kind.HEADING, Kind.SUMMARY, Kind.TERM}
