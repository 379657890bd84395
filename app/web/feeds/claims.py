"""`/v1alpha1/claims:search`: findings for the clients of Google's Fact Check Tools API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Response, current_app, request

from app.domain.errors import Rejected
from app.feeds import cursors
from app.feeds.claimsearch import MEDIA_TYPE, ClaimItem, claims_page, is_ours, problem, speaks
from app.storage.queries.ledger.changes import ledger_head
from app.storage.queries.library.claims import ClaimRow, claims_found
from app.web.databases import library
from app.web.feeds.answers import answer
from app.web.origin import base_url

PATH = "/v1alpha1/claims:search"
SIZE, LARGEST = 10, 100
FARTHEST, AGES = 1_000_000, 365 * 1000


def search() -> Response:
    """Serve a page of claims; what can't be read is told in Google's shape."""
    try:
        return _found()
    except Rejected as error:
        made = Response(problem(str(error)), status=400, content_type=MEDIA_TYPE)
        made.headers["Cache-Control"] = "no-store"
        return made


def _found() -> Response:
    asked = request.args
    query, site, code = (asked.get(name, "").strip() for name in ("query", "reviewPublisherSiteFilter", "languageCode"))
    if not query and not site:
        raise Rejected("Ask by query or by reviewPublisherSiteFilter.", "query")
    size = min(_number("pageSize", 2**31 - 1) or SIZE, LARGEST)
    days = _number("maxAgeDays", 2**31 - 1)
    offset = _number("offset", FARTHEST) or 0
    token = asked.get("pageToken")
    after = cursors.read(cursors.ClaimCursor, token) if token else None
    head = ledger_head(library())
    rows: list[ClaimRow] = []
    if (not site or is_ours(site, base_url())) and (not code or speaks(code)):
        since = _since(days) if days else None
        place = (after.at, after.id) if after else None
        rows = claims_found(library(), query, since, size + 1, place, 0 if after else offset)
    more = None
    if len(rows) > size:
        more = cursors.written(cursors.ClaimCursor(rows[size - 1].at, rows[size - 1].id))
    publisher = str(current_app.config["PUBLISHER_NAME"])
    items = [ClaimItem(**row._asdict()) for row in rows[:size]]
    return answer(claims_page(items, more, publisher, base_url()), MEDIA_TYPE, head, [])


def _number(name: str, largest: int) -> int | None:
    """Read a whole number. Raise Rejected for anything else; Google's shape has no negative ones either."""
    text = request.args.get(name)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(largest)) and int(text) <= largest):
        raise Rejected(f"{name} must be a whole number from 0 to {largest}.", name)
    return int(text)


def _since(days: int) -> str:
    """Return the moment before which a review is too old."""
    oldest = datetime.now(UTC) - timedelta(days=min(days, AGES))
    return oldest.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
