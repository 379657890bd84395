"""Addresses from titles."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 80
_WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=1 << 13)
def slug_of(title: str) -> str:
    """Return the title in lower-case ASCII with hyphens, cut at a word; "untitled" where nothing is left."""
    plain = title if title.isascii() else unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii")
    slug = "-".join(_WORD.findall(plain.lower().replace("'", "")))
    if len(slug) > LONGEST:
        slug = slug[:LONGEST].rsplit("-", 1)[0]
    return slug or "untitled"
