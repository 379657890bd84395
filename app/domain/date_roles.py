"""What a date says of the page: copied, published or in effect on that day, or merely mentioned."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

import msgspec

from app.domain.blocks import Document
from app.domain.commitments import Base
from app.domain.dates import find_dates
from app.domain.extracted import DateMention
from app.domain.furniture import is_date_line

if TYPE_CHECKING:
    from collections.abc import Iterable

_REACH = 240
_COPIED = re.compile(
    r"\b(?:copied|copy of|captured|retrieved|accessed|archived|downloaded|snapshot|crawled|screenshot|consultado|"
    r"consulté|abgerufen|acessado|consultada)\b",
    re.IGNORECASE,
)
_EFFECTIVE = re.compile(
    r"\b(?:effective(?: date)?(?: as of)?|in effect(?: as of| since| from)?|takes? effect(?: on)?|took effect(?: on)?|"
    r"in force(?: since| from)?|valid (?:from|as of)|vigente desde|en vigueur depuis|gültig ab|in kraft seit|"
    r"em vigor desde)\s?[::]?\s?(?:on )?(?:the )?$",
    re.IGNORECASE,
)
_PUBLISHING = (
    r"(?:published|posted|updated|reviewed|modified|revised|released|issued|announced|announcement|dated|release date|"
    r"publication date|date|publicado|publicada|actualizado|publié|publiée|mis à jour|veröffentlicht|aktualisiert|"
    r"stand|atualizado)"
)
_LINE = re.compile(
    rf"\W{{0,5}}(?:(?:last|page|first|originally|this|date|content)\W{{1,3}}){{0,3}}{_PUBLISHING}\b",
    re.IGNORECASE,
)
_THIS_PAGE = re.compile(
    r"\b(?:this|the present) (?:page|announcement|notice|statement|document|fact sheet|policy|release|guidance|list)\b"
    rf"[^.]{{0,60}}\b{_PUBLISHING}\b[^.]{{0,20}}$",
    re.IGNORECASE,
)
_OTHER_WORK = re.compile(
    r"\b(?:memo|memorandum|video|report|letter|article|study|survey|book|order|act|law|interview|speech|tweet|upload)",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ .]{2,30}(?:,\s[A-Z][\w.]{1,12})?\s?[,–—(-]{1,2}\s?$")
_SENTENCE = re.compile(r"[.!?]\s+(?=[A-ZÀ-Þ])")
_LONGEST_LINE = 120
_TOP = 6


def dates_with_roles(
    document: Document, captured: str | None, in_pairs: Iterable[tuple[int, int]]
) -> list[DateMention]:
    """List the page's dates with their roles. `in_pairs` are the ranges of pairs: a date line there is the pair's."""
    mentions = find_dates(document.text, captured=captured)
    starts = [block.outer for block in document.blocks]
    taken = sorted(in_pairs)
    top_end = min([*(start for start, _ in taken[:1]), *starts[_TOP : _TOP + 1]], default=len(document.text))
    return [msgspec.structs.replace(mention, role=_role(document, mention, starts, top_end)) for mention in mentions]


def _role(document: Document, mention: DateMention, starts: list[int], top_end: int) -> str:
    start = mention.range[0]
    index = bisect_right(starts, start) - 1
    if index < 0:
        return "mentioned"
    block = document.blocks[index]
    before = document.text[max(block.outer, start - _REACH) : start]
    cut = max((match.end() for match in _SENTENCE.finditer(before)), default=0)
    sentence = before[cut:]
    if _COPIED.search(sentence):
        return "captured"
    if _EFFECTIVE.search(sentence):
        return "effective"
    if _OTHER_WORK.search(sentence):
        return "mentioned"
    is_line = len(block.text) <= _LONGEST_LINE and (
        _LINE.match(block.text) is not None or (start < top_end and is_date_line(block.text))
    )
    dateline = before == sentence and _DATELINE.match(before) is not None
    return "published" if is_line or dateline or _THIS_PAGE.search(sentence) else "mentioned"


def base_of(document: Document, dates: list[DateMention]) -> Base:
    """Return the days to count from: the only day on which the page says it was published, or took effect."""
    days = {
        role: sorted({date.date for date in dates if date.role == role and date.precision == "day"}) for role in _BASES
    }
    published, effective = (days[role][0] if len(days[role]) == 1 else None for role in _BASES)
    return Base(published or (document.published if not days["published"] else None), effective)


_BASES = ("published", "effective")
