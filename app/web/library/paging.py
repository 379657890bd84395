"""Cursors of long lists: the sort key of the last line that was shown."""

from __future__ import annotations

from app.domain.errors import Rejected

MARK = "~"


def cursor_text(*parts: str) -> str:
    """Write a cursor."""
    return MARK.join(parts)


def cursor_of(text: str | None, parts: int) -> list[str] | None:
    """Read a cursor of so many parts. Raise Rejected for any other text."""
    if not text:
        return None
    found = text.split(MARK)
    if len(found) != parts:
        raise Rejected("That place in the list is unknown; begin again at its first page.")
    return found
