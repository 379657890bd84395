"""Dates that a text names: found by patterns, built by hand, never guessed.

A date that two readers could read differently ("3/4/2011" on a page without a clearer one) is left out.
Patterns know English, Spanish, French, German and Portuguese month names.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from app.domain.extracted import DateMention
from app.domain.letters import lowered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MONTH_NAMES = (
    "january jan janvier janeiro enero januar jänner ene",
    "february feb février fevereiro febrero februar fev febr févr",
    "march mar mars março marzo märz mär",
    "april apr avril abril abr avr",
    "may mai maio mayo",
    "june jun juin junho junio juni",
    "july jul juillet julho julio juli juil",
    "august aug août agosto",
    "september sep sept septembre setembro septiembre",
    "october oct octobre outubro octubre oktober okt",
    "november nov novembre novembro noviembre",
    "december dec décembre dezembro diciembre dezember dic dez déc",
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}


def one_of(words: Iterable[str]) -> str:
    """Return a pattern of words, a longer one before its own beginning; what they begin with is looked at once."""
    endings: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        endings.setdefault(word[0], []).append(word[1:])
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in endings.items())


_MONTH = r"(?P<{0}>" + one_of(MONTHS) + r")\b\.?"
_YEAR = (
    r"(?P<{0}>1[5-9]\d\d|20\d\d)(?![\d,]\d|\d|[-/.]\d|\s?%|\s(?:people|persons|dollars|cases|days|personas|personnes|"
    r"pessoas|menschen|jahren?|años|ans|anos|euros?)\b)"
)
_DATE = re.compile(
    r"(?<![\w$€£#§./-])(?:"
    r"(?P<iy>1[5-9]\d\d|20\d\d)-(?P<im>\d\d)-(?P<id>\d\d)(?!\d)"
    rf"|{_MONTH.format('m1')}\s{{1,3}}(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,3}}{_YEAR.format('y1')}"
    r"|(?P<d2>\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s{1,3}(?:of\s|de\s)?"
    rf"{_MONTH.format('m2')},?\s{{1,3}}(?:of\s|de\s|del\s)?{_YEAR.format('y2')}"
    rf"|{_MONTH.format('m3')},?\s{{1,3}}(?:of\s|de\s)?{_YEAR.format('y3')}"
    r"|(?P<n1>\d{1,2})(?P<sep>[/.])(?P<n2>\d{1,2})(?P=sep)(?P<ny>1[5-9]\d\d|20\d\d)(?!\d)"
    r"|(?:fiscal\syears?|FY)[\s’'-]{0,2}(?P<fy>(?:19|20)?\d\d)(?!\d)"
    r"|(?:(?:in|by|since|until|till|before|after|during|from|through|throughout|of|early|late|mid|year|"
    r"en|desde|hasta|antes\sde|depuis|avant|d[’']ici|dès|im\sJahr|seit|bis|ab|em|até|ano|año)[\s-]\(?)"
    + _YEAR.format("y4")
    + r")",
    re.IGNORECASE,
)
_MAY_BE_DATE = re.compile(
    r"(?=[12yf])(?:1[5-9]\d\d|20\d\d|(?:years?|FY)[\s’'-]{0,2}\d\d)", re.IGNORECASE
)  # every date holds one
_RELATIVE = re.compile(r"\b(last|this|next)\s(year|month)\b|\b(today|yesterday|tomorrow)\b", re.IGNORECASE)
_STEPS = {"last": -1, "this": 0, "next": 1, "yesterday": -1, "today": 0, "tomorrow": 1}
_MONTHS_A_YEAR = 12


class _Found(NamedTuple):
    start: int
    end: int
    date: str
    precision: str


def find_dates(text: str, *, captured: str | None = None) -> list[DateMention]:
    """List the dates in `text`, in order, each with role "mentioned" and its half-open range in code points.

    `captured` is the (partial) ISO date on which the page was copied; relative dates ("last year") are resolved
    only where it is known. A day that no calendar has (30 February) is left out.
    """
    found = [*_absolute(text), *(_relative(text, captured) if captured else ())]
    return [
        DateMention(
            text=text[one.start : one.end],
            date=one.date,
            precision=one.precision,
            role="mentioned",
            range=(one.start, one.end),
        )
        for one in sorted(found)
    ]


def _absolute(text: str) -> Iterator[_Found]:
    if not _MAY_BE_DATE.search(text):
        return
    matches = list(_DATE.finditer(text))
    day_first = _day_first(matches)
    for match in matches:
        group = match.groupdict()
        start, end = match.span()
        if group["fy"]:
            yield _Found(start, end, f"FY{_full_year(group['fy'])}", "fiscal_year")
        elif group["y4"]:
            yield _Found(match.start("y4"), match.end("y4"), group["y4"], "year")
        elif group["y3"]:
            yield _Found(start, end, f"{group['y3']}-{MONTHS[group['m3'].lower()]:02}", "month")
        elif (day := _day(group, day_first=day_first)) is not None:
            yield _Found(start, end, day, "day")


def _full_year(digits: str) -> str:
    return digits if len(digits) > 2 else f"20{digits}"  # noqa: PLR2004  # two digits are a year of this century


def _day(group: dict[str, str | None], *, day_first: bool | None) -> str | None:
    """Build the ISO day that a match names, or None where there is no such day or its order cannot be told."""
    if group["iy"]:
        return _iso(group["iy"], group["im"], group["id"])
    if group["m1"]:
        return _iso(group["y1"], MONTHS[lowered(group["m1"])], group["d1"])
    if group["m2"]:
        return _iso(group["y2"], MONTHS[lowered(group["m2"])], group["d2"])
    first, second = group["n1"], group["n2"]
    if day_first is None:
        return _iso(group["ny"], first, second) if first == second else None
    return _iso(group["ny"], second, first) if day_first else _iso(group["ny"], first, second)


def _iso(year: object, month: object, day: object) -> str | None:
    try:
        return dt.date(int(str(year)), int(str(month)), int(str(day))).isoformat()
    except ValueError:
        return None


def _day_first(matches: list[re.Match[str]]) -> bool | None:
    """Tell from the page's own unmistakable dates whether 3/4 is a day before a month; None where it can't be told."""
    votes = {True: False, False: False}
    for match in matches:
        if match["n1"]:
            first, second = int(match["n1"]), int(match["n2"])
            votes[True] |= match["sep"] == "." or second <= _MONTHS_A_YEAR < first
            votes[False] |= match["sep"] == "/" and first <= _MONTHS_A_YEAR < second
    return None if votes[True] == votes[False] else votes[True]


def _relative(text: str, captured: str) -> Iterator[_Found]:
    parts = [int(part) for part in captured.split("-")]
    for match in _RELATIVE.finditer(text):
        step = _STEPS[lowered(match[1] or match[3])]
        unit = lowered(match[2] or "day")
        if unit == "year":
            yield _Found(*match.span(), str(parts[0] + step), "year")
        elif unit == "month" and len(parts) > 1:
            yield _Found(*match.span(), add_months("-".join(captured.split("-")[:2]), step), "month")
        elif unit == "day" and len(parts) > 2:  # noqa: PLR2004  # a full day has three parts
            yield _Found(*match.span(), add_days(captured, step), "day")


def add_days(day: str, count: int) -> str:
    """Return the ISO day `count` days after the ISO day `day`."""
    return (dt.date.fromisoformat(day) + dt.timedelta(days=count)).isoformat()


def add_months(date: str, count: int) -> str:
    """Return the ISO month or day `count` months after `date`; the 31st becomes a shorter month's last day."""
    year, month, *day = (int(part) for part in date.split("-"))
    years, month0 = divmod(month - 1 + count, _MONTHS_A_YEAR)
    year += years
    if not day:
        return f"{year:04}-{month0 + 1:02}"
    return f"{year:04}-{month0 + 1:02}-{min(day[0], calendar.monthrange(year, month0 + 1)[1]):02}"
