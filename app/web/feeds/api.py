"""The API: pairs, and the ledger. Errors are problem+json; no key is needed."""

from __future__ import annotations

import re

from flask import Response, request

from app.domain.errors import NotFound, Rejected
from app.domain.ledger import GENESIS
from app.feeds import cursors
from app.feeds.api import MEDIA_TYPE, changes_page, pair_detail, pairs_page
from app.feeds.asked import Choice, Limit
from app.storage.queries.ledger.changes import EntryRow, entries_from, ledger_head, record_bodies
from app.storage.queries.library.feeds import pair_by_id, pairs_after
from app.storage.queries.library.wordings import wordings_of_subjects
from app.web.databases import library
from app.web.feeds.answers import answer, fitting, next_link
from app.web.feeds.loading import ledger_item, pair_item, wording_item
from app.web.origin import base_url

ID = re.compile(r"[0-9A-Za-z_-]{1,12}", re.ASCII)
PAIRS = Limit(default=50, most=100)
ENTRIES = Limit(default=100, most=1000)
INCLUDE = Choice(
    name="include",
    told="`record` gives each entry its record.",
    words=("record", ""),
    sentence="Only records can be included: write include=record, or leave it out.",
)
HEAD = 16
"""Hex digits of an entry's hash that its cursor holds."""


def pairs() -> Response:
    """List the published pairs that stand, the newest first."""
    limit = PAIRS.read(request.args)
    after = cursors.asked(cursors.PairCursor, cursors.CURSOR, request.args)
    head = ledger_head(library())
    rows = pairs_after(library(), limit + 1, after.first_seq if after else None)
    cursor = cursors.written(cursors.PairCursor(rows[limit - 1].first_seq)) if len(rows) > limit else None
    body = pairs_page([pair_item(row) for row in rows[:limit]], cursor, base_url())
    return answer(body, MEDIA_TYPE, head, next_link("/api/v1/pairs", cursor=cursor))


def pair(record_id: str) -> Response:
    """Show a pair with all its wordings and its record; a retracted one says so."""
    head = ledger_head(library())
    row = pair_by_id(library(), record_id) if ID.fullmatch(record_id) else None
    if row is None:
        raise NotFound(f"No pair is published under the id “{record_id[:40]}”.")
    wordings = [wording_item(one) for one in wordings_of_subjects(library(), [record_id])]
    body = pair_detail(pair_item(row), wordings, row.body, base_url())
    return answer(body, MEDIA_TYPE, head, [])


def changes() -> Response:
    """List what was published, corrected and retracted after a cursor, in order; nothing is skipped or repeated."""
    limit, include = ENTRIES.read(request.args), INCLUDE.read(request.args)
    since = cursors.asked(cursors.LedgerCursor, cursors.SINCE, request.args)
    since = since or cursors.LedgerCursor(0, GENESIS[:HEAD])
    head = ledger_head(library())
    rows = _entries_after(since, head.seq, limit)
    bodies: dict[int, bytes] = {}
    if include and rows:
        rows = rows[: fitting([row.size or 0 for row in rows])]
        bodies = record_bodies(library(), [row.seq for row in rows])
    last = cursors.LedgerCursor(rows[-1].seq, rows[-1].hash[:HEAD]) if rows else since
    cursor, pending = cursors.written(last), head.seq - last.seq
    items = [ledger_item(row, bodies.get(row.seq)) for row in rows]
    body = changes_page(items, cursor, pending, with_records=bool(include))
    return answer(body, MEDIA_TYPE, head, next_link("/api/v1/changes", since=cursor if pending else None))


def _entries_after(since: cursors.LedgerCursor, newest: int, limit: int) -> list[EntryRow]:
    """Return the entries after a cursor. Raise Rejected where it is of a ledger that is not this one's beginning."""
    if since.seq == 0:
        return entries_from(library(), 1, newest, limit)
    rows = entries_from(library(), since.seq, newest, limit + 1)
    if not rows or rows[0].hash[:HEAD] != since.head:
        raise Rejected("The cursor is of another ledger than this one; leave it out to start anew.", "since")
    return rows[1:]
