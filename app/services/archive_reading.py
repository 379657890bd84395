"""Reading a list of an archive's copies: a WARC file that holds them, or a CDX list that says where they are.

It is done by a process apart; `apart.py` asks it.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from app.domain.archive_rows import ArchiveList, Listed, Row, WarcCopy, base32_sha1, listed
from app.domain.cdx import parse_cdx
from app.domain.errors import Rejected
from app.services.archive_kinds import is_warc
from app.services.warc import copies, unpacked

NO_LIST = "This is neither a WARC file nor a CDX list."


def read_list(data: bytes) -> ArchiveList:
    """Read a WARC or a CDX list. Raise Rejected for a damaged one, and for what is neither."""
    if is_warc(data):
        return _warc_list(copies(data))
    with unpacked(data) as file:
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeError:
            raise Rejected(f"{NO_LIST} It is no UTF-8 text.", "list") from None
    rows = parse_cdx(text)
    return ArchiveList(rows=listed(rows.rows), unread=rows.unread)


def _warc_list(found: Iterator[WarcCopy]) -> ArchiveList:
    rows: list[Row] = []
    why: dict[int, str | None] = {}
    own: dict[int, str] = {}
    for copy in found:
        rows.append(copy.row)
        why[copy.row.number] = copy.why_not
        own[copy.row.number] = base32_sha1(copy.data) if copy.data else ""
    told = [_told(one, why[one.row.number]) for one in listed(rows)]
    return ArchiveList(rows=told, holds_bytes=True, own=own)


def _told(one: Listed, why_not: str | None) -> Listed:
    if one.why_not is not None or one.same_as is not None or why_not is None:
        return one
    return msgspec.structs.replace(one, why_not=why_not)
