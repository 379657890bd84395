"""Statements that the agency judges: "“…” — False.", a verdict on the line below, or in the heading itself.

A verdict is no role: FACT under a statement says that the statement is right, not that a rebuttal begins. A reader
sees it where the page does so again and again, and with different words.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from app.domain.blocks import Block, Document, Kind
from app.domain.bodies import Bounds
from app.domain.furniture import ending
from app.domain.label_words import CORE_SIDES, ROLE_OF, Role
from app.domain.labels import Style, label_at_start
from app.domain.pairs import Found, Harvest, Lone, trimmed
from app.domain.stream import Piece, marks_in

if TYPE_CHECKING:
    from collections.abc import Callable

_VERDICTS = {word: role for word, role in ROLE_OF.items() if role is Role.VERDICT or word in CORE_SIDES}
_FIELDS = "|".join(re.escape(word) for word, role in ROLE_OF.items() if role is Role.FIELD)
_WORDS = "|".join(re.escape(word).replace(r"\ ", r"\s") for word in sorted(_VERDICTS, key=len, reverse=True))
_MARKS = r"[*_“\"«]{0,3}"
_VERDICT = rf"{_MARKS}(?P<verdict>(?i:{_WORDS}))(?![\w’'-])"
# A statement's end and the verdict after it.
_TRAILING = re.compile(
    r"(?:(?P<set>\s?[–—]\s?|\s-{1,2}\s|\s?[(\[→]\s?|\s?\.{3}\s?|\s?…\s)|(?P<soft>\s?:\s|(?<=[.!?”\"»“])\s))"
    rf"{_VERDICT}[”\"»*_]{{0,3}}\s?[)\]]?(?P<stop>[.!:]?)[*_]{{0,3}}(?P<rest>\s+(?=[^\W\d_a-zß-öø-ÿ\d“\"«]|\d)|\s*$)"
)
_BELOW = re.compile(
    rf"\W{{0,3}}(?:(?P<field>(?i:{_FIELDS}))\s?(?:[::]|[–—-]\s)\s?)?{_VERDICT}"
    r"[”\"»*_]{0,3}(?:(?P<alone>\s?[.!)\]]{0,2}[*_]{0,3}\s*$)|(?:(?P<colon>\s?:)|[.!,]|\s?[–—]|\s-{1,2}\s|\n)[*_]{0,3}\s*)"
)
_FIELD_NAME = re.compile(rf"\W{{0,3}}(?i:{_FIELDS})\s?(?:[::]|[–—-]\s)\s?")
_CAPITALS = "|".join(re.escape(word.upper()).replace(r"\ ", r"\s") for word in sorted(_VERDICTS, key=len, reverse=True))
_BADGE = re.compile(rf"\W{{0,2}}(?P<verdict>{_CAPITALS})(?:\s[::–—-])?\s(?=\S)")
_ASKS = re.compile(
    r"(?:true or false|fact or (?:fiction|myth)|myth or (?:fact|reality)|vrai ou faux|verdadero o falso|cierto o falso|"
    r"verdadeiro ou falso|richtig oder falsch|wahr oder falsch)\s?[?:.–—-]{1,2}\s*(?=\S)",
    re.IGNORECASE,
)
_REVEAL = re.compile(
    r"(?:(?:show|see|view|reveal|check)?\s?(?:the |our )?answer|respuesta|ver respuesta|réponse|voir la réponse|"
    r"antwort|antwort anzeigen|lösung|resposta|ver resposta)\s?:?$",
    re.IGNORECASE,
)
# "Confirmed", "likely" or "possible" are said of much else; a page that judges statements also uses one of these.
_CLEAR = re.compile(
    r"true|false|fact|fiction|myth|hoax|rumou?r|fake|mislead|wrong|incorrect|debunk|busted|truth|reality|fantasy|"
    r"inaccurate|"
    r"wahr|falsch|richtig|stimmt|irreführ|fakt|tatsache|gerücht|irrtum|mythos|vrai|faux|trompeur|mythe|intox|réalité|"
    r"cierto|fals|verdad|engañ|mito|bulo|mentira|hecho|realidad|fato|boato|engan"
)
_NUMBERING = re.compile(r"\(?\d{1,3}[.):]\s+")
_LONGEST = 300
_FEWEST_WORDS = 3
_VERDICT_WORDS = 5
_MOST_WORDS = 40
_TWO = 2
_MOSTLY = 0.6
_AROUND = " .:–—-*_\n"
_QUOTES = '"“”„«»‘’'


class _Site(NamedTuple):
    """A statement and its verdict, `said` where that is a line of its own.

    `rest` is what follows the verdict in its own block; `after` the next block.
    """

    form: str
    block: int
    claim: Piece
    verdict: str
    rest: list[Piece]
    after: int
    said: list[Piece]


def judged_pairs(document: Document) -> Harvest:
    """Read the statements on a page that judges at least two of them in the same way."""
    found: dict[str, list[_Site]] = {}
    for index, block in enumerate(document.blocks):
        if not block.furniture and block.cell is None:
            site = next((site for read in _FORMS if (site := read(document, index))), None)
            if site:
                found.setdefault(site.form, []).append(site)
    for form, sites in sorted(found.items(), key=lambda each: -len(each[1])):
        if len(sites) >= _TWO and _tell(document, form, sites):
            harvest = _harvest(document, _with_strange_verdicts(document, sites) if form.startswith("below") else sites)
            if len(harvest.pairs) >= max(_TWO, _MOSTLY * len(sites)):
                return harvest
    return Harvest([], [], [])


def _with_strange_verdicts(document: Document, sites: list[_Site]) -> list[_Site]:
    """Add the statements whose verdict is no known word, but stands where the page's other verdicts stand.

    The shape is that of most: what kind of block the statement is, and a few words alone in the block after it.
    """
    blocks = document.blocks
    known = {site.block for site in sites}
    shapes = Counter(_shape(document, site.block) for site in sites if not site.rest)
    if not shapes:
        strange, count = _strange_leads(document, sites, known), len(sites)
    else:
        shape, count = shapes.most_common(1)[0]
        strange = [
            _Site("below", at, claim, _FIELD_NAME.sub("", blocks[at + 1].text).strip(" .*_"), [], at + 2, [])
            for at in range(len(blocks) - 2)
            if not known & {at, at + 1} and _shape(document, at) == shape and _stands_out(blocks[at])
            if len(blocks[at + 1].text.split()) <= _VERDICT_WORDS
            for claim in [_statement(document, at)]
            if claim
        ]
    return sorted([*sites, *strange], key=lambda site: site.block) if len(strange) * _TWO <= count else sites


def _strange_leads(document: Document, sites: list[_Site], known: set[int]) -> list[_Site]:
    """Return the statements under which a few emphasised words stand where all the page's other verdicts stand."""
    blocks = document.blocks
    shapes = {_shape(document, site.block) for site in sites}
    if len(shapes) > 1 or any(not blocks[site.block + 1].lead for site in sites):
        return []
    found = []
    for at in range(len(blocks) - 1):
        after = blocks[at + 1]
        words, rest = after.text[: after.lead].strip(_AROUND), after.text[after.lead :]
        told = rest.lstrip(_AROUND)
        fits = _shape(document, at) in shapes and told and 0 < len(words.split()) <= _VERDICT_WORDS
        claim = _statement(document, at) if at not in known and fits and _stands_out(blocks[at]) else None
        if claim:
            told_from = after.start + after.lead + len(rest) - len(told)
            found.append(_Site("below", at, claim, words, [Piece(at + 1, told_from, after.end)], at + 2, []))
    return found


def _shape(document: Document, at: int) -> tuple[object, ...]:
    """Return what a reader sees of a block and the one after it, their words aside."""
    return tuple(
        (block.kind, block.level, block.depth, block.emphasised, bool(block.furniture))
        for block in document.blocks[at : at + 2]
    )


def _tell(document: Document, form: str, sites: list[_Site]) -> bool:
    """Whether the words are verdicts and no labels of sides: graded ones, or words for both, or only for false."""
    words = {_folded(site.verdict) for site in sites}
    if not any(_CLEAR.search(word) for word in words):
        return False
    roles = {_VERDICTS[word] for word in words}
    if Role.VERDICT in roles or (form != "above" and roles == {Role.CLAIM, Role.REBUTTAL}):
        return True
    return (
        form not in {"above", "badge"} and roles == {Role.CLAIM} and not any(mark.rebuts for mark in marks_in(document))
    )


def _harvest(document: Document, sites: list[_Site]) -> Harvest:
    bounds = Bounds(document, [site.block for site in sites])
    pairs, lone = [], []
    for site, end in zip(sites, [*(site.block for site in sites[1:]), len(document.blocks)], strict=True):
        blocks = document.blocks[site.after : end]
        pieces = [Piece(at, block.outer, block.end) for at, block in enumerate(blocks, site.after)]
        whole = [*site.rest, *pieces]
        container = bounds.holder(site.block, whole[0].block) if whole else 0
        body = bounds.body(whole, site.block, container=container)
        if body.pieces:
            pairs.append(Found([site.claim], None, body.pieces, None, site.verdict, left_out=body.left_out))
        elif site.said:  # the verdict is all that is said
            pairs.append(Found([site.claim], None, site.said, None))
        else:
            lone.append(Lone("claim", [site.claim], site.verdict))
    return Harvest(trimmed(document, pairs), lone, [])


def _stands_out(block: Block) -> bool:
    """Whether a block is set off from running text as a statement is: in a heading, by emphasis, or in quotes."""
    quoted = block.text[:1] in _QUOTES and block.text.rstrip(" .")[-1:] in _QUOTES
    return block.level != 1 and (_is_set_off(block) or _ASKS.match(block.text) is not None or quoted)


def _is_set_off(block: Block) -> bool:
    return block.kind in {Kind.HEADING, Kind.SUMMARY, Kind.TERM} or block.emphasised


def _statement(
    document: Document, index: int, end: int | None = None, start: int | None = None, *, under_verdict: bool = False
) -> Piece | None:
    """Return the statement in a block between `start` and `end`, without its number; None where it is none."""
    block = document.blocks[index]
    start, end = block.start if start is None else start, block.end if end is None else end
    for opening in (_NUMBERING, _ASKS):
        match = opening.match(document.text, start, end)
        start = match.end() if match else start
    text = document.text[start:end].rstrip()
    if index and not under_verdict and _is_label(document.blocks[index - 1]):
        return None
    label = label_at_start(text)
    if label and label.strong and label.role is not Role.VERDICT:
        return None
    fits = _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS and ending(text) is None
    return Piece(index, start, start + len(text)) if fits else None


def _is_label(block: Block) -> bool:
    """Whether a block is a claim's label alone on its line: what follows is no bare statement."""
    label = label_at_start(block.text)
    alone = label is not None and label.end >= len(block.text) and label.style in {Style.ALONE, Style.COLON}
    return alone and label is not None and label.role in {Role.CLAIM, Role.QUESTION}


def _trailing(document: Document, index: int) -> _Site | None:
    """Read a statement whose own line ends in a verdict, the explanation in the same block or in the next."""
    block = document.blocks[index]
    set_off = _is_set_off(block)
    for match in _TRAILING.finditer(block.text[:_LONGEST]):
        ends_line = not match["rest"] or "\n" in match["rest"] or match.end() >= len(block.text)
        quoted = block.text.lstrip(" *_")[:1] in _QUOTES and block.text[match.start() - 1] in f"{_QUOTES}.*_"
        if match["soft"] and not (quoted or (set_off and ends_line)):
            continue
        if not ends_line and not (quoted or match["stop"]):
            continue
        claim = _statement(document, index, block.start + match.start())
        if claim is None:
            return None
        start = block.start + match.end()
        rest = [Piece(index, start, block.end)] if start < block.end else []
        form = "heading" if block.kind in {Kind.HEADING, Kind.SUMMARY, Kind.TERM} else "line"
        return _Site(f"trailing {form}", index, claim, match["verdict"], rest, index + 1, [])
    return None


def _below(document: Document, index: int) -> _Site | None:
    """Read a statement set off from the text, and the verdict with which the next block begins."""
    block = document.blocks[index]
    if not _stands_out(block):
        return None
    at = index + 1
    if at < len(document.blocks) and _REVEAL.match(document.blocks[at].text):
        at += 1
    if at >= len(document.blocks) or document.blocks[at].furniture or document.blocks[at].kind is Kind.HEADING:
        return None
    following = document.blocks[at]
    match, claim = _BELOW.match(following.text), _statement(document, index)
    if match is None or claim is None:
        return None
    alone = match["alone"] is not None
    asked = block.text.rstrip(" *_").endswith("?") and not _ASKS.match(block.text)
    sides = match["colon"] and _VERDICTS[_folded(match["verdict"])] is not Role.VERDICT
    if not alone and not match["field"] and (asked or sides):
        return None
    start = following.start + match.end()
    rest = [] if alone else [Piece(at, start, following.end)]
    form = "below, named" if match["field"] else "below"
    return _Site(form, index, claim, match["verdict"], rest, at + 1, [Piece(at, following.start, following.end)])


def _above(document: Document, index: int) -> _Site | None:
    """Read a verdict alone on its line over a heading that is the statement, with an explanation under that."""
    blocks = document.blocks
    match = _BELOW.match(blocks[index].text)
    alone = match is not None and match["alone"] is not None and blocks[index].kind is not Kind.ITEM
    if match is None or not alone or index + 2 >= len(blocks) or not _is_set_off(blocks[index + 1]):
        return None
    claim, after = _statement(document, index + 1, under_verdict=True), blocks[index + 2]
    if claim is None or after.furniture or after.kind is Kind.HEADING or _BELOW.fullmatch(after.text):
        return None
    return _Site("above", index, claim, match["verdict"], [], index + 2, [])


def _badge(document: Document, index: int) -> _Site | None:
    """Read a heading that opens with a verdict in capitals before its statement."""
    block = document.blocks[index]
    match = _BADGE.match(block.text) if block.kind in {Kind.HEADING, Kind.SUMMARY} and block.level != 1 else None
    claim = _statement(document, index, start=block.start + match.end()) if match else None
    return _Site("badge", index, claim, match["verdict"], [], index + 1, []) if match and claim else None


def _folded(verdict: str) -> str:
    return " ".join(verdict.lower().split())


_FORMS: tuple[Callable[[Document, int], _Site | None], ...] = (_trailing, _below, _above, _badge)
