"""`rejoinder capture`: bring captured pages to the desk."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from app.cli.site import failing_clearly, site_desk


@click.group()
def capture() -> None:
    """Bring captured pages to the desk."""


@capture.command("add")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--page", required=True, metavar="URL", help="The page's address (or its short name on this site).")
@click.option("--date", "captured", required=True, metavar="D", help="When it was captured: 2011-06-25, 2011-06, 2011.")
@click.option("--agency", metavar="NAME", help="The agency's name, where the page is new here.")
@click.option("--title", help="The page's title, where the page is new here (else the one it gives itself).")
@click.option("--note", default="", help="How it was obtained.")
@click.option("--again", is_flag=True, help="Keep a copy that the page has of another day already: it was unchanged.")
def capture_add(  # noqa: PLR0913, PLR0917  # click gives each option as an argument
    file: Path,
    page: str,
    captured: str,
    agency: str | None,
    title: str | None,
    note: str,
    again: bool,  # noqa: FBT001  # click's flag
) -> None:
    """Add FILE as a capture of a page; what is found in it awaits an editor on the desk."""
    from app.services.captures import CaptureFields, keep_capture, read_capture  # noqa: PLC0415  # slow to import
    from app.services.checked import index_first  # noqa: PLC0415  # the same
    from app.services.intake import page_for  # noqa: PLC0415  # the same
    from app.storage.engine import only_reading  # noqa: PLC0415  # the same

    fields = CaptureFields(
        captured=captured,
        obtained="imported",
        filename=file.name,
        address=page if "://" in page else None,
        note=note,
        again=again,
    )
    with failing_clearly():
        taken = read_capture(file.read_bytes(), fields, datetime.now(UTC).date())
    with only_reading(), site_desk() as desk:
        index_first(desk)
        row = page_for(desk, page, agency=agency, title=title or taken.found.title or file.stem)
        made = keep_capture(desk, row.id, taken)
        found = ", ".join(f"{len(made.extracted[kind])} {kind}" for kind in ("pairs", "safeguards", "concerns"))
        click.echo(f"{made.name}: {found} proposed; accept them at /desk/captures/{made.id}")
