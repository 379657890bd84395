"""`/v1alpha1/claims:search`: findings for the clients of Google's Fact Check Tools API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Response, current_app, request

from app.domain.errors import Rejected
from app.feeds import cursors
from app.feeds.asked import Text, Whole
from app.feeds.claimsearch import MEDIA_TYPE, ClaimItem, claims_page, is_ours, problem, speaks
from app.storage.queries.ledger.changes import ledger_head
from app.storage.queries.library.claims import ClaimRow, claims_found
from app.web.cache import fresh_until
from app.web.databases import library
from app.web.feeds.answers import answer
from app.web.origin import base_url

PATH = "/v1alpha1/claims:search"
SIZE, LARGEST = 10, 100
AGES = 365 * 1000
INT32 = 2**31 - 1
QUERY = Text(name="query", told="Words of the claim. This or reviewPublisherSiteFilter is needed.")
SITE = Text(name="reviewPublisherSiteFilter", told="Findings of this publisher's site: ours, or there are none.")
CODE = Text(name="languageCode", told="BCP 47; findings are in English.")
PAGE_SIZE = Whole(name="pageSize", told="How many claims at most; 0 is 10, more than 100 is 100.", least=0, most=INT32)
MAX_AGE = Whole(name="maxAgeDays", told="No older reviews than this; 0 is any.", least=0, most=INT32)
OFFSET = Whole(name="offset", told="How many claims to pass over; ignored with a token.", least=0, most=1_000_000)
PARAMETERS = (QUERY, SITE, CODE, MAX_AGE, PAGE_SIZE, cursors.PAGE_TOKEN, OFFSET)


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
    query, site, code = ((one.text(asked) or "").strip() for one in (QUERY, SITE, CODE))
    if not query and not site:
        raise Rejected("Ask by query or by reviewPublisherSiteFilter.", "query")
    size = min(PAGE_SIZE.read(asked) or SIZE, LARGEST)
    days, offset = MAX_AGE.read(asked), OFFSET.read(asked) or 0
    after = cursors.asked(cursors.ClaimCursor, cursors.PAGE_TOKEN, asked)
    head = ledger_head(library())
    rows: list[ClaimRow] = []
    if (not site or is_ours(site, base_url())) and (not code or speaks(code)):
        since = _since(days) if days else None
        if since:
            fresh_until(0)  # another moment, another age
        place = (after.at, after.id) if after else None
        rows = claims_found(library(), query, since, size + 1, place, 0 if after else offset)
    more = None
    if len(rows) > size:
        more = cursors.written(cursors.ClaimCursor(rows[size - 1].at, rows[size - 1].id))
    publisher = str(current_app.config["PUBLISHER_NAME"])
    items = [ClaimItem(**row._asdict()) for row in rows[:size]]
    return answer(claims_page(items, more, publisher, base_url()), MEDIA_TYPE, head, [])


def _since(days: int) -> str:
    """Return the moment before which a review is too old."""
    oldest = datetime.now(UTC) - timedelta(days=min(days, AGES))
    return oldest.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
