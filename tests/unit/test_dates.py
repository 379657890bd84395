"""Dates: found by pattern, never guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import add_months, find_dates

FOUND = {
    "It opened on June 25, 2011.": [("June 25, 2011", "2011-06-25", "day")],
    "On Aug. 20, 2010, a memo": [("Aug. 20, 2010", "2010-08-20", "day")],
    "the 3rd of March, 1999": [("3rd of March, 1999", "1999-03-03", "day")],
    "le 1er juin 2011": [("1er juin 2011", "2011-06-01", "day")],
    "el 25 de junio de 2011": [("25 de junio de 2011", "2011-06-25", "day")],
    "am 25. Juni 2011": [("25. Juni 2011", "2011-06-25", "day")],
    "em 7 de março de 2012": [("7 de março de 2012", "2012-03-07", "day")],
    "2011-06-25T10:00": [("2011-06-25", "2011-06-25", "day")],
    "in June 2011": [("June 2011", "2011-06", "month")],
    "fiscal year 2010 and FY11": [("fiscal year 2010", "FY2010", "fiscal_year"), ("FY11", "FY2011", "fiscal_year")],
    "since 2008": [("2008", "2008", "year")],
    "on 09/26/2016 and 3/4/2016": [("09/26/2016", "2016-09-26", "day"), ("3/4/2016", "2016-03-04", "day")],
    "on 26/09/2016 and 3/4/2016": [("26/09/2016", "2016-09-26", "day"), ("3/4/2016", "2016-04-03", "day")],
    "am 3.4.2016": [("3.4.2016", "2016-04-03", "day")],
    "on 3/3/2016": [("3/3/2016", "2016-03-03", "day")],
}
NONE = [
    "on 3/4/2016",  # day or month first?
    "30 February 2011",
    "June 31, 2011",
    "in 2000 people",
    "June 25",
    "it may be so",
    "Section 2011",
    "by 2011-13",
]


@pytest.mark.parametrize("text", FOUND)
def test_found(text: str) -> None:
    assert [(one.text, one.date, one.precision) for one in find_dates(text)] == FOUND[text]


@pytest.mark.parametrize("text", NONE)
def test_not_found(text: str) -> None:
    assert find_dates(text) == []


def test_a_page_that_mixes_both_orders_tells_nothing() -> None:
    assert [one.date for one in find_dates("09/26/2016, 26/09/2016, 3/4/2016")] == []


def test_relative_dates_need_the_capture() -> None:
    text = "last year, this month, yesterday, next month"
    assert find_dates(text) == []
    assert [one.date for one in find_dates(text, captured="2011-01-01")] == ["2010", "2011-01", "2010-12-31", "2011-02"]
    assert [one.date for one in find_dates(text, captured="2011")] == ["2010"]


def test_months_are_counted_to_a_shorter_month_and_over_the_year() -> None:
    assert add_months("2011-01-31", 1) == "2011-02-28"
    assert add_months("2011-11", 3) == "2012-02"


@given(st.text(alphabet="June 5,2011/-.FYQuarterlastyin\n", max_size=80))
def test_ranges_slice_to_the_quoted_text(text: str) -> None:
    for one in find_dates(text, captured="2012-02-29"):
        assert text[slice(*one.range)] == one.text


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_every_day_is_read_back(day: dt.date) -> None:
    written = f"{day:%B} {day.day}, {day.year}"
    assert [one.date for one in find_dates(f"It was {written}.")] == [day.isoformat()]


def test_a_long_s_in_a_month_breaks_nothing():
    assert [one.date for one in find_dates("on 3 Auguſt 2012")] == ["2012-08-03"]
