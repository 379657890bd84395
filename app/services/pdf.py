"""The text of a PDF, with pypdf, and whether its order can be relied on.

PDF holds no paragraphs, only words at places. Where the words of one page jump back and forth between two columns
line by line, columns were read across each other, and the text is not trusted.
"""

from __future__ import annotations

import io
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from app.domain.blocks_text import read_pages
from app.domain.errors import Rejected
from app.domain.reading import LARGEST_READ, unread
from app.domain.sizes import LARGEST_FILE

if TYPE_CHECKING:
    from app.domain.blocks import Document

_MOST_PAGES = 500
_SHOWS_TEXT = frozenset({b"Tj", b"TJ", b"'", b'"'})
_JUMPS = 6
_JUMP_SHARE = 0.3
_SAME_LINE = 2.0
_COLUMN = 0.25


def is_pdf(data: bytes) -> bool:
    """Whether a file begins as a PDF does."""
    return data.startswith(b"%PDF-")


def read_pdf(data: bytes) -> Document:
    """Read a PDF's text as plain text.

    Raises `Rejected` where the file is too big, damaged, locked, or holds no text (a scan).
    """
    if len(data) > LARGEST_FILE:
        raise Rejected(f"This file is larger than {LARGEST_FILE // 1024 // 1024} MB; nothing was stored.")
    try:
        pages, trusted = _pages(data)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Rejected("This PDF is damaged or locked and cannot be read.") from error
    if not any(page.strip() for page in pages):
        raise Rejected("This PDF holds no text; it may be a scan.")
    if sum(map(len, pages)) > LARGEST_READ:
        return unread("\n\n".join(pages))
    return msgspec.structs.replace(read_pages(pages), trusted=trusted)


def _pages(data: bytes) -> tuple[list[str], bool]:
    """Return each page's text, and whether the words come in order on all of them."""
    reader = PdfReader(io.BytesIO(data))
    pages, trusted = [], True
    for page in reader.pages[:_MOST_PAGES]:
        places: list[tuple[float, float]] = []

        def note(operator: bytes, _operands: Any, _page: Any, matrix: Any, places: list[Any] = places) -> None:
            if operator in _SHOWS_TEXT:
                places.append((float(matrix[4]), float(matrix[5])))

        pages.append(page.extract_text(visitor_operand_before=note))
        trusted &= not jumps_between_columns(places, float(page.mediabox.width))
    return pages, trusted


def jumps_between_columns(places: list[tuple[float, float]], width: float) -> bool:
    """Whether words placed at `places` (x, y in points, y upwards) go back and forth between columns line by line."""
    steps = list(pairwise(places))
    wide = [(before, after) for before, after in steps if abs(after[0] - before[0]) > _COLUMN * width]
    jumps = sum(abs(after[1] - before[1]) <= _SAME_LINE for before, after in wide)
    return jumps >= _JUMPS and jumps >= _JUMP_SHARE * len(steps)
