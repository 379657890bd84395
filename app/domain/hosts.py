"""Hosts of addresses that may deceive the eye: names that mix letters of several scripts."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "LATIN"})
"""Scripts that are written together in one word."""


def mixed_scripts(url: str | None) -> tuple[str, list[str]] | None:
    """Return the host, as people read it, and its scripts where one of its parts mixes several; else None."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return None
    for label in map(_readable, host.split(".")):
        scripts = {unicodedata.name(sign, "?").split(" ")[0].split("-")[0] for sign in label if sign.isalpha()}
        if len(scripts) > 1 and not scripts <= EAST_ASIAN:
            return ".".join(map(_readable, host.split("."))), sorted(script.capitalize() for script in scripts)
    return None


def _readable(label: str) -> str:
    """Return a part of a host as it is shown: Punycode decoded where it can be."""
    if not label.startswith("xn--"):
        return label
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode")
    except (UnicodeError, OverflowError):
        return label
