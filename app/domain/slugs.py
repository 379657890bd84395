"""Addresses from titles."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 80


def slug_of(title: str) -> str:
    """Return the title in lower-case ASCII with hyphens, cut at a word; "untitled" where nothing is left."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii").lower()
    words = re.sub(r"['’]", "", plain)
    slug = re.sub(r"[^a-z0-9]+", "-", words).strip("-")
    if len(slug) > LONGEST:
        slug = slug[:LONGEST].rsplit("-", 1)[0]
    return slug or "untitled"
