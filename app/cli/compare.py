"""`rejoinder compare`: what changed between two captures of a page."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.files import extracted, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table
    from rich.text import Text

    from app.domain.comparison import Change, Comparison, ItemChange
    from app.domain.quantity_changes import QuantityChange
    from app.domain.spans import Move, Span

_KEPT = 60  # characters of kept words shown beside a change
_WHOLE = 240  # characters shown of what was added or removed
_STYLES = {"=": "", "-": "red strike", "+": "green underline"}
_MOVED_STYLE = "cyan"
_MARKS = {"-": ("[-", "-]"), "+": ("{+", "+}")}  # as wdiff writes
_TEXT_CHANGED = "text changed"
_KINDS = {"same": "dim", _TEXT_CHANGED: "yellow", "reworded": "yellow", "added": "green", "removed": "red"}


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def compare(old: Path, new: Path, *, as_json: bool) -> None:
    """Compare two captures of a page, claim by claim: OLD and NEW are files."""
    from app.domain.comparison import compare as compare_extractions  # noqa: PLC0415  # so that `--help` starts fast

    comparison = compare_extractions(extracted(old), extracted(new))
    if as_json:
        print_json(comparison)
    else:
        _show(comparison)


def _show(comparison: Comparison) -> None:
    """Print tables for people."""
    from rich.console import Console  # noqa: PLC0415  # --json does without it

    console = Console()
    marks = console.color_system is None  # as when piped: without colour nothing else tells old words from new
    counts = comparison.summary
    parted = Parted(comparison.changes)
    console.print(
        f"{counts.same} same, {counts.reworded} reworded, {counts.added - len(parted.off)} added, "
        f"{counts.removed - len(parted.into)} removed, {parted.told}{counts.moved} moved; "
        f"{_plural(counts.rebuttals_changed, 'rebuttal')} changed"
        f"{_counted('safeguard', comparison.safeguards)}{_counted('concern', comparison.concerns)}",
        highlight=False,
        soft_wrap=True,
    )
    if comparison.changes:
        console.print(_pairs_table(comparison.changes, parted, marks=marks))
    for name, items in (("Safeguards", comparison.safeguards), ("Concerns", comparison.concerns)):
        if items:
            console.print(_items_table(name, items, marks=marks))


class Parted:
    """Claims that were joined into others, and those that were split off: they are neither removed nor added.

    `into` maps an old position to the new one that holds its words now, `off` a new one to the old one that held them.
    """

    def __init__(self, changes: Sequence[Change]) -> None:
        self._joined = [change.merged_from for change in changes if change.merged_from]
        self._split = [change.split_into for change in changes if change.split_into]
        self.into = {
            old: change.to_position for change in changes for old in change.merged_from if old != change.from_position
        }
        self.off = {
            new: change.from_position for change in changes for new in change.split_into if new != change.to_position
        }

    @property
    def told(self) -> str:
        """Count them, as in: 2 joined into 1, 1 split into 2, with a comma after each."""
        joined, split = sum(map(len, self._joined)), sum(map(len, self._split))
        return (f"{joined} joined into {len(self._joined)}, " if joined else "") + (
            f"{len(self._split)} split into {split}, " if split else ""
        )

    def kind(self, change: Change) -> str:
        """Name a claim's change: its kind, or what it was joined into or split off."""
        if change.kind == "removed" and change.from_position in self.into:
            return f"joined into {self.into[change.from_position]}"
        if change.kind == "added" and change.to_position in self.off:
            return f"split off {self.off[change.to_position]}"
        return change.kind


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _counted(noun: str, items: Sequence[ItemChange]) -> str:
    """Count one sort of items by how they fared; nothing where a page has none."""
    counts = Counter(_fared(item) for item in items)
    told = ", ".join(f"{counts[kind]} {kind}" for kind in _KINDS if counts[kind])
    return f"; {_plural(len(items), noun)}: {told}" if items else ""


def _fared(item: ItemChange) -> str:
    """Name an item's change; `same` speaks of its label, and its text may be another one."""
    return _TEXT_CHANGED if item.kind == "same" and item.text_changed else item.kind


def _table(title: str, *columns: str) -> Table:
    from rich import box  # noqa: PLC0415  # --json does without it
    from rich.table import Table  # noqa: PLC0415  # the same

    table = Table(title=title, title_justify="left", box=box.SIMPLE)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _pairs_table(changes: Sequence[Change], parted: Parted, *, marks: bool) -> Table:
    table = _table("Claims", "Place", "Change", "Claim", "Rebuttal")
    for change in changes:
        old, new = change.from_position, change.to_position
        kind = parted.kind(change)
        notes = [
            kind,
            *(["moved"] if change.moved else []),
            *([f"merged from {_listed(change.merged_from)}"] if change.merged_from else []),
            *([f"split into {_listed(change.split_into)}"] if change.split_into else []),
            *([f"verdict: {change.verdict.from_ or 'none'} → {change.verdict.to or 'none'}"] if _news(change) else []),
        ]
        table.add_row(
            str(new) if old == new else f"{old or '–'} → {new or '–'}",
            _styled("\n".join(notes), _KINDS.get(kind, _KINDS["reworded"])),
            _marked(change.claim_diff, change.claim_moves, marks=marks)
            if change.claim_diff
            else _styled(change.to_claim or "", "dim"),
            _body(change.rebuttal_diff, change.rebuttal_moves, change.quantities, marks=marks),
            end_section=True,
        )
    return table


def _items_table(title: str, changes: Sequence[ItemChange], *, marks: bool) -> Table:
    table = _table(title, "Change", "Label", "Text")
    for change in changes:
        old, new = change.from_label, change.to_label
        kept = old == new or old is None or new is None
        table.add_row(
            _styled("\n".join([_fared(change), *(["moved"] if change.moved else [])]), _KINDS[_fared(change)]),
            _styled((new or old or "–") if kept else f"{old} → {new}", ""),
            _body(change.text_diff, change.text_moves, change.quantities, marks=marks),
            end_section=True,
        )
    return table


def _news(change: Change) -> bool:
    """Tell whether the agency's own verdict is another one."""
    return change.kind in {"same", "reworded"} and change.verdict.from_ != change.verdict.to


def _listed(positions: Sequence[int]) -> str:
    return ", ".join(map(str, positions))


def _body(spans: Sequence[Span], moves: Sequence[Move], quantities: Sequence[QuantityChange], *, marks: bool) -> Text:
    """Write a rebuttal's or a text's changes with a line for each number that changed."""
    body = _marked(spans, moves, marks=marks)
    for change in quantities:
        body.append(f"{chr(10) if body.plain else ''}{change.from_} → {change.to}", "bold")
    return body


def _marked(spans: Sequence[Span], moves: Sequence[Move], *, marks: bool) -> Text:
    """Mark what went, what came and what moved; of long runs that stayed show the ends only."""
    text = _styled("", "")
    alone = len(spans) == 1
    moved = {move.from_: "moved from here" for move in moves} | {move.to: "moved here" for move in moves}
    for place, (op, words) in enumerate(spans):
        if place in moved:
            text.append(_told(words, moved[place]), _MOVED_STYLE)
            continue
        if op == "=":
            shown = _shortened(words, first=place == 0, last=place == len(spans) - 1)
        else:
            shown = f"{words[:_WHOLE].rstrip()}…" if alone and len(words) > _WHOLE else words
        text.append(_within_marks(shown, op) if marks and op != "=" else shown, _STYLES[op])
    return text


def _told(words: str, how: str) -> str:
    """Say how sentences moved, and show how they begin; white space at the ends stays outside."""
    kept = words.strip()
    before, _, after = words.partition(kept)
    return f"{before}({how}: {_shortened(kept, first=False, last=True)}){after}"


def _within_marks(words: str, op: str) -> str:
    """Set wdiff's marks around words; white space at the ends stays outside."""
    kept = words.strip()
    before, _, after = words.partition(kept) if kept else (words, "", "")
    opening, closing = _MARKS[op]
    return f"{before}{opening}{kept}{closing}{after}" if kept else words


def _shortened(words: str, *, first: bool, last: bool) -> str:
    """Cut the middle (or the outer end) out of a long run of kept words."""
    if len(words) <= _KEPT * (1 if first or last else 2):
        return words
    head = "" if first else words[:_KEPT].rpartition(" ")[0] + " "
    tail = "" if last else " " + words[-_KEPT:].partition(" ")[2]
    return f"{head}…{tail}"


def _styled(words: str, style: str) -> Text:
    from rich.text import Text  # noqa: PLC0415  # --json does without it

    return Text(words, style)
