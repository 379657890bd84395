"""Markdown to blocks: rendered to HTML with markdown-it-py, then read as HTML, since Markdown may hold HTML.

Front matter and the short codes of Hugo, Jekyll and Kramdown are no words of the page and are left out.
"""

from __future__ import annotations

import re

import msgspec
from markdown_it import MarkdownIt

from app.domain.blocks import Document
from app.domain.blocks_html import read_html
from app.domain.dates import find_dates

_FRONT = re.compile(r"\s{0,8}(?P<fence>---|\+\+\+)[ \t]*\r?\n")
_FIELD = re.compile(r"^(title|lang|language|date)\s?[:=]\s?[\"']?(.{1,300}?)[\"']?\s*$", re.IGNORECASE | re.MULTILINE)
_SHORT_CODES = (
    re.compile(r"\{\{[^{}\n]{0,2000}\}\}"),
    re.compile(r"\{%[^{}\n]{0,2000}%\}"),
    re.compile(r"\{[:#][^{}\n]{0,500}\}"),
)
_FOOTNOTE_MARK = re.compile(r"(?<=\S)\[\^[\w-]{1,20}\](?!:)")
_FOOTNOTE = re.compile(r"^(\[\^[\w-]{1,20}\]:.*)$", re.MULTILINE)
_LONGEST_FRONT = 20_000


def read_markdown(text: str) -> Document:
    """Read Markdown, HTML inside it included. Raises `Rejected` where elements are nested too deep."""
    fields, body = _front_matter(text)
    warnings = ["the front matter was left out"] if fields is not None else []
    without = body
    for pattern in _SHORT_CODES:
        without = pattern.sub("", without)
    if without != body:
        warnings.append("short codes were left out")
    unmarked = _FOOTNOTE_MARK.sub("", without)
    if unmarked != without:
        warnings.append("footnote marks were left out")
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(_FOOTNOTE.sub(r"\n\1\n", unmarked))
    document = read_html(html)
    fields = fields or {}
    dates = find_dates(fields.get("date", "")[:10])
    return msgspec.structs.replace(
        document,
        title=fields.get("title") or document.title,
        language=fields.get("lang") or fields.get("language") or document.language,
        published=dates[0].date if dates else document.published,
        warnings=[*warnings, *document.warnings],
    )


def _front_matter(text: str) -> tuple[dict[str, str] | None, str]:
    """Part front matter (between two lines of --- or +++) from the body; None where there is none."""
    opening = _FRONT.match(text)
    if opening is None:
        return None, text
    closing = re.compile(rf"^{re.escape(opening['fence'])}[ \t]*\r?$", re.MULTILINE)
    end = closing.search(text, opening.end(), opening.end() + _LONGEST_FRONT)
    if end is None:
        return None, text
    front = text[opening.end() : end.start()]
    return {name.lower(): value for name, value in _FIELD.findall(front)}, text[end.end() :]
