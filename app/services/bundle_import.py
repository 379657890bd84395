"""Taking in a bundle: it is checked whole before anything is written, and the database is written in one transaction.

So an import that is refused, or killed, leaves an empty site: at most some stored files are there already, under their
digests, and the next import uses them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from app.domain.bundle import (
    BLOB,
    BLOBS,
    LARGEST_MANIFEST,
    LEDGER,
    MANIFEST,
    Manifest,
    Row,
    blob_of,
    lines_of,
    read_line,
    read_manifest,
    record_of,
)
from app.domain.errors import Rejected
from app.domain.ledger import GENESIS, Entry, verify
from app.domain.sizes import LARGEST_FILE
from app.services import library, library_facets
from app.services.bulk import AT_ONCE
from app.services.ledger import head, queue_up
from app.services.packed_site import PackedSite, demand_room
from app.services.progress import Progress
from app.storage.blobs import Blobs
from app.storage.many_rows import hold_more
from app.storage.models.desk import Subject
from app.storage.models.ledger import LedgerCounter, LedgerEntry, LedgerRecord

UNFIT = (IntegrityError, DataError, LookupError, ValueError, TypeError)


def _changed(how: str) -> Rejected:
    return Rejected(f"This is no bundle of Rejoinder, or it was cut off or changed: {how}. Nothing was imported.")


class Bundle:
    """An opened bundle. Three kinds of names are known."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._packed = PackedSite(file, size, _changed)
        if MANIFEST not in self._packed.sizes:
            raise Rejected("This is no bundle of Rejoinder: it holds no manifest.")
        # before its files: a newer one has others
        self.manifest = read_manifest(self._packed.whole(MANIFEST, LARGEST_MANIFEST))
        self._packed.demand_known(lambda name: name in {MANIFEST, LEDGER} or BLOB.fullmatch(name))
        if LEDGER not in self._packed.sizes:
            raise Rejected("This is no bundle of Rejoinder: it holds no ledger.")
        self.blobs = sorted(match[1] for name in self._packed.sizes if (match := BLOB.fullmatch(name)))
        self._demand_sizes()

    def _demand_sizes(self) -> None:
        told, sizes = self.manifest.blobs, [self._packed.sizes[BLOBS + name] for name in self.blobs]
        if (told.count, told.bytes) != (len(sizes), sum(sizes)) or max(sizes, default=0) > LARGEST_FILE:
            raise Rejected("The bundle's stored files are not those that its manifest counts; the bundle was changed.")
        if self._packed.sizes[LEDGER] != self.manifest.ledger.bytes:
            raise Rejected("The bundle's ledger is not as long as its manifest says; the bundle was changed.")

    @property
    def size(self) -> int:
        """Return how many bytes it has unpacked."""
        return self.manifest.ledger.bytes + self.manifest.blobs.bytes

    def rows(self) -> Iterator[Row]:
        """Yield the entries with their records, one at a time, and check the whole file's digest at its end."""
        digest = hashlib.sha256()

        def summed() -> Iterator[bytes]:
            for chunk in self._packed.chunks(LEDGER):
                digest.update(chunk)
                yield chunk

        for number, line in enumerate(lines_of(summed()), 1):
            yield read_line(line, number)
        if digest.hexdigest() != self.manifest.ledger.sha256:
            raise Rejected("The bundle's ledger is not the one that its manifest names; the bundle was changed.")

    def blob(self, name: str) -> bytes:
        """Return a stored file. Raise Rejected where its bytes are not those of its name."""
        data = self._packed.whole(BLOBS + name)
        if hashlib.sha256(data).hexdigest() != name:
            raise Rejected(f"The stored file {name[:12]}… was changed; the bundle can't be trusted.")
        return data


@contextmanager
def opened(path: Path) -> Iterator[Bundle]:
    """Open a bundle and look at its manifest. Raise Rejected for any other file, and for one that was cut off."""
    with path.open("rb") as file:
        yield Bundle(file, path.stat().st_size)


def check_bundle(bundle: Bundle, kept_head: tuple[int, str] | None, progress: Progress) -> None:
    """Read the whole bundle and write nothing. Raise Rejected, saying where, unless all of it holds together."""
    ledger, named, last = bundle.manifest.ledger, set[str](), (0, GENESIS)

    def watched() -> Iterator[Row]:
        nonlocal last
        for entry, salt, body in bundle.rows():
            yield entry, salt, body
            last = (entry.seq, entry.hash)
            if body is not None and (name := blob_of(record_of(entry, body))) is not None:
                named.add(name)
            progress("Checking the ledger", entry.seq, ledger.seq)

    if (fault := next(verify(watched(), kept_head), None)) is not None:
        raise Rejected(f"Entry {fault.seq} of the bundle {fault.message}; nothing was imported.")
    if last != (ledger.seq, ledger.head):
        raise Rejected("The bundle's ledger does not end at the head that its manifest names; nothing was imported.")
    if not named.issuperset(bundle.blobs) or len(named) - len(bundle.blobs) != bundle.manifest.blobs.missing:
        raise Rejected("The bundle's stored files are not those that its records name; nothing was imported.")
    for number, name in enumerate(bundle.blobs, 1):
        bundle.blob(name)
        progress("Checking the stored files", number, len(bundle.blobs))


def import_bundle(
    session: Session,
    blobs: Blobs,
    path: Path,
    kept_head: tuple[int, str] | None = None,
    progress: Progress = lambda *_: None,
) -> Manifest:
    """Bring an empty site to the ledger, the records and the stored files of a bundle; the caller commits once.

    Raise Rejected for a site that is not empty, and for a bundle that does not hold together.
    """
    demand_empty(session)
    with opened(path) as bundle:
        demand_room(blobs.folder, bundle.size, "bundle")
        check_bundle(bundle, kept_head, progress)
        for number, name in enumerate(bundle.blobs, 1):
            blobs.add(bundle.blob(name))
            progress("Keeping the stored files", number, len(bundle.blobs))
        _take_in(session, bundle, progress)
        return bundle.manifest


def demand_empty(session: Session) -> None:
    """Raise Rejected where anything was published on this site, or lies on its desk."""
    queue_up(session)
    seq, _ = head(session)
    if seq or session.scalar(select(Subject.id).limit(1)) is not None:
        raise Rejected("This site holds records already; a bundle is imported into an empty one.")


def _take_in(session: Session, bundle: Bundle, progress: Progress) -> None:
    """Write the ledger, and make the library of it as a rebuilding does: by few statements, of the last records."""
    ledger = bundle.manifest.ledger
    hold_more(session.connection())
    entries: list[dict[str, Any]] = []
    records: list[dict[str, Any]] = []
    size = 0
    for entry, salt, body in bundle.rows():
        entries.append({name: getattr(entry, name) for name in Entry.__struct_fields__})
        records.append({"seq": entry.seq, "salt": salt, "body": body})
        size += len(body or b"")
        if len(entries) == AT_ONCE or size > library.LONGEST_BATCH or entry.seq == ledger.seq:
            session.execute(insert(LedgerEntry), entries)
            session.execute(insert(LedgerRecord), records)
            progress("Importing", entry.seq, ledger.seq)
            entries, records, size = [], [], 0
    for batch in library.batches(session):
        _derive(session, batch)
        session.expunge_all()
        progress("Making the library", batch[-1][0].seq, ledger.seq)
    library_facets.fill(session)
    session.execute(update(LedgerCounter).values(seq=ledger.seq, head=ledger.head))


def _derive(session: Session, batch: Sequence[library.Read]) -> None:
    """Bring the library up to the end of a batch; where it does not fit, find the entry that is at fault."""
    attempt = session.begin_nested()
    try:
        library.derive_many(session, batch)
    except UNFIT:
        attempt.rollback()
    else:
        attempt.commit()
        return
    for entry, body in batch:
        try:
            if body is None:
                library.advance(session, entry)
            else:
                library.derive(session, entry, record_of(entry, body))
        except UNFIT:
            raise Rejected(f"Entry {entry.seq} does not fit those before it; nothing was imported.") from None
