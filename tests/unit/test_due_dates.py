"""When a period ends: said with the day that it is counted from, and never where no day is known."""

from __future__ import annotations

import pytest

from app.domain.due_dates import NO_DAY, PageDay, Period, due_hint, later

PUBLISHED = PageDay("2011-06-17", "the page was published")
EFFECTIVE = PageDay("2011-07-01", "its policy took effect")


@pytest.mark.parametrize(
    ("value", "unit", "due"),
    [
        (45, "day", "2011-08-01"),
        (2, "week", "2011-07-01"),
        (1, "month", "2011-07-17"),
        (2, "quarter", "2011-12-17"),
        (1, "year", "2012-06-17"),
        (48, "hour", None),
        (5, "business day", None),
        (1.5, "month", None),
        (1001, "day", None),
    ],
)
def test_a_period_is_counted_from_a_full_day(value: float, unit: str, due: str | None) -> None:
    assert later("2011-06-17", value, unit) == due


def test_nothing_is_counted_from_a_month() -> None:
    assert later("2011-06", 45, "day") is None


@pytest.mark.parametrize(
    ("period", "told"),
    [
        (
            Period(45, "days", "2011-06-17", None),
            "45 days from 17 June 2011 end on 1 August 2011. If that day is meant, write 2011-08-01 as the due date.",
        ),
        (
            Period(1, "Month", "the memo of June 17, 2011", " "),
            "1 month from 17 June 2011 end on 17 July 2011. If that day is meant, write 2011-07-17 as the due date.",
        ),
        (Period(45, "day", "2011-06-17", "2011-08-01"), "45 days from 17 June 2011 end on 1 August 2011, as it says."),
        (
            Period(45, "day", "2011-06-17", "2011-09"),
            "45 days from 17 June 2011 end on 1 August 2011, and another due date stands here.",
        ),
        (Period(45, "day", "the Director’s memo", None), NO_DAY),
        (Period(45, "day", "June 2011", None), NO_DAY),
        (Period(1.5, "day", "2011-06-17", None), NO_DAY),
        (Period(48, "hours", "2011-06-17", None), ""),
        (Period(None, "days", "2011-06-17", None), ""),
        (Period(-3, "days", "2011-06-17", None), ""),
        (Period(45, None, "2011-06-17", None), ""),
    ],
)
def test_the_end_of_a_period_is_told_with_the_day_it_is_counted_from(period: Period, told: str) -> None:
    assert due_hint(period) == told


def test_the_days_that_a_page_gives_are_offered_and_none_is_taken() -> None:
    asked = Period(45, "day", None, None)
    assert due_hint(asked) == "Name the day from which the 45 days are counted, and their end is worked out here."
    assert due_hint(asked, [PUBLISHED, EFFECTIVE]) == (
        "If the 45 days are counted from 17 June 2011, when the page was published, they end on 1 August 2011 "
        "(2011-08-01); if from 1 July 2011, when its policy took effect, they end on 15 August 2011 (2011-08-15). "
        "Write which day it is, and the due date."
    )
    assert due_hint(asked, [PUBLISHED._replace(day="2011-06")]).startswith("Name the day")
