"""The matrix: what a page said, a row a claim, safeguard or concern, a column a capture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from app.domain.series import Cell, history
from app.domain.wording import Wording
from app.storage.models.library import LibraryWording
from app.storage.queries.library.captures import CaptureRow
from app.storage.queries.library.compared import numbered
from app.storage.queries.library.wordings import Placed
from app.web.library.lists import cut
from app.web.reading.addresses import Key, record_url
from app.web.reading.language import gettext, sentence, told, word

GROUPS = {
    "pair": sentence("Claims and answers"),
    "safeguard": sentence("Safeguards"),
    "concern": sentence("Concerns"),
}
DEPTHS = (0.15, 0.5)
"""So much of the words may change for the first and the second depth of shade; what changed more has the third."""
SIGNS = {"same": "=", "reworded": "≠", "added": "+", "gone": "−", "absent": "", "moved": "↕"}


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A capture at the head of a column."""

    key: Key
    url: str
    real: bool


@dataclass(frozen=True, slots=True)
class CellView:
    """What became of a subject in a capture, as a sign and in words; `url` opens the comparison where words changed.

    The sign of reworded ones stands once, twice or three times, by how much of the words changed; `depth` says so too.
    """

    state: str
    sign: str
    words: str
    url: str | None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class RowView:
    """A subject through all captures."""

    title: str
    url: str | None
    retracted: bool
    cells: list[CellView]


@dataclass(frozen=True, slots=True)
class MatrixView:
    """The whole table, its rows in groups: (kind, heading, rows)."""

    columns: list[ColumnView]
    groups: list[tuple[str, str, list[RowView]]]


def matrix(slug: str, captures: Sequence[CaptureRow], placed: Sequence[Placed]) -> MatrixView:
    """Build the table from a page's captures and all its wordings."""
    columns = [
        ColumnView(
            key := Key(row.change.captured, row.change.number),
            url_for("library.capture", slug=slug, key=key.text),
            row.change.real,
        )
        for row in captures
    ]
    ids = [row.change.capture_id for row in captures]
    groups = [
        (kind, told(heading), _rows(slug, columns, ids, [one for one in placed if one.wording.kind == kind]))
        for kind, heading in GROUPS.items()
    ]
    return MatrixView(columns, [group for group in groups if group[2]])


def _rows(slug: str, columns: list[ColumnView], ids: list[str], placed: list[Placed]) -> list[RowView]:
    by_capture: dict[str, list[LibraryWording]] = {one: [] for one in ids}
    names: dict[str, Placed] = {}
    for one in placed:
        by_capture.get(one.wording.capture_id, []).append(one.wording)
        names[one.wording.subject_id] = one
    table = history([_named(by_capture[one]) for one in ids])
    return [
        RowView(
            title=(named := names[row.subject_id]).title or cut(row.latest.head or row.latest.body) or "",
            url=record_url(named.wording.kind, named.slug) if named.slug else None,
            retracted=named.retracted is not None,
            cells=[
                _cell(slug, columns, index, cell, row.subject_id, pair=named.wording.kind == "pair")
                for index, cell in enumerate(row.cells)
            ],
        )
        for row in table.rows
    ]


def _named(rows: list[LibraryWording]) -> list[tuple[str, Wording]]:
    return [(row.subject_id, wording) for row, wording in zip(rows, numbered(rows), strict=True)]


def _cell(slug: str, columns: list[ColumnView], index: int, cell: Cell, subject: str, *, pair: bool) -> CellView:  # noqa: PLR0913
    if cell.state == "absent":
        return CellView("absent", "", gettext("not on the page"), None)
    key = columns[index].key
    if index == 0:
        url = url_for("library.capture", slug=slug, key=key.text)
        return CellView("first", "●", word("first", "cell"), f"{url}#{subject}")
    url = url_for("compare.captures", slug=slug, keys=f"{columns[index - 1].key.text}..{key.text}")
    state, words = _told(cell, pair=pair)
    if state == "same":
        return CellView(state, SIGNS[state], words, None)
    depth = 1 + sum(cell.degree > limit for limit in DEPTHS) if state == "reworded" else 0
    return CellView(state, SIGNS[state] * (depth or 1), words, f"{url}#{subject}", depth)


def _told(cell: Cell, *, pair: bool) -> tuple[str, str]:
    """Return the sign's name and the words of a cell: a claim and its answer change apart from each other."""
    if cell.state in {"added", "gone"}:
        return cell.state, word(cell.state, "cell")
    head, body = ("claim", "answer") if pair else ("name", "text")
    parts = [head] if cell.state == "reworded" else []
    parts += [body] if cell.rebuttal_changed else []
    parts += ["verdict"] if cell.verdict_changed else []
    parts += ["moved"] if cell.moved else []
    if not parts:
        return "same", word("same", "cell")
    return "moved" if parts == ["moved"] else "reworded", ", ".join(word(part, "cell") for part in parts)
