"""`rejoinder backup` and `rejoinder restore`: the whole site as one file, and back."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import click

from app.cli.progress import told
from app.cli.site import failing_clearly, site_engine
from app.services import backup as backups
from app.services import restore as restoring
from app.storage.blobs import Blobs
from app.storage.files import written_whole
from app.storage.site import LAST_BACKUP, instance_folder

DIGEST = re.compile(r"[0-9a-fA-F]{64}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write the whole site into FILE: the desk, the ledger, readers' reports and the stored files.

    Others may work meanwhile: what they save after the start is in the next one. FILE holds drafts and password
    hashes, so it is readable by you alone. The secret keys of the instance folder are not in it.
    """
    now = datetime.now(UTC)
    with failing_clearly(), site_engine(read_only=True) as engine, told() as progress:
        taken = backups.back_up(engine, Blobs(instance_folder() / "blobs"), file, now, progress)
        with written_whole(instance_folder() / LAST_BACKUP) as note:
            note.write(json.dumps({"at": taken.manifest.at, "seq": taken.manifest.seq}).encode())
    made = taken.manifest
    for name in made.missing:
        click.echo(f"The stored file {name[:12]}… is missing from this site, and so from the backup.", err=True)
    click.echo(f"{file}: {made.rows:,} rows, {made.blobs:,} stored files, head {made.seq}:{made.head}")
    click.echo(f"digest {taken.digest}")


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path, dir_okay=False))
@click.option("--digest", metavar="HEX", help="The digest that `backup` printed: shows that FILE is that very one.")
def restore(file: Path, digest: str | None) -> None:
    """Fill this empty site from FILE, on SQLite or PostgreSQL, whichever it was made from.

    The whole of FILE is checked before anything is written.
    """
    if digest is not None and not DIGEST.fullmatch(digest):
        raise click.UsageError("--digest takes the 64 hex digits that `rejoinder backup` printed.")
    with failing_clearly(), told() as progress, restoring.opened(file, digest) as opened:
        opened.check(progress)
        with site_engine(current=False) as engine:
            done = restoring.restore(engine, Blobs(instance_folder() / "blobs"), opened, progress)
    click.echo(f"{file}: {done.rows:,} rows, {done.blobs:,} stored files, head {done.seq}:{done.head}")
    if done.missing:
        click.echo(f"{len(done.missing):,} stored files were missing where the backup was made.", err=True)
