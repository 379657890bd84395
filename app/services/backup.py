"""Taking a backup: the desk, the ledger, the readers' reports and the stored files as one zip file.

It is taken from one moment of the database, while others write. The file's comment is the SHA-256 of all that comes
before it, so that whatever was cut off, damaged or changed by accident shows before anything is restored.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec
from sqlalchemy import Engine, Table, select, union
from sqlalchemy.orm import Session

from app.domain.backup import BLOBS, FORMAT, MANIFEST, TABLES, VERSION, Manifest, TablePart
from app.domain.errors import Rejected
from app.services import ledger
from app.services.desk import moment
from app.services.progress import Progress
from app.storage.blobs import Blobs
from app.storage.dump import count_of, dumped_tables, lines_of, snapshot
from app.storage.files import written_whole
from app.storage.migrate import heads
from app.storage.models.desk import Capture, Source

SEAL = 64
"""The SHA-256 in hex that ends a backup."""
CHUNK = 1024 * 1024
"""Is told what is done, how much of it, and of how much."""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What was taken, and the digest by which its file can be told from any other."""

    manifest: Manifest
    digest: str


def back_up(engine: Engine, blobs: Blobs, path: Path, now: datetime, progress: Progress = lambda *_: None) -> Taken:
    """Write a backup; the file is there whole, or not at all.

    Raise Rejected where the ledger or a stored file is not as it was written: nobody could restore that.
    """
    with written_whole(path) as file:
        with snapshot(engine) as session:
            seq, head = _checked(session)
            with ZipFile(file, "w", ZIP_DEFLATED) as archive:
                parts = [_write_table(session, archive, one, progress) for one in dumped_tables()]
                kept = _write_blobs(archive, blobs, progress)
                manifest = Manifest(
                    format=FORMAT,
                    version=VERSION,
                    at=moment(now),
                    migrations=sorted(heads()),
                    seq=seq,
                    head=head,
                    tables=parts,
                    blobs=len(kept),
                    missing=sorted(missing_files(session, blobs)),
                )
                archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")
                archive.comment = b"0" * SEAL
        digest = _seal(file)
    return Taken(manifest=manifest, digest=digest)


def sealed_digest(file: IO[bytes], size: int) -> str:
    """Return the SHA-256 of all but the seal."""
    file.seek(0)
    digest, left = hashlib.sha256(), size - SEAL
    while left > 0 and (chunk := file.read(min(CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest()


def _seal(file: IO[bytes]) -> str:
    """Write the digest into the room that the comment left for it, and return it."""
    size = file.seek(0, 2)
    digest = sealed_digest(file, size)
    file.seek(size - SEAL)
    file.write(digest.encode("ascii"))
    return digest


def _checked(session: Session) -> tuple[int, str]:
    """Return the ledger's head. Raise Rejected where it does not verify."""
    report = ledger.check(session)
    if report.faults:
        fault = report.faults[0]
        raise Rejected(
            f"Entry {fault.seq} {fault.message}, so nobody could restore this site from a backup; none was made. "
            "Run `rejoinder ledger verify`, and keep the backups that you have."
        )
    return report.seq, report.head


def _write_table(session: Session, archive: ZipFile, table: Table, progress: Progress) -> TablePart:
    digest, total, rows = hashlib.sha256(), count_of(session, table), -1
    with archive.open(f"{TABLES}{table.name}.ndjson", "w", force_zip64=True) as member:
        for line in lines_of(session, table):
            member.write(line)
            digest.update(line)
            rows += 1
            progress(f"Writing {table.name}", rows, total)
    return TablePart(name=str(table.name), rows=rows, sha256=digest.hexdigest())


def _write_blobs(archive: ZipFile, blobs: Blobs, progress: Progress) -> set[str]:
    """Write every stored file there is: a row is written after its file, so none that the rows name can lack."""
    names = list(blobs.names())
    for number, name in enumerate(names, 1):
        data = blobs.read(name)
        if hashlib.sha256(data).hexdigest() != name:
            raise Rejected(
                f"The stored file {name[:12]}… was changed after it was written, so no backup was made. Bring it back "
                "from an older backup, or move it out of the instance folder."
            )
        archive.writestr(BLOBS + name, data)
        progress("Writing the stored files", number, len(names))
    return set(names)


def missing_files(session: Session, blobs: Blobs) -> set[str]:
    """Return the stored files that the desk names and that are not there; a capture that is its text needs none."""
    columns = (
        select(Capture.sha256).where(Capture.sha256 != Capture.text_sha256),
        select(Source.file_sha256).where(Source.file_sha256.is_not(None)),
    )
    return {str(one) for one in session.scalars(union(*columns)) if not blobs.path(one).exists()}
