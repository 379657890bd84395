"""Checkable promises in a measure's text: deadlines, limits, recurrences, targets, deliverables.

A number or date is a promise only with the words that make it one ("within", "no more than", "every", "by"). A `due`
date is computed only where the day to count from is known.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from app.domain import promise_words as words
from app.domain.dates import find_dates
from app.domain.due_dates import later
from app.domain.extracted import Commitment, DateMention, Quantity
from app.domain.letters import lowered
from app.domain.promise_phrases import deliverable_end, phrase
from app.domain.quantities import UNITS, find_quantities

if TYPE_CHECKING:
    from collections.abc import Iterator

_COUNTED_FROM = re.compile(
    r"\s{1,3}(?:of|after|from|following|de|après|nach|após)\s{1,3}(?P<what>[^.;]{1,80})", re.IGNORECASE
)
_STANDING = re.compile(
    r"\b(?:each|every|any|anyone|anybody|whenever|whoever|if|when|once|where|(?:complaint|request|application|"
    r"appeal|"
    r"inquirie|call|question|refund|claim|visitor)s (?:will|must|shall)|cada|chaque|jede[nrs]?|"
    r"toute?s?)\b",
    re.IGNORECASE,
)
_USUAL = re.compile(
    r"\b(?:is|are|se|sont|est|werden|wird|são|é|answers?|repl(?:y|ies)|responds?|acknowledges?|decides?|processes|"
    r"handles?|reviews?|refunds?|resolves?|returns?|sends?|pays?|contesta|responde|répond|antwortet|beantwortet)\s",
    re.IGNORECASE,
)
_FORETOLD = re.compile(  # says what will come to pass, or was thought of, and promises nothing
    r"\b(?:was|were|had|assum\w+|expect\w+|forecast\w*|predict\w+|estimat\w+|foresee\w*|foreseen|projected|"
    r"expir\w+|ends?|lapses?|decline\w*)\b",
    re.IGNORECASE,
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
    r"^\W{0,3}(?!(?:As|If|When|While|In|On|At|For|By|To|This|These|That|After|Before|Given|Because|Although|It|"
    r"There)\s)"
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
    r"[^.;]{3})",
    re.IGNORECASE,
)


_SHORTEST_CLAUSE = 3


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
        *_from_dates(text, starts, sentences, base),
        *_from_spans_of_one(text, starts, sentences, base),
        *_from_frequencies(sentences),
    ]
    kept = _without_overlaps(found)
    busy = {bisect_right(starts, one.range[0]) - 1 for one in kept}
    loose = [sentence for number, sentence in enumerate(sentences) if number not in busy]
    phrased = _phrased(text, kept, starts, sentences)
    phrased += [_with_parties(one, sentence.text) for sentence in loose for one in _deliverables(sentence)]
    return sorted(phrased, key=lambda one: one.range)


def _phrased(text: str, kept: list[Commitment], starts: list[int], sentences: list[_Sentence]) -> list[Commitment]:
    """Widen each promise's text to a phrase that can be read alone, up to its neighbours."""
    phrased: list[Commitment] = []
    for one, after in zip(kept, [*(each.range[0] for each in kept[1:]), len(text)][: len(kept)], strict=True):
        offset, sentence = sentences[bisect_right(starts, one.range[0]) - 1]
        before = phrased[-1].range[1] if phrased else 0
        found = (one.range[0] - offset, one.range[1] - offset)
        start, end = phrase(sentence, found, one.kind, (before - offset, after - offset))
        place = (start + offset, end + offset)
        phrased.append(replace(one, text=" ".join(text[slice(*place)].split()), range=place))
    return phrased


def _sentence_starts(text: str) -> list[int]:
    ends = (match for match in words.SENTENCE.finditer(text))
    starts = {end.end() for end in ends if not words.ABBREVIATED.search(text, max(0, end.start() - 6), end.start())}
    forced = (text.rfind(" ", 0, place) + 1 or place for place in range(0, len(text), words.LONGEST_SENTENCE))
    return sorted({0, *starts, *forced})


def _without_overlaps(found: list[Commitment]) -> list[Commitment]:
    """Keep the later of two that overlap, for it says more: "at least twice a year" is a recurrence and no limit."""
    kept: list[Commitment] = []
    for one in sorted(found, key=lambda each: (each.range[0], -each.range[1])):
        if kept and one.range[0] < kept[-1].range[1]:
            kept.pop()
        kept.append(one)
    return kept


def _from_quantities(text: str, starts: list[int], sentences: list[_Sentence], base: Base) -> Iterator[Commitment]:
    for quantity in find_quantities(text):
        sentence = sentences[bisect_right(starts, quantity.range[0]) - 1]
        before = text[max(sentence.start, quantity.range[0] - words.REACH) : quantity.range[0]]
        told = _kind(quantity, before, sentence, text)
        if told is None:
            continue
        kind, length = told
        start = quantity.range[0] - length
        standing = _stands(sentence, start) and not _COUNTED_FROM.match(text, quantity.range[1])
        due = _due(text, quantity, base) if kind == "deadline" and not standing else (None, None)
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
    future = bool(words.FUTURE.search(sentence.text))
    negated = bool(words.NEGATED.search(text, sentence.start, quantity.range[0]))
    timed = quantity.unit in words.SPANS
    rules = (
        ("deadline", words.DEADLINE, timed),
        ("limit", words.LIMIT, True),
        ("limit", words.MORE, negated),
        ("limit", words.FLOOR, future or _sets_floor(before, sentence, timed=timed)),
        ("recurrence", words.EVERY, timed),
        ("deadline", words.IN, timed and future),
    )
    for kind, pattern, applies in rules:
        match = pattern.search(before) if applies else None
        if match:
            return kind, len(match[0])
    if words.AT_MOST_AFTER.match(text, quantity.range[1]):
        return "limit", 0
    after = words.AFTER.search(before) if timed and words.DELETED.match(text, quantity.range[1]) else None
    if after:
        return "limit", len(after[0])
    counted = _COUNTED_FROM.match(text, quantity.range[1]) if timed and future else None
    return ("deadline", 0) if counted and _THIS.match(counted["what"]) else None


def _sets_floor(before: str, sentence: _Sentence, *, timed: bool) -> bool:
    """Whether "at least 14 days" or "may … up to 72 hours" is a rule, though the sentence is in the present."""
    if words.AT_LEAST.search(before):
        return timed and not words.PAST.search(sentence.text)
    return bool(words.ALLOWS.search(before))


def _stands(sentence: _Sentence, start: int) -> bool:
    """Whether a sentence is a standing rule, of whatever may come in, and no promise to be kept once."""
    before = sentence.text[: start - sentence.start]
    return bool(_STANDING.search(before) or (_USUAL.search(before) and not words.FUTURE.search(sentence.text)))


def _due(text: str, quantity: Quantity, base: Base) -> tuple[str | None, str | None]:
    """Compute the day a deadline falls on, and the day it was counted from; both None where that day isn't known."""
    match = _COUNTED_FROM.match(text, quantity.range[1])
    day = base.published or base.effective
    if match:
        what = match["what"]
        named = [date for date in find_dates(what[: words.REACH]) if date.range[0] <= len("the date of ")]
        if named:
            day = named[0].date
        elif _EFFECTIVE.match(what):
            day = base.effective or base.published
        elif not _THIS.match(what):
            day = None
    due = later(day, quantity.value, quantity.unit or "") if day else None
    return due, day if due else None


def _from_spans_of_one(text: str, starts: list[int], sentences: list[_Sentence], base: Base) -> Iterator[Commitment]:
    """Read "within a month" and "within half a year", where no number stands."""
    for match in words.SPAN_OF_ONE.finditer(text):
        sentence = sentences[bisect_right(starts, match.start()) - 1]
        name = lowered(match["unit"])
        unit = {"fortnight": "week"}.get(name) or UNITS.get(name) or UNITS[name.removesuffix("s").removesuffix("e")]
        value = 2 if name == "fortnight" else 1
        if match["half"]:
            value, unit = _HALVES.get(unit, (value, unit))
        quantity = Quantity(text=match[0], value=value, unit=unit, range=match.span())
        standing = _stands(sentence, match.start()) and not _COUNTED_FROM.match(text, match.end())
        due, named = (None, None) if standing else _due(text, quantity, base)
        one = Commitment(
            kind="deadline",
            text=" ".join(match[0].split()),
            range=match.span(),
            value=value,
            unit=unit,
            due=due,
            base=named,
        )
        yield _with_parties(one, sentence.text)


_HALVES = {"year": (6, "month"), "day": (12, "hour"), "hour": (30, "minute")}


def _from_dates(text: str, starts: list[int], sentences: list[_Sentence], base: Base) -> Iterator[Commitment]:
    for date in find_dates(text):
        sentence = sentences[bisect_right(starts, date.range[0]) - 1]
        match = words.BY.search(text, max(sentence.start, date.range[0] - words.REACH), date.range[0])
        known = base.published is not None and date.date > base.published[: len(date.date)]
        ahead = known and not _FORETOLD.search(sentence.text)
        promised = ahead or words.FUTURE.search(sentence.text) or (match and _binds(match, sentence))
        if match is None or not promised:
            continue
        one = Commitment(
            kind=_date_kind(date, sentence.text),
            text=" ".join(text[match.start() : date.range[1]].split()),
            range=(match.start(), date.range[1]),
            due=date.date,
        )
        yield _with_parties(one, sentence.text)


def _binds(by: re.Match[str], sentence: _Sentence) -> bool:
    """Whether the words before a date promise in any tense: "at the latest", or "Bis 2033" that opens a sentence."""
    if words.AT_THE_LATEST.search(by[0]):
        return True
    return by.start() == sentence.start and by[0].startswith("Bis") and not words.PAST_BIS.search(sentence.text)


def _date_kind(date: DateMention, sentence: str) -> str:
    """Tell a deadline (a full day, or a month in which something is to be delivered) from a target."""
    if date.precision == "month":
        return "deadline" if words.DELIVERY.search(sentence) else "target"
    return "deadline" if date.precision == "day" else "target"


def _from_frequencies(sentences: list[_Sentence]) -> Iterator[Commitment]:
    for sentence in sentences:
        for match in words.OFTEN.finditer(sentence.text):
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
        return words.EVERY_FREQUENCY[lowered(match["word"])]
    if match["weekday"]:
        return 1, "week"
    if match["skip"]:
        return words.SKIPS[lowered(match["skip"])], UNITS[lowered(match["skipped"])]
    if match["unit"]:
        return 1, UNITS[lowered(match["unit"])]
    count = words.COUNTS[lowered(match["count"])]
    return (words.MONTHS_A_YEAR // count, "month") if lowered(match["per"]) == "year" else None


def _is_activity(sentence: str, match: re.Match[str]) -> bool:
    """Whether what recurs is something the agency does: the next words name it, or its clause has such a verb."""
    if words.COMPARED.search(sentence, 0, match.start()):
        return False
    after = " ".join(sentence[match.end() :].split()[: words.NEAR_WORDS])
    before = " ".join(sentence[: match.start()].split()[-words.NEAR_WORDS :])
    word = lowered(match["word"] or "")
    if word and words.ACTIVITY.search(f"{before} {after}" if word in words.FREQUENCY_AFTER_NOUN else after):
        return True
    clause_start = max((cut.end() for cut in words.CLAUSE.finditer(sentence, 0, match.start())), default=0)
    adverb = not word or word.endswith(("ly", "mente", "lich"))
    if adverb and words.ACTIVITY.search(sentence, clause_start, match.start()):
        return True
    return adverb and _is_habit(sentence, match, clause_start)


def _is_habit(sentence: str, match: re.Match[str], clause_start: int) -> bool:
    """Whether a clause says, in the present and without a figure, that something is done again and again.

    "The course is repeated every year." A sum, a count or the past tense makes it a statistic.
    """
    before = sentence[clause_start : match.start()]
    told = len(before.split()) >= _SHORTEST_CLAUSE and words.CLAUSE_ENDS.match(sentence, match.end()) is not None
    return told and not words.STATISTIC.search(before)


def _deliverables(sentence: _Sentence) -> Iterator[Commitment]:
    match = _DELIVERABLE.search(sentence.text)
    if match:
        start = match.start("what")
        end = deliverable_end(sentence.text, start)
        yield Commitment(
            kind="deliverable",
            text=" ".join(sentence.text[start:end].split()),
            range=(sentence.start + start, sentence.start + end),
        )


def _with_parties(one: Commitment, sentence: str) -> Commitment:
    """Add who promised and to whom, where the sentence says so."""
    to = _TO.search(sentence)
    by = _PASSIVE.search(sentence) or _SUBJECT.search(sentence)
    return replace(one, by=" ".join(by["by"].split()) if by else None, to=" ".join(to["to"].split()) if to else None)
