"""Tables that a page builds of plain containers: two labels side by side, and rows of two parts below them.

A reader sees a table where "Myth" and "Fact" stand beside each other, each alone in its part, and where what follows
comes in the same two parts: in rows of their own, or one after the other in the same frame.
"""

from __future__ import annotations

from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from app.domain.blocks import Block, Cell, Document
from app.domain.label_words import Role
from app.domain.labels import Label, label_at_start

if TYPE_CHECKING:
    from collections.abc import Iterator

_COLUMNS = 2
_SIDES = frozenset({Role.CLAIM, Role.REBUTTAL})


class _Head(NamedTuple):
    """Two labels side by side: their blocks, their two parts, and the container that holds these."""

    blocks: tuple[int, int]
    parts: tuple[int, int]
    holder: int


def with_grids(document: Document) -> Document:
    """Give the blocks of such tables their cells, as those of a table have them."""
    heads = list(_heads(document))
    if not heads:
        return document
    tables = max((block.cell.table for block in document.blocks if block.cell), default=0)
    cells: dict[int, Cell] = {}
    for number, (head, end) in enumerate(
        zip(heads, [*(head.blocks[0] for head in heads[1:]), len(document.blocks)], strict=True), tables + 1
    ):
        places = _places(document, head, end)
        if places:
            cells |= {at: Cell(number, 0, column, header=True) for column, at in enumerate(head.blocks)}
            cells |= {at: Cell(number, row, column, header=False) for at, (row, column) in places.items()}
    blocks = [
        msgspec.structs.replace(block, cell=cells.get(at, block.cell)) for at, block in enumerate(document.blocks)
    ]
    return msgspec.structs.replace(document, blocks=blocks)


def _heads(document: Document) -> Iterator[_Head]:
    content = [at for at, block in enumerate(document.blocks) if not block.furniture]
    for first, second in pairwise(content):
        labels = [_alone(document.blocks[at]) for at in (first, second)]
        if {label.role for label in labels if label} == _SIDES:
            above = [_ancestors(document, document.blocks[at].within) for at in (first, second)]
            holder = next(one for one in above[0] if one in above[1])
            parts = [line[line.index(holder) - 1] if line[0] != holder else holder for line in above]
            if holder not in parts:
                yield _Head((first, second), (parts[0], parts[1]), holder)


def _alone(block: Block) -> Label | None:
    """Return the label that is all that a block holds."""
    label = None if block.cell else label_at_start(block.text)
    return label if label and label.end >= len(block.text) and label.number is None else None


def _ancestors(document: Document, container: int) -> list[int]:
    found = [container]
    while container:
        container = document.containers[container]
        found.append(container)
    return found


def _places(document: Document, head: _Head, end: int) -> dict[int, tuple[int, int]]:
    """Map the blocks under a head to row and column; an empty map where they don't come in twos.

    Either each row is a container beside the head's, of two parts, or the parts follow the head's in one frame.
    """
    around = document.containers[head.holder]
    rows: dict[int, dict[int, list[int]]] = {}
    frame: dict[int, list[int]] = {}
    for at in range(head.blocks[1] + 1, end):
        line = _ancestors(document, document.blocks[at].within)
        if head.holder in line[1:]:
            frame.setdefault(line[line.index(head.holder) - 1], []).append(at)
        elif head.holder and around in line[2:]:
            place = line.index(around)
            rows.setdefault(line[place - 1], {}).setdefault(line[place - 2], []).append(at)
        else:
            break
    frame = {part: blocks for part, blocks in frame.items() if part not in head.parts}
    if rows and not frame:
        whole = takewhile(lambda parts: len(parts) == _COLUMNS, rows.values())
        cells = [list(parts.values()) for parts in whole]
    elif frame and not rows and len(frame) % _COLUMNS == 0:
        parts = list(frame.values())
        cells = [parts[at : at + _COLUMNS] for at in range(0, len(parts), _COLUMNS)]
    else:
        return {}
    return {
        at: (row, column) for row, parts in enumerate(cells, 1) for column, blocks in enumerate(parts) for at in blocks
    }
