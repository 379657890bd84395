"""WARC files, with warcio: which copies of pages are in one, and their bytes.

A file is unpacked whole first, to a bound, so that no bomb reaches the reader; then it is read record by record. A file
that is cut off or damaged is refused with the record at fault, and nothing of it is taken.
"""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any

from app.domain.archive_rows import Row, WarcCopy, base32_sha1
from app.domain.errors import Rejected
from app.domain.mementos import archived
from app.domain.sizes import LARGEST_FILE, LARGEST_UNPACKED, MOST_TIMES, is_bomb
from app.services.archive_kinds import GZIP, GZIP_MAGIC, PIECE

MOST_RECORDS = 1_000
IN_MEMORY = 16 * 1024 * 1024
BLANK_LINES = 8
READ = frozenset({"response", "resource", "revisit"})
NOTHING = "Nothing was taken from it."
PACKINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})


@contextmanager
def unpacked(data: bytes) -> Iterator[IO[bytes]]:
    """Unpack a file if it is packed (in one piece or in many). Raise Rejected for a damaged one or a bomb."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as kept:
        for piece in _pieces(data) if data.startswith(GZIP_MAGIC) else [data]:
            kept.write(piece)
        kept.seek(0)
        yield kept


def _pieces(data: bytes) -> Iterator[bytes]:
    before, begin, number = 0, 0, 1
    while data[begin : begin + PIECE].strip(b"\0"):  # what follows may be padding
        where = f"in its packed piece {number}, which begins at byte {begin:,}"
        inner, place, size = zlib.decompressobj(GZIP), begin, 0
        while not inner.eof:
            packed = inner.unconsumed_tail
            if not packed:
                packed = data[place : place + PIECE]
                place += len(packed)
            if not packed:
                raise Rejected(f"The file is cut off {where}. Nothing was taken from it.", "file")
            try:
                piece = inner.decompress(packed, 4 * PIECE)
            except zlib.error:
                raise Rejected(f"The file is damaged {where}. Nothing was taken from it.", "file") from None
            size += len(piece)
            if is_bomb(place - begin - len(inner.unconsumed_tail), size):
                raise Rejected(f"The file unpacks to over {MOST_TIMES} times its size {where}. {NOTHING}", "file")
            if before + size > LARGEST_UNPACKED:
                most = LARGEST_UNPACKED // 1024 // 1024
                raise Rejected(f"The file unpacks to more than {most} MB. {NOTHING}", "file")
            yield piece
        before += size
        begin, number = place - len(inner.unused_data), number + 1


def copies(data: bytes) -> Iterator[WarcCopy]:
    """Give the records of a WARC that a server answered with. Raise Rejected where the file is damaged or too large."""
    at = _Place()
    try:
        with unpacked(data) as file:
            yield from _read(file, at)
    except (Rejected, MemoryError):
        raise
    except Exception as error:  # warcio raises many kinds on what it can't read
        raise Rejected(
            f"The WARC is cut off or damaged at record {at.number}, which begins at byte {at.offset:,} (unpacked). "
            "Nothing was taken from it.",
            "file",
        ) from error
    if at.number == 1:
        raise Rejected("The file holds no record of a WARC.", "file")


@dataclass
class _Place:
    """The record that is read, and where it begins."""

    number: int = 1
    offset: int = 0
    content: int = 0
    """How many bytes the pages so far have, unpacked as their servers packed them."""


class _CutOffError(Exception):
    """A record is shorter than it says."""


def _read(file: IO[bytes], at: _Place) -> Iterator[WarcCopy]:
    reading = _reader(file)
    for record in reading:
        if at.number > MOST_RECORDS:
            raise Rejected(f"The file holds more than {MOST_RECORDS:,} records; take it in parts.", "file")
        if not (record.rec_headers.get_header("Content-Length") or "").isdecimal():
            raise _CutOffError
        copy = _copy(record, at.number, at.offset)
        at.content += len(copy.data) if copy is not None else 0
        if at.content > LARGEST_UNPACKED:
            raise Rejected(f"The pages of the file are over {LARGEST_UNPACKED // 1024 // 1024} MB. {NOTHING}", "file")
        _to_its_end(record)
        if copy is not None:
            yield copy
        reading.read_to_end()
        at.number, at.offset = at.number + 1, reading.offset


def _reader(file: IO[bytes]) -> Any:
    """Return warcio's reader, but one that is strict about what stands between two records."""
    from warcio.archiveiterator import WARCIterator  # noqa: PLC0415  # slow to import
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415  # the same

    class Reader(WARCIterator):  # type: ignore[misc]  # warcio is untyped
        def _consume_blanklines(self) -> tuple[bytes | None, int]:
            size = 0
            for number in range(BLANK_LINES):
                line = self.reader.readline()
                if not line:
                    return None, size
                if line.strip():
                    if number == 0:
                        raise ArchiveLoadFailed("a record is longer or shorter than it says")
                    return line, size
                size += len(line)
            raise ArchiveLoadFailed("blank lines without end")

    return Reader(file)


def _to_its_end(record: Any) -> None:
    """Read what is left of a record. Raise _CutOffError where the file ends before."""
    while record.raw_stream.read(PIECE):
        pass
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise _CutOffError


def _copy(record: Any, number: int, offset: int) -> WarcCopy | None:
    """Read a record that a server answered with; None for any other."""
    if record.rec_type not in READ:
        return None
    headers = {name.lower(): value for name, value in record.http_headers.headers} if record.http_headers else {}
    data, why_not = _data(record, headers)
    declared = headers.get("content-type") or ("" if record.http_headers else record.content_type) or ""
    named = (record.rec_headers.get_header("WARC-Payload-Digest") or "").upper().removeprefix("SHA1:")
    status = record.http_headers.get_statuscode() if record.http_headers else ""
    row = Row(
        number=number,
        place=f"record {number} at byte {offset:,}",
        at=_moment(record.rec_headers.get_header("WARC-Date") or ""),
        address=record.rec_headers.get_header("WARC-Target-URI") or "",
        media_type=declared.partition(";")[0].strip().lower(),
        status=int(status) if status.isdecimal() and status.isascii() else None,
        digest=named or (base32_sha1(data) if data else None),
        repeats=record.rec_type == "revisit",
    )
    if row.repeats:
        why_not = "the archive kept no bytes of its own here"
    return WarcCopy(
        row=row, data=data, declared=declared or None, archived=archived(headers) if headers else None, why_not=why_not
    )


def _data(record: Any, headers: dict[str, str]) -> tuple[bytes, str | None]:
    """Return a record's bytes, unpacked; or why they can't be had."""
    packing = headers.get("content-encoding", "").strip().lower()
    if packing not in PACKINGS:
        return b"", f"it is packed in a way that can’t be read ({packing[:20]})"
    stream, kept = record.content_stream(), bytearray()
    length = int(record.rec_headers.get_header("Content-Length"))
    while piece := stream.read(PIECE):
        kept += piece
        if len(kept) > LARGEST_FILE:
            return b"", f"it is larger than {LARGEST_FILE // 1024 // 1024} MB"
        if is_bomb(length, len(kept)):
            return b"", f"it unpacks to over {MOST_TIMES} times its size"
    return bytes(kept), None if kept else "it is empty"


def _moment(text: str) -> datetime:
    """Read a record's moment. Raise ValueError for none."""
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
