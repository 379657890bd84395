"""Restoring a backup into an empty site: it is checked whole before anything is written; one transaction fills it.

So a restore that is refused, or killed, leaves an empty site: at most some stored files are there already, under
their digests.
"""

from __future__ import annotations

import hashlib
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from app.domain.backup import BLOB, BLOBS, DAMAGED, MANIFEST, TABLES, Manifest, TablePart, read_manifest
from app.domain.errors import Rejected
from app.services import ledger, library
from app.services.backup import Progress, sealed_digest
from app.storage.blobs import Blobs
from app.storage.dump import demand_empty, dumped_tables, load_lines
from app.storage.migrate import current_heads, demand_current, heads, upgrade

NO_BACKUP = "This is no backup of Rejoinder, or " + DAMAGED
CHANGED = "This backup is not as it was written: " + DAMAGED

UNREADABLE = (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError)


class Backup:
    """An opened backup whose seal, manifest and files agree. Nothing is taken from it by a name that it gives."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        self.members = {one.filename: one for one in archive.infolist()}
        if MANIFEST not in self.members:
            raise Rejected(NO_BACKUP)
        self.manifest = read_manifest(b"".join(self._read(MANIFEST)), heads())
        self.blobs = sorted(match[1] for name in self.members if (match := BLOB.fullmatch(name)))
        tables = {f"{TABLES}{one.name}.ndjson" for one in self.manifest.tables}
        ours = [one.name for one in dumped_tables()]
        known = len(self.members) == len(archive.infolist()) == len(tables) + len(self.blobs) + 1
        if not (known and tables <= set(self.members) and sorted(ours) == sorted(self._parts())):
            raise Rejected(CHANGED)
        if self.manifest.blobs != len(self.blobs):
            raise Rejected(CHANGED)

    def _parts(self) -> dict[str, TablePart]:
        return {one.name: one for one in self.manifest.tables}

    @property
    def size(self) -> int:
        """Return how many bytes it has unpacked."""
        return sum(one.file_size for one in self.members.values())

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a table, and check the digest of them all at the end."""
        digest = hashlib.sha256()
        for line in self._read(f"{TABLES}{name}.ndjson"):
            digest.update(line)
            yield line
        if digest.hexdigest() != self._parts()[name].sha256:
            raise Rejected(CHANGED)

    def blob(self, name: str) -> bytes:
        """Return a stored file. Raise Rejected where its bytes are not those of its name."""
        data = b"".join(self._read(f"{BLOBS}{name}"))
        if hashlib.sha256(data).hexdigest() != name:
            raise Rejected(CHANGED)
        return data

    def _read(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a member. Raise Rejected where it can't be unpacked."""
        try:
            with self.archive.open(name) as member:
                yield from member
        except UNREADABLE:
            raise Rejected(CHANGED) from None

    def check(self, progress: Progress) -> None:
        """Read all of it and write nothing."""
        for part in self.manifest.tables:
            if sum(1 for _ in self.lines(part.name)) != part.rows + 1:
                raise Rejected(CHANGED)
        for number, name in enumerate(self.blobs, 1):
            self.blob(name)
            progress("Checking the stored files", number, len(self.blobs))


@contextmanager
def opened(path: Path, kept: str | None = None) -> Iterator[Backup]:
    """Open a backup whose seal is whole and, where one was kept, is that one. Raise Rejected for any other file."""
    with path.open("rb") as file:
        try:
            archive = ZipFile(file)
        except UNREADABLE:
            raise Rejected(NO_BACKUP) from None
        with archive:
            seal = sealed_digest(file, path.stat().st_size)
            if archive.comment.decode("latin-1") != seal:
                raise Rejected(NO_BACKUP)
            if kept is not None and seal != kept.lower():
                raise Rejected("This backup is another than the one whose digest was given; nothing was restored.")
            yield Backup(archive)


def restore(engine: Engine, blobs: Blobs, backup: Backup, progress: Progress = lambda *_: None) -> Manifest:
    """Fill an empty site from a backup that was checked.

    Raise Rejected for a site that is not empty, and for a ledger that does not verify.
    """
    if current_heads(engine):
        demand_current(engine)
    else:
        upgrade(engine)
    with Session(engine) as session, session.begin():
        demand_empty(session)
        _demand_room(backup, blobs.folder)
        for number, name in enumerate(backup.blobs, 1):
            blobs.add(backup.blob(name))
            progress("Keeping the stored files", number, len(backup.blobs))
        _fill(session, backup, progress)
    return backup.manifest


def _fill(session: Session, backup: Backup, progress: Progress) -> None:
    manifest = backup.manifest
    for number, table in enumerate(dumped_tables(), 1):
        try:
            load_lines(session, table, backup.lines(table.name))
        except (IntegrityError, DataError):
            raise Rejected(f"The backup's table {table.name} does not fit the others; nothing was restored.") from None
        progress("Restoring the tables", number, len(manifest.tables))
    report = ledger.check(session, (manifest.seq, manifest.head))
    if report.faults or (report.seq, report.head) != (manifest.seq, manifest.head):
        told = f"entry {report.faults[0].seq} {report.faults[0].message}" if report.faults else "it ends elsewhere"
        raise Rejected(f"The backup's ledger does not verify: {told}. Nothing was restored.")
    library.rebuild(session, lambda seq: progress("Deriving the library", seq, manifest.seq))


def _demand_room(backup: Backup, folder: Path) -> None:
    """Raise Rejected where the disk has no room for what is restored."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if backup.size > free:
        raise Rejected(f"The backup unpacks to {backup.size:,} bytes, and the disk has {free:,} free.")
