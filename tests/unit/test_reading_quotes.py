"""How quotations are cut: nothing is lost, and marks stand where they belong."""

from __future__ import annotations

import pytest

from app.domain.quantity_changes import QuantityChange
from app.domain.records import PassageRecord
from app.domain.spans import NEW_SIDE, OLD_SIDE, Span
from app.web.reading.quotes import DiffRun, diff_runs, found_in, marked, visible
from app.web.reading.sentences import told_counts

TEXT = "One two three.\n\nFour five."


def passage(exact: str, start: int) -> PassageRecord:
    return PassageRecord(
        id="p", capture="c", side="rebuttal", exact=exact, prefix="", suffix="", start=start, end=start + len(exact)
    )


def test_overlapping_passages_are_both_marked() -> None:
    (first, second) = marked(TEXT, [("a", (0, 7)), ("b", (4, 20))])
    assert [(run.text, run.marks) for run in first] == [
        ("One ", ("a",)),
        ("two", ("a", "b")),
        (" three.", ("b",)),
    ]
    assert [run.ends for run in first] == [(), ("a",), ()]
    assert [(run.text, run.marks, run.ends) for run in second] == [("Four", ("b",), ("b",)), (" five.", (), ())]


def test_a_mark_that_ends_at_a_blank_line_still_ends() -> None:
    paragraphs = marked(TEXT, [("a", (0, 16))])
    assert [name for part in paragraphs for run in part for name in run.ends] == ["a"]


@pytest.mark.parametrize("places", [[], [("a", (0, 26))], [("a", (3, 12)), ("b", (5, 26)), ("c", (0, 99))]])
def test_no_word_is_lost(places: list[tuple[str, tuple[int, int]]]) -> None:
    assert "\n\n".join("".join(run.text for run in part) for part in marked(TEXT, places)) == TEXT


def test_a_passage_is_found_where_it_stood_or_where_it_stands_once() -> None:
    assert found_in(TEXT, passage("two", 4)) == (4, 7)
    assert found_in(TEXT, passage("Four", 0)) == (16, 20)
    assert found_in(TEXT, passage("e", 0)) is None
    assert found_in(TEXT, passage("six", 0)) is None


def test_a_changed_number_is_picked_out_on_its_own_side() -> None:
    spans = [Span("=", "within "), Span("-", "45 days at 45 days"), Span("+", "90 days"), Span("=", ".")]
    changes = [QuantityChange("45 days", "90 days")]
    assert diff_runs(spans, changes, OLD_SIDE) == [
        [
            DiffRun("=", "within "),
            DiffRun("-", "45 days", number=True),
            DiffRun("-", " at "),
            DiffRun("-", "45 days", number=True),
            DiffRun("=", "."),
        ]
    ]
    assert diff_runs(spans, changes, NEW_SIDE)[0][1] == DiffRun("+", "90 days", number=True)


def test_characters_that_turn_the_writing_are_shown() -> None:
    assert visible("a\u202eb\u2066c") == "a⟨U+202E⟩b⟨U+2066⟩c"


@pytest.mark.parametrize(
    ("summary", "sentence"),
    [
        ({}, "No words changed."),
        ({"pairs": {"reworded": 1, "moved": 2}}, "1 claim reworded, 2 claims moved."),
        ({"pairs": {"rebuttals_changed": 2}}, "2 answers changed."),
        (
            {"safeguards": {"reworded": 1, "rebuttals_changed": 1}, "concerns": {"added": 3}},
            "1 safeguard renamed, 1 safeguard text changed, 3 concerns added.",
        ),
        (
            {"pairs": {"joined": 5, "joined_into": 2, "split": 1, "split_into": 3, "moved": 1}},
            "5 claims joined into 2, 1 claim split into 3, 1 claim moved.",
        ),
        ({"safeguards": {"joined": 2, "joined_into": 1}}, "2 safeguards joined into one."),
    ],
)
def test_counts_are_told_in_a_sentence(summary: dict[str, dict[str, int]], sentence: str) -> None:
    assert told_counts(summary) == sentence


MOVED = [Span("<", "One.\n\nTwo. "), Span("=", "Three."), Span(">", " One.\n\nTwo.")]


def test_a_moved_sentence_is_told_in_words_once_at_either_place() -> None:
    told = [(run.op, run.told) for part in diff_runs(MOVED, []) for run in part]
    assert told == [
        ("<", "moved down from here"),
        ("<", ""),
        ("=", ""),
        (">", "moved down to here"),
        (">", ""),
    ]
    up = [Span(">", "One. "), Span("=", "Two."), Span("<", " One.")]
    assert [run.told for run in diff_runs(up, [])[0]] == ["moved up to here", "", "moved up from here"]


def test_each_side_of_a_move_has_its_own_words_whole() -> None:
    for side in (OLD_SIDE, NEW_SIDE):
        whole = "".join(text for op, text in MOVED if op in side)
        assert "\n\n".join("".join(run.text for run in part) for part in diff_runs(MOVED, [], side)) == whole


def test_what_begins_in_blank_space_begins_with_the_words_after_it() -> None:
    (first, second) = marked("One.\n\nTwo three.", [("outer", (4, 16)), ("inner", (6, 9))])
    assert [run.starts for run in first] == [()]
    assert [(run.text, run.starts) for run in second] == [("Two", ("outer", "inner")), (" three.", ())]
