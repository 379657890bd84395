"""What changed, told in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

NOUNS = {"pairs": ("claim", "claims"), "safeguards": ("safeguard", "safeguards"), "concerns": ("concern", "concerns")}
TEENS = range(11, 14)
BODY = {"pairs": "answer", "safeguards": "text", "concerns": "text"}


def told_counts(summary: Mapping[str, Mapping[str, Any]]) -> str:
    """Tell a comparison's counts, as in: 1 claim reworded, 2 claims removed."""
    parts = [part for key in NOUNS if key in summary for part in _parts(key, summary[key])]
    return _capital(", ".join(parts)) + "." if parts else "No words changed."


def ordinal(number: int) -> str:
    """Write a place in an order: 1st, 2nd, 3rd, 11th."""
    ending = "th" if number % 100 in TEENS else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def listed(words: Sequence[str]) -> str:
    """Join words as a sentence does: a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _parts(key: str, counts: Mapping[str, Any]) -> list[str]:
    told = []
    for kind, words in (("reworded", "reworded"), ("added", "added"), ("removed", "removed"), ("moved", "moved")):
        number = int(counts.get(kind, 0))
        if number:
            shown = "renamed" if kind == "reworded" and key != "pairs" else words
            told.append(f"{number} {NOUNS[key][number > 1]} {shown}")
    bodies = int(counts.get("rebuttals_changed", 0))
    if bodies:
        owner = "" if key == "pairs" else f"{NOUNS[key][0]} "
        told.append(f"{bodies} {owner}{BODY[key]}{'s' if bodies > 1 else ''} changed")
    return told


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
