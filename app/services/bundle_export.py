"""Writing a bundle: the ledger with its records and the stored files that they name, as one zip file.

Equal sites make equal bundles, byte for byte: no date is in one, and its files stand in one order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec
from sqlalchemy.orm import Session

from app.domain.bundle import (
    BLOBS,
    FORMAT,
    LEDGER,
    MANIFEST,
    VERSION,
    BlobsPart,
    LedgerPart,
    Manifest,
    Row,
    blob_of,
    record_of,
    write_line,
)
from app.domain.errors import NotFound, Rejected
from app.domain.ledger import verify
from app.services.ledger import head, rows
from app.services.progress import Progress
from app.storage.blobs import Blobs
from app.storage.files import written_whole

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of every file in a bundle; zip knows no earlier one."""
READABLE = 0o644 << 16
"""Is told what is done, how much of it, and of how much."""


class Pass:
    """One pass over the ledger: what it counted, and which stored files its records name."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.seq, self.head = head(session)
        self.bytes, self.blanked, self.sum = 0, 0, hashlib.sha256()
        self.blobs: set[str] = set()

    def write(self, file: IO[bytes], progress: Progress) -> None:
        """Write every entry up to the head. Raise Rejected where the ledger is not as it was written."""
        faults = verify(self._written(file, progress), (self.seq, self.head))
        if (fault := next(faults, None)) is not None:
            raise Rejected(f"Entry {fault.seq} {fault.message}; nothing was exported. Run `rejoinder ledger verify`.")

    def part(self) -> LedgerPart:
        """Return what the manifest says of the ledger."""
        return LedgerPart(
            seq=self.seq, head=self.head, blanked=self.blanked, bytes=self.bytes, sha256=self.sum.hexdigest()
        )

    def _written(self, file: IO[bytes], progress: Progress) -> Iterator[Row]:
        for entry, salt, body in rows(self.session):
            if entry.seq > self.seq:
                return
            yield entry, salt, body
            line = write_line(entry, salt, body)
            file.write(line)
            self.sum.update(line)
            self.bytes += len(line)
            if body is None:
                self.blanked += 1
            elif (name := blob_of(record_of(entry, body))) is not None:
                self.blobs.add(name)
            progress("Writing the ledger", entry.seq, self.seq)


def export_bundle(session: Session, blobs: Blobs, path: Path, progress: Progress = lambda *_: None) -> Manifest:
    """Write a bundle of all that was published; the file is there whole, or not at all.

    A session that reads from one moment sees one ledger; what is published meanwhile is not in it. Raise Rejected
    where the ledger or a stored file is not as it was written.
    """
    with written_whole(path, ours=False) as file, ZipFile(file, "w", ZIP_DEFLATED) as bundle:
        return _write(session, blobs, bundle, progress)


def _write(session: Session, blobs: Blobs, bundle: ZipFile, progress: Progress) -> Manifest:
    ledger = Pass(session)
    with bundle.open(_info(LEDGER), "w", force_zip64=True) as file:
        ledger.write(file, progress)
    count = size = missing = 0
    for number, name in enumerate(sorted(ledger.blobs), 1):
        try:
            data = blobs.read(name)
        except NotFound:
            missing += 1
            continue
        if hashlib.sha256(data).hexdigest() != name:
            raise Rejected(f"The stored file {name[:12]}… was changed; nothing was exported.")
        bundle.writestr(_info(BLOBS + name), data)
        count, size = count + 1, size + len(data)
        progress("Writing the stored files", number, len(ledger.blobs))
    parts = BlobsPart(count=count, bytes=size, missing=missing)
    manifest = Manifest(format=FORMAT, version=VERSION, ledger=ledger.part(), blobs=parts)
    bundle.writestr(_info(MANIFEST), msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")
    return manifest


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name, LONG_AGO)
    info.compress_type, info.external_attr, info.create_system = ZIP_DEFLATED, READABLE, 3
    return info
