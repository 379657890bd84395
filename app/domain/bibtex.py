"""One work in BibTeX (or BibLaTeX) to its fields as plain text: entries, strings, braces, LaTeX's letters.

A scanner that goes over the text once; nothing of it is run, and what it does not know it leaves out.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from app.domain.errors import Rejected

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
IGNORED = {"comment", "preamble", "string"}
_ENTRY = re.compile(r"@\s*([A-Za-z]+)\s*([{(])")
_NAME = re.compile(r"\s*,?\s*([^\s=,{}()\"#]+)\s*=")
_BARE = re.compile(r"[^\s,#{}()\"]+")
_ACCENTS = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "u": "\u0306",
    "v": "\u030c",
    "H": "\u030b",
    "c": "\u0327",
    "k": "\u0328",
    "r": "\u030a",
    "d": "\u0323",
    "b": "\u0331",
}
_LETTERS = {
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "i": "ı",
    "j": "ȷ",
    "dh": "ð",
    "DH": "Ð",
    "th": "þ",
    "TH": "Þ",
    "textendash": "–",
    "textemdash": "—",
    "textquoteright": "’",
    "ldots": "…",
    "dots": "…",
}
_DOTLESS = {"ı": "i", "ȷ": "j"}
_SIGN = re.compile(r"\\([&%$#_{}])")
_ACCENT = re.compile(
    r"\\(?:(['`^\"~=.])\s*|([uvHckrdb])(?:\s+|(?=\{)))(?:\{\s*(\\[ij]|[^\W\d_])\s*\}|(\\[ij](?![A-Za-z])|[^\W\d_]))"
)
_LETTER = re.compile(rf"\\({'|'.join(sorted(_LETTERS, key=len, reverse=True))})(?![A-Za-z])(?:\{{\}}|\s+)?")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+\*?\s*|.)")


@dataclass(frozen=True)
class Entry:
    """One work: its type in lower case, its fields by lower-case names, values as they stand between the braces."""

    kind: str
    fields: dict[str, str]

    def text(self, *names: str) -> str:
        """Return the first of these fields that is there, as plain text."""
        return next((plain(self.fields[name]) for name in names if self.fields.get(name)), "")

    def people(self, name: str) -> list[dict[str, str]]:
        """Return the people of a field, as CSL-JSON has them."""
        parts = [one.strip() for one in split_outside(self.fields.get(name, ""), "and")]
        return [person(one) for one in parts if one and one.lower() != "others"]


def entries(text: str) -> list[Entry]:
    """Return the works in a text. Raise Rejected where one has no end."""
    strings = {month: str(number) for number, month in enumerate(MONTHS, 1)}
    found = []
    place = 0
    while match := _ENTRY.search(text, place):
        kind, end = match.group(1).lower(), _end_of(text, match.end(), match.group(2))
        body = text[match.end() : end]
        place = end + 1
        if kind == "string":
            strings.update(_fields(body, strings))
        elif kind not in IGNORED:
            _key, _comma, rest = body.partition(",")
            found.append(Entry(kind, _fields(rest, strings)))
    return found


def _end_of(text: str, start: int, opened: str) -> int:
    closing, depth = ("}" if opened == "{" else ")"), 0
    escaped = False
    for place in range(start, len(text)):
        sign = text[place]
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif depth == 0 and sign == closing:
            return place
        elif sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
    raise Rejected("The BibTeX entry has no end; a brace is missing.", "citation")


def _fields(body: str, strings: dict[str, str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    place = 0
    while match := _NAME.match(body, place):
        value, place = _value(body, match.end(), strings)
        fields.setdefault(match.group(1).lower(), value)
    return fields


def _value(body: str, place: int, strings: dict[str, str]) -> tuple[str, int]:
    """Read one value, with its parts joined by “#”; return it and where it ends."""
    parts = []
    while True:
        while place < len(body) and body[place].isspace():
            place += 1
        part, place = _part(body, place, strings)
        parts.append(part)
        while place < len(body) and body[place].isspace():
            place += 1
        if not body.startswith("#", place):
            return "".join(parts), place
        place += 1


def _part(body: str, place: int, strings: dict[str, str]) -> tuple[str, int]:
    if body.startswith("{", place):
        end = _end_of(body, place + 1, "{")
        return body[place + 1 : end], end + 1
    if body.startswith('"', place):
        depth, end = 0, place + 1
        while end < len(body) and not (body[end] == '"' and depth == 0):
            depth += {"{": 1, "}": -1}.get(body[end], 0)
            end += 1
        return body[place + 1 : end], end + 1
    bare = _BARE.match(body, place)
    if bare is None:
        return "", place
    return strings.get(bare.group().lower(), bare.group()), bare.end()


def plain(value: str) -> str:
    """Return the text that LaTeX would print: accents as letters, commands and braces gone."""
    signs: list[str] = []

    def keep(match: re.Match[str]) -> str:
        signs.append(match.group(1))
        return f"\x00{len(signs) - 1}\x01"

    text = _SIGN.sub(keep, value.replace("\x00", "").replace("\x01", ""))
    text = _LETTER.sub(lambda match: _LETTERS[match.group(1)], _ACCENT.sub(_accented, text))
    text = _COMMAND.sub("", text).replace("{", "").replace("}", "")
    text = text.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”").replace("~", " ")
    text = re.sub("\x00(\\d+)\x01", lambda match: signs[int(match.group(1))], text)
    return " ".join(text.split())


def _accented(match: re.Match[str]) -> str:
    letter = (match.group(3) or match.group(4)).removeprefix("\\")
    mark = _ACCENTS[match.group(1) or match.group(2)]
    return unicodedata.normalize("NFC", _DOTLESS.get(letter, letter) + mark)


def split_outside(text: str, word: str) -> list[str]:
    """Split at a word that stands outside of braces."""
    parts, begun, depth = [], 0, 0
    for match in re.finditer(rf"[{{}}]|(?<=\s){word}(?=\s)", text, re.IGNORECASE):
        if match.group() == "{":
            depth += 1
        elif match.group() == "}":
            depth -= 1
        elif depth == 0:
            parts.append(text[begun : match.start()])
            begun = match.end()
    return [*parts, text[begun:]]


def person(name: str) -> dict[str, str]:
    """Read one name: "von Last, First", "von Last, Jr, First", "First von Last", or a body in braces."""
    if name.startswith("{") and name.endswith("}") and _end_of(name, 1, "{") == len(name) - 1:
        return {"literal": plain(name)}
    family, *others = [plain(part) for part in _commas(name)]
    if others:
        given = ", ".join(part for part in (others[-1], *others[:-1]) if part)
        return {"family": family, "given": given} if family and given else {"literal": family or given}
    words = plain(name).split()
    if len(words) == 1:
        return {"literal": words[0]}
    begin = next((place for place, word in enumerate(words[:-1]) if place and word[0].islower()), len(words) - 1)
    return {"family": " ".join(words[begin:]), "given": " ".join(words[:begin])}


def _commas(name: str) -> list[str]:
    parts, begun, depth = [], 0, 0
    for place, sign in enumerate(name):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            parts.append(name[begun:place])
            begun = place + 1
    return [*parts, name[begun:]]
