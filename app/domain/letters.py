"""Lower case as a pattern that ignores case means it, so that what a pattern matched is found in a table of words."""

from __future__ import annotations

_ODD = str.maketrans({"ſ": "s", "ı": "i", "İ": "i", "\u212a": "k"})
"""Letters that `re.IGNORECASE` takes for others, and `str.lower` does not: long s, both Turkish i, the Kelvin sign."""


def lowered(word: str) -> str:
    """Return the word in lower case, its odd letters as the plain ones that `re.IGNORECASE` matches them with."""
    return word.translate(_ODD).lower()
