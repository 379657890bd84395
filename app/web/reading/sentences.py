"""What changed, told in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.web.reading.language import OWN, gettext, language, ngettext, noun, sentence
from app.web.reading.language import number as shown

COUNTS = {
    "pairs": {
        "reworded": noun("%(num)s claim reworded", "%(num)s claims reworded"),
        "added": noun("%(num)s claim added", "%(num)s claims added"),
        "removed": noun("%(num)s claim removed", "%(num)s claims removed"),
        "moved": noun("%(num)s claim moved", "%(num)s claims moved"),
        "rebuttals_changed": noun("%(num)s answer changed", "%(num)s answers changed"),
    },
    "safeguards": {
        "reworded": noun("%(num)s safeguard renamed", "%(num)s safeguards renamed"),
        "added": noun("%(num)s safeguard added", "%(num)s safeguards added"),
        "removed": noun("%(num)s safeguard removed", "%(num)s safeguards removed"),
        "moved": noun("%(num)s safeguard moved", "%(num)s safeguards moved"),
        "rebuttals_changed": noun("%(num)s safeguard text changed", "%(num)s safeguard texts changed"),
    },
    "concerns": {
        "reworded": noun("%(num)s concern renamed", "%(num)s concerns renamed"),
        "added": noun("%(num)s concern added", "%(num)s concerns added"),
        "removed": noun("%(num)s concern removed", "%(num)s concerns removed"),
        "moved": noun("%(num)s concern moved", "%(num)s concerns moved"),
        "rebuttals_changed": noun("%(num)s concern text changed", "%(num)s concern texts changed"),
    },
}
JOINED = {
    "pairs": (sentence("%(parts)s claims joined into one"), sentence("%(parts)s claims joined into %(wholes)s")),
    "safeguards": (
        sentence("%(parts)s safeguards joined into one"),
        sentence("%(parts)s safeguards joined into %(wholes)s"),
    ),
    "concerns": (sentence("%(parts)s concerns joined into one"), sentence("%(parts)s concerns joined into %(wholes)s")),
}
SPLIT = {
    "pairs": noun("%(num)s claim split into %(parts)s", "%(num)s claims split into %(parts)s"),
    "safeguards": noun("%(num)s safeguard split into %(parts)s", "%(num)s safeguards split into %(parts)s"),
    "concerns": noun("%(num)s concern split into %(parts)s", "%(num)s concerns split into %(parts)s"),
}
TEENS = range(11, 14)


def told_counts(summary: Mapping[str, Mapping[str, Any]]) -> str:
    """Tell a comparison's counts, as in: 1 claim reworded, 2 claims removed."""
    parts = [part for key in COUNTS if key in summary for part in _parts(key, summary[key])]
    return _capital(", ".join(parts)) + "." if parts else gettext("No words changed.")


def _parts(key: str, counts: Mapping[str, Any]) -> list[str]:
    told = []
    if number := int(counts.get("joined", 0)):
        into_one, into_several = JOINED[key]
        wholes = int(counts["joined_into"])
        pattern = into_one if wholes == 1 else into_several
        told.append(gettext(pattern) % {"parts": shown(number), "wholes": shown(wholes)})
    if number := int(counts.get("split", 0)):
        told.append(ngettext(*SPLIT[key], number, parts=shown(int(counts["split_into"]))))
    for kind, words in COUNTS[key].items():
        if number := int(counts.get(kind, 0)):
            told.append(ngettext(*words, number))
    return told


def ordinal(number: int) -> str:
    """Write a place in an order: 1st, 2nd, 3rd, 11th."""
    if language() != OWN:
        return gettext("no. %(number)s", number=number)
    ending = "th" if number % 100 in TEENS else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def listed(words: Sequence[str]) -> str:
    """Join words as a sentence does: a, b and c."""
    if len(words) < 2:  # noqa: PLR2004  # nothing to join
        return "".join(words)
    return gettext("%(first)s and %(last)s", first=", ".join(words[:-1]), last=words[-1])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
