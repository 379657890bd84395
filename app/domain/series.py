"""The history of one page over many captures as one table: a row for each subject, a cell for each capture.

Who continues whom is given by the subject's id; each capture is described against the one before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec.structs import replace

from app.domain.comparison import describe
from app.domain.kin import Parting
from app.domain.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from app.domain.comparison import Difference

    Partings = Mapping[str, Sequence[Parting]]

CellState = Literal["same", "reworded", "added", "gone", "absent", "moved", "joined", "within", "split"]


_NEWS = frozenset({"reworded", "added", "gone", "joined", "split"})


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """How one subject stands in one capture, against the capture before.

    `state` speaks of the head's words: *added* where the capture before did not have it (all of the first capture are
    added), *gone* in the first capture without it, *absent* before it came and after it went, *moved* where its words
    are the same and its place is not. A reworded one may have moved too: `moved` says so. `degree` tells, from 0 to 1,
    how much of both texts went or came, where both captures have it. `wording` is None where the subject is gone or
    absent.

    A subject whose words became part of another's is not gone: it is *joined* in the first capture of these, *within*
    as long as the other one stays, which `within` names, and gone with it. One that came by a split is *split*.
    `partings` tells what this capture joined or split of it.
    """

    state: CellState
    moved: bool = False
    rebuttal_changed: bool = False
    verdict_changed: bool = False
    degree: float = 0.0
    wording: Wording | None = None
    within: str | None = None
    partings: Sequence[Parting] = ()

    @property
    def changed(self) -> bool:
        """Whether this capture brought other words (or none, or first ones); a move alone changes no words."""
        return self.state in _NEWS or self.rebuttal_changed or self.verdict_changed


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One subject through all captures; `cells` has one for each capture, in their order."""

    subject_id: str
    cells: list[Cell]

    @property
    def latest(self) -> Wording:
        """The newest wording of the subject."""
        return next(cell.wording for cell in reversed(self.cells) if cell.wording)


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """The table. `captures` counts its columns; `rows` stand in reading order, each new subject where it came in."""

    captures: int = 0
    rows: list[Row] = []

    @property
    def changes(self) -> list[bool]:
        """For each capture, whether words truly changed in it; the first has nothing to differ from."""
        return [index > 0 and any(row.cells[index].changed for row in self.rows) for index in range(self.captures)]


def history(captures: Sequence[Sequence[tuple[str, Wording]]], partings: Sequence[Partings] = ()) -> Series:
    """Build the table from captures in their order, each a list of (subject id, wording) in the page's order.

    `partings` has for each capture what it joined and split, where that is known.
    """
    series = Series()
    for index, capture in enumerate(captures):
        series = extend(series, capture, partings[index] if partings else {})
    return series


def extend(series: Series, capture: Sequence[tuple[str, Wording]], partings: Partings | None = None) -> Series:
    """Return the table with one more capture, whose list is in the page's order. An id stands once in a capture.

    `partings` tells by subject what the capture joined and split.
    """
    before = sorted(
        ((row.subject_id, row.cells[-1].wording) for row in series.rows if row.cells[-1].wording),
        key=lambda pair: pair[1].position,
    )
    parted = partings or {}
    cells = {subject: _parted(cell, parted.get(subject, ())) for subject, cell in _cells(before, capture).items()}
    here = {subject for subject, _ in capture}
    rows = [
        Row(
            subject_id=row.subject_id,
            cells=[*row.cells, cells.get(row.subject_id) or _without(row.cells[-1], here, parted)],
        )
        for row in series.rows
    ]
    places = {row.subject_id: index for index, row in enumerate(rows)}
    new: dict[int, list[Row]] = {}
    last = -1
    for subject, _ in capture:
        if subject in places:
            last = places[subject]
        else:
            absent = [Cell(state="absent")] * series.captures
            new.setdefault(last, []).append(Row(subject_id=subject, cells=[*absent, cells[subject]]))
    ordered = list(new.get(-1, []))
    for index, row in enumerate(rows):
        ordered += [row, *new.get(index, [])]
    return Series(captures=series.captures + 1, rows=ordered)


def _cells(before: Sequence[tuple[str, Wording]], capture: Sequence[tuple[str, Wording]]) -> dict[str, Cell]:
    """Describe one capture against the one before: a cell for each subject that either has."""
    places = {subject: j for j, (subject, _) in enumerate(capture)}
    continues = {i: places[subject] for i, (subject, _) in enumerate(before) if subject in places}
    old, new = [wording for _, wording in before], [wording for _, wording in capture]
    cells: dict[str, Cell] = {}
    for difference in describe(old, new, continues):
        sides = ((before, difference.old_index), (capture, difference.new_index))
        cells |= {side[index][0]: _cell(difference) for side, index in sides if index is not None}
    return cells


def _parted(cell: Cell, own: Sequence[Parting]) -> Cell:
    """Return the cell of a subject that both captures or one of them has, with what was joined and split of it."""
    whole = next((one.others[0][0] for one in own if one.how == "joined into"), None)
    if whole and cell.state == "gone":
        return replace(cell, state="joined", within=whole, partings=own)
    came = cell.state == "added" and any(one.how == "split off" for one in own)
    return replace(cell, state="split" if came else cell.state, partings=own)


def _without(last: Cell, here: Collection[str], partings: Partings) -> Cell:
    """Return the cell of a subject that neither capture has; one that is within another goes where that one goes."""
    whole = last.within
    if whole is None or last.state == "gone":
        return Cell(state="absent")
    onward = next((one.others[0][0] for one in partings.get(whole, ()) if one.how == "joined into"), whole)
    return Cell(state="within" if onward in here else "gone", within=onward)


def _cell(difference: Difference) -> Cell:
    states: dict[str, CellState] = {"reworded": "reworded", "added": "added", "removed": "gone"}
    return Cell(
        state=states.get(difference.kind, "moved" if difference.moved else "same"),
        moved=difference.moved,
        rebuttal_changed=difference.body_changed,
        verdict_changed=difference.verdict_changed,
        degree=_degree(difference),
        wording=difference.new,
    )


def _degree(difference: Difference) -> float:
    """Return how much of the old and of the new text is marked as gone or come."""
    if difference.old is None or difference.new is None:
        return 0.0
    spans = [*difference.head_diff, *difference.body_diff]
    marked = sum(len(text) for op, text in spans if op in {"-", "+"})
    return marked / max(1, sum(len(side.head or "") + len(side.body) for side in (difference.old, difference.new)))
