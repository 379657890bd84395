"""A backup's shape: what its files are called, and its manifest. See docs/backup.md."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from app.domain.errors import Rejected

FORMAT, VERSION = "rejoinder-backup", 1
MANIFEST, TABLES, BLOBS = "manifest.json", "tables/", "blobs/"
BLOB = re.compile(r"blobs/([0-9a-f]{64})")
DAMAGED = "it was cut off, damaged or changed, and nothing was restored."


class TablePart(msgspec.Struct, frozen=True, kw_only=True):
    """A table of the desk, the ledger or the readers' reports: its rows, and the SHA-256 of its file."""

    name: str
    rows: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds. `at` is the moment before which all was in it; `missing` are stored files that were not."""

    format: str
    version: int
    at: str
    migrations: list[str]
    seq: int
    head: str
    tables: list[TablePart]
    blobs: int
    missing: list[str]

    @property
    def rows(self) -> int:
        """Count the rows of all tables."""
        return sum(one.rows for one in self.tables)


class _Claim(msgspec.Struct, frozen=True):
    """What any version's manifest says first."""

    format: str
    version: int


def read_manifest(data: bytes, migrations: Sequence[str]) -> Manifest:
    """Read a manifest. Raise Rejected for anything else, and where this Rejoinder's database is of another version."""
    try:
        claim = msgspec.json.decode(data, type=_Claim)
        if claim.format != FORMAT:
            raise Rejected("This is no backup of Rejoinder: its manifest names another format.")
        if claim.version != VERSION:
            raise Rejected(f"This backup is of version {claim.version}, and this Rejoinder reads version {VERSION}.")
        read = msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Rejected("This is no backup of Rejoinder: its manifest can't be read.") from None
    if sorted(read.migrations) != sorted(migrations):
        raise Rejected(
            f"This backup is of a database at version {', '.join(read.migrations)}, and this Rejoinder's is at "
            f"{', '.join(migrations)}. Restore it with the Rejoinder that made it, and upgrade then."
        )
    return read
