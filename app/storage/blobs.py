"""Files kept by their SHA-256, under the instance folder: written whole or not at all, never changed."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from app.domain.errors import NotFound


class Blobs:
    """A folder of files named by the SHA-256 of their bytes, fanned out by its first two digits."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Return where the file of that digest lies, or would."""
        return self.folder / sha256[:2] / sha256

    def add(self, data: bytes) -> str:
        """Keep the bytes and return their SHA-256 in hex; they are on the disk when this returns."""
        digest = hashlib.sha256(data).hexdigest()
        target = self.path(digest)
        if target.exists():
            return digest
        if not target.parent.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            _sync_folder(self.folder)
        handle, name = tempfile.mkstemp(dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
        return digest

    def read(self, sha256: str) -> bytes:
        """Return the bytes of that digest. Raise NotFound where there are none."""
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError:
            raise NotFound(f"The stored file {sha256[:12]}… is missing from the instance folder.") from None


def _sync_folder(folder: Path) -> None:
    """Make the new name in the folder as durable as the file."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
