"""`rejoinder import claimreview|csv|csl|bibtex`: bring what others wrote to the desk, as drafts."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.progress import told
from app.cli.site import failing_clearly, open_desk, site_engine
from app.domain.errors import Rejected
from app.services.desk import Desk
from app.services.imports import LARGEST, Report

if TYPE_CHECKING:
    from app.services.import_files import Preview

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would be taken, changed and refused; write nothing.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
DATE = click.option("--date", "captured", metavar="D", help="When the file was made: 2011-06-25. Default: today.")
CONSTANTS = {"url": "--page URL", "agency": "--agency NAME"}
SHOWN, CELL = 20, 100
MEGABYTE = 1024 * 1024


@click.command("claimreview")
@FILE
@click.option(
    "--as",
    "wanted",
    type=click.Choice(["pairs", "evidence"]),
    default="pairs",
    show_default=True,
    help="Pairs: each claim with its answer. Evidence: each review as a source that speaks of pairs that are here.",
)
@DATE
@DRY_RUN
@JSON
def import_claimreview(file: Path, wanted: str, captured: str | None, dry_run: bool, as_json: bool) -> None:  # noqa: FBT001  # click's flags
    """Take the ClaimReviews of FILE: a page with JSON-LD, JSON-LD itself, a DataFeed, or one on each line."""
    from app.services.import_files import Reviews  # noqa: PLC0415  # so that `--help` starts fast
    from app.services.import_pairs import take_pairs  # noqa: PLC0415  # the same
    from app.services.import_sources import take_evidence  # noqa: PLC0415  # the same

    with failing_clearly():
        reviews = Reviews(read_file(file))

    def take(desk: Desk, report: Report) -> Iterator[int]:
        if wanted == "evidence":
            return take_evidence(desk, reviews, report)
        return take_pairs(desk, reviews.pairs(file.name), report, captured or str(desk.now.date()))

    _run(file, take, len(reviews), dry_run=dry_run, as_json=as_json)


@click.command("csv")
@FILE
@click.option("--map", "mapping", multiple=True, metavar="FIELD=COLUMN", help="Which column holds what; several times.")
@click.option("--page", metavar="URL", help="The page that all rows are of, where no column tells.")
@click.option("--agency", metavar="NAME", help="Whose page it is, where no column tells.")
@DATE
@DRY_RUN
@JSON
def import_csv(  # noqa: PLR0913, PLR0917  # click gives each option as an argument
    file: Path,
    mapping: tuple[str, ...],
    page: str | None,
    agency: str | None,
    captured: str | None,
    dry_run: bool,  # noqa: FBT001  # click's flag
    as_json: bool,  # noqa: FBT001  # the same
) -> None:
    """Take the rows of FILE, a table of claims and answers, as draft pairs.

    Without --map it shows what its columns seem to hold and its first rows, and takes nothing.
    """
    from app.services.import_files import Rows, preview  # noqa: PLC0415  # so that `--help` starts fast
    from app.services.import_pairs import take_pairs  # noqa: PLC0415  # the same

    given = {name: value for name, value in (("url", page), ("agency", agency)) if value}
    with failing_clearly():
        data = read_file(file)
        if not mapping:
            seen = preview(data)
            return _show(file, seen)
        rows = Rows(data, dict(map(_mapped, mapping)), given)

    def take(desk: Desk, report: Report) -> Iterator[int]:
        return take_pairs(desk, rows.pairs(file.name), report, captured or str(desk.now.date()))

    return _run(file, take, len(rows), dry_run=dry_run, as_json=as_json)


def _works(name: str, told_: str) -> click.Command:
    @click.command(name, help=f"Take the works of FILE ({told_}) as draft sources.")
    @FILE
    @DRY_RUN
    @JSON
    def command(file: Path, dry_run: bool, as_json: bool) -> None:  # noqa: FBT001  # click's flags
        from app.services.import_files import read_works  # noqa: PLC0415  # so that `--help` starts fast
        from app.services.import_sources import take_works  # noqa: PLC0415  # the same

        with failing_clearly():
            works = read_works(read_file(file))
        _run(file, lambda desk, report: take_works(desk, works, report), len(works), dry_run=dry_run, as_json=as_json)

    return command


import_csl = _works("csl", "CSL-JSON")
import_bibtex = _works("bibtex", "BibTeX or BibLaTeX")


def read_file(file: Path, largest: int = LARGEST) -> bytes:
    """Return what a file holds. Raise Rejected for one that is larger than an import may be."""
    if file.stat().st_size > largest:
        raise Rejected(f"A file of up to {largest // MEGABYTE} MB can be imported; split it. Nothing was imported.")
    return file.read_bytes()


def _mapped(text: str) -> tuple[str, str]:
    field, equals, column = text.partition("=")
    if not equals:
        raise click.UsageError("--map takes FIELD=COLUMN, as in --map claim=Myth.")
    return field.strip(), " ".join(column.split())


def _run(
    file: Path, take: Callable[[Desk, Report], Iterator[int]], total: int, *, dry_run: bool, as_json: bool
) -> None:
    """Take what a file holds, and tell what became of it."""
    report = Report(file=file.name, dry_run=dry_run)
    with failing_clearly(), site_engine() as engine, open_desk(engine) as desk, told() as progress:
        for done in take(desk, report):
            desk.session.rollback() if dry_run else desk.session.commit()
            progress("Importing", done, total)
    finish(report, as_json=as_json)


def finish(report: Report, *, as_json: bool) -> None:
    """Tell what became of a file, and exit with 1 where something was refused."""
    if as_json:
        from app.cli.files import print_json  # noqa: PLC0415  # only this option needs it

        print_json(report)
    else:
        _tell(report)
    if report.refused:
        sys.exit(1)


def _tell(report: Report) -> None:
    for what, notes, count in (
        ("changed", report.changes, report.changed),
        ("refused", report.refusals, report.refused),
    ):
        for note in notes[:SHOWN]:
            click.echo(f"{note.place}: {what}: {note.reason}.", err=True)
        if count > SHOWN:
            click.echo(f"… and {count - SHOWN:,} more that were {what}; --json lists up to 1,000.", err=True)
    would = "would be taken" if report.dry_run else "taken"
    changed = f" ({report.changed:,} of them changed)" if report.changed else ""
    rest = f"{report.known:,} here already, {report.refused:,} refused"
    click.echo(f"{report.file}: {report.read:,} read, {report.taken:,} {would}{changed}, {rest}.")


def _show(file: Path, seen: Preview) -> None:
    """Show what a table's columns seem to hold and its first rows, and how to import it."""
    fields = {column: name for name, column in seen.mapping.items()}
    click.echo(f"{file.name}: what its columns seem to hold. Nothing was imported.\n")
    width = max(map(len, seen.columns))
    for column in seen.columns:
        click.echo(f"  {column:{width}}  {fields.get(column, '(not taken)')}")
    for row in seen.rows:
        click.echo(f"\nline {row.line}{f': {row.fault}' if row.fault else ''}")
        for name, column in () if row.fault else seen.mapping.items():
            click.echo(f"  {name}: {_cut(row.cells.get(column, ''))}")
    options = [f"--map {shlex.quote(f'{name}={column}')}" for name, column in seen.mapping.items()]
    options += [f"--map {name}=COLUMN" for name in ("claim", "rebuttal") if name not in seen.mapping]
    options += [told_ for name, told_ in CONSTANTS.items() if name not in seen.mapping]
    click.echo(f"\nTo import it: rejoinder import csv {shlex.quote(file.name)} {' '.join(options)}")


def _cut(text: str) -> str:
    return text if len(text) <= CELL else f"{text[: CELL - 1]}…"
