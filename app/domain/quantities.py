"""Numbers with their units that a text names: digits, money, per cent, spelled-out numbers, ordinals, "twice".

Numbers that count nothing are no quantities and are left out: dates and years, telephone numbers, addresses,
section and case numbers, versions, and parts of names ("COVID-19").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.domain.dates import MONTHS, find_dates, one_of
from app.domain.extracted import Quantity
from app.domain.letters import lowered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.domain.extracted import DateMention

_UNIT_WORDS = {
    "second": "second seconds segundo segundos seconde secondes sekunde sekunden",
    "minute": "minute minutes minuto minutos minuten",
    "hour": "hour hours hora horas heure heures stunde stunden",
    "day": "day days día días dia dias jour jours tag tage tagen",
    "business day": "business-day business-days",
    "week": "week weeks semana semanas semaine semaines woche wochen",
    "month": "month months mes meses mois monat monate monaten mês",
    "quarter": "quarter quarters trimestre trimestres quartal quartale",
    "year": "year years año años an ans année années jahr jahre jahren ano anos",
    "decade": "decade decades",
    "century": "century centuries",
    "percent": "percent percentage-points prozent pct",
    "time": "times fold",
    "people": "people persons individuals personas personnes personen pessoas",
    "mile": "mile miles",
    "kilometre": "km kilometers kilometres kilometer kilometre",
    "metre": "meter meters metre metres",
    "foot": "foot feet ft",
    "inch": "inch inches",
    "centimetre": "cm centimeters centimetres",
    "millimetre": "mm millimeters millimetres",
    "acre": "acre acres",
    "pound": "pound pounds lb lbs",
    "kilogram": "kg kilograms",
    "gram": "grams",
    "ton": "ton tons tonnes",
    "gallon": "gallon gallons",
    "litre": "liter liters litre litres",
    "degree": "degrees °C °F °c °f",
    "USD": "dollars dollar",
    "EUR": "euros euro",
    "cent": "cents",
}
UNITS = {word.replace("-", " "): unit for unit, words in _UNIT_WORDS.items() for word in words.split()}
CURRENCIES = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP"}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_WORDS = {
    word: value
    for values, words in (
        (range(10), "zero one two three four five six seven eight nine"),
        (range(10, 20), "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"),
        (range(20, 100, 10), "twenty thirty forty fifty sixty seventy eighty ninety"),
    )
    for value, word in zip(values, words.split(), strict=True)
}
_ORDINAL_WORDS = "first second third fourth fifth sixth seventh eighth ninth tenth"
_ORDINALS = {word: value for value, word in enumerate(_ORDINAL_WORDS.split(" "), 1)}
_SUFFIXES = {"": 1, "k": 1_000, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9, "tn": 10**12}
_MULTIPLES = {"twice": 2, "thrice": 3}
_ROUND = _SCALES | {"dozen": 12}
_LONGEST = 30  # characters of a number; what is longer counts nothing that a reader could tell
_GAPS = "\u00a0\u2009\u202f"
# "1,000.5", "1 000,5", "1.000.000,5", "3,5", "3.5": what tells the decimals is how many digits stand in the groups.
_DIGITS = (
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|"
    rf"\d{{1,3}}(?:[{_GAPS}]\d{{3}}){{1,9}}(?:,\d{{1,2}})?(?!\d)|"
    r"\d{1,3}(?:\.\d{3}){2,9}(?:,\d{1,2})?(?!\d)|"
    r"\d{1,3}(?:\.\d{3})?,\d{1,2}(?!\d)|"
    r"\d+(?:\.\d+)?"
)
_DECIMAL_COMMA = re.compile(r",\d{1,2}$")
_POINTED = re.compile(r",\d{1,2}$|\..*\.")  # is a number only where a unit says so: "pages 3,5"
_GROUP = re.compile(r"[1-9]\d{0,2}\.\d{3}")
# Units of which parts are told to three decimals; of all others "1.500" is a thousand and some.
_MEASURED_UNITS = """
percent mile kilometre metre foot inch centimetre millimetre acre pound kilogram gram ton gallon litre degree second
minute hour
"""
_MEASURED = frozenset(_MEASURED_UNITS.split())
_SPELLED = one_of([*_WORDS, *_ROUND])
_MONTH = one_of(MONTHS)
_BEGINNINGS = "".join(sorted({word[0] for word in [*_WORDS, *_ROUND, *_MULTIPLES, "the", "its", "a", "every"]}))
_NUMBER = re.compile(
    r"(?=[\s\dU$€£])(?<![\w.,/#§:&=@+-])(?P<money>US\$|[$€£])?\s?(?P<digits>" + _DIGITS + r")"
    r"(?(money)(?:(?P<first>bn|mn|tn|[mbk])(?![^\W\d]))?)"
    r"(?:(?P<join>\s?[–-]\s?|\sto\s)(?P<second>US\$|[$€£])?(?P<upper>" + _DIGITS + r"))?"
    r"(?:\s(?P<scale>hundred|thousand|million|billion|trillion)\b|(?(join)(?P<suffix>bn|mn|tn|[mbk])\b|(?!)))?"
    r"|\b(?=[" + _BEGINNINGS + r"])(?:(?P<words>(?:" + _SPELLED + r")(?:[\s-](?:and\s)?(?:" + _SPELLED + r")){0,6})\b"
    r"|(?P<multiple>twice|thrice)\b"
    r"|(?:the|its|their|a|every|each)\s(?P<ordinal>" + "|".join(_ORDINALS) + r")\b(?=\s[a-z]))",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\s?(?P<sign>%|°\s?[CF]\b|[€£])"
    r"|[\s-]{1,2}(?P<percent>per\scent\b|percentage\spoints?\b)"
    r"|[\s-]{1,2}(?P<business>business|working|calendar)\s(?P<day>days?)\b"
    r"|[\s-]{1,2}(?P<word>[^\W\d_]+)",
    re.IGNORECASE,
)
_REFERRING_WORDS = """
section sections sec title titles article articles chapter chapters part parts figure figures table tables page pages
level levels rule rules paragraph paragraphs volume version rfc form item step question myth fact rumor fiction case
order docket room suite phase no nos number amendment group grade class type act covid route highway interstate box
"""
_REFERRING = frozenset(_REFERRING_WORDS.split())
_SIGN_UNITS = {"%": "percent", "€": "EUR", "£": "GBP"}
_SIGNS = frozenset("#§")
_PUBLIC_LAW = re.compile(r"\bpublic law$", re.IGNORECASE)
_LAST_WORD = re.compile(r"(\s?)\.?(\w+)")  # of a text that is read from its end
_NOT_A_COUNT = re.compile(
    r"\w|[.,/:]\d|[\s-]\d|\s(?:(?:U\.?S\.?C|C\.?F\.?R|Stat|" + _MONTH + r")\b|U\.\s?S\.\s?Code)", re.IGNORECASE
)
_LIST_NUMBER = re.compile(r"[.)]\s")
_ORDINAL_END = re.compile(r"(?:st|nd|rd|th)\b", re.IGNORECASE)
_YEARS = range(1500, 2100)
_REACH = 24


def find_quantities(text: str, dates: Sequence[DateMention] | None = None) -> list[Quantity]:
    """List the quantities in `text`, in order, each with its half-open range in code points.

    `dates` are those in the text, where they are at hand.

    `value` is the number as written (5 million is 5000000); `unit` is singular English ("day", "percent", an ISO
    currency code, "ordinal", "time"), or None where no unit follows. Two ends of a range are two quantities.
    """
    return list(_found(text, find_dates(text) if dates is None else dates))


def _found(text: str, mentions: Iterable[DateMention]) -> Iterator[Quantity]:
    end = len(text), len(text)
    dates = iter([mention.range for mention in mentions])
    date_start, date_end = next(dates, end)
    for match in _NUMBER.finditer(text):
        while match.start() >= date_end and date_end < len(text):
            date_start, date_end = next(dates, end)
        if match.end() > date_start and match.start() < date_end:
            continue
        if match["digits"]:
            yield from _from_digits(text, match)
        elif match["words"]:
            yield from _from_words(text, match)
        elif match["multiple"]:
            yield _quantity(text, match.span(), _MULTIPLES[lowered(match["multiple"])], "time")
        else:
            yield _quantity(text, match.span("ordinal"), _ORDINALS[lowered(match["ordinal"])], "ordinal")


def _quantity(text: str, span: tuple[int, int], value: float, unit: str | None) -> Quantity:
    return Quantity(text=text[slice(*span)], value=value, unit=unit, range=span)


def _from_digits(text: str, match: re.Match[str]) -> Iterator[Quantity]:
    if max(len(match["digits"]), len(match["upper"] or "")) > _LONGEST:
        return
    start, end = match.start("money") if match["money"] else match.start("digits"), match.end()
    ordinal = _ORDINAL_END.match(text, end)
    if ordinal and not match["money"]:
        yield _quantity(text, (match.start("digits"), ordinal.end()), int(_number(match["digits"])), "ordinal")
        return
    if _counts_nothing(text, match, start):
        return
    suffix = lowered(match["suffix"] or match["first"] or "")
    scale = _SCALES[lowered(match["scale"])] if match["scale"] else _SUFFIXES[suffix]
    unit, unit_end = _unit(text, end)
    money = CURRENCIES[match["money"].upper()] if match["money"] else None
    if match["upper"] is None:
        digits = match["digits"]
        if _GROUP.fullmatch(digits) and not money and unit not in _MEASURED:
            if unit is None:
                return  # a thousand and some, or three decimals: it can't be told
            digits = digits.replace(".", "")
        if unit or money or match["scale"] or not (_is_year(digits) or _POINTED.search(digits)):
            yield _quantity(text, (start, end if money else unit_end), _scaled(digits, scale), money or unit)
    elif unit or money or match["scale"]:
        first = match.end("first" if match["first"] else "digits")
        own = scale if match["scale"] or not match["first"] else _SUFFIXES[lowered(match["first"])]
        yield _quantity(text, (start, first), _scaled(match["digits"], own), money or unit)
        upper = (match.start("second" if match["second"] else "upper"), end if money else unit_end)
        yield _quantity(text, upper, _scaled(match["upper"], scale), money or unit)


def _counts_nothing(text: str, match: re.Match[str], start: int) -> bool:
    """Whether a number is a reference, a telephone number, a time of day, a version or a list's own number."""
    if _LIST_NUMBER.match(text, match.end()):
        line_start = text.rfind("\n", max(0, start - _REACH), start) + 1
        if not text[line_start:start].strip(" \t*•-") and (line_start > 0 or start < _REACH):
            return True
    return _is_reference(text[max(0, start - _REACH) : start]) or _NOT_A_COUNT.match(text, match.end()) is not None


def _is_reference(before: str) -> bool:
    """Tell whether a number names something by what stands before it: "section ", "No. ", "June ", "§", "B-"."""
    return _names(before) or (before[-1:] == "\n" and _names(before[:-1]))


def _names(before: str) -> bool:
    last, second_last = before[-1:], before[-2:-1]
    if last == "-":
        return second_last.isalnum() or second_last == "_"
    if last in _SIGNS or (last.isspace() and (second_last in _SIGNS or second_last.isdecimal())):
        return True
    match = _LAST_WORD.match(before[::-1])
    if match is None:
        return False
    word = lowered(match[2][::-1])
    return (
        word in _REFERRING
        or (word in MONTHS and bool(match[1]))
        or (word == "law" and _PUBLIC_LAW.search(before[: len(before) - match.start(2)]) is not None)
    )


def _is_year(digits: str) -> bool:
    return digits.isdigit() and int(digits) in _YEARS


def _number(digits: str) -> float:
    plain = "".join(character for character in digits if character not in _GAPS)
    if _DECIMAL_COMMA.search(plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif plain.count(".") > 1:
        plain = plain.replace(".", "")
    plain = plain.replace(",", "")
    return float(plain) if "." in plain else int(plain)


def _scaled(digits: str, scale: int) -> float:
    value = _number(digits) * scale
    return int(value) if value == int(value) and (scale > 1 or "." not in digits) else value


def _unit(text: str, end: int) -> tuple[str | None, int]:
    """Read the unit that follows at `end`; without one return None and `end`."""
    match = _UNIT.match(text, end)
    if match is None:
        return None, end
    if match["sign"]:
        return _SIGN_UNITS.get(match["sign"], "degree"), match.end()
    if match["percent"]:
        return "percent", match.end()
    if match["business"]:
        return ("day" if lowered(match["business"]) == "calendar" else "business day"), match.end()
    unit = UNITS.get(lowered(match["word"]))
    return unit, match.end() if unit else end


def _from_words(text: str, match: re.Match[str]) -> Iterator[Quantity]:
    words = [word for word in re.split(r"[\s-]+", lowered(match["words"])) if word != "and"]
    unit, unit_end = _unit(text, match.end())
    if words[0] in _ROUND or (words in (["one"], ["zero"]) and not unit):
        return
    if _is_reference(text[max(0, match.start() - _REACH) : match.start()]):
        return
    total, part = 0, 0
    for word in words:
        scale = _ROUND.get(word)
        if scale is None:
            part += _WORDS[word]
        elif scale < _SCALES["thousand"]:
            part *= scale
        else:
            total, part = total + part * scale, 0
    yield _quantity(text, (match.start(), unit_end), total + part, unit)
