"""Promises of a record beside those of a page, scores as they are shown, and where texts can be cut."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.scores import shown_score
from app.domain.segments import segments
from app.domain.terms import compare_terms, differ, taken


def promise(text: str, kind: str = "deadline", **more: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("value", "unit", "due", "base", "by", "to"))
    return {"kind": kind, "text": text, **empty, **more}


def test_a_longer_term_is_the_same_promise_changed_and_its_old_due_date_is_not_kept() -> None:
    old = [
        promise(
            "the first report within 45 days", id="a", value=45, unit="day", due="2021-04-18", base="x", to="Board"
        ),
        promise("no more than 48 hours", "limit", id="b", value=48, unit="hour"),
    ]
    new = [
        promise("no more than  48 hours", "limit", value=48, unit="hour"),
        promise("the first report within 90 days", value=90, unit="day"),
        promise("published quarterly", "recurrence", value=1, unit="quarter"),
    ]
    changes = compare_terms(old, new)
    assert [change.kind for change in changes] == ["same", "changed", "added"]
    assert differ(changes)
    renewed = taken(old, changes)
    assert [row["id"] for row in renewed] == ["a", "b", None]
    assert renewed[0] == old[0] | {
        "text": "the first report within 90 days",
        "value": 90,
        "due": None,
        "base": None,
        "to": "Board",
    }
    assert renewed[1] == old[1]


def test_what_the_page_repeats_no_more_stays_and_is_no_other_term() -> None:
    old = [promise("within 45 days", id="a"), promise("nationwide by 2013", "target", id="b")]
    changes = compare_terms(old, [promise("within 45 days")])
    assert [change.kind for change in changes] == ["same", "gone"]
    assert not differ(changes)
    assert taken(old, changes) == old


def test_promises_of_other_kinds_or_other_words_are_others() -> None:
    old = [promise("within 45 days", id="a")]
    for new in (promise("within 45 days of arrest", "limit"), promise("a manual is printed for everybody")):
        assert [change.kind for change in compare_terms(old, [new])] == ["added", "gone"]


@pytest.mark.parametrize(
    ("score", "shown"),
    [(1.0, "1.00"), (1.2, "1.00"), (0.999, "0.99"), (0.83, "0.83"), (0.839, "0.83"), (0.58, "0.58"), (0, "0.00")],
)
def test_a_score_is_never_shown_higher_than_it_is(score: float, shown: str) -> None:
    assert shown_score(score) == shown


def test_a_text_can_be_cut_at_sentences_and_paragraphs() -> None:
    text = "Skip this. It is so. “Really?” Yes.\n\n  A new paragraph\nof two lines! End"
    assert [text[slice(*place)] for place in segments(text, 11, len(text))] == [
        "It is so.",
        "“Really?”",
        "Yes.",
        "A new paragraph",
        "of two lines!",
        "End",
    ]
    assert segments("  \n ", 0, 4) == []


@given(st.text(alphabet="ab .!?\n”", max_size=60), st.integers(0, 20), st.integers(0, 60))
def test_the_cuts_hold_all_words_once_in_order(text: str, start: int, length: int) -> None:
    end = min(len(text), start + length)
    places = segments(text, start, end)
    joined = "".join(text[slice(*place)] for place in places)
    assert "".join(joined.split()) == "".join(text[start:end].split())
    assert all(here < there and text[here:there].strip() == text[here:there] for here, there in places)
