"""Examining a site: its folder, its database, its ledger and stored files, its clock and its newest backup."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.domain.errors import Rejected
from app.domain.health import (
    NOT_OURS_ALONE,
    TOO_OPEN,
    Remark,
    backup_remark,
    clock_remark,
    mode_remark,
    note,
    room_remark,
    setting_remarks,
    unsafe,
)
from app.services import ledger
from app.services.backup import missing_files
from app.storage.blobs import Blobs
from app.storage.engine import sqlite_remark
from app.storage.migrate import demand_current
from app.storage.models.ledger import LedgerEntry
from app.storage.models.library import LibraryState
from app.storage.site import LAST_BACKUP

KEYS = ("secret_key", "ledger_key")
TOLD = 5
"""Faults of one kind that are told one by one."""


def examine(make: Callable[[], Engine], folder: Path, environment: Mapping[str, str], now: datetime) -> list[Remark]:
    """Return what was found, in the order in which it was looked for; nothing is changed."""
    found = setting_remarks(environment)
    found += _present(_folder(folder))
    try:
        engine = make()
    except Rejected as error:
        return [*found, unsafe("database", str(error))]
    try:
        found += _present(_database(engine, folder, now))
    except DatabaseError as error:
        said = (str(error.orig).strip().splitlines() or ["no reason given"])[0]
        found.append(unsafe("database", f"The database can’t be used ({said}); bring back a backup, or start it."))
    finally:
        engine.dispose()
    return found


def _present(remarks: Iterator[Remark | None]) -> list[Remark]:
    return [one for one in remarks if one is not None]


def _folder(folder: Path) -> Iterator[Remark | None]:
    yield mode_remark("folder", str(folder), folder.stat().st_mode, TOO_OPEN)
    for name in KEYS:
        if (folder / name).exists():
            yield mode_remark(
                name.replace("_", " "), str(folder / name), (folder / name).stat().st_mode, NOT_OURS_ALONE
            )
    yield room_remark(shutil.disk_usage(folder).free)


def _database(engine: Engine, folder: Path, now: datetime) -> Iterator[Remark | None]:
    if engine.dialect.name == "sqlite":
        yield from _sqlite(engine, folder)
        path = Path(engine.url.database or "")
        if not path.exists():
            yield note("database", f"There is no site in {folder} yet; `rejoinder db upgrade` makes one.")
            return
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            yield from _postgresql(engine)
        elif (said := connection.execute(text("PRAGMA quick_check(1)")).scalar()) != "ok":
            yield unsafe("database", f"The database file is corrupt ({said}); restore the newest backup.")
            return
        if not inspect(connection).has_table("alembic_version"):
            yield note("database", "The database holds no site yet; `rejoinder db upgrade` makes one.")
            return
    try:
        demand_current(engine)
    except Rejected as error:
        yield unsafe("database", str(error))
        return
    yield from _records(engine, folder, now)


def _sqlite(engine: Engine, folder: Path) -> Iterator[Remark | None]:
    if (said := sqlite_remark()) is not None:
        yield unsafe("SQLite", said)
    path = Path(engine.url.database or "")
    if path.exists() and path.parent != folder:
        yield mode_remark("database", str(path), path.stat().st_mode, TOO_OPEN)


def _postgresql(engine: Engine) -> Iterator[Remark | None]:
    with engine.connect() as connection:
        for name in ("fsync", "full_page_writes"):
            if connection.execute(text(f"SHOW {name}")).scalar() == "off":
                yield unsafe(
                    "PostgreSQL", f"PostgreSQL runs with {name}=off and may lose what was saved; switch it on."
                )
        if connection.execute(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")).scalar():
            yield note("PostgreSQL", "Rejoinder connects as a superuser; give it a role that owns its database alone.")


def _records(engine: Engine, folder: Path, now: datetime) -> Iterator[Remark | None]:
    blobs = Blobs(folder / "blobs")
    with Session(engine) as session:
        report = ledger.check(session, None, blobs)
        for fault in report.faults[:TOLD]:
            yield unsafe("ledger", f"Entry {fault.seq} {fault.message}; compare with a backup whose head you kept.")
        if len(report.faults) > TOLD:
            yield unsafe("ledger", f"The ledger has {len(report.faults):,} faults; run `rejoinder ledger verify`.")
        missing = sorted(missing_files(session, blobs))
        if missing:
            told = ", ".join(f"{name[:12]}…" for name in missing[:TOLD])
            yield unsafe("files", f"Stored files that the desk names are missing ({len(missing):,}: {told}).")
        state = session.scalars(select(LibraryState.seq)).one()
        if state != report.seq:
            yield unsafe("library", "The library is behind the ledger; run `rejoinder library rebuild`.")
        newest = session.scalars(select(LedgerEntry.at).order_by(LedgerEntry.seq.desc()).limit(1)).first()
    yield clock_remark(_moment(newest), now)
    if report.seq:
        yield backup_remark(last_backup(folder), now)


def last_backup(folder: Path) -> datetime | None:
    """Return when the newest backup was taken; None where none was, or its note can't be read."""
    try:
        return _moment(json.loads((folder / LAST_BACKUP).read_text(encoding="utf-8"))["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _moment(written: str | None) -> datetime | None:
    """Read a moment; an entry that somebody changed may hold none."""
    try:
        read = datetime.fromisoformat(written or "")
    except ValueError:
        return None
    return read if read.tzinfo is not None else None
