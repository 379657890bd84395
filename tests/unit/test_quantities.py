"""Quantities: each with its unit and range, and none invented."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.quantities import find_quantities

FOUND = {
    "within 45 days": [("45 days", 45, "day")],
    "a 45-day wait": [("45-day", 45, "day")],
    "30 business days or 3 calendar days": [("30 business days", 30, "business day"), ("3 calendar days", 3, "day")],
    "70 percent, 5% and 2.5 percentage points": [
        ("70 percent", 70, "percent"),
        ("5%", 5, "percent"),
        ("2.5 percentage points", 2.5, "percent"),
    ],
    "$1,000 or $5 million or €7": [("$1,000", 1000, "USD"), ("$5 million", 5_000_000, "USD"), ("€7", 7, "EUR")],
    "$5 to $10": [("$5", 5, "USD"), ("$10", 10, "USD")],
    "10-12 miles": [("10", 10, "mile"), ("12 miles", 12, "mile")],
    "5 to 10 percent": [("5", 5, "percent"), ("10 percent", 10, "percent")],
    "two years in a row": [("two years", 2, "year")],
    "forty-five days": [("forty-five days", 45, "day")],
    "one hundred and five days": [("one hundred and five days", 105, "day")],
    "two thousand three hundred people": [("two thousand three hundred people", 2300, "people")],
    "three dozen boats": [("three dozen", 36, None)],
    "twice as many": [("twice", 2, "time")],
    "its third report": [("third", 3, "ordinal")],
    "the 21st time": [("21st", 21, "ordinal")],
    "4,000 boats": [("4,000", 4000, None)],
    "2000 people": [("2000 people", 2000, "people")],
    "98.6 °F today": [("98.6 °F", 98.6, "degree")],
    "1.5 million boats": [("1.5 million", 1_500_000, None)],
    "3,5 % of all": [("3,5 %", 3.5, "percent")],
    "1.000 Euro und 2.500.000,50 €": [("1.000 Euro", 1000, "EUR"), ("2.500.000,50 €", 2_500_000.5, "EUR")],
    "1.000.000 Euro": [("1.000.000 Euro", 1_000_000, "EUR")],
    "1.500,75 Euro": [("1.500,75 Euro", 1500.75, "EUR")],
    "10\u202f000 personnes": [("10\u202f000 personnes", 10_000, "people")],
    "1\xa0234\xa0567,5 euros": [("1\xa0234\xa0567,5 euros", 1_234_567.5, "EUR")],
    "€3m, £5bn and $20k": [("€3m", 3_000_000, "EUR"), ("£5bn", 5_000_000_000, "GBP"), ("$20k", 20_000, "USD")],
    "£1.5bn-£2bn": [("£1.5bn", 1_500_000_000, "GBP"), ("£2bn", 2_000_000_000, "GBP")],
    "$5m-10m": [("$5m", 5_000_000, "USD"), ("10m", 10_000_000, "USD")],
    "$5-10m": [("$5", 5_000_000, "USD"), ("10m", 10_000_000, "USD")],
    "about 3.500 people": [("3.500 people", 3500, "people")],
    "1.250 grams": [("1.250 grams", 1.25, "gram")],
}
NONE = [
    "COVID-nineteen spread",
    "Public Law 104",
    "under section\n5 of it",
    "in May\n7 of them",
    "under § 12",
    "the #\t9 boat",
    "June 25, 2011",
    "in 2008",
    "Section 508 and Title 13",
    "call 1800 333 9999",
    "COVID-19",
    "at 10:30",
    "HTTP/2",
    "#22105",
    "18 U.S.C. 1708",
    "1. First of all",
    "\n  2) Then",
    "no one knows",
    "a dozen",
    "pages 10-12",
    "5G",
    "June 5",
    "zero tolerance",
    "Section Nine",
    "555-1234",
    "pages 3,5",
    "12.000 Menschen",
    "the boats 2,3 and so on",
    "192.168.100.100",
    "10,5 Millionen Euro",
]


@pytest.mark.parametrize("text", FOUND)
def test_found(text: str) -> None:
    assert [(one.text, one.value, one.unit) for one in find_quantities(text)] == FOUND[text]


@pytest.mark.parametrize("text", NONE)
def test_not_found(text: str) -> None:
    assert find_quantities(text) == []


def test_the_first_of_all_is_no_list_number_without_a_gap() -> None:
    assert [one.value for one in find_quantities("1.5 miles")] == [1.5]


@given(st.text(alphabet="0123456789,.%$- dayswotwhenin\n", max_size=60))
def test_nothing_is_invented(text: str) -> None:
    for one in find_quantities(text):
        start, end = one.range
        assert text[start:end] == one.text
        assert re.search(r"\d|two|ten|one|twi|nin", one.text)


@given(st.integers(min_value=2, max_value=1400), st.sampled_from(["days", "miles", "percent"]))
def test_a_number_is_read_back(number: int, unit: str) -> None:
    assert [one.value for one in find_quantities(f"about {number} {unit} more")] == [number]


@pytest.mark.parametrize(
    ("text", "found"),
    [("the ſecond time", "ſecond"), ("in fıve days", "fıve days"), ("ſixty percent", "ſixty percent")],
)
def test_letters_that_a_pattern_takes_for_others_break_nothing(text, found):
    assert [one.text for one in find_quantities(text)] == [found]
