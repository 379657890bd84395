"""Markdown to HTML that is safe to show. The one importer of bleach and of nh3.

Raw HTML in the Markdown is shown as text. bleach cleans first; 6.4.0 is its last release and no security fix will
follow, so nh3, which is maintained, cleans what bleach lets through. See docs/adr/0002.
"""

from __future__ import annotations

import bleach
import nh3
from markdown_it import MarkdownIt

HEADINGS = frozenset({"h3", "h4", "h5", "h6"})
TAGS = HEADINGS | {"p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr"}
ATTRIBUTES = {"a": ["href", "title"]}
SCHEMES = frozenset({"http", "https", "mailto"})

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False})


def render(markdown: str) -> str:
    """Return sanitised HTML of a Markdown text; an empty text gives an empty string. Headings start at level 3."""
    if not markdown.strip():
        return ""
    html = _markdown.render(markdown).replace("<h1>", "<h3>").replace("</h1>", "</h3>")
    html = html.replace("<h2>", "<h3>").replace("</h2>", "</h3>")
    once = bleach.clean(html, tags=TAGS, attributes=ATTRIBUTES, protocols=SCHEMES, strip=True)
    return nh3.clean(
        once,
        tags=set(TAGS),
        attributes={"a": {"href", "title"}},
        url_schemes=set(SCHEMES),
        link_rel="nofollow noopener",
    ).strip()
