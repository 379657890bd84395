"""The DataFeed of ClaimReviews."""

from __future__ import annotations

from flask import Response, current_app, request

from app.domain.records import AgencyRecord, PageRecord, PairRecord, decode
from app.feeds import cursors
from app.feeds.claimreview import MEDIA_TYPE, Reviewed, data_feed, fitting
from app.feeds.items import Capture
from app.feeds.registry import REVIEWS
from app.storage.queries.ledger.changes import ledger_head
from app.storage.queries.library.reviews import ReviewRow, reviews_after
from app.web.databases import library
from app.web.feeds.answers import answer, hub_of
from app.web.origin import base_url

PAGE = 100
PATH = REVIEWS


def feed() -> Response:
    """Serve a page of the DataFeed."""
    after = cursors.asked(cursors.ReviewCursor, cursors.CURSOR, request.args)
    head = ledger_head(library())
    rows = reviews_after(library(), PAGE + 1, (after.at, after.id) if after else None)
    publisher = str(current_app.config["PUBLISHER_NAME"])
    items = [reviewed(row) for row in rows[:PAGE]]
    items = items[: fitting(items, publisher, base_url())]
    url = f"{base_url()}{PATH}"
    links = [(url, "first" if after else "self")]
    if len(rows) > len(items):
        last = rows[len(items) - 1]
        links.append((f"{url}?cursor={cursors.written(cursors.ReviewCursor(last.at, last.finding_id))}", "next"))
    body = data_feed(items, publisher, base_url(), url)
    return answer(body, MEDIA_TYPE, head, links, hub=hub_of(request.args.get(cursors.CURSOR.name)))


def reviewed(row: ReviewRow) -> Reviewed:
    """Open the records of a row."""
    pair, agency, page = decode(row.pair.body), decode(row.agency_body), decode(row.page_body)
    assert isinstance(pair, PairRecord)  # noqa: S101  # stored under these kinds
    assert isinstance(agency, AgencyRecord)  # noqa: S101
    assert isinstance(page, PageRecord)  # noqa: S101
    capture = None
    if row.capture_id and row.captured and row.number:
        capture = Capture(id=row.capture_id, captured=row.captured, number=row.number)
    return Reviewed(
        pair=pair,
        finding=next(one for one in pair.findings if one.id == row.finding_id),
        agency=agency,
        page=page,
        capture=capture,
        html=row.pair.html,
        modified=row.pair.at,
        retracted=row.pair.retracted,
    )
