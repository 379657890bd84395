"""`rejoinder db`, `rejoinder ledger`, `rejoinder library`: the database and what is derived in it."""

from __future__ import annotations

import json
import sys

import click
from sqlalchemy.orm import Session

from app.cli.site import Failure, failing_clearly, site_desk, site_engine


@click.group()
def db() -> None:
    """Look after the database."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the newest version; it is made where there is none."""
    from app.storage.migrate import upgrade  # noqa: PLC0415  # Alembic is slow to import

    with failing_clearly(), site_engine(current=False) as engine:
        upgrade(engine)
    click.echo("The database is at the newest version.")


@click.group()
def ledger() -> None:
    """Look after the ledger."""


@ledger.command("verify")
@click.option("--head", "kept", metavar="SEQ:HASH", help="A head that you kept: shows whether the end was cut off.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def ledger_verify(kept: str | None, as_json: bool) -> None:  # noqa: FBT001  # click's flag
    """Check every entry, every record and the chain; exit with 1 where anything was tampered with."""
    from app.services import ledger as service  # noqa: PLC0415  # only this command needs it

    with failing_clearly(), site_engine() as engine, Session(engine) as session:
        faults = service.check(session, _kept_head(kept))
        seq, newest = service.head(session)
    if as_json:
        found = [{"seq": one.seq, "message": one.message} for one in faults]
        click.echo(json.dumps({"seq": seq, "head": newest, "faults": found}))
    else:
        for fault in faults:
            click.echo(f"entry {fault.seq} {fault.message}", err=True)
        click.echo(f"{seq} entries, head {newest}: {'whole' if not faults else f'{len(faults)} faults'}")
    if faults:
        sys.exit(1)


def _kept_head(text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    seq, _, newest = text.partition(":")
    if not seq.isdecimal() or len(newest) != 64:  # noqa: PLR2004  # SHA-256 in hex
        raise click.UsageError("--head takes SEQ:HASH as /ledger shows it.")
    return int(seq), newest


@click.group()
def library() -> None:
    """Look after the library."""


@library.command("rebuild")
def library_rebuild() -> None:
    """Derive what the public reads anew from the ledger."""
    from rich.progress import Progress  # noqa: PLC0415  # only this command needs it

    from app.services import ledger as ledger_service  # noqa: PLC0415  # the same
    from app.services import library as service  # noqa: PLC0415  # the same

    with site_desk() as desk, Progress(disable=not sys.stderr.isatty(), transient=True) as progress:
        total, _ = ledger_service.head(desk.session)
        task = progress.add_task("Reading the ledger", total=total)
        count = service.rebuild(desk.session, lambda seq: progress.update(task, completed=seq))
    if count != total:
        raise Failure(f"the ledger names {total} entries, but holds {count}; run `rejoinder ledger verify`")
    click.echo(f"The library was derived from {count} entries.")
