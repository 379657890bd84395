"""HTML and plain text of feed items. All that is not sanitised HTML already goes through `escaped`."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from typing import Any

BLOCKS = frozenset({"p", "pre", "blockquote", "ul", "ol", "h3", "h4", "hr", "div"})
LOCAL_LINK = re.compile(r'(<a\b[^>]*\bhref=")/(?!/)')
KNOWN = 1_000
"""Texts that are kept as they were read: feeds tell the same items until new ones come."""
BLANK_LINES = re.compile(r"\n\s*\n\s*")


def escaped(text: str) -> str:
    """Write plain text as HTML, one paragraph."""
    return escape(text, quote=True)


def absolute_links(html: str, base: str) -> str:
    """Give links that begin at our root the base: a feed reader has no page to resolve them against."""
    return LOCAL_LINK.sub(lambda match: f"{match.group(1)}{base}/", html)


def shortened(text: str, length: int) -> str:
    """Fold white space and cut a text at a word, with an ellipsis; a text that fits stays whole."""
    flat = " ".join(text.split())
    if len(flat) <= length:
        return flat
    return flat[: length - 1].rsplit(" ", 1)[0].rstrip(".,;:") + "…"


@lru_cache(maxsize=KNOWN)
def plain_text(html: str) -> str:
    """Return the words of sanitised HTML: a blank line between blocks, a dash before items, links after their words."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return BLANK_LINES.sub("\n\n", "".join(reader.parts)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        if tag in BLOCKS:
            self.parts.append("\n\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "a":
            self._link = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.parts.append("\n\n")
        elif tag == "a" and self._link:
            self.parts.append(f" <{self._link}>")
            self._link = ""

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
