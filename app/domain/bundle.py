"""A bundle's shape: what its files are called, its manifest, and the lines of its ledger. See docs/bundle.md."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from app.domain.errors import Rejected
from app.domain.ledger import Entry
from app.domain.records import AnyRecord, CaptureRecord, SourceRecord, decode

FORMAT, VERSION = "rejoinder-bundle", 1
MANIFEST, LEDGER, BLOBS = "manifest.json", "ledger.ndjson", "blobs/"
BLOB = re.compile(r"blobs/([0-9a-f]{64})")
LONGEST_LINE = 160 * 1024 * 1024
"""A capture's text has 25 MB at most, and JSON writes a control character with six signs."""
LARGEST_MANIFEST = 64 * 1024
LINE_START = b'{"entry":{'
Row = tuple[Entry, bytes | None, bytes | None]
"""An entry with its record's salt and canonical bytes; None, None where the record was blanked."""


class LedgerPart(msgspec.Struct, frozen=True, kw_only=True):
    """How long the ledger is, the hash of its newest entry, and the bytes and SHA-256 of its file."""

    seq: int
    head: str
    blanked: int
    bytes: int
    sha256: str


class BlobsPart(msgspec.Struct, frozen=True, kw_only=True):
    """How many stored files there are, their bytes, and how many that records name were missing at the source."""

    count: int
    bytes: int
    missing: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a bundle holds. It has no date: equal sites make equal bundles."""

    format: str
    version: int
    ledger: LedgerPart
    blobs: BlobsPart


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of the ledger's file. `record` is the record's canonical bytes as they are, or null."""

    entry: Entry
    salt: str | None
    record: msgspec.Raw


class _Claim(msgspec.Struct, frozen=True):
    """What any version's manifest says first."""

    format: str
    version: int


_line = msgspec.json.Decoder(Line)


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest. Raise Rejected for anything else, and for one of a newer version."""
    try:
        claim = msgspec.json.decode(data, type=_Claim)
        if claim.format != FORMAT or claim.version < 1:
            raise Rejected("This is no bundle of Rejoinder: its manifest names another format.")
        if claim.version > VERSION:
            raise Rejected(
                f"This bundle is of version {claim.version}, and this Rejoinder reads up to version {VERSION}; "
                "bring Rejoinder to a newer version first."
            )
        return msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Rejected("This is no bundle of Rejoinder: its manifest can't be read.") from None


def write_line(entry: Entry, salt: bytes | None, body: bytes | None) -> bytes:
    """Write an entry with its record as one line: canonical JSON holds no line break."""
    record = msgspec.Raw(b"null" if body is None else body)
    return msgspec.json.encode(Line(entry=entry, salt=None if salt is None else salt.hex(), record=record)) + b"\n"


def read_line(line: bytes, number: int) -> Row:
    """Read a line. Raise Rejected, naming it, where it is none that `write_line` writes."""
    try:
        read = _line.decode(line)
        salt = None if read.salt is None else bytes.fromhex(read.salt)
    except (ValueError, RecursionError):
        raise Rejected(f"Line {number} of the bundle's ledger can't be read; the bundle was damaged.") from None
    body = bytes(read.record)
    return read.entry, salt, None if body == b"null" else body


def record_of(entry: Entry, body: bytes) -> AnyRecord:
    """Read an entry's record. Raise Rejected where it is none that this version knows, or is of another subject."""
    try:
        record = decode(body)
    except (ValueError, RecursionError):
        raise Rejected(f"Entry {entry.seq} holds no record that this version of Rejoinder knows.") from None
    if record.id != entry.subject:
        raise Rejected(f"Entry {entry.seq} speaks of {entry.subject}, and its record of {record.id}.")
    return record


def blob_of(record: AnyRecord) -> str | None:
    """Return the SHA-256 of the stored file that a record names; a capture that is its text needs no file."""
    if isinstance(record, CaptureRecord):
        return None if record.sha256 == record.text_sha256 else record.sha256
    return record.file_sha256 if isinstance(record, SourceRecord) else None


def lines_of(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Cut a stream into lines and hold one at a time. Raise Rejected for what can be no ledger, before it is held."""
    rest, number = bytearray(), 1
    for chunk in chunks:
        *whole, end = chunk.split(b"\n")
        for part in whole:
            rest += part
            yield bytes(rest)
            rest.clear()
            number += 1
        rest += end
        if not rest.startswith(LINE_START[: len(rest)]) or len(rest) > LONGEST_LINE:
            raise Rejected(f"Line {number} of the bundle's ledger can't be read; the bundle was damaged.")
    if rest:
        raise Rejected(f"Line {number} of the bundle's ledger is cut off; the bundle was damaged.")
