"""Files kept by their SHA-256, under the instance folder: written whole or not at all, never changed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from app.domain.errors import NotFound
from app.storage.files import sync_folder, written_whole

NAME = re.compile(r"[0-9a-f]{64}")


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
            sync_folder(self.folder)
        with written_whole(target) as file:
            file.write(data)
        return digest

    def names(self) -> Iterator[str]:
        """Yield the digest of every file that is kept, in order."""
        for folder in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(one.name for one in folder.iterdir() if NAME.fullmatch(one.name))

    def read(self, sha256: str) -> bytes:
        """Return the bytes of that digest. Raise NotFound where there are none."""
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError:
            raise NotFound(f"The stored file {sha256[:12]}… is missing from the instance folder.") from None
