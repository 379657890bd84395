from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.spelling import Known, nearest, respelt, trigrams, words_of

KNOWN = [Known("umbrella", 9), Known("umbrellas", 3), Known("parcel", 4), Known("postage", 2), Known("cafe", 1)]


def test_words_are_folded_letters_of_a_middling_length() -> None:
    assert words_of("The Café of 1,140 UMBRELLAS in x2 " + "z" * 40) == {"the", "cafe", "umbrellas"}


def test_trigrams_know_the_beginning_and_the_end() -> None:
    assert trigrams("fee") == {"  f", " fe", "fee", "ee "}


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("umbrela", "umbrella"),
        ("umbrelal", "umbrella"),
        ("mbrella", "umbrella"),
        ('"postige" Parcel', '"postage" Parcel'),
        ("Café umbrelas", "Café umbrellas"),
        ("umbrella", None),
        ("zeppelin", None),
        ("zeppelin umbrela", "zeppelin umbrella"),
        ("um 1140", None),
        ("", None),
    ],
)
def test_a_query_is_respelt(query: str, meant: str | None) -> None:
    assert respelt(query, KNOWN) == meant


def test_of_two_that_are_as_like_the_more_frequent_is_meant() -> None:
    assert nearest("cat", [Known("cap", 1), Known("car", 7)]) == "car"
    assert nearest("cat", []) is None


@given(st.text(max_size=40))
def test_words_are_found_in_themselves(text: str) -> None:
    for word in words_of(text):
        assert words_of(word) <= words_of(text)
        assert len(trigrams(word)) >= 1
