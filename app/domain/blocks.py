"""The shape of a page once read: blocks of text in order, each with its place in the capture's text.

`blocks_text.py`, `blocks_html.py` and `blocks_markdown.py` make these from bytes already decoded (`decoding.py`).
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Kind(StrEnum):
    """What a block is on the page."""

    HEADING = "heading"  # `level` 1 to 6
    PARAGRAPH = "paragraph"
    ITEM = "item"  # in a list; `depth` 1 and more
    SUMMARY = "summary"  # what opens an accordion, or a card's title
    TERM = "term"
    DESCRIPTION = "description"
    CELL = "cell"  # in a table


class Cell(msgspec.Struct, frozen=True):
    """A table cell's place: the table's ordinal on the page from 1, row and column from 0."""

    table: int
    row: int
    column: int
    header: bool


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """One run of text that the page sets apart.

    `text` is `document.text[start:end]`; a single line break in it is the page's own (or a wrapped line). `outer` is
    where the block begins with its bullet. `lead` counts the code points at its start that are emphasised. `opens`
    tells an item's first block from those that follow in the same item. `linked` marks a block that is one link to
    a place in the same page, `away` one whose words are all links to other pages, `ruled` one right under a drawn
    line, `quoted` one that the page sets as a quotation. `furniture` names what kind of page furniture it belongs to
    ("navigation"), or is "". `within` is the container's ordinal in `Document.containers`.
    """

    kind: Kind
    text: str
    start: int
    end: int
    outer: int
    level: int = 0
    depth: int = 0
    opens: bool = False
    lead: int = 0
    linked: bool = False
    away: bool = False
    ruled: bool = False
    quoted: bool = False
    furniture: str = ""
    within: int = 0
    cell: Cell | None = None

    @property
    def emphasised(self) -> bool:
        """Whether the whole block is emphasised."""
        return self.lead >= len(self.text)


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A page as read: the capture's text, and its blocks in order.

    `containers[n]` is the container that holds container n (0 is the page, which holds itself). `published` is the
    (partial) ISO date that the page's own metadata gives. `trusted` is False where the text's order can't be relied
    on; `warnings` says what was left out.
    """

    text: str
    title: str | None = None
    language: str | None = None
    blocks: list[Block] = []
    containers: list[int] = msgspec.field(default_factory=lambda: [0])
    published: str | None = None
    trusted: bool = True
    flat: bool = False  # plain text: headings can only be guessed
    warnings: list[str] = []

    def holders(self, container: int) -> list[int]:
        """List a container and those that hold it, innermost first; the last is the page, 0."""
        found = [container]
        while container:
            container = self.containers[container]
            found.append(container)
        return found


def fold(text: str) -> str:
    """Fold every run of white space to one space and trim both ends."""
    return " ".join(text.split())
