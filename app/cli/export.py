"""`rejoinder export`: what is published, for other places."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy.orm import Session

from app.cli.progress import told
from app.cli.site import failing_clearly, site_engine
from app.feeds.records import KINDS, PLURALS, csv_rows, ndjson
from app.storage.blobs import Blobs
from app.storage.engine import read_once
from app.storage.files import written_whole
from app.storage.queries.library.bulk import all_bodies, count_of
from app.storage.site import instance_folder

NOWHERE = "http://localhost"


@click.group()
def export() -> None:
    """Write what is published, for other places."""


@export.command("bundle")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export_bundle(file: Path) -> None:
    """Write all that was published into FILE: the ledger, its records, and the captured files.

    `rejoinder import bundle` makes a site of it elsewhere, on either database. People, drafts and readers' reports are
    not in it; docs/bundle.md tells what is.
    """
    from app.services.bundle_export import export_bundle as write_bundle  # noqa: PLC0415  # only this command needs it

    with failing_clearly(), site_engine(read_only=True) as engine, Session(engine) as session, told() as progress:
        read_once(session.connection())
        made = write_bundle(session, Blobs(instance_folder() / "blobs"), file, progress)
    if made.blobs.missing:
        click.echo(f"{made.blobs.missing:,} stored files are missing from this site, and so from the bundle.", err=True)
    head = f"{made.ledger.seq}:{made.ledger.head}"
    click.echo(f"{file}: {made.ledger.seq:,} entries, head {head}, {made.blobs.count:,} stored files.")


def _written(form: str, kind: str, bodies: Iterator[bytes]) -> Iterator[bytes]:
    return ndjson(bodies) if form == "ndjson" else csv_rows(kind, bodies)


def _records(form: str, told_: str) -> click.Command:
    @click.command(form, help=f"Write all published records of a KIND as {told_}, to FILE or to standard output.")
    @click.argument("kind", type=click.Choice(sorted(PLURALS)))
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
    def command(kind: str, file: Path | None) -> None:
        name = PLURALS[kind]
        with failing_clearly(), site_engine(read_only=True) as engine, Session(engine) as session:
            if file is None:
                read_once(session.connection())
                sys.stdout.buffer.writelines(_written(form, name, all_bodies(session, name)))
                sys.stdout.buffer.flush()
            else:
                write_records(session, form, name, file)

    return command


def write_records(session: Session, form: str, kind: str, file: Path) -> None:
    """Write all records of a kind that stand into a file, with progress."""
    read_once(session.connection())
    with told() as progress, written_whole(file, ours=False) as out:
        total = count_of(session, kind)

        def counted() -> Iterator[bytes]:
            for number, body in enumerate(all_bodies(session, kind), 1):
                progress(f"Writing the {KINDS[kind]}", number, total)
                yield body

        out.writelines(_written(form, kind, counted()))


export.add_command(_records("ndjson", "NDJSON, one a line, as the ledger holds them"))
export.add_command(_records("csv", "a table (CSV) for spreadsheets"))


@export.command("site")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--url", help="Where the files will be read; default: REJOINDER_BASE_URL. Feeds and citations name it.")
def export_site(folder: Path, url: str | None) -> None:
    """Write the library as files into FOLDER, for any web server, or to be opened from the folder.

    A second export into the same folder writes what changed and takes away what is gone. There is no search in it, no
    reading as of another day and no API.
    """
    from app.web.export.writing import export_site as write_site  # noqa: PLC0415  # only this command needs it
    from app.web.factory import create_app  # noqa: PLC0415  # the same

    with failing_clearly():
        with site_engine():
            pass  # there is a site, and it is at the newest migration
        app = create_app({"FROZEN": True})
        app.config["BASE_URL"] = url or app.config["BASE_URL"] or NOWHERE
        with told() as progress:
            done = write_site(app, folder, lambda number, of: progress("Writing the pages", number, of))
    if app.config["BASE_URL"] == NOWHERE:
        click.echo(f"Feeds and citations name {NOWHERE}; say with --url where the files will be read.", err=True)
    click.echo(
        f"{folder}: {len(done.files):,} files, {done.changed:,} of them written anew, {done.removed:,} taken away."
    )
