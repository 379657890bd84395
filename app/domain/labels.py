"""How the labels by which agencies mark the two sides of a pair are recognised; their words are in `label_words.py`.

A *label* is a role word with what agencies put around it: a topic before ("Tornado myth"), a number ("Myth #3"), and
a separator (colon, dash, full stop, end of line, or nothing). Whether a page really uses it as a label is decided for
the whole page, in `roles.py`; here only its form is read.
"""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from app.domain.label_words import PLURALS, ROLE_OF, SHORT, Role
from app.domain.letters import lowered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Style(StrEnum):
    """How a label is set off from the words after it."""

    COLON = "colon"
    DASH = "dash"
    DOT = "dot"
    ALONE = "alone"
    BARE = "bare"


# Words that a topic before a role word never is: "this is a myth:", "in fact".
_NO_TOPIC = (
    "is|are|was|were|be|a|an|this|that|these|those|it|he|she|we|they|you|i|not|no|in|on|at|of|for|to|and|or|but|with|"
    "by|as|from|our|your|their|his|her|its|what|why|how|when|who|if|so|here|there|vs|versus|has|have|will|can|"
    "y|o|de|en|et|ou|du|des|un|une|und|oder|von|ein|eine|e|do|da|um|uma|es|est|ist|é"
)
_NUMERALS = "one|two|three|four|five|six|seven|eight|nine|ten|uno|dos|tres|un|deux|trois|eins|zwei|drei|um|dois|três"
_LONG = sorted((word for word in ROLE_OF if word not in SHORT), key=len, reverse=True)
_WORDS = "|".join(re.escape(word).replace(r"\ ", r"\s") for word in _LONG)
_CAPITALS = "|".join(re.escape(word.upper()).replace(r"\ ", r"\s") for word in _LONG)
_NUMBER = (
    r"(?:\s?(?i:#|№|no\.?|nr\.?|n[.º°]+|num\.?|number|número|numéro|nummer)?\s?"
    rf"(?P<number>\d{{1,3}}(?!\w)|(?i:{_NUMERALS})(?!\w))(?:\s(?:of|de|von|sur)\s\d{{1,3}})?)?"
)
_TOPIC = rf"(?P<topic>(?:(?!(?i:{_NO_TOPIC})\b)[^\W\d_][\w’'-]{{0,20}}\s){{1,3}}?)??"
_MARKS = r"[*_]{0,3}"
_SIGN = r"(?:\s?[^\w\s\x00-\x7f«»¿¡‐-›]{1,3})?"  # "Fact ✅:"
_COLON = rf"(?P<colon>{_SIGN}\s?{_MARKS}\s?[::]\s?{_MARKS})"
_CAPITAL = r"(?=[^\W\d_a-zß-öø-ÿ])"
_TO_CAPITAL = r"[^\W\d_a-zß-öø-ÿ](?!\w{0,20}-)(?i:(?<!c)(?!heck|inding|ind\b|heet|ased|ust|ree))"  # "Fact-There is"
_SEPARATOR = (
    rf"(?:{_COLON}"
    rf"|(?P<alone>{_MARKS}[^\S\n]?(?=\n|$))"
    rf"|(?P<dash>\s?{_MARKS}(?:[–—]|\s-{{1,2}}\s|-\s|-(?={_TO_CAPITAL}))\s?{_MARKS}|[ \t]{{2,40}}(?=\S))"
    rf"|(?P<dot>{_MARKS}(?:[.)]|\.[-–—]){_MARKS}(?=\s|$))"
    rf"|(?P<bare>{_MARKS}\s{_MARKS}(?:{_CAPITAL}|(?=[\"“‘'«„¿¡\d]))))"
)
_OPENING = re.compile(
    r"[^\w\s\"“”'‘’«»„(\[*_]{0,4}[\s*_]{0,6}(?:[(\[]?\d{1,3}[.):\]]\s{1,2})?" + _MARKS + r"(?P<name>"
    rf"{_TOPIC}(?P<word>(?i:{_WORDS}))|(?P<short>[QAPRF]))(?![^\W\d]){_NUMBER}{_SEPARATOR}\s*"
)
_INSIDE = re.compile(
    r"(?:(?<=[.!?:;…\"”’)\]])\s{0,3}(?:[^\w\s.,;:!?()\[\]\"“”'‘’«»/-]{1,3}\s{0,2})?|\n\s{0,8})"
    + _MARKS
    + rf"(?P<name>{_CAPITAL}"
    rf"{_TOPIC}(?P<word>(?i:{_WORDS}))(?!\w))(?P<short>(?!))?{_NUMBER}{_COLON}\s*"
)
_GLUED = re.compile(
    rf"(?:(?<=[a-zß-öø-ÿ»«])\s?|(?<=\d))(?P<name>(?P<topic>(?!))?(?P<word>{_CAPITALS}))(?P<short>(?!))?{_NUMBER}{_COLON}\s*"
)
_ANSWER_LETTER = re.compile(  # in the question's own paragraph
    r"(?<=[?？])\s{1,3}(?P<name>(?P<topic>(?!))?(?P<word>(?!))?(?P<short>[AR]))(?P<number>\d{1,3})?(?P<dot>[.)])\s+"
)
_LINE_DASHED = re.compile(  # a line inside a block
    r"(?<=\n)[^\S\n]{0,8}"
    + _MARKS
    + rf"(?P<name>(?P<topic>(?!))?(?P<word>(?i:{_WORDS})))(?P<short>(?!))?(?![^\W\d]){_NUMBER}"
    rf"(?P<dash>\s?{_MARKS}(?:[–—]|\s-{{1,2}}\s|-\s)\s?{_MARKS})\s*"
)
_DASHED = re.compile(  # in the paragraph of a label that a dash sets off
    r"(?<=[.!?…\"”’)\]])\s{1,3}"
    + _MARKS
    + rf"(?P<name>{_CAPITAL}(?P<topic>(?!))?(?P<word>(?i:{_WORDS})))(?P<short>(?!))?"
    rf"{_NUMBER}(?P<dash>\s?{_MARKS}(?:[–—]|-{{1,2}}\s)\s?{_MARKS})\s*"
)
_COLON_SIGN = re.compile("[::]")
_LONGEST_LABEL = 150
_LONGEST_GAP = 20
_SENTENCE_END = re.compile(r"[.!?;]")
_DECORATION_WORDS = 4
_SHEET = re.compile(r"(?:sheet|finder|book|file|checker)s?\b", re.IGNORECASE)


class Label(NamedTuple):
    """A label's form. `start` and `end` are its range in the text it was found in, separator included.

    `name` is the label as the page writes it, without number ("Election fact"); `word` the folded role word.
    """

    start: int
    end: int
    role: Role
    name: str
    word: str
    style: Style
    number: str | None
    opening: bool

    @property
    def plural(self) -> bool:
        """Whether the role word is a plural, as section titles have it ("Rumors")."""
        return self.word in PLURALS

    @property
    def capitals(self) -> bool:
        """Whether the label is written in capitals."""
        return self.name.isupper()

    @property
    def strong(self) -> bool:
        """Whether the form alone makes it a label: a colon or a number."""
        return self.style is Style.COLON or self.number is not None


def label_at_start(text: str) -> Label | None:
    """Read the label with which `text` opens, or None."""
    match = _OPENING.match(text)
    return _label(match, opening=True) if match else None


def labels_in(text: str) -> list[Label]:
    """List the labels in one block's text in order: at its start, at a line's start, and after a sentence's end."""
    first = label_at_start(text)
    found = [first] if first else []
    inside: Iterable[Label | None]
    inside = (_label(match, opening=match[0].startswith("\n")) for match in _matches_inside(text))
    if first and first.role is Role.QUESTION:
        inside = chain(inside, (_label(match, opening=True) for match in _ANSWER_LETTER.finditer(text, first.end)))
    if first and first.style is Style.DASH:
        answers = (_label(match, opening=True) for match in _DASHED.finditer(text, first.end))
        inside = chain(inside, (label for label in answers if label and label.role is not first.role))
    inside = chain(inside, (_label(match, opening=True) for match in _LINE_DASHED.finditer(text)))
    found += [label for label in inside if label and (not first or label.start >= first.end)]
    return _without_decoration(text, sorted(found))


def _matches_inside(text: str) -> Iterator[re.Match[str]]:
    """Yield the labels that end in a colon; only the words right before one are looked at."""
    position = 0
    for colon in _COLON_SIGN.finditer(text):
        start = max(position, colon.start() - _LONGEST_LABEL)
        for pattern in (_INSIDE, _GLUED):
            yield from pattern.finditer(text, start, colon.end() + _LONGEST_GAP)
        position = colon.end()


def _label(match: re.Match[str], *, opening: bool) -> Label | None:
    """Build the label of a match; None where the words are no label after all ("Fact Sheet")."""
    group = match.groupdict()
    word = " ".join(lowered(group["word"] or group["short"]).split())
    style = next(style for style in Style if group.get(style) is not None)
    role = ROLE_OF[word]
    if word in SHORT and style in {Style.DASH, Style.BARE}:
        return None
    if group["topic"] and (style is Style.BARE or (style is Style.DOT and not group["number"])):
        return None
    if style is Style.BARE and _SHEET.match(match.string, match.end()):
        return None
    if role in {Role.VERDICT, Role.FIELD} and (group["topic"] or group["number"]):
        return None
    return Label(match.start(), match.end(), role, match["name"].strip(), word, style, group["number"], opening)


def _without_decoration(text: str, labels: list[Label]) -> list[Label]:
    """Join a label with the same role's label before it, as alternative text leaves it ("Fact - Green tickFACT:")."""
    kept: list[Label] = []
    for label in labels:
        last = kept[-1] if kept else None
        if last and last.role is label.role and _is_decoration(text[last.end : label.start]):
            kept[-1] = label._replace(start=last.start, opening=last.opening)
        else:
            kept.append(label)
    return kept


def _is_decoration(between: str) -> bool:
    return len(between.split()) <= _DECORATION_WORDS and not _SENTENCE_END.search(between)
