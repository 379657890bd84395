"""What a date says of the page: copied, published or in effect on that day, or merely mentioned."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

import msgspec

from app.domain.blocks import Block, Document, Kind
from app.domain.commitments import Base
from app.domain.dates import find_dates
from app.domain.extracted import DateMention
from app.domain.furniture import is_date_line

if TYPE_CHECKING:
    from collections.abc import Iterable

_REACH = 240
_COPIED = re.compile(
    r"\b(?:copied|cop(?:y|ies) (?:of|made|taken|from|saved|as)|captured|capture (?:of|from|date)|retrieved|accessed|"
    r"archived|downloaded|"
    r"snapshot|"
    r"crawled|screenshot|saved (?:on|as|from)|as it (?:stood|was|appeared) on|wayback|mirrored|"
    r"copiad[oa]|capturad[oa]|consultad[oa]|archivad[oa]|descargad[oa]|copie (?:du|faite|prise)|consultée?|archivée?|"
    r"capturée?|kopie vom|kopiert|abgerufen|archiviert|gesichert|abruf am|acessad[oa]|arquivad[oa]|"
    r"cópia (?:d?est?a página |da página )?"
    r"(?:de|feita))\b",
    re.IGNORECASE,
)
_EFFECTIVE = re.compile(
    r"\b(?:effective(?: date)?(?: as of| from| on| beginning)?|in effect(?: as of| since| from| on)?|"
    r"(?:take|takes|took|taking|taken) effect(?: on| from)?|(?:becom\w+|became) effective(?: on)?|"
    r"(?:com|came|go|goes|went|gone|enter)\w*(?: in)?to (?:force|effect)(?: on| from)?|"
    r"in force(?: since| from| as of)?|(?:is |are )?valid (?:from|as of|since)(?: [^.;]{1,50} on)?|"
    r"appl(?:y|ies|ied) (?:from|as of|since)|"
    r"vigente desde|en vigor (?:desde|a partir)(?: del?)?|entra(?:rá|ron|n)? en vigor|entró en vigor|"
    r"en vigueur (?:depuis|à partir du|à compter du|le)|entr\w+ en vigueur|gültig (?:ab|seit)|in kraft(?: seit| ab)?|"
    r"gilt (?:ab|seit)|gelten (?:ab|seit)|em vigor (?:desde|a partir de)|entr\w+ em vigor)"
    r"\s?[::]?\s?(?:on |el (?:día )?|le |am |em |no dia |a partir del? |zum |seit |ab )?(?:dem )?(?:the "
    r")?(?:\w+day,? )?$",
    re.IGNORECASE,
)
_PUBLISHING = (
    r"(?:published|posted|updated|reviewed|modified|revised|released|issued|announced|announcement|dated|release|"
    r"press release|news release|media release|statement|release date|for release|for immediate release|date of "
    r"release|"
    r"publication date|date of publication|date published|date issued|date|edited|changed|checked|created|"
    r"publicad[oa]|publicación|fecha(?: de (?:publicación|actualización|emisión))?|comunicado(?: de prensa)?|"
    r"actualizad[oa]|actualización|modificación|modificação|emitid[oa]|nota de prensa|nota de imprensa|"
    r"publiée?|(?:date de )?publication|mise? à jour|modifiée?|modification|communiqué(?: de presse)?|"
    r"veröffentlicht|veröffentlichung|erschienen|aktualisiert|geändert|änderung|pressemitteilung|datum|stand|"
    r"atualizad[oa]|atualização|revist[oa]|revisad[oa]|comunicado de imprensa|"
    r"data(?: de (?:publicação|atualização))?|modificad[oa])"
)
_LINE = re.compile(
    rf"\W{{0,5}}(?:(?:last|page|first|originally|this|the|date|content|was|text|fact ?sheet|document|article|"
    rf"information|"
    rf"web|was|is|última|fecha de|dernière|date de|página|page|la|cette|seite|zuletzt|letzte|diese|"
    rf"esta)\W{{1,3}}){{0,4}}"
    rf"{_PUBLISHING}\b",
    re.IGNORECASE,
)
_THIS_PAGE = re.compile(
    r"\b(?:this|the present) (?:page|announcement|notice|statement|document|fact sheet|policy|release|guidance|list|"
    rf"article|leaflet|text)\b[^.]{{0,60}}\b{_PUBLISHING}\b[^.]{{0,20}}$",
    re.IGNORECASE,
)
_POLICY = (
    r"(?:program(?:me)?s?|polic(?:y|ies)|rules?|measures?|plans?|changes|reforms?|scheme|strategy|initiative|"
    r"safeguards|"
    r"steps|commitments|package|announcement|statement|press release|regulations?|standards?|page)"
)
# The agency's own announcement of what the page is about: "the Office announced the programme on …".
_ANNOUNCED = re.compile(
    rf"\b(?:announced|unveiled|presented|published|released|issued|posted|introduced|launched) (?:there |today )?"
    rf"(?:the|these|this|its|new|our)\s(?:[\w’'-]+\s){{0,3}}?{_POLICY}\b[^.;]{{0,30}}\bon (?:\w+day,? )?$|"
    rf"\b(?:the|these|this|our)\s(?:[\w’'-]+\s){{0,2}}?{_POLICY}\s(?:was|were|has been|have been) (?:first )?"
    r"(?:announced|unveiled|presented|published|released|issued|introduced|posted)\b[^.;]{0,30}\bon (?:\w+day,? )?$",
    re.IGNORECASE,
)
_OTHER_WORK = re.compile(
    r"\b(?:memo|memorandum|video|report|letter|study|survey|book|order|act|law|interview|speech|tweet|upload|petition|"
    r"ruling|lawsuit|audit|newspaper)(?:e?s|ed)?\b",
    re.IGNORECASE,
)
_OF_WORK = re.compile(rf"{_OTHER_WORK.pattern}\s(?:\w+\s)?(?:of|from|on|in|dated)\s$", re.IGNORECASE)
_REPLACED = re.compile(
    r"\W{0,3}(?:replac|supersed|amend|repeal|revok|sustituy|remplac|ersetz|substitu)\w*\s", re.IGNORECASE
)
# A policy's first day, at the head of a sentence in the future.
_FROM = re.compile(
    r"\W{0,3}(?:from|starting(?: on)?|beginning(?: on)?|as of|à (?:partir|compter) du|a partir del?|desde el|"
    r"ab(?: dem)?)\s(?:\w+day,? )?",
    re.IGNORECASE,
)
_WILL_BE = re.compile(
    r"(?: on(?:wards?)?)?,?\s[^.;]{0,80}?\b(?:will|shall|must|[^\W\d_]{2,20}(?:ra|ront|rá|rán|rão)|wird|werden|"
    r"müssen)\b",
    re.IGNORECASE,
)
_OTHER_DAY = re.compile(
    r"\b(?:hearing|meeting|deadline|due|until|event|session|open(?:s|ing)?|clos(?:es|ed|ing)|begins|starts|register|"
    r"expires?|next review)\b",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ .]{2,30}(?:,\s[A-Z][\w.]{1,12})?\s?[,–—(-]{1,2}\s?$")
_PLACE = re.compile(
    r"[A-ZÀ-Þ][\w’'-]{1,20}(?:\s[A-ZÀ-Þ][\w’'-]{1,20}){0,2},\s(?:\w{2,3}\s)?$"
)  # "Wendlebury, 3 May – The …"
_AFTER_PLACE = re.compile(r"\s?(?:[.:)]\s|\.?[–—]|\.-{1,2}\s|\s-{1,2}\s)")
# A line at the top that ends in a date after a place, a kind of text or a writer: "Wendlebury, 12 March 2020".
_TOP_LINE = re.compile(r"[^.!?;\n]{2,80}?\s?(?:[,|–—:·•(-]|\son|\sof|\sel|\sle|\sden|\sam|\sem)\s?(?:\w+,?\s)?$")
_SENTENCE_END = re.compile(r"[.!?;:,](?:\s|$)")
_GAP = re.compile(r"[ \t]{3,120}(?=\S)")
_LAST_GAP = re.compile(r"[ \t]{3,120}")
_BESIDE = re.compile(r"\s[|·•]\s[^.!?\n|·•]{1,30}$")  # "| 3 min read"
_LAST_SAID = re.compile(
    r"\b(?:updated|reviewed|modified|revised|edited|changed|checked|actuali\w+|modif\w+|mis\w? à jour|aktualisiert|"
    r"geändert|stand|atuali\w+|revist[oa]|revisad[oa])\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?]\s+(?=[A-ZÀ-Þ])")
_LONGEST_LINE = 120
_TOP = 6
_OPENING = 12
_NAME_WORDS = 4
_REVISED = re.compile(rf"\b{_PUBLISHING}\s?[::]?\s?(?:on |in |im |en |el |le |am |em )?$", re.IGNORECASE)


def dates_with_roles(
    document: Document, captured: str | None, in_pairs: Iterable[tuple[int, int]]
) -> list[DateMention]:
    """List the page's dates with their roles. `in_pairs` are the ranges of pairs: a date line there is the pair's."""
    mentions = find_dates(document.text, captured=captured)
    starts = [block.outer for block in document.blocks]
    taken = sorted(in_pairs)
    first = [start for start, _ in taken[:1]]
    ends = [min([*first, *starts[top : top + 1]], default=len(document.text)) for top in (_TOP, _OPENING)]
    dates = [msgspec.structs.replace(mention, role=_role(document, mention, starts, *ends)) for mention in mentions]
    return [date for date in dates if date.role != "mentioned" or not _is_furnished(document, date, starts)]


def _is_furnished(document: Document, date: DateMention, starts: list[int]) -> bool:
    """Whether a date stands in the page's furniture: "Safe water since 1889", "© 2024"."""
    index = bisect_right(starts, date.range[0]) - 1
    return index >= 0 and bool(document.blocks[index].furniture)


def settled(document: Document, dates: list[DateMention]) -> list[DateMention]:
    """Give a day that is merely mentioned the role that it has elsewhere on the page, unless it is of another work."""
    roles = {date.date: date.role for date in reversed(dates) if date.role != "mentioned" and date.precision == "day"}
    return [
        msgspec.structs.replace(date, role=roles[date.date])
        if date.role == "mentioned" and date.date in roles and not _is_of_another_work(document, date)
        else date
        for date in dates
    ]


def _is_of_another_work(document: Document, date: DateMention) -> bool:
    """Whether the words right before a date name the work that is of it: "the memo of June 25, 2011"."""
    before = document.text[max(0, date.range[0] - _LONGEST_LINE) : date.range[0]]
    return _OF_WORK.search(before) is not None


def _role(document: Document, mention: DateMention, starts: list[int], top_end: int, begin_end: int) -> str:
    start, end = mention.range
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
    if _OTHER_WORK.search(sentence) or _REPLACED.match(before):
        return "mentioned"
    if start < begin_end and _begins(sentence, document.text[end : min(block.end, end + _REACH)]):
        return "effective"
    top = start < top_end and block.kind in {Kind.PARAGRAPH, Kind.HEADING}
    own = before == sentence and (
        _DATELINE.match(before) or (top and _tops(block, before, document.text[end : min(block.end, end + _REACH)]))
    )
    named = index > 0 and is_date_line(block.text) and _names_date(document.blocks[index - 1])
    closing = (
        len(block.text) <= _LONGEST_LINE and _LINE.match(sentence) and not block.text[end - block.start :].strip(" .)")
    )
    said = _is_line(block, top=top) or own or named or closing or _ends_line(block, mention) or _says_so(sentence)
    return "published" if said else "mentioned"


def _begins(sentence: str, after: str) -> bool:
    """Whether a sentence opens with the day from which something will be so: "From 2 May 2020, riders will …"."""
    return _FROM.fullmatch(sentence) is not None and _WILL_BE.match(after) is not None


def _is_line(block: Block, *, top: bool) -> bool:
    """Whether a block is a line of its own that says when the page was published; at the top a bare date does."""
    if len(block.text) > _LONGEST_LINE:
        return False
    return _LINE.match(block.text) is not None or (top and is_date_line(block.text))


def _ends_line(block: Block, mention: DateMention) -> bool:
    """Whether a date ends a line inside its block that says so: "[ Home | Forms ]", "Last updated: March 8, 1999"."""
    before, _, after = (part.split("\n") for part in block.text.partition(mention.text))
    line = before[-1]
    return line[:1].isupper() and _LINE.match(line) is not None and not after[0].strip(" .)")


def _names_date(block: Block) -> bool:
    """Whether a block is the name of the date in the next: "Date modified:"."""
    return len(block.text.split()) <= _NAME_WORDS and _LINE.match(block.text) is not None


def _tops(block: Block, before: str, after: str) -> bool:
    """Whether a short line at the top ends in a date of its own, after a place, a writer or a kind of text."""
    if _PLACE.fullmatch(before) and _AFTER_PLACE.match(after):
        return True
    lines = before.rsplit("\n", 1)[-1]
    if len(block.text) <= _LONGEST_LINE and _REVISED.search(lines) and not block.text.endswith("."):
        return True
    after = after.split("\n", 1)[0]
    cell = _LAST_GAP.split(lines)[-1]  # of a letterhead in columns
    if not cell and (gap := _GAP.match(after)):
        return _OTHER_DAY.search(after, gap.end()) is None
    signed = not lines and before and not after and len(block.text) <= _LONGEST_LINE
    if signed and not _SENTENCE_END.search(before):
        return True  # under the name of who wrote it
    titled = block.kind is Kind.HEADING or block.text[-1] == "." or _OTHER_DAY.search(lines)
    return not titled and _TOP_LINE.fullmatch(lines) is not None and not _BESIDE.sub("", after).strip(" .)|")


def _says_so(sentence: str) -> bool:
    return bool(_THIS_PAGE.search(sentence) or _ANNOUNCED.search(sentence))


def base_of(document: Document, dates: list[DateMention]) -> Base:
    """Return the days to count from: the only day on which the page says it was published, or took effect.

    Where it was published on one day and only updated on others, the day of publication counts.
    """
    days = {role: sorted({date.date for date in dates if _gives(date, role)}) for role in _BASES}
    if len(days["published"]) > 1:
        first = {date.date for date in dates if _gives(date, "published") and not _is_update(document, date)}
        days["published"] = sorted(first) if len(first) == 1 else days["published"]
    published, effective = (days[role][0] if len(days[role]) == 1 else None for role in _BASES)
    return Base(published or (document.published if not days["published"] else None), effective)


def _is_update(document: Document, date: DateMention) -> bool:
    """Whether the words before a date on its line say that the page was only updated then."""
    start = date.range[0]
    nearest = max(0, start - _REACH)
    return (
        _LAST_SAID.search(document.text, max(nearest, document.text.rfind("\n", nearest, start) + 1), start) is not None
    )


def _gives(date: DateMention, role: str) -> bool:
    return date.role == role and date.precision == "day"


_BASES = ("published", "effective")
