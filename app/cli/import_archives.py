"""`rejoinder import warc|cdx`: bring the copies that an archive holds to the desk, as captures."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from app.cli.import_files import DRY_RUN, FILE, JSON, finish, read_file
from app.cli.progress import told
from app.cli.site import failing_clearly, open_desk, site_engine
from app.domain.archive_rows import ArchiveList
from app.domain.errors import Rejected
from app.services.archive_imports import ArchiveReport, Job, Target, begun

LARGEST = 200 * 1024 * 1024
Command = TypeVar("Command", bound=Callable[..., Any])
OPTIONS = (
    click.option("--page", metavar="URL", help="The page that all copies are of; else each is of the page it names."),
    click.option("--agency", metavar="NAME", help="The agency of pages that are new here."),
    click.option("--title", help="The title of --page where it is new here (else the one it gives itself)."),
    click.option("--again", is_flag=True, help="Keep copies that the page has of another day: it was unchanged."),
)


def _of_a_page(command: Command) -> Command:
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@click.command("warc")
@FILE
@_of_a_page
@DRY_RUN
@JSON
def import_warc(file: Path, dry_run: bool, as_json: bool, **target: Any) -> None:  # noqa: FBT001  # click's flags
    """Take the pages in FILE, a WARC (packed or not), as captures of the days on which they were copied.

    All of them are taken, or, where FILE is damaged, none.
    """
    from app.services import archive_imports  # noqa: PLC0415  # so that `--help` starts fast

    with failing_clearly():
        data, found = _listed(file, holds_bytes=True)
        report = begun(file.name, found, dry_run=dry_run)
        with site_engine() as engine, told() as progress:
            job = Job(partial(open_desk, engine), found, Target(**target), report, datetime.now(UTC).date(), progress)
            archive_imports.import_warc(job, data)
    _tell(report, as_json=as_json)


@click.command("cdx")
@FILE
@_of_a_page
@DRY_RUN
@JSON
def import_cdx(file: Path, dry_run: bool, as_json: bool, **target: Any) -> None:  # noqa: FBT001  # click's flags
    """Fetch the copies that FILE, a CDX list, names, and take them in as captures of their days.

    Each is kept when it has come, so a run that was stopped goes on where it ended. It wants REJOINDER_FETCH, but
    --dry-run does not.
    """
    from app.cli.fetching import demanded_rules  # noqa: PLC0415  # so that `--help` starts fast
    from app.services import archive_imports  # noqa: PLC0415  # the same
    from app.services.archive_lists import archive_template  # noqa: PLC0415  # the same

    with failing_clearly():
        rules = None if dry_run else demanded_rules()
        _, found = _listed(file, holds_bytes=False)
        report = begun(file.name, found, dry_run=dry_run)
        template = archive_template(os.environ.get("REJOINDER_ARCHIVE_ADDRESS"))
        with site_engine() as engine, told() as progress:
            job = Job(partial(open_desk, engine), found, Target(**target), report, datetime.now(UTC).date(), progress)
            archive_imports.import_cdx(job, archive_imports.Fetching(rules, template))
    _tell(report, as_json=as_json)


def _listed(file: Path, *, holds_bytes: bool) -> tuple[bytes, ArchiveList]:
    from app.services.apart import read_list  # noqa: PLC0415  # so that `--help` starts fast

    data = read_file(file, LARGEST)
    found = read_list(data)
    if found.holds_bytes is not holds_bytes:
        other = "a WARC; say `rejoinder import warc`" if found.holds_bytes else "a CDX list; say `rejoinder import cdx`"
        raise Rejected(f"{file.name} is {other}.")
    return data, found


def _tell(report: ArchiveReport, *, as_json: bool) -> None:
    if report.left_out and not as_json:
        reasons = ", ".join(f"{reason}: {number:,}" for reason, number in report.left_out.items())
        click.echo(f"{sum(report.left_out.values()):,} are no copies of pages ({reasons}).", err=True)
    finish(report, as_json=as_json)
