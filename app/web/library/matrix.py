"""The matrix: what a page said, a row a claim, safeguard or concern, a column a capture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from app.domain.kin import Parting, partings_in
from app.domain.series import Cell, history
from app.domain.wording import Wording
from app.storage.models.library import LibraryWording
from app.storage.queries.library.captures import CaptureRow
from app.storage.queries.library.compared import numbered
from app.storage.queries.library.wordings import Placed
from app.web.library.kin_views import OtherView, PartingView
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
SIGNS = {
    "same": "=",
    "reworded": "≠",
    "added": "+",
    "gone": "−",
    "absent": "",
    "moved": "↕",
    "joined": "&",
    "within": "&",
    "split": "÷",
}


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
    `title` names those that it was joined with or split from; the words of one that is within another are its name.
    """

    state: str
    sign: str
    words: str
    url: str | None
    depth: int = 0
    title: str = ""


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

    @property
    def joined(self) -> bool:
        """Whether anything was joined."""
        return self._has("joined")

    @property
    def split(self) -> bool:
        """Whether anything was split."""
        return self._has("split")

    def _has(self, state: str) -> bool:
        return any(cell.state == state for _, _, rows in self.groups for row in rows for cell in row.cells)


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
    parted = {row.change.capture_id: partings_in(row.change.lines) for row in captures}
    groups = [
        (kind, told(heading), _rows(slug, columns, parted, [one for one in placed if one.wording.kind == kind]))
        for kind, heading in GROUPS.items()
    ]
    return MatrixView(columns, [group for group in groups if group[2]])


def _rows(
    slug: str, columns: list[ColumnView], parted: dict[str, dict[str, list[Parting]]], placed: list[Placed]
) -> list[RowView]:
    by_capture: dict[str, list[LibraryWording]] = {one: [] for one in parted}
    names: dict[str, Placed] = {}
    for one in placed:
        by_capture.get(one.wording.capture_id, []).append(one.wording)
        names[one.wording.subject_id] = one
    table = history([_named(rows) for rows in by_capture.values()], list(parted.values()))
    titles = {
        row.subject_id: names[row.subject_id].title or cut(row.latest.head or row.latest.body) or ""
        for row in table.rows
    }
    group = _Group(slug, columns, titles)
    return [
        RowView(
            title=titles[row.subject_id],
            url=record_url(named.wording.kind, named.slug) if named.slug else None,
            retracted=named.retracted is not None,
            cells=[group.cell(index, cell, named.wording) for index, cell in enumerate(row.cells)],
        )
        for row, named in ((row, names[row.subject_id]) for row in table.rows)
    ]


def _named(rows: list[LibraryWording]) -> list[tuple[str, Wording]]:
    return [(row.subject_id, wording) for row, wording in zip(rows, numbered(rows), strict=True)]


class _Group:
    """Rows of one kind; `titles` are their names by subject."""

    def __init__(self, slug: str, columns: list[ColumnView], titles: dict[str, str]) -> None:
        self._slug, self._columns, self._titles = slug, columns, titles

    def cell(self, index: int, cell: Cell, row: LibraryWording) -> CellView:
        """Show what became of a subject, one of whose wordings is `row`, in a capture."""
        if cell.state == "absent":
            return CellView("absent", "", gettext("not on the page"), None)
        if cell.state == "within":
            whole = self._titles.get(cell.within or "", "")
            return CellView("within", SIGNS["within"], whole, None, title=self._title(cell, row.kind))
        key = self._columns[index].key
        if index == 0:
            url = url_for("library.capture", slug=self._slug, key=key.text)
            return CellView("first", "●", word("first", "cell"), f"{url}#{row.subject_id}")
        state, words = _told(cell, pair=row.kind == "pair")
        if state == "same":
            return CellView(state, SIGNS[state], words, None)
        keys = f"{self._columns[index - 1].key.text}..{key.text}"
        url = url_for("compare.captures", slug=self._slug, keys=keys)
        depth = 1 + sum(cell.degree > limit for limit in DEPTHS) if state == "reworded" else 0
        of = cell.within if cell.state == "gone" and cell.within else row.subject_id
        return CellView(state, SIGNS[state] * (depth or 1), words, f"{url}#{of}", depth, self._title(cell, row.kind))

    def _title(self, cell: Cell, kind: str) -> str:
        """Name those that a subject was joined with or split from."""
        if cell.within and cell.state != "joined":
            whole = self._titles.get(cell.within, "")
            pattern = gettext("gone with “%(title)s”") if cell.state == "gone" else gettext("part of “%(title)s”")
            return pattern % {"title": whole}
        return "; ".join(
            PartingView(one.how, kind, [OtherView(self._titles.get(*other), None) for other in one.others]).told
            for one in cell.partings
        )


def _told(cell: Cell, *, pair: bool) -> tuple[str, str]:
    """Return the sign's name and the words of a cell: a claim and its answer change apart from each other."""
    if cell.state in {"added", "gone", "joined"}:
        return cell.state, word(cell.state, "cell")
    if cell.state == "split":
        return cell.state, word("split off", "cell")
    hows = [one.how.split()[0] for one in cell.partings]
    head, body = ("claim", "answer") if pair else ("name", "text")
    parts = [*hows, *([head] if cell.state == "reworded" else [])]
    parts += [body] if cell.rebuttal_changed else []
    parts += ["verdict"] if cell.verdict_changed else []
    parts += ["moved"] if cell.moved else []
    if not parts:
        return "same", word("same", "cell")
    state = hows[0] if hows else "moved" if parts == ["moved"] else "reworded"
    return state, ", ".join(word(part, "cell") for part in parts)
