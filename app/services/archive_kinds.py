"""Telling by its first bytes whether a file is a list of an archive's copies, without reading it."""

from __future__ import annotations

import zlib

from app.domain.cdx import is_cdx

PIECE = 65_536
GZIP = 16 + zlib.MAX_WBITS
GZIP_MAGIC, WARC_MAGIC = b"\x1f\x8b", b"WARC/"


def beginning(data: bytes) -> bytes:
    """Return the first bytes of a file, unpacked if it is packed."""
    if not data.startswith(GZIP_MAGIC):
        return data[:PIECE]
    try:
        return zlib.decompressobj(GZIP).decompress(data[:PIECE], PIECE)
    except zlib.error:
        return b""


def is_warc(data: bytes) -> bool:
    """Tell whether a file is a WARC, packed or not."""
    return beginning(data).startswith(WARC_MAGIC)


def is_list(data: bytes) -> bool:
    """Tell whether a file is a WARC or a CDX list, packed or not."""
    begin = beginning(data)
    return is_warc(data) or is_cdx(begin.decode("utf-8", errors="replace"))
