"""What of a page is told in its own language: the words outside all that is marked as being in another one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

UNSEEN = {"script", "style", "title", "code", "pre"}
LABELS = ("aria-label", "placeholder", "alt", "data-report-words")
WORD = re.compile(r"[^\W\d_]{2,}")
ADDRESS = re.compile(r"(https?://|/)\S+|[0-9a-f]{8,}…?|\d+:[0-9a-f]+…?|[\w-]+/[\w.+-]+")
NAMES = {
    "Rejoinder",
    "APA",
    "MLA",
    "Chicago",
    "Harvard",
    "BibTeX",
    "SHA-256",
    "Atom",
    "JSON Feed",
    "Hash",
    "English",
    "Español",
}
"""What is called the same in every language."""


def language_of(html: str) -> str | None:
    """Return the language that a page says it is in."""
    root = LexborHTMLParser(html).root
    return root.attributes.get("lang") if root else None


def told(html: str, language: str) -> set[str]:
    """Return the words, node by node, that a page tells in a language: those seen, and the labels of elements."""
    root = LexborHTMLParser(html).root
    assert root is not None
    return {text for text in _told(root, root.attributes.get("lang") or "", language) if _has_words(text)}


def _told(node: LexborNode, around: str, language: str) -> Iterator[str]:
    here = node.attributes.get("lang") or around
    if here == language:
        for name in LABELS:
            yield " ".join((node.attributes.get(name) or "").split())
    child = node.child
    while child is not None:
        if child.is_text_node:
            if here == language:
                yield " ".join((child.text_content or "").split())
        elif child.is_element_node and child.tag not in UNSEEN:
            yield from _told(child, here, language)
        child = child.next


def _has_words(text: str) -> bool:
    return bool(WORD.search(ADDRESS.sub("", text))) and text.strip(" ,.:;()–") not in NAMES
