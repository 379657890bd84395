"""The folding behind *same*."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.folding import fold, fold_with_positions, same

TRICKY = st.one_of(
    st.text(),
    st.text(alphabet="aé e\u0301\u0323\u00ad \n\u1100\u1161\u11a8“”–-\u200b\u00a0\u1fef\u0b47\u0b3e`c"),
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the  ferry\n\nleaves", "the ferry leaves"),
        (" at noon\u00a0", "at noon"),
        ("“We answer.”", '"We answer."'),
        ("don’t", "don't"),
        ("9–17", "9-17"),
        ("9—17", "9−17"),
        ("cafe\u0301", "café"),
        ("har\u00adbour", "harbour"),
        ("har\u200bbour", "harbour"),
    ],
)
def test_what_is_the_same(one, other):
    assert same(one, other)
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Ferry", "ferry"), ("café", "cafe"), ("noon.", "noon"), ("co-op", "coop"), ("²", "2")]
)
def test_case_accents_and_marks_are_words_of_their_own(one, other):
    assert not same(one, other)


@given(TRICKY)
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(TRICKY)
def test_positions_belong_to_the_same_folding(text):
    folded = fold_with_positions(text)
    assert folded.text == fold(text)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))
    assert folded.starts == sorted(folded.starts)


@given(TRICKY)
def test_every_character_leads_back_to_the_original(text):
    folded = fold_with_positions(text)
    for index in range(len(folded.text)):
        start, end = folded.unfolded(index, index + 1)
        assert fold(folded.text[index]) in fold(text[start:end]) or unicodedata.combining(folded.text[index])


@pytest.mark.parametrize(
    ("text", "folded", "starts"),
    [
        ("  a \n b ", "a b", [2, 3, 6]),
        ("\u1100\u1161\u11a8x", "\uac01x", [0, 3]),
        ("", "", []),
        (" ", "", []),
        ("a b", "a b", [0, 1, 2]),
    ],
)
def test_where_each_folded_character_began(text, folded, starts):
    found = fold_with_positions(text)
    assert (found.text, found.starts) == (folded, starts)


def test_a_range_of_the_folding_is_a_range_of_the_original():
    text = "Cafe\u0301  said:\n“Come – now”"
    folded = fold_with_positions(text)
    assert folded.text == 'Café said: "Come - now"'
    start = folded.text.index('"Come')
    assert text[slice(*folded.unfolded(start, len(folded.text)))] == "“Come – now”"
    assert text[slice(*folded.unfolded(0, 4))] == "Cafe\u0301"
