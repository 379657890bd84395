"""Merging two edits of one list: nothing that only one did is lost, and what both did is told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.threeway import merged_choices, merged_rows


def row(key: str, **fields: Any) -> dict[str, Any]:
    return {"id": key, "text": "t", **fields}


A, B = row("a"), row("b")


@pytest.mark.parametrize(
    ("base", "theirs", "yours", "rows", "clashing"),
    [
        ([A, B], [row("a", value=1), B], [A, row("b", value=2)], [row("a", value=1), row("b", value=2)], False),
        ([A], [row("a", value=1)], [row("a", text="u")], [row("a", value=1, text="u")], False),
        ([A], [row("a", value=1)], [row("a", value=2)], [row("a", value=2)], True),
        ([A], [row("a", value=1)], [row("a", value=1)], [row("a", value=1)], False),
        ([A, B], [B], [A, B], [B], False),
        ([A, B], [A, B], [A], [A], False),
        ([A, B], [B], [row("a", value=1), B], [B, row("a", value=1)], True),
        ([A, B], [row("a", value=1), B], [B], [row("a", value=1), B], True),
        ([A], [], [], [], False),
        ([A], [A, {"id": None, "text": "new"}], [A, {"id": "", "text": "newer"}], None, False),
        ([], [row("a")], [row("b")], [A, B], False),
        ([{"url": "x", "since": "1"}], [{"url": "x", "since": "2"}], [{"url": "x", "since": "1"}], None, False),
    ],
)
def test_rows_are_put_together(
    base: list[dict[str, Any]],
    theirs: list[dict[str, Any]],
    yours: list[dict[str, Any]],
    rows: list[dict[str, Any]] | None,
    *,
    clashing: bool,
) -> None:
    merged = merged_rows(base, theirs, yours)
    assert merged.clashing is clashing
    if rows is not None:
        assert merged.rows == rows


def test_new_rows_of_both_stand_at_the_end_once() -> None:
    new, other = {"id": None, "text": "new"}, {"id": None, "text": "other"}
    assert merged_rows([A], [A, new], [A, new, other]).rows == [A, new, other]


ROWS = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2), max_size=4).map(
    lambda made: [{"id": key, "value": value} for key, value in made.items()]
)


@given(ROWS, ROWS)
def test_where_only_one_changed_anything_their_rows_stand(
    base: list[dict[str, Any]], edit: list[dict[str, Any]]
) -> None:
    for merged in (merged_rows(base, edit, base), merged_rows(base, base, edit)):
        assert sorted(merged.rows, key=str) == sorted(edit, key=str)
        assert not merged.clashing


@given(ROWS, ROWS, ROWS)
def test_no_value_of_yours_goes_unsaid(
    base: list[dict[str, Any]], theirs: list[dict[str, Any]], yours: list[dict[str, Any]]
) -> None:
    merged = merged_rows(base, theirs, yours)
    for one in yours:
        changed = one not in base
        assert not changed or one in merged.rows
    for one in theirs:
        assert one in base or one in merged.rows or merged.clashing


@given(st.sets(st.sampled_from("abc")), st.sets(st.sampled_from("abc")), st.sets(st.sampled_from("abc")))
def test_choices_of_both_are_put_together(base: set[str], theirs: set[str], yours: set[str]) -> None:
    merged = set(merged_choices(sorted(base), sorted(theirs), sorted(yours)))
    assert merged == (theirs | yours) - (base - theirs) - (base - yours)
