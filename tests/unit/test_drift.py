"""What became of a commitment's words, capture by capture."""

from __future__ import annotations

from app.domain.drift import Worded, drifts, fate_of

FIRST = "Complaints are answered in 5 days. A report is published within 45 days."


def worded(*texts: str) -> list[Worded]:
    return [Worded(f"{2010 + at}-06-01", 1, text) for at, text in enumerate(texts)]


def chain(texts: list[Worded]) -> list[list[tuple[str, str]]]:
    return [[(row.captured[:4], value) for row, value in one.values] for one in drifts(texts)]


def test_a_number_is_followed_through_the_captures() -> None:
    texts = worded("Within 45 days.", "Within 45 days, or so.", "Within 90 days.", "Within 120 days.")
    assert chain(texts) == [[("2010", "45 days"), ("2012", "90 days"), ("2013", "120 days")]]
    fate = fate_of("within 45 days", texts, "2012-01-01")
    assert (fate.left, fate.says) == (True, "120 days")
    assert fate.reworded == texts[2]


def test_another_number_that_ends_in_the_same_digits_is_another() -> None:
    texts = worded(FIRST, FIRST.replace(" 5 ", " 10 ").replace("published", "made public"))
    fate = fate_of("published within 45 days", texts, None)
    assert (fate.left, fate.says, fate.drift, fate.reworded) == (True, None, None, None)


def test_a_number_begins_where_it_stands_and_not_where_a_longer_one_does() -> None:
    texts = worded("Within 45 days.", "Within 5 days.", "Within 10 days.")
    assert chain(texts) == [[("2010", "45 days"), ("2011", "5 days"), ("2012", "10 days")]]
    later = worded("Letters of 45 pages.", "Letters of 45 pages within 5 days.", "Letters of 45 pages within 10 days.")
    assert chain(later) == [[("2011", "5 days"), ("2012", "10 days")]]


def test_of_two_numbers_that_could_be_meant_none_is_followed() -> None:
    texts = worded(
        "Letters are answered within 45 days. Reports come within 45 days.",
        "Letters are answered within 60 days. Reports come within 90 days.",
    )
    assert len(chain(texts)) == 2
    assert fate_of("answered within 45 days", texts, None).says is None


def test_words_that_stand_still_are_not_left() -> None:
    fate = fate_of("published  within 45 days", worded(FIRST), "2011")
    assert (fate.left, fate.says, fate.drift, fate.reworded) == (False, None, None, None)
