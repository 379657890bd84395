"""The API's lists of records, and all records of a kind as a stream."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256

from flask import Response, request
from sqlalchemy.orm import Session

from app.domain.errors import NotFound, Rejected
from app.feeds import cursors
from app.feeds.api import MEDIA_TYPE
from app.feeds.asked import Limit
from app.feeds.items import Capture
from app.feeds.records import CSV, KINDS, NDJSON, RecordItem, csv_rows, ndjson, record_detail, records_page
from app.storage.queries.ledger.changes import ledger_head
from app.storage.queries.library.bulk import RecordRow, all_bodies, bodies_of, record_row, records_after
from app.web.databases import databases, library
from app.web.feeds.answers import answer, fitting, next_link
from app.web.origin import base_url

ID = re.compile(r"[0-9A-Za-z_-]{1,12}", re.ASCII)
RECORDS = Limit(default=50, most=100)


def listed(kind: str) -> Response:
    """List the records of a kind that stand, the newest first, with their bytes."""
    limit = RECORDS.read(request.args)
    after = cursors.asked(cursors.RecordCursor, cursors.CURSOR, request.args)
    if after and after.kind != kind:
        raise Rejected("The cursor is none of this list; leave it out to start anew.", "cursor")
    head = ledger_head(library())
    rows = records_after(library(), kind, limit + 1, after.first_seq if after else None)
    shown = rows[:limit]
    shown = shown[: fitting([row.size for row in shown])] if shown else []
    bodies = bodies_of(library(), [row.id for row in shown]) if shown else {}
    more = len(rows) > len(shown)
    cursor = cursors.written(cursors.RecordCursor(kind, shown[-1].first_seq)) if more else None
    body = records_page([_item(row, bodies[row.id]) for row in shown], cursor, base_url())
    return answer(body, MEDIA_TYPE, head, next_link(f"/api/v1/{KINDS[kind]}", cursor=cursor))


def shown(kind: str, record_id: str) -> Response:
    """Show a record; a retracted one says so."""
    head = ledger_head(library())
    row = record_row(library(), kind, record_id) if ID.fullmatch(record_id) else None
    if row is None:
        raise NotFound(f"No {kind} is published under the id “{record_id[:40]}”.")
    body = record_detail(_item(row, bodies_of(library(), [row.id])[row.id]), base_url())
    return answer(body, MEDIA_TYPE, head, [])


def streamed(kind: str, form: str) -> Response:
    """Send all records of a kind that stand, the oldest first, whatever their number in constant memory."""
    head = ledger_head(library())
    made = answer(b"", NDJSON if form == "ndjson" else CSV, head, [(f"{base_url()}/api/v1/{KINDS[kind]}", "alternate")])
    made.set_etag(sha256(f"{kind}.{form} {head.hash}".encode()).hexdigest()[:32])
    made.response = _lines(kind, form, Session(databases().library))
    made.headers.pop("Content-Length")
    made.automatically_set_content_length = False  # or Werkzeug would read the stream to count it
    made.make_conditional(request)
    return made


def _lines(kind: str, form: str, session: Session) -> Iterator[bytes]:
    """Read in a session of its own: the request's is closed before the last line is sent."""
    with session:
        bodies = all_bodies(session, kind)
        yield from ndjson(bodies) if form == "ndjson" else csv_rows(kind, bodies)


def _item(row: RecordRow, body: bytes) -> RecordItem:
    capture = None
    if row.captured and row.number:
        capture = Capture(id=row.id, captured=row.captured, number=row.number)
    return RecordItem(
        id=row.id,
        kind=row.kind,
        slug=row.slug,
        title=row.title,
        published=row.first_at,
        modified=row.at,
        seq=row.seq,
        body=body,
        retracted=row.retracted,
        page=row.page,
        capture=capture,
    )
