"""Settings and databases for commands: the same as the web's, without Flask."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, Rejected
from app.services.desk import COMMAND, Desk
from app.storage.blobs import Blobs
from app.storage.engine import default_url, make_engine
from app.storage.migrate import demand_current
from app.storage.site import instance_folder


class Failure(click.ClickException):
    """A failure in one line on standard error; exit status 1."""

    def show(self, file: object = None) -> None:  # noqa: ARG002  # click's signature
        """Print the line."""
        click.echo(f"rejoinder: {self.message}", err=True)


@contextmanager
def failing_clearly() -> Iterator[None]:
    """Turn what the domain refuses into one clear line."""
    try:
        yield
    except DomainError as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(f"{error.filename or 'the file'}: {(error.strerror or 'can not be read').lower()}") from None
    except DatabaseError as error:
        first = str(error.orig).strip().splitlines()
        raise Failure(f"the database can't be used: {first[0] if first else 'no reason given'}") from None


def site_url(folder: Path) -> str:
    """Return the database's address: `REJOINDER_DATABASE_URL`, or the SQLite file of the folder."""
    return os.environ.get("REJOINDER_DATABASE_URL") or default_url(folder)


@contextmanager
def site_engine(*, current: bool = True, read_only: bool = False) -> Iterator[Engine]:
    """Give an engine on the site's database; by default one that must be at the newest migration."""
    engine = make_engine(site_url(instance_folder()), read_only=read_only)
    if current and engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        raise Rejected(f"There is no site in {instance_folder()}; `rejoinder db upgrade` makes one.")
    try:
        if current:
            demand_current(engine)
        yield engine
    finally:
        engine.dispose()


@contextmanager
def site_desk() -> Iterator[Desk]:
    """Give a desk that acts as the command line; commit once at the end, unless something failed."""
    with failing_clearly(), site_engine() as engine, open_desk(engine) as desk, desk.session.begin():
        yield desk


@contextmanager
def open_desk(engine: Engine) -> Iterator[Desk]:
    """Give a desk that acts as the command line; what is not committed at the end is undone.

    It raises what the domain refuses as it is, so that a command can go on with the rest.
    """
    with Session(engine) as session:
        yield Desk(
            session=session,
            actor=COMMAND,
            now=datetime.now(UTC),
            blobs=Blobs(instance_folder() / "blobs"),
            methodology=os.environ.get("REJOINDER_METHODOLOGY", ""),
        )
