"""Plain text to blocks: blank lines, bullets, indents, wrapped lines and underlined headings.

A line is joined to the one before only where a reader would join them: the break fell where the next word no longer
fitted the page's width, or the sentence plainly runs on.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

import msgspec

from app.domain.blocks import Block, Cell, Document, Kind, fold
from app.domain.furniture import is_banner
from app.domain.labels import Style, label_at_start
from app.domain.running_heads import is_page_number, running_lines, without_running_lines

_BULLET = re.compile(r"(?P<sign>[•◦▪●○■□▸►‣⁃∙·*+–—-]|\(?\d{1,3}[.)]|\(?[a-z][.)]|o(?=\s))(?P<gap>[ \t\xa0]{1,8})(?=\S)")
_HASHES = re.compile(r"(#{1,6})[ \t]{1,8}(?=\S)")
_SUBJECT = re.compile(
    r"^(?:subject|betreff|objet|asunto|assunto)[ \t]?:[ \t]*(?P<subject>\S.*?)\s*$", re.IGNORECASE | re.MULTILINE
)
_HEADERS = 8
_UNDERLINE = re.compile(r"(={3,}|-{3,})\s*$")
_QUOTE = re.compile(r"(?:>[ \t]?){1,9}(?=\S)")  # as e-mail quotes
_RULE = re.compile(r"[-=_*~#\s]{3,}$")
_SEPARATOR = re.compile(r"\t+|(?:^|\s)\|(?=\s|$)")
_BAR_RULE = re.compile(r"[\s|:-]+$")
_ROWS = 2
_ENDS_SENTENCE = re.compile(r"[.!?:;…][\"”’')\]]*$")
_MORE = re.compile(r"[-–—(\s]{1,3}more[-–—)\s]{1,3}", re.IGNORECASE)  # a release goes on over the page
_WIDEST = 130
_UNWRAPPED_SHARE = 0.05
_BROKEN = 2
_TAB = 8
_BROKEN_OFF = 20
HEADS_LEFT_OUT = "running heads and feet were left out"


class _Line(NamedTuple):
    start: int
    end: int
    indent: int
    words: str


class _Item(NamedTuple):
    indent: int
    text_indent: int


def read_text(text: str) -> Document:
    """Read plain text. The capture's text is `text` itself; every block's range is in it."""
    lines = [_line(match) for match in re.finditer(r"[^\n]+", text)]
    lines = [line for line in lines if line.words]
    blocks = _without_running_lines(_Builder(text, lines).build())
    return Document(text=text, title=_title(blocks), blocks=blocks, flat=True)


def read_pages(pages: list[str]) -> Document:
    """Read the pages of a printed text. The capture's text is theirs without running heads and feet."""
    kept, headed = without_running_lines(pages)
    parts: list[str] = []
    for page in kept:
        words = page.strip("\n").rstrip()
        if words:
            runs_on = parts and not _ENDS_SENTENCE.search(parts[-1][-_BROKEN_OFF:]) and words.lstrip()[0].islower()
            parts += [*(["\n" if runs_on else "\n\n"] if parts else []), words]
    document = read_text("".join(parts))
    return msgspec.structs.replace(document, warnings=[HEADS_LEFT_OUT, *document.warnings]) if headed else document


def _without_running_lines(blocks: list[Block]) -> list[Block]:
    """Mark the running heads and feet of a text that was taken from printed pages."""
    alone = [at for at, block in enumerate(blocks) if block.kind is Kind.PARAGRAPH and "\n" not in block.text]
    running = {alone[at] for at in running_lines([blocks[at].text for at in alone])}
    broken = {at for at, block in enumerate(blocks) if _MORE.fullmatch(block.text)}
    running |= broken | {at for at, block in enumerate(blocks) if at - 1 in broken and is_page_number(block.text)}
    return [
        msgspec.structs.replace(block, furniture="running head") if at in running else block
        for at, block in enumerate(blocks)
    ]


def _line(match: re.Match[str]) -> _Line:
    raw = match[0]
    words = raw.strip()
    start = match.start() + raw.find(words)
    indent = len(raw[: raw.find(words)].expandtabs(_TAB))
    return _Line(start, start + len(words), indent, words)


def _title(blocks: list[Block]) -> str | None:
    """Return an e-mail's subject, or the first block after any banner where it reads like a title."""
    subject = next((match for block in blocks[:_HEADERS] if (match := _SUBJECT.search(block.text))), None)
    if subject:
        return subject["subject"]
    first = next((block.text for block in blocks if not block.furniture), "")
    return None if len(first) > _WIDEST or first.endswith((".", ":", ";", ",")) else fold(first) or None


def _width(text: str, lines: list[_Line]) -> int | None:
    """Return the column at which the page was wrapped, or None where its lines are whole paragraphs.

    A page was wrapped where sentences break at its right edge, more than once.
    """
    lengths = [line.indent + len(line.words) for line in lines if " " in line.words]
    wrapped = [length for length in lengths if length <= _WIDEST]
    if not wrapped or len(lengths) - len(wrapped) > _UNWRAPPED_SHARE * len(lengths):
        return None
    width = max(wrapped)
    broken = sum(
        _is_full(before, after, width) and _touches(text, before, after) and not _ENDS_SENTENCE.search(before.words)
        for before, after in pairwise(lines)
    )
    return width if broken >= _BROKEN else None


def _cells(line: _Line) -> list[tuple[int, int]]:
    """Return the ranges of the cells into which tabs or bars part a line."""
    found, start = [], 0
    for match in [*_SEPARATOR.finditer(line.words), None]:
        end = match.start() if match else len(line.words)
        words = line.words[start:end]
        if words.strip():
            first = line.start + start + words.find(words.strip())
            found.append((first, first + len(words.strip())))
        start = match.end() if match else end
    return found


def _is_full(before: _Line, after: _Line, width: int) -> bool:
    """Whether the next line's first word no longer fitted on the line before."""
    return before.indent + len(before.words) + 1 + len(after.words.split(None, 1)[0]) > width


def _touches(text: str, before: _Line, after: _Line) -> bool:
    """Whether a line follows another without a blank line."""
    return text.count("\n", before.end, after.start) == 1


class _Builder:
    """Turns lines into blocks, remembering the list it is in."""

    def __init__(self, text: str, lines: list[_Line]) -> None:
        self.text, self.lines = text, lines
        self.width = _width(text, lines)
        self.blocks: list[Block] = []
        self.items: list[_Item] = []
        self.tables = 0
        self.ruled = False
        self.outer: int | None = None  # where a table ended whose last bar the next block takes

    def build(self) -> list[Block]:
        """Return the blocks in order."""
        position = 0
        while position < len(self.lines):
            position = self._take(position)
        return self.blocks

    def _take(self, position: int) -> int:
        """Make one block of the line at `position` and those that continue it; return the next position."""
        first = self.lines[position]
        if _RULE.match(first.words):
            self.ruled = True
            return position + 1
        after = self._table_end(position)
        if after > position:
            self._table(position, after)
            return after
        last = position + 1
        while last < len(self.lines) and self._continues(self.lines[last - 1], self.lines[last], first):
            last += 1
        end = self.lines[last - 1].end
        underlined = (
            last < len(self.lines)
            and _touches(self.text, self.lines[last - 1], self.lines[last])
            and _UNDERLINE.match(self.lines[last].words)
        )
        hashes = _HASHES.match(first.words)
        if hashes or underlined:
            level = len(hashes[1]) if hashes else 1 + (self.lines[last].words[0] == "-")
            self._add(Kind.HEADING, first, end, skip=len(hashes[0]) if hashes else 0, level=level)
            return last + bool(underlined)
        bullet = _BULLET.match(first.words)
        quote = _QUOTE.match(first.words)
        if quote:
            self.items.clear()
            self._add(Kind.PARAGRAPH, first, end, skip=len(quote[0]), quoted=True)
        elif bullet:
            self._item(first, end, bullet)
        else:
            self._plain(first, end)
        return last

    def _table_end(self, position: int) -> int:
        """Return the position after a table's lines: two or more that tabs or bars part into as many cells each."""
        end, cells = position, len(_cells(self.lines[position]))
        while end < len(self.lines) and cells > 1:
            line = self.lines[end]
            if len(_cells(line)) != cells and not _BAR_RULE.match(line.words):
                break
            if end > position and not _touches(self.text, self.lines[end - 1], line):
                break
            end += 1
        return end if end - position >= _ROWS else position

    def _table(self, position: int, end: int) -> None:
        self.tables += 1
        self.ruled = False
        self.items.clear()
        outer = (
            self.lines[position].start if self.outer is None else self.outer
        )  # bars between cells count as the next cell's bullet
        rows = [line for line in self.lines[position:end] if not _BAR_RULE.match(line.words)]
        for row, line in enumerate(rows):
            for column, (start, after) in enumerate(_cells(line)):
                cell = Cell(self.tables, row, column, header=False)
                text = self.text[start:after]
                self.blocks.append(Block(kind=Kind.CELL, text=text, start=start, end=after, outer=outer, cell=cell))
                outer = after
        self.outer = outer

    def _continues(self, before: _Line, line: _Line, first: _Line) -> bool:
        """Whether `line` is the rest of a wrapped line."""
        quoted = _QUOTE.match(first.words) is not None
        if not _touches(self.text, before, line) or quoted != (_QUOTE.match(line.words) is not None):
            return False
        if quoted or self._begins(line, first):
            return quoted
        if self.width and _is_full(before, line, self.width):
            return True
        return line.words[0].islower() and not _ENDS_SENTENCE.search(before.words)

    def _begins(self, line: _Line, first: _Line) -> bool:
        """Whether a line begins something of its own: an item, a heading, a drawn line, a labelled text."""
        if any(sign.match(line.words) for sign in (_BULLET, _HASHES, _RULE)):
            return True
        label = label_at_start(line.words)
        outdented = _BULLET.match(first.words) is not None and line.indent < first.indent
        return outdented or (label is not None and (label.strong or label.style is Style.ALONE))

    def _item(self, first: _Line, end: int, bullet: re.Match[str]) -> None:
        while self.items and self.items[-1].indent > first.indent:
            self.items.pop()
        if not self.items or self.items[-1].indent < first.indent:
            self.items.append(_Item(first.indent, first.indent + bullet.end()))
        self._add(Kind.ITEM, first, end, skip=bullet.end(), depth=len(self.items), opens=True)

    def _plain(self, first: _Line, end: int) -> None:
        """Add a paragraph, or one more paragraph of the item whose text it is aligned with."""
        if self.items and first.indent == self.items[-1].text_indent and first.indent > 0:
            self._add(Kind.ITEM, first, end, depth=len(self.items))
        else:
            self.items.clear()
            self._add(Kind.PARAGRAPH, first, end)

    def _add(  # noqa: PLR0913  # a block's parts
        self,
        kind: Kind,
        first: _Line,
        end: int,
        *,
        skip: int = 0,
        level: int = 0,
        depth: int = 0,
        opens: bool = False,
        quoted: bool = False,
    ) -> None:
        start = first.start + skip
        text = self.text[start:end]
        outer, self.outer = first.start if self.outer is None else self.outer, None
        self.blocks.append(
            Block(
                kind=kind,
                text=text,
                start=start,
                end=end,
                outer=outer,
                level=level,
                depth=depth,
                opens=opens,
                furniture="banner" if kind is Kind.PARAGRAPH and is_banner(text) else "",
                ruled=self.ruled,
                quoted=quoted,
            )
        )
        self.ruled = False
