"""Restoring a backup into an empty site: it is checked whole before anything is written; one transaction fills it.

So a restore that is refused, or killed, leaves an empty site: at most some stored files are there already, under
their digests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from app.domain.backup import BLOB, BLOBS, DAMAGED, MANIFEST, TABLES, Manifest, TablePart, read_manifest
from app.domain.bundle import LONGEST_LINE
from app.domain.errors import Rejected
from app.services import ledger, library
from app.services.backup import sealed_digest
from app.services.packed_site import PackedSite, demand_room
from app.services.progress import Progress
from app.storage.blobs import Blobs
from app.storage.dump import demand_empty, dumped_tables, load_lines
from app.storage.migrate import current_heads, demand_current, heads, upgrade

NO_BACKUP = "This is no backup of Rejoinder, or " + DAMAGED
CHANGED = "This backup is not as it was written: " + DAMAGED
LARGEST_MANIFEST = 16 * 1024 * 1024
"""It names each file that was missing."""


def _changed(_how: str) -> Rejected:
    return Rejected(CHANGED)


class Backup:
    """An opened backup whose seal, manifest and files agree."""

    def __init__(self, packed: PackedSite) -> None:
        self._packed = packed
        if MANIFEST not in packed.sizes:
            raise Rejected(NO_BACKUP)
        self.manifest = read_manifest(packed.whole(MANIFEST, LARGEST_MANIFEST), heads())
        self.blobs = sorted(match[1] for name in packed.sizes if (match := BLOB.fullmatch(name)))
        tables = {f"{TABLES}{one.name}.ndjson" for one in self.manifest.tables}
        packed.demand_known(lambda name: name == MANIFEST or name in tables or BLOB.fullmatch(name))
        ours = [one.name for one in dumped_tables()]
        if not tables <= packed.sizes.keys() or sorted(ours) != sorted(one.name for one in self.manifest.tables):
            raise Rejected(CHANGED)
        if self.manifest.blobs != len(self.blobs):
            raise Rejected(CHANGED)

    def _parts(self) -> dict[str, TablePart]:
        return {one.name: one for one in self.manifest.tables}

    @property
    def size(self) -> int:
        """Return how many bytes it has unpacked."""
        return sum(self._packed.sizes.values())

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a table, and check the digest of them all at the end."""
        digest = hashlib.sha256()
        for line in _lines(self._packed.chunks(f"{TABLES}{name}.ndjson")):
            digest.update(line)
            yield line
        if digest.hexdigest() != self._parts()[name].sha256:
            raise Rejected(CHANGED)

    def blob(self, name: str) -> bytes:
        """Return a stored file. Raise Rejected where its bytes are not those of its name."""
        data = self._packed.whole(f"{BLOBS}{name}")
        if hashlib.sha256(data).hexdigest() != name:
            raise Rejected(CHANGED)
        return data

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
        size = path.stat().st_size
        packed = PackedSite(file, size, lambda _how: Rejected(NO_BACKUP))
        seal = sealed_digest(file, size)
        if packed.comment.decode("latin-1") != seal:
            raise Rejected(NO_BACKUP)
        if kept is not None and seal != kept.lower():
            raise Rejected("This backup is another than the one whose digest was given; nothing was restored.")
        yield Backup(PackedSite(file, size, _changed))


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
        demand_room(blobs.folder, backup.size, "backup")
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


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Cut a stream into lines and hold one at a time. Raise Rejected for one that is longer than any row."""
    rest = bytearray()
    for chunk in chunks:
        for part in chunk.splitlines(keepends=True):
            rest += part
            if len(rest) > LONGEST_LINE:
                raise Rejected(CHANGED)
            if part.endswith(b"\n"):
                yield bytes(rest)
                rest.clear()
    if rest:
        yield bytes(rest)
