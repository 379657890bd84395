"""Which passwords are taken: length counts, composition does not, and what anybody would guess is refused."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.passwords import normalised, objection

ABOUT = ("Rosalind Achterberg", "r.achterberg@harbour-times.example", "The Harbour Ledger")
GOOD = (
    "violet kettles argue softly",
    "a long enough password",
    "nine herons, one umbrella",
    "девять цапель и зонтик",
    "八匹の青い象が静かに踊っていました",
    "x7Qm-2vRt-9wLp-4kZs",
    "I parked it near the aquarium",
    "               a b c q z m v x k w",
)
GUESSED = (
    "passwordpassword",
    "Password123456!",
    "P@ssw0rd P@ssw0rd 2026",
    "correct horse battery staple",
    "Correct-Horse-Battery-Staple-1",
    "the quick brown fox jumps",
    "qwertyuiopasdfghjkl",
    "1qaz2wsx3edc4rfv",
    "abcdefghijklmnopqrst",
    "987654321098765432",
    "letmeinletmein2024",
    "iloveyou iloveyou!",
    "welcome welcome admin",
    "aaaaaaaaaaaaaaaaaaaa",
    "abababababababababab",
    "heronheronheron",
    "111111111111111",
    "rejoinder desk 2026",
    "Contraseña Contraseña",
    "Summer2025Summer2026",
)
OF_THEMSELVES = (
    "rosalind achterberg",
    "achterberg 1987 rosalind",
    "harbour-times rosalind",
    "The Harbour Ledger 1",
    "r.achterberg@harbour-times.example",
)


@pytest.mark.parametrize("password", GOOD)
def test_a_few_words_of_ones_own_are_taken_whatever_their_characters(password: str) -> None:
    assert objection(password, ABOUT) is None


@pytest.mark.parametrize("password", GUESSED)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    assert "only you would put together" in (objection(password) or "")


@pytest.mark.parametrize("password", OF_THEMSELVES)
def test_what_is_known_of_the_person_or_the_site_is_no_password(password: str) -> None:
    assert "little more than" in (objection(password, ABOUT) or "")


def test_another_persons_name_is_only_a_word() -> None:
    assert objection("rosalind achterberg", ("Ann", "ann@desk.example")) is None


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("fourteen chars", "15 characters or more"),
        ("", "15 characters or more"),
        ("k" * 64 + "violet kettles argue" * 4, "at most 128"),
    ],
)
def test_a_length_outside_the_bounds_is_told(password: str, sentence: str) -> None:
    assert sentence in (objection(password) or "")


@pytest.mark.parametrize("length", [15, 128])
def test_the_bounds_themselves_are_taken(length: int) -> None:
    assert objection(("vexing zephyr jolt quip mud hack fawn glob " * 4)[:length]) is None


def test_letters_with_marks_count_once_however_they_are_typed() -> None:
    words = "çà et là, où été"
    for form in ("NFC", "NFD"):
        typed = unicodedata.normalize(form, words[:14])
        assert "15 characters" in (objection(typed) or "")
        assert objection(unicodedata.normalize(form, words)) is None


@given(st.text(max_size=140))
def test_any_text_gets_an_answer_and_the_same_in_every_normal_form(text: str) -> None:
    assert objection(unicodedata.normalize("NFC", text)) == objection(unicodedata.normalize("NFD", text))
    assert normalised(normalised(text)) == normalised(text)


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14), st.integers(2, 9))
def test_a_short_part_again_and_again_is_refused(part: str, times: int) -> None:
    assert objection(part * times) is not None
