"""Files that wait for an editor's choice: kept in the instance folder for a day, and then forgotten."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

from app.domain.errors import NotFound
from app.storage.blobs import Blobs

A_DAY = 24 * 60 * 60


class Waiting(Blobs):
    """A store of files by their SHA-256, each for a day after it came last."""

    def __init__(self, instance: Path) -> None:
        super().__init__(instance / "waiting")

    def add(self, data: bytes) -> str:
        """Keep the bytes for a day and return their SHA-256; forget what has waited for longer."""
        self.forget_old(time.time() - A_DAY)
        digest = super().add(data)
        self.path(digest).touch()
        return digest

    def forget_old(self, before: float) -> None:
        """Take away the files that came before a moment (seconds since 1970)."""
        for path in self.folder.glob("*/*"):
            with suppress(FileNotFoundError):  # another process was faster
                if path.stat().st_mtime < before:
                    path.unlink()

    def read(self, sha256: str) -> bytes:
        """Return the bytes of that digest. Raise NotFound where they waited for more than a day."""
        try:
            return super().read(sha256)
        except NotFound:
            raise NotFound("This list is kept for a day, and that has passed; give it once more.") from None
