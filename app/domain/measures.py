"""Concerns and safeguards: lists, labelled paragraphs or sections that a sentence or heading introduces as such."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from app.domain.blocks import Block, Document, Kind
from app.domain.furniture import ending
from app.domain.stream import Piece, looks_like_heading

if TYPE_CHECKING:
    from collections.abc import Callable

_CONCERNS = (
    r"concerns?|criticisms?|objections?|worries|fears|complaints|misgivings|reservations|preocupaciones|inquietudes|"
    r"objeciones|críticas|préoccupations|inquiétudes|critiques|bedenken|sorgen|einwände|kritikpunkte|preocupações|"
    r"objeções"
)
_SAFEGUARDS = (
    r"safeguards?|protections?|reforms?|commitments?|guardrails|policy changes|oversight mechanisms|salvaguard[ai]s?|"
    r"garantías|protecciones|reformas|compromisos|garanties|engagements|réformes|schutzma(?:ß|ss)nahmen|schutzvorkehrungen|"
    r"reformen|garantien|garantias|proteções|compromissos"
)
_MEASURES = (
    r"steps|measures|actions|improvements|changes|policies|initiatives|procedures|medidas|acciones|mesures|ma(?:ß|ss)nahmen|"
    r"schritte|ações"
)
_HEAD = re.compile(
    r"\b(?:following|these|additional|several|new|key|main|major|certain|various|\d{1,2}|two|three|four|"
    r"five|six|seven|tak(?:e|es|en|ing)|took|adopt(?:s|ed|ing)?|announc(?:es|ed|ing)|implement(?:s|ed|ing)?|"
    r"introduc(?:es|ed|ing)|includ(?:e|es|ed|ing)|rais(?:e|es|ed|ing)|express(?:es|ed)?|voic(?:e|es|ed)|siguientes|"
    r"estas|suivantes|ces|folgende[nrs]?|diese|seguintes|estas)\s"
    rf"(?:[\w’'-]+\s){{0,3}}?(?P<noun>(?P<concern>{_CONCERNS})|(?P<safeguard>{_SAFEGUARDS})|"
    rf"(?P<measure>{_MEASURES}))\b",
    re.IGNORECASE,
)
_CONCERN = re.compile(rf"\b(?:{_CONCERNS})\b", re.IGNORECASE)
_SAFEGUARD = re.compile(rf"\b(?:{_SAFEGUARDS})\b", re.IGNORECASE)
_MEASURE = re.compile(rf"\b(?:{_MEASURES})\b", re.IGNORECASE)
_AGENCY_ACTS = re.compile(
    r"\b(?:[Ww]e|[Oo]ur|[Tt]he (?:\w+ )?(?:agency|department|bureau|office|administration|service|commission|board|"
    r"authority|county|city|state|ministry|council|program|division)|[A-Z]{2,6})\b(?:\s[\w’'-]+){0,4}?\s?"
    r"(?:is|are|has|have|will|takes?|took|announced|adopted|implement(?:s|ed)|introduced|taking|taken)\b"
)
_ACTS_ELSEWHERE = re.compile(
    r"\b(?:hemos|ha|han|adopt\w+|avons|a pris|prend|met en place|hat|haben|ergreif\w+|trifft|"
    r"adot\w+|tom(?:a|ou|amos))\b",
    re.IGNORECASE,
)
_PURPOSE = re.compile(
    r"(?:(?:in order )?to|in response to|because of|given|after|para|pour|afin de|um)\s[^,;:]{3,120},\s", re.IGNORECASE
)
_TO_READER = re.compile(
    r"\b(?:you|your|if you|recommends?|urges?|advises?|encourages?|asks?|please|can take|should take)\b", re.IGNORECASE
)
_LAST_SENTENCE = re.compile(r"[.!?][\"”’)]?\s+(?=[A-ZÀ-Þ“\"])")
_COMMITS = re.compile(  # a promise to somebody: a "commit" and a "promise object" of programs are none
    r"\b(?:(?:commit(?:s|ted|ting)?(?:\s\w+sel(?:f|ves))?\s(?:to|not)|pledg(?:e|es|ed|ing)|"
    r"promis(?:es|ed|ing)|promise(?=\s(?:to|that|not|you|the|our|a|an|this|these)\b|\s?[::]|,)|undertak(?:e|es|en|ing)|"
    r"guarante(?:es|ed(?!\sto)|eing)|guarantee(?=\s(?:to|that|you|the|our|this|these)\b|\s?[::]|,)|"
    r"assur(?:e|es|ed|ing|ances?))|undertook|undertakings)\b|"
    r"\bse comprometen?\b|\bs’engagent?\b|\bverpflichtet\b",
    re.IGNORECASE,
)
_NEWS = re.compile(
    r"\b(?:today|announc(?:es|ed|ing)|hoy|anunci(?:a|ó|amos|ado)|aujourd[’']hui|annonc(?:e|é|ons)|heute|kündigt|hoje|"
    r"anunci(?:ou|amos))\b",
    re.IGNORECASE,
)
_WORRIES = re.compile(r"\b(?:worr(?:y|ies|ied)|afraid|fear(?:s|ed)?|object(?:s|ed)? to)\b", re.IGNORECASE)
_DOTTED = re.compile(r"(?P<label>[^\s:.!?\n][^:.!?\n]{1,49})\.\s+(?=[^\W\d_a-zß-öø-ÿ])")
_LABEL = re.compile(r"(?P<label>[^\s:.!?\n][^:.!?\n]{1,89}?)\s?[::](?:\s+|$)")
_DASHED = re.compile(r"(?P<label>[^\s:.!?\n–—][^:.!?\n–—]{1,79}?)\s(?:[–—]|-{1,2})\s+")
_ABOUT_PAGE = re.compile(
    r"(?:issued|published|released|posted|dated?|effective(?: date)?|from|to|by|subject|re)\s?:", re.IGNORECASE
)
_BETWEEN = " ::.–—-\n"
_NUMBER = re.compile(r"^\(?\d{1,2}[.):]\s+")
_LABEL_WORDS = 10
_TITLE_WORDS = 5
_HALF = 0.5
_PAIR = 2


class Measure(NamedTuple):
    """A concern or safeguard: its label's words, its text as pieces, and what is nested in it."""

    label: str | None
    pieces: list[Piece]
    children: list[Measure]
    nested: list[Piece]  # all of what is nested in it, as one text
    place: int  # where it stands in the capture's text


class Measures(NamedTuple):
    """All that one page announces."""

    concerns: list[Measure]
    safeguards: list[Measure]


def find_measures(document: Document, taken: set[int]) -> Measures:
    """Read concerns and safeguards from the blocks that no pair has taken (`taken` holds block indices)."""
    found = Measures([], [])
    index = 0
    blocks = document.blocks
    while index < len(blocks):
        end = index + 1
        free = index not in taken and not blocks[index].furniture
        kind = _announced(document, index) if free else None
        table = _table(document, index, taken) if free and not kind else None
        if table:
            kind, members, end = table
            (found.concerns if kind == "concern" else found.safeguards).extend(members)
        elif kind:
            members, end = _members(document, index, taken)
            (found.concerns if kind == "concern" else found.safeguards).extend(members)
        index = max(end, index + 1)
    return found


def _announced(document: Document, index: int) -> str | None:
    """Tell what a block announces ("concern", "safeguard"), or None."""
    block = document.blocks[index]
    if block.kind is Kind.HEADING or (len(block.text.split()) <= _TITLE_WORDS and looks_like_heading(block)):
        return None if _indexes(document, index) else announced_by_title(block.text)
    if block.kind in {Kind.PARAGRAPH, Kind.DESCRIPTION, Kind.CELL}:
        sentence = _LAST_SENTENCE.split(block.text)[-1]
        announces = block.text.rstrip().endswith((":", ":")) or re.search(r"\bfollowing\b|\bthese\b", sentence)
        return _announced_by(sentence) if announces else None
    return None


def _indexes(document: Document, index: int) -> bool:
    """Whether a heading stands over nothing but links to questions that are answered elsewhere."""
    end = _run(document.blocks, index + 1, set(), lambda block: block.kind is Kind.ITEM)
    under = document.blocks[index + 1 : end]
    return bool(under) and all(block.away and block.text.rstrip().endswith("?") for block in under)


def _announced_by(sentence: str) -> str | None:
    """Tell what the list after a sentence holds: the noun that "these" or "following" goes with decides."""
    if _TO_READER.search(sentence):
        return None
    purpose = _PURPOSE.match(sentence)
    head = _HEAD.search(sentence, purpose.end() if purpose else 0) or _HEAD.search(sentence)
    if head and head["concern"]:
        return "concern"
    acts = _AGENCY_ACTS.search(sentence) or _ACTS_ELSEWHERE.search(sentence)
    if head and (head["safeguard"] or acts):
        return "safeguard"
    if _CONCERN.search(sentence, purpose.end() if purpose else 0):
        return "concern"
    return "safeguard" if _SAFEGUARD.search(sentence) or _COMMITS.search(sentence) else None


def announces_new_ones(document: Document, index: int) -> bool:
    """Whether a block announces concerns or safeguards as news ("The bureau today announced the following steps:")."""
    return _NEWS.search(document.blocks[index].text) is not None and _announced(document, index) is not None


def announced_by_title(title: str) -> str | None:
    """Tell what stands under a title ("safeguard", "concern"), or None."""
    if _TO_READER.search(title) or title.rstrip().endswith("?"):
        return None
    if _SAFEGUARD.search(title):
        return "safeguard"
    if _CONCERN.search(title) or _WORRIES.search(title):
        return "concern"
    return "safeguard" if _MEASURE.search(title) and re.search(r"\b(?:we|our|new)\b", title, re.IGNORECASE) else None


def _table(document: Document, index: int, taken: set[int]) -> tuple[str, list[Measure], int] | None:
    """Read a table whose first head announces what its rows hold, a row each; None where there is none here.

    A short first cell is the label of what stands beside it.
    """
    blocks = document.blocks
    head, before = blocks[index].cell, blocks[index - 1].cell if index else None
    kind = announced_by_title(blocks[index].text) if head and head.column == 0 else None
    if head is None or kind is None or (before and before.table == head.table):
        return None
    end = _run(blocks, index, taken, lambda block: block.cell is not None and block.cell.table == head.table)
    rows: dict[int, list[int]] = {}
    for at in range(index, end):
        cell = blocks[at].cell
        if cell and cell.row != head.row:
            rows.setdefault(cell.row, []).append(at)
    beside = [at for at in range(index, end) if (cell := blocks[at].cell) and cell.row == head.row]
    said = sum(any(_is_sentence(blocks[at]) for at in row) for row in rows.values())
    if said <= _HALF * len(rows) or any(_is_sentence(blocks[at]) for at in beside):
        return None  # names and numbers are no measures
    return kind, [_row(document, row) for row in rows.values()], end


def _row(document: Document, row: list[int]) -> Measure:
    """Make a measure of a table's row."""
    first, *others = row
    block = document.blocks[first]
    labelled = others and not _is_sentence(block) and len(block.text.split()) <= _LABEL_WORDS
    pieces = [Piece(at, document.blocks[at].start, document.blocks[at].end) for at in (others if labelled else row)]
    return Measure(_label(block.text) if labelled else None, pieces, [], [], pieces[0].start)


def _is_sentence(block: Block) -> bool:
    return block.text.rstrip()[-1] in ".!?;"


def _members(document: Document, index: int, taken: set[int]) -> tuple[list[Measure], int]:
    """Read what stands under an announcement: a list, sections of their own, or labelled paragraphs."""
    blocks = document.blocks
    start = index + 1
    if blocks[index].kind is Kind.HEADING and not _is_page_title(blocks[index]):
        members, end = _sections(document, index, taken)
        if members:
            return members, end
        start = next(
            (at for at in range(start, min(start + _PAIR, len(blocks))) if blocks[at].kind is Kind.ITEM), start
        )
    end = _run(blocks, start, taken, lambda block: block.kind is Kind.ITEM)
    if end > start:
        return _listed(document, start, end), end
    end = _run(blocks, start, taken, lambda block: block.kind in {Kind.TERM, Kind.DESCRIPTION, Kind.ITEM})
    if end > start:
        return _defined(document, start, end), end
    end = _run(blocks, start, taken, _is_labelled)
    if end - start >= _PAIR:
        return [_single(document, at) for at in range(start, end)], end
    return [], start


def _is_labelled(block: Block) -> bool:
    """Whether a paragraph opens with a label of its own and says more; a line about the page itself does not."""
    split = _split(block)
    own = block.kind is Kind.PARAGRAPH and split is not None and split[1] < len(block.text)
    return own and ending(block.text) is None and not _ABOUT_PAGE.match(block.text)


def _is_page_title(block: Block) -> bool:
    """Whether a heading titles the page and says more than what it lists ("Safeguards" alone announces)."""
    return block.level == 1 and len(block.text.split()) > _PAIR


def _run(blocks: list[Block], start: int, taken: set[int], fits: Callable[[Block], bool]) -> int:
    end = start
    while end < len(blocks) and end not in taken and not blocks[end].furniture and fits(blocks[end]):
        end += 1
    return end


def _split(block: Block, *, dashed: bool = False) -> tuple[str, int] | None:
    """Return a block's own label and how many code points of it the label takes, or None."""
    text = block.text
    if 0 < block.lead < len(text):
        end = block.lead
        while end < len(text) and text[end] in _BETWEEN:
            end += 1
        label = text[: block.lead]
    else:
        match = _LABEL.match(text) or (_DASHED.match(text) or _dotted(text) if dashed else None)
        if match is None:
            return None
        label, end = match["label"], match.end()
    label = _label(label)
    fits = 0 < len(label.split()) <= _LABEL_WORDS and not label[0].islower()
    return (label, end) if fits else None


def _dotted(text: str) -> re.Match[str] | None:
    match = _DOTTED.match(text)
    return match if match and len(match["label"].split()) <= _TITLE_WORDS else None


def _label(text: str) -> str:
    """Return a label's words without its number and what sets it off."""
    return " ".join(_NUMBER.sub("", text).split()).strip(_BETWEEN)


def _single(document: Document, index: int) -> Measure:
    return _measure(document, index, index + 1, dashed=False)


def _measure(document: Document, start: int, end: int, *, dashed: bool) -> Measure:
    """Make a measure of the blocks from `start` to `end`, the first of which may hold its label."""
    blocks = document.blocks
    first = blocks[start]
    place = first.start
    label, skip = _split(first, dashed=dashed) or (None, 0)
    if label is None and end - start > 1 and first.emphasised:
        label, skip = _label(first.text), len(first.text)
    pieces = [Piece(start, first.start + skip, first.end)] if skip < len(first.text) else []
    pieces += [Piece(at, blocks[at].outer, blocks[at].end) for at in range(start + 1, end)]
    return Measure(label, pieces, [], [], place if pieces else first.end)


def _listed(document: Document, start: int, end: int) -> list[Measure]:
    """Read a list's items with what is nested in them."""
    blocks = document.blocks
    depth = blocks[start].depth
    tops = [at for at in range(start, end) if blocks[at].depth <= depth and (blocks[at].opens or at == start)]
    bare = [at for at in tops if at + 1 < end and blocks[at + 1].depth > depth and _is_bare(blocks[at].text)]
    split = [at for at in tops if at not in bare]
    dashed = (
        any(all(form(blocks[at].text) for at in split) for form in (_DASHED.match, _dotted))
        and len(tops) > 1
        and bool(split)
    )
    return [_item(document, at, after, dashed=dashed) for at, after in zip(tops, [*tops[1:], end], strict=True)]


def _item(document: Document, start: int, end: int, *, dashed: bool) -> Measure:
    """Read one item; a short or emphasised line over a nested list is its label."""
    blocks = document.blocks
    nested = next((at for at in range(start + 1, end) if blocks[at].depth > blocks[start].depth), end)
    children = _listed(document, nested, end) if nested < end else []
    inner = [Piece(at, blocks[at].outer, blocks[at].end) for at in range(nested, end)]
    first = blocks[start]
    short = _is_bare(first.text) if dashed else _is_bare(first.text) and first.text[-1] != "."
    if children and nested == start + 1 and (first.emphasised or short) and not _split(first):
        return Measure(_label(first.text), [], children, inner, first.end)
    return _measure(document, start, nested, dashed=dashed)._replace(children=children, nested=inner)


def _is_bare(text: str) -> bool:
    """Whether a line over a nested list is short enough to be its label."""
    return len(text.split()) <= _TITLE_WORDS and text[-1] not in "!?;"


def _defined(document: Document, start: int, end: int) -> list[Measure]:
    """Read terms with their descriptions."""
    terms = [at for at in range(start, end) if document.blocks[at].kind is Kind.TERM]
    after = [*terms[1:], end][: len(terms)]
    return [_titled(document, at, to) for at, to in zip(terms, after, strict=True) if to > at + 1]


def _titled(document: Document, title: int, end: int) -> Measure:
    """Read what stands under a title of its own; of a list right under it, or at its end, every item is nested."""
    blocks = document.blocks
    listed = next((at for at in range(title + 1, end) if blocks[at].kind is Kind.ITEM), end)
    if any(blocks[at].kind is not Kind.ITEM for at in range(listed, end)):
        listed = end
    pieces = [Piece(at, blocks[at].outer, blocks[at].end) for at in range(title + 1, listed)]
    inner = [Piece(at, blocks[at].outer, blocks[at].end) for at in range(listed, end)]
    children = _listed(document, listed, end) if listed < end else []
    return Measure(_label(blocks[title].text), pieces, children, inner, blocks[title].end)


def _sections(document: Document, index: int, taken: set[int]) -> tuple[list[Measure], int]:
    """Read the sections under a heading, each with a deeper heading of its own that announces nothing itself."""
    blocks = document.blocks
    level = blocks[index].level
    end = _run(blocks, index + 1, taken, lambda block: block.kind is not Kind.HEADING or block.level > level)
    titles = [at for at in range(index + 1, end) if blocks[at].kind is Kind.HEADING]
    if not titles or any(_announced(document, at) for at in titles):
        return [], index + 1
    shallowest = min(blocks[at].level for at in titles)
    tops = [at for at in titles if blocks[at].level == shallowest]
    after = [*tops[1:], end]
    return [_titled(document, at, to) for at, to in zip(tops, after, strict=True) if to > at + 1], end
