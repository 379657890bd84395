from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Rejected
from app.domain.partial_dates import PartialDate, Precision, day_of, spoken_moment, spoken_time


@pytest.mark.parametrize(
    ("text", "precision", "first", "last", "spoken"),
    [
        ("2011-06-25", Precision.DAY, date(2011, 6, 25), date(2011, 6, 25), "25 June 2011"),
        ("2011-06", Precision.MONTH, date(2011, 6, 1), date(2011, 6, 30), "June 2011"),
        ("2011", Precision.YEAR, date(2011, 1, 1), date(2011, 12, 31), "2011"),
        ("2012-02", Precision.MONTH, date(2012, 2, 1), date(2012, 2, 29), "February 2012"),
        ("2012-02-29", Precision.DAY, date(2012, 2, 29), date(2012, 2, 29), "29 February 2012"),
        ("0999", Precision.YEAR, date(999, 1, 1), date(999, 12, 31), "999"),
    ],
)
def test_it_keeps_as_much_as_is_known(text: str, precision: Precision, first: date, last: date, spoken: str) -> None:
    read = PartialDate.parse(f" {text}\n")
    assert (read.precision, read.first_day, read.last_day, read.spoken) == (precision, first, last, spoken)
    assert str(read) == text
    assert repr(read) == f"PartialDate('{text}')"


@pytest.mark.parametrize(
    "text",
    ["2011-02-30", "2011-13", "2011-00", "2011-00-00", "2011-06-00", "2011-06-31", "2011-02-29", "0000", "0000-01-01"],
)
def test_a_day_that_does_not_exist_is_refused_in_words(text: str) -> None:
    with pytest.raises(Rejected, match=f"There is no day {text};") as caught:
        PartialDate.parse(text, "captured")
    assert caught.value.field == "captured"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "25 June 2011",
        "2011-6-25",
        "2011-06-25T00:00",
        "11-06-25",
        "2011/06/25",
        "-2011",
        "٢٠١١",
        "FY2010",
        "20110625",
    ],
)
def test_what_has_another_shape_is_no_date(text: str) -> None:
    with pytest.raises(Rejected, match="is no date; write 2011-06-25, 2011-06 or 2011") as caught:
        PartialDate.parse(text)
    assert caught.value.field is None


def test_a_long_text_is_not_said_back_whole() -> None:
    with pytest.raises(Rejected) as caught:
        PartialDate.parse("x" * 10_000)
    assert len(str(caught.value)) < 120


@pytest.mark.parametrize("parts", [(2011, None, 5), (2011, 0), (2011, 6, 0), (2011, 2, 30), (0,), (10_000,)])
def test_no_date_is_made_of_parts_that_are_none(parts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"day|month|year"):
        PartialDate(*parts)


def test_the_vaguer_date_comes_first_and_the_rest_by_first_day() -> None:
    ordered = ["2010-12-31", "2011", "2011-01", "2011-01-01", "2011-01-02", "2011-06", "2012"]
    dates = [PartialDate.parse(text) for text in ordered]
    assert sorted(dates[4:] + dates[:4]) == dates
    assert dates[1] < dates[2] <= dates[3]
    assert max(dates) == PartialDate(2012)


def test_equal_dates_are_one_key_and_other_precisions_are_not_equal() -> None:
    assert len({PartialDate(2011, 6), PartialDate.parse("2011-06"), PartialDate(2011, 6, 1)}) == 2
    assert PartialDate(2011) != PartialDate(2011, 1)
    assert PartialDate(2011) != "2011"


def test_it_is_not_ordered_against_text() -> None:
    with pytest.raises(TypeError):
        assert PartialDate(2011) < "2012"


@given(st.dates(), st.sampled_from([4, 7, 10]))
def test_what_is_written_is_read_back(day: date, length: int) -> None:
    text = day.isoformat()[:length]
    read = PartialDate.parse(text)
    assert str(read) == text
    assert read.first_day <= day <= read.last_day


def test_a_moment_is_printed_in_one_way() -> None:
    at = datetime(2011, 6, 5, 9, 7, tzinfo=UTC)
    assert day_of(at).spoken == "5 June 2011"
    assert spoken_moment(at) == "5 June 2011, 09:07 UTC"
    assert spoken_time(at) == "09:07 UTC"
