"""Records as lists of the API, and in bulk: NDJSON of the bytes that the ledger's digests are of, and CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

import msgspec

from app.domain import records
from app.feeds.addresses import SEGMENTS, capture_address, record_address
from app.feeds.items import Capture

NDJSON = "application/x-ndjson"
CSV = "text/csv; charset=utf-8"
PLURALS = {
    "agencies": "agency",
    "topics": "topic",
    "sources": "source",
    "pages": "page",
    "captures": "capture",
    "pairs": "pair",
    "safeguards": "safeguard",
    "concerns": "concern",
}
KINDS = {kind: plural for plural, kind in PLURALS.items()}
TYPES: dict[str, type[records.Record]] = {
    "agency": records.AgencyRecord,
    "topic": records.TopicRecord,
    "source": records.SourceRecord,
    "page": records.PageRecord,
    "capture": records.CaptureRecord,
    "pair": records.PairRecord,
    "safeguard": records.SafeguardRecord,
    "concern": records.ConcernRecord,
}
TOO_LONG = {"text"}
"""Fields that are no cell: a capture's text is longer than any spreadsheet's cell."""
PIECE = 64 * 1024
"""Bytes of lines, or letters, after which a stream hands them on."""
_fields = msgspec.json.Decoder(dict[str, Any])
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class RecordItem(msgspec.Struct, frozen=True, kw_only=True):
    """A published record. `capture` is a capture's place on its page, `page` that page's slug."""

    id: str
    kind: str
    slug: str
    title: str
    published: str
    modified: str
    seq: int
    body: bytes
    retracted: str | None = None
    page: str | None = None
    capture: Capture | None = None


class RecordResult(msgspec.Struct, frozen=True, kw_only=True):
    """A record with its addresses: `url` is its page (None where it has none), `api` its place here.

    `seq` is its newest entry in the ledger, `record` the very bytes of that entry. `retracted` is the reason, where it
    was retracted; a list holds no such record.
    """

    type: str
    id: str
    title: str
    url: str | None
    api: str
    published: str
    modified: str
    retracted: str | None
    seq: int
    record: msgspec.Raw


class RecordsPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a list. `cursor` leads to the next page, None at the end."""

    results: list[RecordResult]
    cursor: str | None


def records_page(items: Iterable[RecordItem], cursor: str | None, base: str) -> bytes:
    """Write a page of records."""
    return msgspec.json.encode(RecordsPage(results=[_result(one, base) for one in items], cursor=cursor))


def record_detail(item: RecordItem, base: str) -> bytes:
    """Write one record."""
    return msgspec.json.encode(_result(item, base))


def ndjson(bodies: Iterable[bytes]) -> Iterator[bytes]:
    """Write stored records one a line, many lines at once: canonical JSON holds no line break."""
    some: list[bytes] = []
    size = 0
    for body in bodies:
        some.append(body)
        size += len(body)
        if size > PIECE:
            yield b"\n".join([*some, b""])
            some, size = [], 0
    if some:
        yield b"\n".join([*some, b""])


def csv_rows(kind: str, bodies: Iterable[bytes]) -> Iterator[bytes]:
    """Write records of a kind as CSV (RFC 4180), a header first, many rows at once; no cell starts a formula."""
    names = [one.name for one in msgspec.structs.fields(TYPES[kind]) if one.name not in TOO_LONG]
    piece = StringIO()
    write = csv.writer(piece).writerow
    write(names)
    yield _taken(piece)
    for body in bodies:
        fields = _fields.decode(body)
        write([cell(fields.get(name)) for name in names])
        if piece.tell() > PIECE:
            yield _taken(piece)
    if piece.tell():
        yield _taken(piece)


def cell(value: object) -> str:
    """Write a value as a cell: ids and addresses parted by spaces, other lists as their count."""
    if value is None:
        return ""
    if isinstance(value, list):
        parts = [one.get("url") if isinstance(one, dict) else one for one in value]
        words = [one for one in parts if isinstance(one, str)]
        return _harmless(" ".join(words)) if len(words) == len(value) else str(len(value))
    if isinstance(value, dict):
        return _harmless(msgspec.json.encode(value).decode())
    return _harmless(value) if isinstance(value, str) else str(value)


def _harmless(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _taken(piece: StringIO) -> bytes:
    """Return what was written, and let it be forgotten."""
    written = piece.getvalue().encode()
    piece.seek(0)
    piece.truncate()
    return written


def _result(item: RecordItem, base: str) -> RecordResult:
    return RecordResult(
        type=item.kind,
        id=item.id,
        title=item.title,
        url=_url(item, base),
        api=f"{base}/api/v1/{KINDS[item.kind]}/{item.id}",
        published=item.published,
        modified=item.modified,
        retracted=item.retracted,
        seq=item.seq,
        record=msgspec.Raw(item.body),
    )


def _url(item: RecordItem, base: str) -> str | None:
    if item.kind in SEGMENTS:
        return record_address(base, item.kind, item.slug)
    if item.kind == "source":
        return f"{base}/sources/{item.id}"
    return capture_address(base, item.page, item.capture) if item.page and item.capture else None
