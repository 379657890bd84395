"""`rejoinder db`, `rejoinder ledger`, `rejoinder library`: the database and what is derived in it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
import msgspec
from sqlalchemy.orm import Session

from app.cli.site import Failure, failing_clearly, site_desk, site_engine
from app.storage.blobs import Blobs
from app.storage.site import instance_folder

if TYPE_CHECKING:
    from app.services.ledger import Report


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
        report = service.check(session, kept_head(kept), Blobs(instance_folder() / "blobs"))
    if as_json:
        click.echo(msgspec.json.encode(report).decode())
    else:
        _tell(report)
    if report.faults:
        sys.exit(1)


def _tell(report: Report) -> None:
    """Print what a check found, for people."""
    for fault in report.faults:
        click.echo(f"entry {fault.seq}: {fault.message}", err=True)
    if report.blanked:
        entries = ", ".join(map(str, report.blanked))
        click.echo(f"Records blanked (by order of a court, or by somebody with the database): entries {entries}.")
    count = len(report.faults)
    state = "whole" if not count else "1 fault" if count == 1 else f"{count} faults"
    click.echo(f"{report.seq} entries, head {report.seq}:{report.head}: {state}")


def kept_head(text: str | None) -> tuple[int, str] | None:
    """Read a head as /ledger shows it."""
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
    from app.cli.progress import told  # noqa: PLC0415  # only this command needs it
    from app.services import ledger as ledger_service  # noqa: PLC0415  # the same
    from app.services import library as service  # noqa: PLC0415  # the same

    with site_desk() as desk, told() as progress:
        report = ledger_service.check(desk.session)
        if report.faults:
            raise Failure("the ledger was tampered with, so nothing was derived; run `rejoinder ledger verify`")
        count = service.rebuild(desk.session, lambda seq: progress("Reading the ledger", seq, report.seq))
    click.echo(f"The library was derived from {count} entries.")


@library.command("verify")
def library_verify() -> None:
    """Check that what the public reads is what the ledger gives; exit with 1 where it is not."""
    from app.services import library as service  # noqa: PLC0415  # only this command needs it

    with site_desk() as desk:
        tables = service.differing(desk.session)
    if tables:
        raise Failure(f"{', '.join(tables)} differ from the ledger; run `rejoinder library rebuild`")
    click.echo("The library is what the ledger gives.")
