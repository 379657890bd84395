"""One entry for every textual format: bytes to a `Document`."""

from __future__ import annotations

import re
from pathlib import PurePath

import msgspec

from app.domain.blocks import Document
from app.domain.blocks_html import read_html
from app.domain.blocks_markdown import read_markdown
from app.domain.blocks_text import read_pages, read_text
from app.domain.decoding import decode
from app.domain.errors import Rejected
from app.domain.sizes import LARGEST_FILE

LARGEST_READ = 3 * 1024 * 1024
MOST_LINES = 60_000
MOST_MARKS = 200_000
TOO_LONG = "the text is over 3 MB or 60,000 lines, or all mark-up: it is kept, but was not read for pairs"
_FORMATS = {
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "php": "html",
    "asp": "html",
    "aspx": "html",
    "jsp": "html",
    "cfm": "html",
    "shtml": "html",
    "md": "markdown",
    "markdown": "markdown",
    "mdx": "markdown",
    "txt": "text",
    "text": "text",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
    "text/plain": "text",
}
_DOCTYPE = re.compile(r"\s{0,200}(?:<!doctype html|<html\b|<\?xml[^>]{0,200}>\s{0,20}<html\b)", re.IGNORECASE)
_HTML = re.compile(r"<(?:p|div|h[1-6]|ul|ol|table|body|article|section|dl|details)\b[^<>]{0,500}>", re.IGNORECASE)
_MARKDOWN = re.compile(r"^(?:#{1,6} \S|\|.{1,500}\|\s?$)|\]\([^()\s]{1,500}\)|\*\*[^*\n]{1,300}\*\*", re.MULTILINE)
_CHARSET = re.compile(r""";\s{0,9}charset\s{0,9}=\s{0,9}["']?([\w.:-]{2,40})""", re.IGNORECASE | re.ASCII)
_FRONT = re.compile(r"---[ \t]*\r?\n\w+\s?:")
_SNIFFED = 65_536
_TELLING = 2
_PAGE_BREAK = "\f"


def read(data: bytes, filename: str | None = None, media_type: str | None = None) -> Document:
    """Read a file as the media type or the file name says, or else by its look.

    Raises `Rejected` where the file is empty, too big, no text, or nested too deep to be read safely. A text over
    `LARGEST_READ` bytes or `MOST_LINES` lines, or a Markdown of `MOST_MARKS` signs, is kept whole and not
    read for blocks, which a warning says.
    """
    if len(data) > LARGEST_FILE:
        raise Rejected(f"This file is larger than {LARGEST_FILE // 1024 // 1024} MB; nothing was stored.")
    if data.startswith(b"%PDF-"):
        raise Rejected("This is a PDF file; its text must be taken out first.")
    text = decode(data, _charset(media_type))
    if not text.strip():
        raise Rejected("This page is empty; there is nothing to read.")
    form = _format(text, filename, media_type)
    crowded = form == "markdown" and sum(map(text.count, "[]*_`")) > MOST_MARKS
    long = crowded or len(data) > LARGEST_READ or text.count("\n") > MOST_LINES
    document = unread(text) if long else _read(text, form)
    if not document.text.strip():
        raise Rejected("This page holds no words; there is nothing to read.")
    return document


def _charset(media_type: str | None) -> str | None:
    """Return the character set that a media type names."""
    found = _CHARSET.search(media_type or "")
    return found[1] if found else None


def unread(text: str) -> Document:
    """Keep a text that is too long to be read for pairs, and say so."""
    return Document(text=text, warnings=[TOO_LONG])


def _format(text: str, filename: str | None, media_type: str | None) -> str:
    if _DOCTYPE.match(text):
        return "html"
    suffix = PurePath(filename or "").suffix.lower().lstrip(".")
    named = _FORMATS.get((media_type or "").split(";")[0].strip().lower()) or _FORMATS.get(suffix)
    return named or _sniffed(text[:_SNIFFED])


def _sniffed(text: str) -> str:
    """Tell pasted text's format by its look."""
    if _FRONT.match(text):
        return "markdown"
    if len(_HTML.findall(text)) >= _TELLING:
        return "html"
    return "markdown" if len(_MARKDOWN.findall(text)) >= _TELLING else "text"


def _read(text: str, kind: str) -> Document:
    readers = {"html": read_html, "markdown": read_markdown, "text": read_text}
    printed = kind == "text" and _PAGE_BREAK in text
    document = read_pages(text.split(_PAGE_BREAK)) if printed else readers[kind](text)
    left_out = sorted({block.furniture for block in document.blocks if block.furniture})
    warnings = [*document.warnings, *(f"the {name} was left out" for name in left_out)]
    return msgspec.structs.replace(document, warnings=warnings)
