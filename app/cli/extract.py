"""`rejoinder extract FILE [--json]`: show what a page's file holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.files import extracted, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from app.domain.extracted import Commitment, ExtractedConcern, ExtractedPair, ExtractedSafeguard, Extraction


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def extract(file: Path, *, as_json: bool) -> None:
    """List the pairs, concerns and safeguards in FILE (HTML, Markdown, plain text or PDF)."""
    extraction = extracted(file)
    if as_json:
        print_json(extraction)
    else:
        _show(extraction)


def _show(extraction: Extraction) -> None:
    """Print a listing for people."""
    from rich.console import Console  # noqa: PLC0415  # --json does without it

    console = Console(highlight=False)
    console.print(extraction.title or "(no title)", style="bold", markup=False)
    for pair in extraction.pairs:
        _show_pair(console, pair)
    for orphan in extraction.orphans:
        other = "rebuttal" if orphan.side == "claim" else "claim"
        console.print(
            f"\n{orphan.side} without a {other} ({orphan.label or 'no label'}):", style="yellow", markup=False
        )
        console.print(orphan.text, markup=False)
    _show_measures(console, "Concerns", extraction.concerns)
    _show_measures(console, "Safeguards", extraction.safeguards)
    for date in extraction.dates:
        console.print(f"{date.role} {date.date}: {date.text}", style="dim", markup=False)
    for warning in extraction.warnings:
        console.print(f"note: {warning}", style="yellow", markup=False)


def _show_pair(console: Console, pair: ExtractedPair) -> None:
    verdict = f" [{pair.verdict_label}]" if pair.verdict_label else ""
    console.print(f"\n{pair.position}. {pair.claim_label or 'claim'}{verdict}", style="red", markup=False)
    console.print(pair.claim, markup=False)
    console.print(pair.rebuttal_label or "rebuttal", style="green", markup=False)
    console.print(pair.rebuttal, markup=False)
    for note in pair.notes:
        console.print(f"note: {note}", style="dim", markup=False)


def _show_measures(
    console: Console, heading: str, measures: Sequence[ExtractedConcern | ExtractedSafeguard], depth: int = 0
) -> None:
    if heading and measures:
        console.print(f"\n{heading}", style="bold", markup=False)
    indent = "  " * depth
    for measure in measures:
        label = f"{measure.label}: " if measure.label else ""
        console.print(f"{indent}- {label}{measure.text}", markup=False)
        for commitment in measure.commitments:
            console.print(f"{indent}    {_commitment(commitment)}", style="cyan", markup=False)
        _show_measures(console, "", getattr(measure, "children", []), depth + 1)


def _commitment(one: Commitment) -> str:
    due = f", due {one.due}" if one.due else ""
    return f"{one.kind}: {one.text}{due}"
