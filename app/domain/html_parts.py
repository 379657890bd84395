"""What the reading of HTML is made of: the context words inherit, a line as it fills, a table's grid."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.domain.blocks import Cell, Kind
from app.domain.label_words import Role
from app.domain.labels import Label, label_at_start

if TYPE_CHECKING:
    from collections.abc import Iterator


_TAG_WORDS = 6


class Context(NamedTuple):
    """What an element's words inherit."""

    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    depth: int = 0
    emphasis: bool = False
    link: bool = False
    away: bool = False
    furniture: str = ""
    within: int = 0
    cell: Cell | None = None
    table: int = 0
    preformatted: bool = False
    quoted: bool = False
    inline: int = 0  # the outermost inline element without emphasis, by number


class Words(NamedTuple):
    """One block's words before its place in the text is known."""

    text: str
    lead: int
    linked: bool
    away: bool
    opens: bool
    ruled: bool
    context: Context


class Line:
    """One line of a block while its words come in: folded white space, and how far emphasis reaches from its start."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = self.lead = self.tag = 0
        self.leading = self.linked = self.away = True
        self.gap = False
        self.inline: int | None = None  # the element that the line opens with, while it lasts

    def add(self, text: str, context: Context) -> None:
        """Add a text node's words."""
        words = " ".join(text.split())
        if not words:
            self.gap = True
            return
        self._follow(context.inline)
        glued = self.inline is None and self.tag == self.length > 1 and words[0].isupper()
        gap = " " if self.pieces and (self.gap or text[0].isspace() or glued) else ""
        self.pieces.append(gap + words)
        self.length += len(gap) + len(words)
        self.gap = text[-1].isspace()
        self.linked &= context.link
        spoken = any(character.isalnum() for character in words)
        self.away &= context.away or not spoken
        if self.leading and context.emphasis:
            self.lead = self.length
        elif spoken:
            self.leading = False
        if self.inline:
            self.tag = self.length

    def _follow(self, inline: int) -> None:
        """Keep to the inline element that the line opens with, until it ends."""
        if not self.pieces:
            self.inline = inline or None
        elif self.inline != inline:
            self.inline = None

    @property
    def text(self) -> str:
        """The line's words."""
        return "".join(self.pieces)


class Grid:
    """Where a table's next cell stands; cells that span rows keep their column."""

    def __init__(self) -> None:
        self.row, self.column = -1, 0
        self.spans: dict[int, int] = {}

    def next_row(self) -> None:
        """Begin a row."""
        self.row, self.column = self.row + 1, 0
        self.spans = {column: left - 1 for column, left in self.spans.items() if left > 1}

    def next_cell(self, columns: int, rows: int) -> int:
        """Place a cell and return its column."""
        while self.column in self.spans:
            self.column += 1
        column = self.column
        if rows > 1:
            self.spans.update(dict.fromkeys(range(column, column + columns), rows))
        self.column += columns
        return column


def paragraphs(lines: list[Line]) -> Iterator[list[Line]]:
    """Part a block's lines where an empty line stands, and before a line that opens with a label."""
    group: list[Line] = []
    for line in lines:
        label = label_at_start(line.text) if group else None
        if group and (not line.pieces or (label and (label.strong or _answers(group[0], label)))):
            yield group
            group = []
        if line.pieces:
            group.append(line)
    if group:
        yield group


def _answers(question: Line, label: Label) -> bool:
    """Whether a letter ("A.") answers the letter that the block opens with ("Q.")."""
    asked = label_at_start(question.text) if label.role is Role.ANSWER else None
    return asked is not None and asked.role is Role.QUESTION


def lead_of(group: list[Line]) -> int:
    """Return how many code points from the start are emphasised, or stand as a tag in an element of their own."""
    first = group[0]
    if not first.lead and first.tag < first.length and len(first.text[: first.tag].split()) <= _TAG_WORDS:
        return first.tag
    lead = 0
    for line in group:
        lead += line.lead
        if line.lead < line.length:
            return lead
        lead += 1
    return lead - 1
