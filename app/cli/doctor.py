"""`rejoinder doctor`: what is unsafe about this site."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

import click
import msgspec

from app.cli.site import site_url
from app.services.doctor import examine
from app.storage.engine import make_engine
from app.storage.site import instance_folder


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def doctor(as_json: bool) -> None:  # noqa: FBT001  # click's flag
    """Tell what is unsafe about this site and its settings, with what to do; exit with 1 where anything is.

    It changes nothing. Run it in the environment in which the site is served, after each change and every week.
    """
    folder = instance_folder()
    found = examine(lambda: make_engine(site_url(folder), read_only=True), folder, os.environ, datetime.now(UTC))
    dangers = sum(one.unsafe for one in found)
    if as_json:
        click.echo(msgspec.json.encode({"safe": not dangers, "remarks": found}).decode())
    else:
        for one in found:
            click.echo(f"{'unsafe' if one.unsafe else 'note'}: {one.about}: {one.message}")
        click.echo("Nothing unsafe was found." if not dangers else f"{dangers} unsafe.")
    if dangers:
        sys.exit(1)
