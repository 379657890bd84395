"""Dates known to the day, the month or the year: `2011-06-25`, `2011-06`, `2011` (ISO 8601, reduced precision)."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime
from enum import StrEnum
from functools import total_ordering

from app.domain.errors import Rejected
from app.domain.sentences import Sentence

SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@total_ordering
class PartialDate:
    """A date with its precision. Ordered by its first day, the vaguer one first."""

    __slots__ = ("_parts",)

    def __init__(self, year: int, month: int | None = None, day: int | None = None) -> None:
        if month is None and day is not None:
            raise ValueError("a day is of a month")
        date(year, 1 if month is None else month, 1 if day is None else day)
        self._parts = (year, month, day)

    @classmethod
    def parse(cls, text: str, field: str | None = None) -> PartialDate:
        """Read `YYYY[-MM[-DD]]`. Raise Rejected, with the form field's name, for any other text or no such day."""
        match = SHAPE.fullmatch(text.strip())
        if match is None:
            raise Rejected(
                Sentence("“%(given)s” is no date; write 2011-06-25, 2011-06 or 2011.", given=text.strip()[:40]), field
            )
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None  # noqa: S101  # the pattern demands it
        try:
            return cls(year, month, day)
        except ValueError:
            raise Rejected(
                Sentence("There is no day %(given)s; look at the month and the day.", given=text.strip()), field
            ) from None

    @property
    def precision(self) -> Precision:
        """Tell how much of the date is known."""
        _, month, day = self._parts
        return Precision.DAY if day else Precision.MONTH if month else Precision.YEAR

    @property
    def first_day(self) -> date:
        """The first day that it can mean."""
        year, month, day = self._parts
        return date(year, month or 1, day or 1)

    @property
    def last_day(self) -> date:
        """The last day that it can mean."""
        year, month, day = self._parts
        month = month or 12
        return date(year, month, day or monthrange(year, month)[1])

    @property
    def spoken(self) -> str:
        """The date as it is printed: 25 June 2011, June 2011, 2011."""
        year, month, day = self._parts
        return " ".join(str(part) for part in (day, MONTHS[month - 1] if month else None, year) if part)

    def __str__(self) -> str:
        year, month, day = self._parts
        return f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")

    def __repr__(self) -> str:
        return f"PartialDate({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PartialDate) and self._parts == other._parts

    def __lt__(self, other: object) -> bool:
        return str(self) < str(other) if isinstance(other, PartialDate) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._parts)


def day_of(day: date) -> PartialDate:
    """Return a day, or that of a moment, as a partial date."""
    return PartialDate(day.year, day.month, day.day)


def spoken_moment(at: datetime) -> str:
    """Print a moment in UTC: 25 June 2011, 09:00 UTC."""
    return f"{day_of(at).spoken}, {spoken_time(at)}"


def spoken_time(at: datetime) -> str:
    """Print the time of a moment in UTC: 09:00 UTC."""
    return f"{at:%H:%M} UTC"
