"""WARC files for tests: what a crawler would have kept."""

from __future__ import annotations

import gzip
from collections.abc import Mapping

BREAK = "\r\n"


def record(  # noqa: PLR0913  # as a WARC has it
    address: str,
    date: str,
    body: bytes,
    *,
    kind: str = "response",
    http: str | None = "HTTP/1.1 200 OK",
    media_type: str = "text/html",
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Write a record; `http` is the first line of its HTTP head, None for a record that has none."""
    block = body
    if http is not None:
        lines = [http, f"Content-Type: {media_type}", *(f"{name}: {value}" for name, value in (headers or {}).items())]
        block = f"{BREAK.join(lines)}{BREAK * 2}".encode() + body
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Date: {date}",
        f"WARC-Target-URI: {address}",
        f"Content-Type: {'application/http' if http is not None else media_type}",
        f"Content-Length: {len(block)}",
    ]
    return f"{BREAK.join(lines)}{BREAK * 2}".encode() + block + f"{BREAK * 2}".encode()


def warc(*records: bytes, packed: bool = True) -> bytes:
    """Write a file: information about itself, then the records, each packed by itself if they are packed."""
    information = record("urn:facts.warc", "2011-06-25T00:00:00Z", b"software: tests", kind="warcinfo", http=None)
    return b"".join(gzip.compress(one, mtime=0) if packed else one for one in (information, *records))
