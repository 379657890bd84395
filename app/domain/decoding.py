"""Bytes to text: which character set a file is written in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re

from app.domain.errors import Rejected

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset\s{0,3}=\s{0,3}["']?|encoding=["'])([\w.:-]{2,40})""", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_NO_PAGE_HAS = frozenset(
    {"utf-7", "unicode-escape", "raw-unicode-escape", "unicode_escape", "raw_unicode_escape", "punycode", "idna"}
)
"""Python's own, and one that browsers gave up: they make characters that can't be stored, or take very long."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_CONTROL_SHARE = 0.01
_LONGEST_CHARACTER = 4


def decode(data: bytes, charset: str | None = None) -> str:
    """Decode a file: by byte-order mark, the `charset` its server named, its own, UTF-8, then Windows-1252.

    A UTF-8 file cut off within its last character loses that character alone. Raises `Rejected` where the bytes are
    no text.
    """
    text = _by_mark(data)
    if text is None:
        if b"\0" in data:
            raise Rejected("This file is not text (it holds binary data); upload HTML, Markdown, plain text or PDF.")
        text = _named(data, charset) or _declared(data) or _utf8(data) or data.decode("cp1252", errors="replace")
    if len(_CONTROL.findall(text)) > _CONTROL_SHARE * len(text):
        raise Rejected("This file is not readable text; upload HTML, Markdown, plain text or PDF.")
    return text


def _by_mark(data: bytes) -> str | None:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, errors="replace").removeprefix("\ufeff")
    return None


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data, 0, _DECLARED_WITHIN)
    return _named(data, match[1].decode("ascii", errors="replace")) if match else None


def _named(data: bytes, charset: str | None) -> str | None:
    try:
        return data.decode(charset) if charset and codecs.lookup(charset).name not in _NO_PAGE_HAS else None
    except (LookupError, ValueError):
        return None


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        cut_off = error.reason == "unexpected end of data" and error.start > len(data) - _LONGEST_CHARACTER
        return data[: error.start].decode("utf-8") if cut_off else None
