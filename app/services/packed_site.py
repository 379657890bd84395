"""A site packed as one zip file, a bundle or a backup: nothing is taken from it by a name that it gives.

How often a member may be packed is not limited, for what a site wrote itself must come back (a file of spaces packs a
thousandfold); how much is held at once is, and so is how much the disk must have room for.
"""

from __future__ import annotations

import errno
import shutil
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from app.domain.errors import Rejected
from app.domain.sizes import LARGEST_FILE

CHUNK = 1024 * 1024
ENCRYPTED = 1
LOCAL_HEADER = 30
"""The bytes of a member's header in a zip file, without its name."""
UNREADABLE = (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError)


@contextmanager
def _refusing(refusal: Callable[[], Rejected]) -> Iterator[None]:
    """Refuse what can't be unpacked; a damaged zip may also name a place before its own beginning, which is EINVAL."""
    try:
        yield
    except UNREADABLE:
        raise refusal() from None
    except OSError as fault:
        if fault.errno != errno.EINVAL:
            raise
        raise refusal() from None


class PackedSite:
    """The members of an opened zip file. `changed` makes the sentence that refuses one that can't be taken."""

    def __init__(self, file: IO[bytes], size: int, changed: Callable[[str], Rejected]) -> None:
        with _refusing(lambda: changed("it is no whole zip file")):
            self._zip = ZipFile(file)
        self._changed, self._file_size = changed, size
        self.comment = self._zip.comment
        self.sizes = {one.filename: one.file_size for one in self._zip.infolist()}

    def demand_known(self, is_known: Callable[[str], object]) -> None:
        """Raise Rejected for a member by a name, of a kind or at a place that no site writes."""
        seen: set[str] = set()
        end = 0
        for info in sorted(self._zip.infolist(), key=lambda one: one.header_offset):
            if not is_known(info.filename) or info.filename in seen:
                raise self._changed(f"it holds a file that it should not, or one twice: {info.filename[:80]!r}")
            kind = stat.S_IFMT(info.external_attr >> 16)
            if info.flag_bits & ENCRYPTED or info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
                raise self._changed(f"{info.filename[:12]} is packed in another way")
            if kind not in {0, stat.S_IFREG}:
                raise self._changed(f"{info.filename[:12]} is no plain file but a link or a folder")
            if info.header_offset < end or info.header_offset + info.compress_size > self._file_size:
                raise self._changed("its files overlap, or reach beyond its end")
            end = info.header_offset + LOCAL_HEADER + info.compress_size
            seen.add(info.filename)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Read a member piece by piece, never more of it than its header says."""
        refusing = _refusing(lambda: self._changed(f"{name.partition('/')[0]} can't be unpacked"))
        with refusing, self._zip.open(name) as member:
            while chunk := member.read(CHUNK):
                yield chunk

    def whole(self, name: str, most: int = LARGEST_FILE) -> bytes:
        """Read a member at once. Raise Rejected for one that is larger than any."""
        if self.sizes[name] > most:
            raise self._changed(f"{name[:18]} is larger than any such file")
        return b"".join(self.chunks(name))


def demand_room(folder: Path, size: int, what: str) -> None:
    """Raise Rejected where the disk has no room for what is unpacked; a bomb claims more than any disk has."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if size > free:
        raise Rejected(f"The {what} unpacks to {size:,} bytes, and the disk has {free:,} free.")
