"""Lists of rows in a form: whatever is filled in, and always an empty row to add one without JavaScript."""

from __future__ import annotations

from typing import Any

from wtforms import FieldList


def with_empty_rows(rows: Any, empty: int = 1) -> None:
    """Let a list end in empty rows when it is shown at first; what was sent is shown as it came."""
    assert isinstance(rows, FieldList)  # noqa: S101  # a form's declaration says so
    for _ in range(empty):
        rows.append_entry()


def filled(rows: Any, key: str) -> list[dict[str, Any]]:
    """Return the rows that have something at `key`; a row is removed by emptying that."""
    given = [{name: value or None for name, value in row.items()} for row in rows.data]
    return [row for row in given if row[key]]
