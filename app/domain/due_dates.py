"""The day on which a period ends, counted from a day that is known; and what an editor is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.domain.dates import add_days, add_months, find_dates
from app.domain.partial_dates import PartialDate, Precision

if TYPE_CHECKING:
    from collections.abc import Sequence

DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
FARTHEST = 1000
FULL = len("2011-06-17")
NO_DAY = "No full day is named to count from, so no due date can be worked out."


class PageDay(NamedTuple):
    """A day that a page gives to count from, and what happened on it: “the page was published”."""

    day: str
    what: str


class Period(NamedTuple):
    """A deadline as an editor has it: so many of a unit, counted from a base, due on a (partial) date."""

    value: float | None
    unit: str | None
    base: str | None
    due: str | None


def later(day: str, value: float, unit: str) -> str | None:
    """Count from a full ISO day; business days and hours can't be counted from a date alone."""
    if len(day) != FULL or value != int(value) or value > FARTHEST:
        return None
    if unit in DAYS:
        return add_days(day, int(value) * DAYS[unit])
    return add_months(day, int(value) * MONTHS[unit]) if unit in MONTHS else None


def due_hint(period: Period, page_days: Sequence[PageDay] = ()) -> str:
    """Say when a period ends, and which day it was counted from; empty where there is no period that can be counted.

    It is said and never filled in: what the due date is, an editor decides.
    """
    unit = (period.unit or "").strip().lower().removesuffix("s")
    if not period.value or period.value < 0 or unit not in {*DAYS, *MONTHS}:
        return ""
    length = f"{period.value:.12g} {unit}{'' if period.value == 1 else 's'}"
    if not (period.base or "").strip():
        return _from_page(period.value, unit, length, page_days)
    day = next((one.date for one in find_dates(period.base or "") if one.precision == Precision.DAY), None)
    due = later(day, period.value, unit) if day else None
    if day is None or due is None:
        return NO_DAY
    counted = f"{length} from {_spoken(day)} end on {_spoken(due)}"
    if not (period.due or "").strip():
        return f"{counted}. If that day is meant, write {due} as the due date."
    if (period.due or "").strip() == due:
        return f"{counted}, as it says."
    return f"{counted}, and another due date stands here."


def _from_page(value: float, unit: str, length: str, page_days: Sequence[PageDay]) -> str:
    counted = [(one, later(one.day, value, unit)) for one in page_days]
    told = [f"{_spoken(one.day)}, when {one.what}, they end on {_spoken(due)} ({due})" for one, due in counted if due]
    if not told:
        return f"Name the day from which the {length} are counted, and their end is worked out here."
    return f"If the {length} are counted from {'; if from '.join(told)}. Write which day it is, and the due date."


def _spoken(day: str) -> str:
    return PartialDate.parse(day).spoken
