"""`rejoinder import bundle`: make a site of a bundle."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.database import kept_head
from app.cli.progress import told
from app.cli.site import site_desk
from app.services import bundle_import


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--head", "kept", metavar="SEQ:HASH", help="A head that you kept: shows whether the ledger is that one.")
def import_bundle(file: Path, kept: str | None) -> None:
    """Make this empty site the one that FILE was exported from: its ledger, its records, its captured files.

    The whole of FILE is checked before anything is written. People are not in it; `rejoinder user add` makes them.
    """
    ends = kept_head(kept)
    with site_desk() as desk, told() as progress:
        done = bundle_import.import_bundle(desk.session, desk.blobs, file, ends, progress)
    if done.blobs.missing:
        click.echo(f"{done.blobs.missing:,} stored files were missing where the bundle was made.", err=True)
    head = f"{done.ledger.seq}:{done.ledger.head}"
    click.echo(f"{file}: {done.ledger.seq:,} entries, head {head}, {done.blobs.count:,} stored files.")
