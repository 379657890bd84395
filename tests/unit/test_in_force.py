"""Which captures stood on two days."""

from __future__ import annotations

import pytest

from app.domain.errors import Rejected
from app.domain.in_force import in_force
from app.domain.partial_dates import PartialDate

CAPTURED = [PartialDate(2011, 6, 25), PartialDate(2012), PartialDate(2012, 3, 3)]


@pytest.mark.parametrize(
    ("days", "places"),
    [
        (("2011-06-25", "2012-01-01"), (0, 1)),
        (("2012-03-03", "2011-07"), (0, 2)),
        (("2011-06", "2030"), (0, 2)),
        (("2012-03-02", "2011"), (0, 1)),
    ],
)
def test_the_newest_capture_until_a_day_stood_on_it(days: tuple[str, str], places: tuple[int, int]) -> None:
    assert in_force(CAPTURED, *map(PartialDate.parse, days)) == places


@pytest.mark.parametrize(
    ("captured", "days", "sentence"),
    [
        (CAPTURED, ("2011-06-24", "2012"), "The first capture is of 25 June 2011; nothing is known"),
        ([], ("2011", "2012"), "No capture is published yet; nothing is known of this page on 2011"),
        (CAPTURED, ("2011-07", "2011-08"), "On July 2011 and on August 2011 the newest capture was that of 25 June"),
    ],
)
def test_no_two_captures_stood(captured: list[PartialDate], days: tuple[str, str], sentence: str) -> None:
    with pytest.raises(Rejected, match=sentence):
        in_force(captured, *map(PartialDate.parse, days))
