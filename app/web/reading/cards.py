"""Share cards: a picture of 1200 × 630 pixels of what a page says, for programs that show a link with one.

Pillow sets lines from left to right and joins no letters, so that words in other scripts than Latin, Greek and Cyrillic
would be set wrongly or not at all: a card leaves them out, and says that they are on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from flask import Response, url_for

from app.web.origin import base_url
from app.web.reading.language import gettext, sentence
from app.web.reading.language import told as in_words

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 1200, 630
LEFT, RIGHT, TOP, FOOT = 72, 1128, 52, 548
FONTS = Path(__file__).with_name("fonts")
SERIF, SANS, BOLD = "DejaVuSerif.ttf", "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"
PAPER, INK, QUIET, RULE = "#fdfcf9", "#1c1a17", "#5a554c", "#d8d2c6"
INKS = {"claim": "#84480a", "rebuttal": "#174f86", "ours": INK}
DRAWN = re.compile(
    "["
    "\u0020-\u007e\u00a0-\u00ac\u00ae-\u024f\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1"
    "\u03a3-\u03e1\u03f0-\u045f\u0462-\u0465\u046a-\u046d\u0470-\u0477\u048c-\u048d\u0490-\u049b\u049e-\u04a7"
    "\u04aa-\u04b7\u04ba-\u04bb\u04c0-\u04c4\u04c7-\u04c8\u04cb-\u04cc\u04cf-\u04f9\u0510-\u0515\u051a-\u051d"
    "\u1e00-\u1efb\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030-\u203a\u20ac\u2116\u2122\u2190-\u2193"
    "\u2212\u25a0-\u25a1"
    "]*"
)
"""What the fonts hold, and Pillow sets rightly."""
UNDRAWN = sentence("These words are in a script that this card can’t show; they are on the page.")
INSTEAD = {
    "claim": sentence("What is said"),
    "rebuttal": sentence("In the agency’s own words"),
    "ours": sentence("In our words"),
}
"""Labels by role, where what should stand there can't be shown."""
LONGEST = 600
QUOTES = {"“": "”", "«": "»"}
SIZES = (44, 40, 36, 32, 28)
MOST_LINES = 4
LEADING = 1.36
LABEL, GAP = 24, 22


class Said(NamedTuple):
    """Words on a card: whose they are, the words, and in which role they are drawn; ours are in no quotation marks."""

    label: str
    words: str
    role: str


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says.

    `about` is whose page it is and of when, in parts; `verdict`, `rating` and when it was found stand at the foot,
    beside the site's name.
    """

    about: Sequence[str]
    said: Sequence[Said]
    verdict: str
    rating: int | None
    site: str
    found: str = ""

    @property
    def told(self) -> str:
        """The same in words, for whoever does not see the picture."""
        parts = [
            *self.about,
            *(f"{one.label}: {quoted(one)}" for one in self.said),
            self.verdict,
            self.found,
            self.site,
        ]
        return ". ".join(part.strip(" .") for part in parts if part) + "."


def card_address(endpoint: str, **values: str | int) -> str:
    """Return the whole address of a card: whoever shows it asks from elsewhere."""
    return base_url() + url_for(endpoint, **values)  # type: ignore[arg-type]  # no option of url_for is among them


def card_answer(card: Card) -> Response:
    """Answer with the picture. Its ETag is of its bytes, and equal cards have equal bytes."""
    return Response(drawn(card), mimetype="image/png")


def quoted(one: Said) -> str:
    """Return words as they are printed: those of others in quotation marks."""
    return one.words if one.role == "ours" else gettext("“%(title)s”", title=one.words)


def drawable(text: str) -> str:
    """Return a text in one line, cut where it is far too long for a card; nothing where the card can't show it."""
    line = " ".join(text.split())
    if not DRAWN.fullmatch(line):
        return ""
    return line if len(line) <= LONGEST else f"{line[:LONGEST].rpartition(' ')[0] or line[:LONGEST]} …"


def drawn(card: Card) -> bytes:
    """Draw a card as PNG."""
    from PIL import Image, ImageDraw  # noqa: PLC0415  # heavy, and most processes never draw one

    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    small, bold = font(SANS, LABEL), font(BOLD, 32)
    about = " · ".join(part for part in card.about if drawable(part))
    pen.text((LEFT, TOP), cut(about, small, RIGHT - LEFT), QUIET, small)
    pen.line((LEFT, TOP + 48, RIGHT, TOP + 48), RULE, 2)
    _say(pen, card.said)
    pen.line((LEFT, FOOT - 24, RIGHT, FOOT - 24), RULE, 2)
    site = cut(drawable(card.site), small, (RIGHT - LEFT) / 4)
    end = RIGHT - small.getlength(site)
    pen.text((end, FOOT + 6), site, QUIET, small)
    at: float = LEFT
    scale = "" if card.rating is None else "■" * card.rating + "□" * (5 - card.rating)
    for text, face, ink, lower in ((card.verdict, bold, INK, 0), (scale, small, INK, 6), (card.found, small, QUIET, 6)):
        shown = cut(drawable(text), face, end - at - GAP) if text and at < end - GAP else ""
        pen.text((at, FOOT + lower), shown, ink, face)
        at += face.getlength(shown) + GAP
    held = BytesIO()
    picture.quantize(32).save(held, "PNG", optimize=True)
    return held.getvalue()


def _say(pen: ImageDraw, said: Sequence[Said]) -> None:
    """Write the words, as large as all of them fit."""
    top, bottom = TOP + 76, FOOT - 44
    size = next((size for size in SIZES if _height(said, size) <= bottom - top), SIZES[-1])
    for one in said:
        label = cut(drawable(one.label) or in_words(INSTEAD[one.role]), font(SANS, LABEL), RIGHT - LEFT - 28)
        face, lines = _set(one, size)
        high = LABEL * LEADING + len(lines) * size * LEADING
        pen.rectangle((LEFT, top, LEFT + 6, top + high), INKS[one.role])
        pen.text((LEFT + 28, top - 2), label, INKS[one.role], font(SANS, LABEL))
        for number, line in enumerate(lines):
            pen.text((LEFT + 28, top + LABEL * LEADING + number * size * LEADING), line, INK, face)
        top += int(high) + GAP


def _height(said: Sequence[Said], size: int) -> float:
    if any(len(_set(one, size, MOST_LINES + 1)[1]) > MOST_LINES for one in said) and size > SIZES[-1]:
        return HEIGHT
    return sum(LABEL * LEADING + len(_set(one, size)[1]) * size * LEADING + GAP for one in said) - GAP


def _set(one: Said, size: int, most: int = MOST_LINES) -> tuple[FreeTypeFont, list[str]]:
    words = drawable(one.words)
    if not words or one.role == "ours":
        size = size if words else LABEL
        return font(SANS, size), lines_of(words or in_words(UNDRAWN), font(SANS, size), RIGHT - LEFT - 28, most)
    return font(SERIF, size), lines_of(
        quoted(Said(one.label, words, one.role)), font(SERIF, size), RIGHT - LEFT - 28, most
    )


def lines_of(text: str, face: FreeTypeFont, width: float, most: int) -> list[str]:
    """Break a text into lines; where there are more than so many, the last one is cut."""
    lines = list(_lines(text.split(" "), face, width))
    if len(lines) <= most:
        return lines
    closing = QUOTES.get(text[:1], "")
    return [*lines[: most - 1], cut(f"{lines[most - 1]} {lines[most]}", face, width, closing)]


def _lines(words: Sequence[str], face: FreeTypeFont, width: float) -> Iterator[str]:
    line = ""
    for word in words:
        if line and face.getlength(f"{line} {word}") > width:
            yield cut(line, face, width)
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield cut(line, face, width)


def cut(text: str, face: FreeTypeFont, width: float, closing: str = "") -> str:
    """Cut a line that is too long, at a word where it has several."""
    if face.getlength(text) <= width:
        return text
    while text and face.getlength(f"{text} …{closing}") > width:
        head, _, _ = text.rpartition(" ")
        text = head or text[:-1]
    return f"{text.rstrip(' ,;:–—')} …{closing}"


@cache
def font(name: str, size: int) -> FreeTypeFont:
    """Return a font of ours in a size."""
    from PIL import ImageFont  # noqa: PLC0415  # as above

    return ImageFont.truetype(FONTS / name, size, layout_engine=ImageFont.Layout.BASIC)
