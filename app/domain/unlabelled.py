"""Pairs without any label: question and answer, and statement and explanation, where the page's structure repeats.

Questions speak for themselves. Statements are read as claims only under a title that says what they are ("Five myths
about…"): a reader could not tell otherwise.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from app.domain.blocks import Block, Document, Kind, fold
from app.domain.bodies import Bounds
from app.domain.furniture import ending
from app.domain.layouts import MOSTLY, is_quoted, parted
from app.domain.pairs import Found, Harvest, Lone, trimmed
from app.domain.stream import Piece, Segment, looks_like_heading

if TYPE_CHECKING:
    from collections.abc import Callable


class Place(IntEnum):
    """Where an unlabelled claim stands, outermost first; headings of level 1 to 6 rank 1 to 6."""

    SUMMARY = 7
    TERM = 8
    BOLD = 9
    LEAD = 10
    QUOTE = 11
    LINE = 12
    NUMBERED = 13
    ITEM = 14  # the first paragraph of a list's item that has more


class _Opener(NamedTuple):
    block: int
    claim: Piece
    rest: list[Piece]  # of the same block


class _Answered(NamedTuple):
    opener: _Opener
    body: list[Piece]
    left_out: tuple[str, ...]


_MYTHS = (
    r"myth\w*|misconceptions?|falsehoods?|debunk\w*|mitos?|bulos?|ideas erróneas|mythes?|idées reçues|intox|mythen|"
    r"irrtümer|gerüchte|vorurteile|falschmeldungen|boatos?"
)
_CHARGES = r"critic\w*|claims|allegations?|objections?|accusations?|charges"
_RUMOURS = r"rumou?rs?|misinformation|disinformation|rumeurs?|désinformation|desinformación|desinformação"
_THEME = re.compile(
    rf"\b(?!myth (?:that|of|which|who)\b)(?:(?:{_MYTHS})|sett?(?:ing)? the record straight|true or false|"
    rf"fact or fiction|fact.?check\w*|"
    rf"what people get wrong|vrai ou faux|verdadeiro ou falso|verdadero o falso|richtig oder falsch|"
    rf"(?:{_RUMOURS})(?=\s(?:control|response|check|busters?|vs|versus|and|or|about|on|y|et|e)\b|\s?(?:[:&|–—-]|$))|"
    rf"(?:answer\w*|respon\w+|repl(?:y|ies|ying)|rebut\w*|refut\w+|check\w*|examin\w+|correct\w*)\s"
    rf"(?:[\w’'-]+\s){{0,3}}?(?:{_CHARGES})|(?:{_CHARGES})\s(?:and|vs|versus)\s(?:[\w’'-]+\s)?(?:answers|repl\w+|respon\w+|facts)|"
    rf"(?:common|top|fighting|addressing|dispelling|answering|correcting|current|popular|false|stop\w*|\d+)\s"
    rf"(?:\w+\s)?(?:{_RUMOURS}))\b",
    re.IGNORECASE | re.MULTILINE,
)
# A talk by its own account: what is told in it is no list, whatever its title plays on.
_TALK = re.compile(
    r"(?:^|[:|–—]\s)(?:remarks|speech|testimony|keynote|address|discurso|discours|allocution|rede|ansprache)"
    r"(?:$|\s(?:by|of|at|to|before|on|for|de|del|du|en|von|des|der|auf|vor|zur?)\b)",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    rf"\b(?:common|following|these|some|top|biggest|below|persistent|popular|\d+|two|three|four|five|six|seven|ten)\s"
    rf"(?:[\w’'-]+\s){{0,2}}?(?:{_MYTHS}|{_RUMOURS})\b",
    re.IGNORECASE,
)
# What a part of a text is about, as its heading says: "What the divers saw", "In short: the facts".
_TOPIC = re.compile(
    r"(?:what|how|why|where|when|who|in (?:short|brief)|at a glance|about|background|lo que|cómo|por qué|en resumen|"
    r"ce que|comment|pourquoi|en bref|was|wie|warum|kurz|o que|como|por que|em resumo)\b(?!.*\?)",
    re.IGNORECASE,
)
_QUESTION_END = re.compile(r"[?？][\s\"”’')*_]*$")
_SENTENCE_INSIDE = re.compile(r"[.!]\s")
_OPENING_QUESTION = re.compile(r"(?P<question>[^.!?\n]{8,250}[?？][\"”’»)*_]{0,3})\s+(?=[^\W_a-zß-öø-ÿ])")
_RUNNING = frozenset({Kind.PARAGRAPH, Kind.ITEM})
_NUMBERING = re.compile(
    r"\(?(?:\d{1,3}|Q\d{1,3})[.):]\s+|\d{1,2}(?:\.\d{1,2}){1,2}[.):]?\s+(?=[^\W\d_a-zß-öø-ÿ¿¡\"“„«])"
)
_COUNTED = re.compile(r"Q\d{1,3}[.):]\s")  # a question by its own word
_SENTENCE_ENDS = '.!”"»'
_LONGEST_QUESTION = 60
_LONGEST_STATEMENT = 40
_SHORTEST_STATEMENT = 4
_TWO = 2
_SHORTEST_ANSWER = 15
_MANY_MORE = 3
_SURE = 0.75
_HALF = 0.5
_INTRODUCTION = 3


def question_pairs(document: Document) -> Harvest:
    """Read questions and answers, where at least two questions stand in the same kind of place."""
    places = _by_place(document, _is_question)
    chosen = _chosen_place(document, places)
    if chosen is None:
        return _running_questions(document)
    members = places[chosen]
    asked = [_is_question(document, one) for one in members]
    sure = sum(asked) >= _SURE * len(asked)
    strays = [
        one
        for place, others in places.items()
        if place < chosen <= Place.TERM
        for one in others
        if place < Place.SUMMARY and _is_question(document, one)
    ]
    openers = sorted([*members, *strays], key=lambda one: one.block)
    answered = _answers(document, openers)
    wanted = [
        one
        for one in answered
        if (_is_question(document, one.opener) or (sure and _is_statement(document, one.opener)))
        and not _is_teaser(document, one)
    ]
    least = max(_TWO, _HALF * len(wanted)) if chosen == Place.LINE else _TWO
    if sum(bool(one.body) for one in wanted) < least:
        return Harvest([], [], [])  # questions that nobody answers, as in a list of things to check
    return _harvest(document, wanted, titled=chosen <= Place.TERM)


def _is_teaser(document: Document, one: _Answered) -> bool:
    """Whether a claim is a link to where it is answered, with no more than a line under it."""
    own = (piece for piece in one.body if not document.blocks[piece.block].away)
    words = sum(len(document.text[piece.start : piece.end].split()) for piece in own)
    return document.blocks[one.opener.block].away and words < _SHORTEST_ANSWER


def _running_questions(document: Document) -> Harvest:
    """Read paragraphs that each open with a question and go on to answer it, where most of the page's do."""
    paragraphs = [
        index for index, block in enumerate(document.blocks) if not block.furniture and block.kind in _RUNNING
    ]
    openers = [opener for index in paragraphs if (opener := _asking(document.blocks[index], index))]
    if len(openers) < _TWO or len(openers) < _HALF * (paragraphs[-1] - openers[0].block + 1):
        return Harvest([], [], [])
    return _harvest(document, _answers(document, openers), titled=False)


def _asking(block: Block, index: int) -> _Opener | None:
    """Part a paragraph into the question it opens with and the answer; None where it asks nothing or answers not."""
    numbering = _NUMBERING.match(block.text)
    start = numbering.end() if numbering else 0
    match = _OPENING_QUESTION.match(block.text, start)
    if match is None:
        return None
    end, rest = block.start + match.end("question"), block.start + match.end()
    return _Opener(index, Piece(index, block.start + start, end), [Piece(index, rest, block.end)])


def statement_pairs(document: Document) -> Harvest:
    """Read statements and explanations under a title that calls them myths, rumors or the like."""
    start, end = _under_theme(document)
    places = _by_place(document, None, start, end)
    for place in sorted(places):
        answered = _answers(document, places[place], end)
        answered = [one for one in answered if not _is_teaser(document, one)]
        fit = [one for one in answered if one.body and _is_statement(document, one.opener)]
        if len(fit) >= _TWO and len(fit) >= MOSTLY * len(answered):
            return _harvest(document, fit, titled=False)
    return Harvest([], [], [])


def _by_place(
    document: Document, wanted: Callable[[Document, _Opener], bool] | None, start: int = 0, end: int | None = None
) -> dict[int, list[_Opener]]:
    """Sort the blocks that could be claims by where they stand; in running text only those that are `wanted`."""
    places: dict[int, list[_Opener]] = {}
    for index in range(start, len(document.blocks) if end is None else end):
        block = document.blocks[index]
        opener = _opener(document, index)
        place = None if block.furniture else _place(document, block, opener, asked=wanted is not None)
        running = place in {Place.LEAD, Place.LINE, Place.QUOTE, Place.NUMBERED}
        if place is not None and (not running or wanted is None or wanted(document, opener)):
            places.setdefault(place, []).append(opener)
    return places


def _opener(document: Document, index: int) -> _Opener:
    block = document.blocks[index]
    numbering = _NUMBERING.match(block.text)
    start = block.start + (numbering.end() if numbering else 0)
    whole = Piece(index, start, block.end)
    part = parted(document, Segment(None, [whole]))
    return _Opener(index, part.head[0], part.rest)


def _place(document: Document, block: Block, opener: _Opener, *, asked: bool) -> int | None:
    if block.kind is Kind.HEADING:
        return block.level if block.level > 1 else None
    if block.kind in {Kind.SUMMARY, Kind.TERM}:
        return Place.SUMMARY if block.kind is Kind.SUMMARY else Place.TERM
    if opener.rest:
        return Place.LEAD
    if block.emphasised:
        return Place.BOLD
    return _running_place(document, block, opener, asked=asked)


def _running_place(document: Document, block: Block, opener: _Opener, *, asked: bool) -> int | None:
    """Tell a line in running text that could be a claim: a question alone, a quotation, a numbered statement."""
    if asked:
        words = document.text[opener.claim.start : opener.claim.end]
        alone = _COUNTED.match(block.text) or not _SENTENCE_INSIDE.search(words)
        return Place.LINE if alone and block.text[:1].isupper() else None
    if is_quoted(document, opener.claim):
        return Place.QUOTE
    following = document.blocks[opener.block + 1 : opener.block + 2]
    if block.opens and any(after.kind is Kind.ITEM and not after.opens for after in following):
        return Place.ITEM
    return Place.NUMBERED if document.flat and opener.claim.start > block.outer and block.kind is Kind.ITEM else None


def _is_question(document: Document, opener: _Opener) -> bool:
    text = document.text[opener.claim.start : opener.claim.end]
    return bool(_QUESTION_END.search(text)) and len(text.split()) <= _LONGEST_QUESTION and ending(text) is None


def _is_statement(document: Document, opener: _Opener) -> bool:
    text = document.text[opener.claim.start : opener.claim.end]
    shortest = _TWO if text[-1] in _SENTENCE_ENDS else _SHORTEST_STATEMENT
    if text[-1] not in _SENTENCE_ENDS and _TOPIC.match(text):
        return False
    return shortest <= len(text.split()) <= _LONGEST_STATEMENT and ending(text) is None


def _chosen_place(document: Document, places: dict[int, list[_Opener]]) -> int | None:
    """Return the outermost place where questions prevail, unless one further in holds many more."""
    count: dict[int, int] = {}
    for place, members in places.items():
        asked = sum(_is_question(document, one) for one in members)
        if asked >= _TWO and asked >= _HALF * len(members):
            count[place] = asked
    chosen = min(count, default=None)
    if chosen is None:
        return None
    return next(
        (place for place in sorted(count) if place <= Place.TERM and count[place] > _MANY_MORE * count[chosen]), chosen
    )


def _answers(document: Document, openers: list[_Opener], end: int | None = None) -> list[_Answered]:
    """Give every opener what follows it up to the next, as far as it belongs to it."""
    bounds = Bounds(document, [one.block for one in openers])
    answered = []
    last = len(document.blocks) if end is None else end
    for opener, after in zip(openers, [*(one.block for one in openers[1:]), last], strict=True):
        following = [
            Piece(index, document.blocks[index].outer, document.blocks[index].end)
            for index in range(opener.block + 1, after)
        ]
        pieces = [*opener.rest, *following]
        container = bounds.holder(opener.block, pieces[0].block) if pieces else 0
        body = bounds.body(pieces, opener.block, container=container)
        answered.append(_Answered(opener, body.pieces, body.left_out))
    return answered


def _harvest(document: Document, answered: list[_Answered], *, titled: bool) -> Harvest:
    """Make pairs; a titled question without an answer between answered ones stands alone, a run of them is a list."""
    pairs = [Found([one.opener.claim], None, one.body, None, left_out=one.left_out) for one in answered if one.body]
    told = {fold(document.text[pair.claim[0].start : pair.claim[0].end]).casefold() for pair in pairs}
    bare = [
        one
        for one in answered
        if not one.body and fold(document.text[one.opener.claim.start : one.opener.claim.end]).casefold() not in told
    ]
    listed = any(not one.body and one not in bare for one in answered)
    warnings = ["a list that repeats the questions was left out"] if listed else []
    lone = [Lone("claim", [one.opener.claim], None) for one in bare] if titled and len(bare) < len(pairs) else []
    return Harvest(trimmed(document, pairs), lone, warnings)


def _under_theme(document: Document) -> tuple[int, int]:
    """Return the stretch of blocks that a title calls myths or the like; an empty one where none does."""
    blocks = document.blocks
    content = [index for index, block in enumerate(blocks) if not block.furniture]
    heads = (block.text for at in content[:_INTRODUCTION] for block in [blocks[at]] if looks_like_heading(block))
    if any(_TALK.search(words) for words in (document.title or "", *heads)):
        return 0, 0
    if _THEME.search(document.title or "") or any(_introduces(blocks[index]) for index in content[:_INTRODUCTION]):
        return 0, len(blocks)
    for index in content:
        block = blocks[index]
        if block.kind is Kind.HEADING and _THEME.search(block.text):
            ends = (
                at
                for at in content
                if at > index and blocks[at].kind is Kind.HEADING and blocks[at].level <= block.level
            )
            return index + 1, next(ends, len(blocks))
    return 0, 0


def _introduces(block: Block) -> bool:
    """Whether one of the page's first blocks says that myths or the like follow."""
    pattern = _THEME if looks_like_heading(block) else _ANNOUNCED
    return pattern.search(block.text) is not None
