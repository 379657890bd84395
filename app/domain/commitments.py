"""Checkable promises in a measure's text: deadlines, limits, recurrences, targets, deliverables.

A number or date is a promise only with the words that make it one ("within", "no more than", "every", "by"). A `due`
date is computed only where the day to count from is known.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from app.domain.dates import add_days, add_months, find_dates
from app.domain.extracted import Commitment, DateMention, Quantity
from app.domain.quantities import UNITS, find_quantities

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPANS = frozenset({"hour", "day", "business day", "week", "month", "quarter", "year", "minute"})
_REACH = 60
_DEADLINE = re.compile(
    r"\b(?:(?:with)?in (?:no|not) more than|within(?: at most| about)?|(?:no|not) later than|in (?:under|less than)|"
    r"dentro de(?: los| las)?|en un plazo de|dans (?:les|un délai de)|sous|innerhalb von|innerhalb|binnen|"
    r"no prazo de|em até)(?: the)?(?: next| first| following)?\s{1,3}$|\bin the (?:next|coming)\s{1,3}$",
    re.IGNORECASE,
)
_IN = re.compile(r"\bin(?: about)?\s{1,3}$", re.IGNORECASE)
_LIMIT = re.compile(
    r"\b(?:(?:no|not|never) (?:more|longer|greater|fewer|less|later) than|at most|(?:a )?maximum(?: of)?|limited to|"
    r"(?:not|never) exceed(?:ing)?|capped at|a cap of|no más de|máximo de|pas plus de|au maximum|höchstens|maximal|"
    r"nicht (?:länger|mehr) als|não mais de|no máximo)\s{1,3}$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\b(?:more|longer|greater|fewer|less) than\s{1,3}$|\b(?:exceed(?:s|ing)?|beyond|over)\s{1,3}$", re.IGNORECASE
)
_FLOOR = re.compile(r"\b(?:up to|at least|(?:a )?minimum of|(?:no|not) (?:fewer|less) than)\s{1,3}$", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:not|no|never|cannot|without|neither|nor)\b|n[’']t\b", re.IGNORECASE)
_EVERY = re.compile(
    r"\b(?:every|each|once every|once each|at least every|cada|tous les|toutes les|alle)\s{1,3}$", re.IGNORECASE
)
_FUTURE = re.compile(
    r"\b(?:will|shall|must|to be|on track|plans?|planned|aims?|goal|expects?|expected|is to|are to|scheduled|committed|"
    r"commits?|intends?|required|requires?|target|pledges?|promises?|by the end of|deadline|due|going to|"
    r"deberán?|será|serán|sera|seront|doit|wird|werden|soll|muss|será|serão|deve)\b",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\b(?:by|before|no later than|not later than|on or before|prior to|until|antes del?|para|avant(?: le)?|"
    r"d’ici(?: le)?|bis(?: zum)?|até)(?: the)?(?: end of| beginning of| start of| close of| early| late| mid)?"
    r"[\s-]{1,3}$",
    re.IGNORECASE,
)
_DELIVERY = re.compile(
    r"\b(?:deliver|publish|report|issue|complete|submit|release|finish|launch|post|send|provide|install|train|conduct)",
    re.IGNORECASE,
)
_FREQUENCY = {
    "daily": (1, "day"),
    "weekly": (1, "week"),
    "fortnightly": (2, "week"),
    "monthly": (1, "month"),
    "quarterly": (1, "quarter"),
    "semiannual": (6, "month"),
    "semiannually": (6, "month"),
    "semi-annual": (6, "month"),
    "semi-annually": (6, "month"),
    "biannual": (6, "month"),
    "biannually": (6, "month"),
    "annual": (1, "year"),
    "annually": (1, "year"),
    "yearly": (1, "year"),
    "twice yearly": (6, "month"),
    "twice-yearly": (6, "month"),
    "twice annually": (6, "month"),
    "biennial": (2, "year"),
    "biennially": (2, "year"),
}
_FREQUENCY_AFTER_NOUN = {
    "trimestral": (1, "quarter"),
    "trimestralmente": (1, "quarter"),
    "trimestriel": (1, "quarter"),
    "trimestrielle": (1, "quarter"),
    "vierteljährlich": (1, "quarter"),
    "mensual": (1, "month"),
    "mensualmente": (1, "month"),
    "mensuel": (1, "month"),
    "mensuelle": (1, "month"),
    "monatlich": (1, "month"),
    "mensal": (1, "month"),
    "mensalmente": (1, "month"),
    "anual": (1, "year"),
    "anualmente": (1, "year"),
    "annuel": (1, "year"),
    "annuelle": (1, "year"),
    "jährlich": (1, "year"),
    "jährliche": (1, "year"),
}
_EVERY_FREQUENCY = _FREQUENCY | _FREQUENCY_AFTER_NOUN
_OFTEN = re.compile(
    r"\b(?:(?P<word>" + "|".join(sorted(_EVERY_FREQUENCY, key=len, reverse=True)) + r")"
    r"|(?P<each>each|every|once an?|once (?:each|every|per)) (?P<unit>day|week|month|quarter|year)"
    r"|(?P<count>twice|(?:two|three|four|six) times) (?:an?|per|each|every) (?P<per>day|week|month|quarter|year))\b",
    re.IGNORECASE,
)
_COUNTS = {"twice": 2, "two times": 2, "three times": 3, "four times": 4, "six times": 6}
_MONTHS_A_YEAR = 12
_LONGEST_SENTENCE = 4_000  # so that the work stays linear in text without full stops
_ACTIVITY = re.compile(
    r"\b(?:review|report|audit|meet|inspect|train|survey|statement|updat|assess|publi|brief|test|consult|evaluat|"
    r"hearing|check|visit|statistic|figures|analys|analyz|summar|newsletter|monitor|release|scorecard|examin|post|"
    r"conven|issue|submit|conduct|hold|certif|disclos|informe|revisi|auditor|rapport|bericht|prüf|relatóri)",
    re.IGNORECASE,
)
_NEAR_WORDS = 4
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]?\s+(?=[A-ZÀ-Þ“\"])|\n\s*\n")
_ABBREVIATED = re.compile(
    r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|No|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|St|Gov|Sen|Rep)\.$"
)
_CLAUSE = re.compile(r"[,;:–—()]")
_COUNTED_FROM = re.compile(
    r"\s{1,3}(?:of|after|from|following|de|après|nach|após)\s{1,3}(?P<what>[^.;]{1,80})", re.IGNORECASE
)
_THIS = re.compile(
    r"(?:(?:the |its )?(?:date of |issuance of |publication of |release of |day of )*(?:(?:this|the) (?:announcement|"
    r"notice|publication|page|statement|release|posting|fact sheet|update|date)|"
    r"publication|issuance|release)|today|now)\b",
    re.IGNORECASE,
)
_EFFECTIVE = re.compile(r"(?:the |its )?(?:effective date|taking effect|entry into force|this policy)\b", re.IGNORECASE)
_TO = re.compile(
    r"\b(?:deliver|report|submit|send|provid|present|brief)\w*\b[^.;]{0,40}?\bto "
    r"(?P<to>the [A-Z][\w’'-]*(?: (?:of|for|and|the|[A-Z][\w’'-]*)){0,6}(?<! of)(?<! for)(?<! and)(?<! the)|"
    r"Congress|Parliament|the public)"
)
_SUBJECT = re.compile(
    r"^\W{0,3}(?!(?:As|If|When|While|In|On|At|For|By|To|This|These|That|After|Before|Given|Because|Although|It|There)\s)"
    r"(?P<by>(?:We|The (?:agency|department|bureau|office|administration|service|commission|board|authority|"
    r"director|secretary|county|city|state|ministry|council|committee|panel)|(?:The )?[A-Z][\w&’'.-]*"
    r"(?: (?:and|of|for|the|[A-Z][\w&’'.-]*)){0,7}))\s(?:will|shall|must|is|are|has|have|plans?|aims?|pledges?|"
    r"commits?)\b"
    r"(?!\s(?:be\b|been\b|committed to be))"
)
_PASSIVE = re.compile(
    r"\bbe \w+(?:ed|en|t)(?: to [^.;,]{1,60}?)? by "
    r"(?P<by>the [\w’'-]+(?: [A-Z][\w’'-]*){0,4}|[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,4})"
)
_DELIVERABLE = re.compile(
    r"\b(?:will|shall|(?:is|are) (?=\w+ing\b))\s?(?:also |now |then )?(?P<what>(?:creat|establish|publish|issu|develop|"
    r"launch|provid|deliver|appoint|post|releas|conduct|build|form|introduc|produc|institut|set up|hir|train)\w*\b"
    r"[^.;]{3,160})",
    re.IGNORECASE,
)


class Base(NamedTuple):
    """The days a page lets one count from: its publication, and its policy's effect; ISO, or None."""

    published: str | None = None
    effective: str | None = None


NO_BASE = Base()


class _Sentence(NamedTuple):
    start: int
    text: str


def find_commitments(text: str, base: Base = NO_BASE) -> list[Commitment]:
    """List the commitments in one measure's text, in order, each with its half-open range in `text`."""
    starts = _sentence_starts(text)
    sentences = [_Sentence(start, text[start:end]) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    found = [
        *_from_quantities(text, starts, sentences, base),
        *_from_dates(text, starts, sentences),
        *_from_frequencies(sentences),
    ]
    kept = _without_overlaps(found)
    busy = {bisect_right(starts, one.range[0]) - 1 for one in kept}
    loose = [sentence for number, sentence in enumerate(sentences) if number not in busy]
    kept += [_with_parties(one, sentence.text) for sentence in loose for one in _deliverables(sentence)]
    return sorted(kept, key=lambda one: one.range)


def _sentence_starts(text: str) -> list[int]:
    ends = (match for match in _SENTENCE.finditer(text))
    starts = {end.end() for end in ends if not _ABBREVIATED.search(text, max(0, end.start() - 6), end.start())}
    return sorted({0, *starts, *range(0, len(text), _LONGEST_SENTENCE)})


def _without_overlaps(found: list[Commitment]) -> list[Commitment]:
    """Keep the first of those that overlap, longest first where they begin together."""
    kept: list[Commitment] = []
    for one in sorted(found, key=lambda each: (each.range[0], -each.range[1])):
        if not kept or one.range[0] >= kept[-1].range[1]:
            kept.append(one)
    return kept


def _from_quantities(text: str, starts: list[int], sentences: list[_Sentence], base: Base) -> Iterator[Commitment]:
    for quantity in find_quantities(text):
        sentence = sentences[bisect_right(starts, quantity.range[0]) - 1]
        before = text[max(sentence.start, quantity.range[0] - _REACH) : quantity.range[0]]
        told = _kind(quantity, before, sentence, text)
        if told is None:
            continue
        kind, words = told
        start = quantity.range[0] - words
        due = _due(text, quantity, base) if kind == "deadline" else (None, None)
        one = Commitment(
            kind=kind,
            text=" ".join(text[start : quantity.range[1]].split()),
            range=(start, quantity.range[1]),
            value=quantity.value,
            unit=quantity.unit,
            due=due[0],
            base=due[1],
        )
        yield _with_parties(one, sentence.text)


def _kind(quantity: Quantity, before: str, sentence: _Sentence, text: str) -> tuple[str, int] | None:
    """Tell what a quantity promises, and how many code points before it say so."""
    future = bool(_FUTURE.search(sentence.text))
    negated = bool(_NEGATED.search(text, sentence.start, quantity.range[0]))
    timed = quantity.unit in _SPANS
    rules = (
        ("deadline", _DEADLINE, timed),
        ("limit", _LIMIT, True),
        ("limit", _MORE, negated),
        ("limit", _FLOOR, future),
        ("recurrence", _EVERY, timed),
        ("deadline", _IN, timed and future),
    )
    for kind, pattern, applies in rules:
        match = pattern.search(before) if applies else None
        if match:
            return kind, len(match[0])
    return None


def _due(text: str, quantity: Quantity, base: Base) -> tuple[str | None, str | None]:
    """Compute the day a deadline falls on, and the day it was counted from; both None where that day isn't known."""
    match = _COUNTED_FROM.match(text, quantity.range[1])
    day = base.published or base.effective
    if match:
        what = match["what"]
        named = [date for date in find_dates(what[:_REACH]) if date.range[0] <= len("the date of ")]
        if named:
            day = named[0].date
        elif _EFFECTIVE.match(what):
            day = base.effective or base.published
        elif not _THIS.match(what):
            day = None
    due = _later(day, quantity) if day else None
    return due, day if due else None


def _later(day: str, quantity: Quantity) -> str | None:
    """Count from a full ISO day; business days and hours can't be counted from a date alone."""
    days = {"day": 1, "week": 7}.get(quantity.unit or "")
    months = {"month": 1, "quarter": 3, "year": 12}.get(quantity.unit or "")
    full = len(day) == len("2011-06-17")
    if not full or quantity.value != int(quantity.value) or quantity.value > _FARTHEST:
        return None
    if days:
        return add_days(day, int(quantity.value) * days)
    return add_months(day, int(quantity.value) * months) if months else None


_FARTHEST = 1000


def _from_dates(text: str, starts: list[int], sentences: list[_Sentence]) -> Iterator[Commitment]:
    for date in find_dates(text):
        sentence = sentences[bisect_right(starts, date.range[0]) - 1]
        match = _BY.search(text, max(sentence.start, date.range[0] - _REACH), date.range[0])
        if match is None or not _FUTURE.search(sentence.text):
            continue
        one = Commitment(
            kind=_date_kind(date, sentence.text),
            text=" ".join(text[match.start() : date.range[1]].split()),
            range=(match.start(), date.range[1]),
            due=date.date,
        )
        yield _with_parties(one, sentence.text)


def _date_kind(date: DateMention, sentence: str) -> str:
    """Tell a deadline (a full day, or a month in which something is to be delivered) from a target."""
    if date.precision == "month":
        return "deadline" if _DELIVERY.search(sentence) else "target"
    return "deadline" if date.precision == "day" else "target"


def _from_frequencies(sentences: list[_Sentence]) -> Iterator[Commitment]:
    for sentence in sentences:
        for match in _OFTEN.finditer(sentence.text):
            interval = _interval(match)
            if interval and _is_activity(sentence.text, match):
                start = sentence.start + match.start()
                one = Commitment(
                    kind="recurrence",
                    text=match[0],
                    range=(start, start + len(match[0])),
                    value=interval[0],
                    unit=interval[1],
                )
                yield _with_parties(one, sentence.text)


def _interval(match: re.Match[str]) -> tuple[int, str] | None:
    """Return the time between two occurrences, or None where it is no whole number of a named unit."""
    if match["word"]:
        return _EVERY_FREQUENCY[match["word"].lower()]
    if match["unit"]:
        return 1, UNITS[match["unit"].lower()]
    count = _COUNTS[match["count"].lower()]
    return (_MONTHS_A_YEAR // count, "month") if match["per"].lower() == "year" else None


def _is_activity(sentence: str, match: re.Match[str]) -> bool:
    """Whether what recurs is something the agency does: the next words name it, or its clause has such a verb."""
    after = " ".join(sentence[match.end() :].split()[:_NEAR_WORDS])
    before = " ".join(sentence[: match.start()].split()[-_NEAR_WORDS:])
    word = (match["word"] or "").lower()
    if word and _ACTIVITY.search(f"{before} {after}" if word in _FREQUENCY_AFTER_NOUN else after):
        return True
    clause_start = max((cut.end() for cut in _CLAUSE.finditer(sentence, 0, match.start())), default=0)
    adverb = not word or word.endswith(("ly", "mente"))
    return adverb and bool(_ACTIVITY.search(sentence, clause_start, match.start()))


def _deliverables(sentence: _Sentence) -> Iterator[Commitment]:
    match = _DELIVERABLE.search(sentence.text)
    if match:
        start, end = (sentence.start + place for place in match.span("what"))
        words = match["what"].rstrip()
        yield Commitment(
            kind="deliverable", text=" ".join(words.split()), range=(start, end - len(match["what"]) + len(words))
        )


def _with_parties(one: Commitment, sentence: str) -> Commitment:
    """Add who promised and to whom, where the sentence says so."""
    to = _TO.search(sentence)
    by = _PASSIVE.search(sentence) or _SUBJECT.search(sentence)
    return Commitment(
        kind=one.kind,
        text=one.text,
        range=one.range,
        value=one.value,
        unit=one.unit,
        due=one.due,
        base=one.base,
        by=" ".join(by["by"].split()) if by else None,
        to=" ".join(to["to"].split()) if to else None,
    )
