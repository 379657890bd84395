"""Whether a claim was met with before: which words find it, and how alike two claims are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.checked import LINE, SIGNS, _shared, likeness, rarest, telling

SAME = [
    ("We never lose parcels", "The bureau has lost no parcel."),
    ("The police keep DNA of innocent people for ever.", "DNA of innocent people is kept forever by the police"),
    ("Officers may search anybody without a reason.", "Anybody can be searched by officers, and no reason is needed."),
    ("La oficina pierde cartas.", "La oficina ha perdido las cartas"),
]
OTHER = [
    ("We never lose parcels", "The bureau opens letters."),
    ("The ferry is slow.", "The ferry carries no cars in winter."),
    ("It is so.", "It was not."),
    ("", "Parcels are lost."),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_in_other_words_is_alike(one: str, other: str) -> None:
    assert likeness(one, other).score >= LINE
    assert likeness(one, other) == likeness(other, one)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_what_shares_no_telling_words_is_not(one: str, other: str) -> None:
    assert likeness(one, other).score < LINE


def test_one_word_is_shared_with_one_form_of_it_alone() -> None:
    assert 0.5 < _shared({"warehouse"}, {"warehouser", "warehousem"}) < 1


def test_that_one_of_them_is_negated_is_told() -> None:
    assert not likeness("We never lose parcels", "The bureau has lost no parcel.").turned_round
    assert likeness("We lose parcels", "The bureau has lost no parcel.").turned_round


def test_candidates_are_found_by_the_rarest_stems_that_any_claim_holds() -> None:
    assert rarest({"parce": 3, "burea": 15_990, "lose": 12, "never": 0}) == ["parce", "lose"]
    assert rarest({"burea": 4_900}) == ["burea"]
    assert rarest({"x": 0}) == []
    assert len(rarest({f"s{number}": 1 for number in range(30)})) == SIGNS


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_lies_between_0_and_1_and_is_1_with_itself(one: str, other: str) -> None:
    found = likeness(one, other)
    assert 0 <= found.score <= 1.000001
    assert found.score == pytest.approx(likeness(other, one).score)
    assert not telling(one) or likeness(one, one).score == pytest.approx(1)
