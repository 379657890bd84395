"""Where long lists go on: the sort key of the last line that was shown, or a number."""

from __future__ import annotations

import re

from app.domain.errors import Rejected
from app.domain.partial_dates import SHAPE
from app.web.reading.language import sentence

MARK = "~"
MOMENT = re.compile(r"[0-9T:.Z-]{20,27}", re.ASCII)
DAY = SHAPE
ID = re.compile(r"[0-9A-Za-z_-]{1,12}", re.ASCII)
LARGEST = 2**31 - 1
UNKNOWN = sentence("That place in the list is unknown; begin again at its first page.")


def cursor_text(*parts: str) -> str:
    """Write a cursor."""
    return MARK.join(parts)


def cursor_of(text: str | None, key: re.Pattern[str]) -> tuple[str, str] | None:
    """Read a cursor of a sort key and an id. Raise Rejected for any other text."""
    if not text:
        return None
    first, _, last = text.partition(MARK)
    if not (key.fullmatch(first) and ID.fullmatch(last)):
        raise Rejected(UNKNOWN)
    return first, last


def number_of(text: str | None, sentence: str = UNKNOWN, largest: int = LARGEST) -> int | None:
    """Read a number from 1 on; None where none is given. Raise Rejected with the sentence for any other text."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(largest)) and 1 <= int(text) <= largest):
        raise Rejected(sentence)
    return int(text)
