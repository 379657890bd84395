"""What every answer of this area has: absolute addresses, `Link`, `Last-Modified`, and leave to be read by all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import accumulate
from urllib.parse import urlencode

from flask import Response, request

from app.feeds.registry import PROGRAMS, Alternate, link_header
from app.storage.queries.ledger.changes import Head
from app.web.cache import fresh_until
from app.web.origin import base_url

ROOM = 2_000_000
"""Bytes of records in an answer; a longer record comes alone."""
SETTLED = timedelta(minutes=1)
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept-Datetime, If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}


def answer(
    body: bytes, media_type: str, head: Head, links: list[tuple[str, str]], own: tuple[Alternate, ...] = ()
) -> Response:
    """Make an answer of bytes, with its links (address, relation), and when the site last changed.

    `own` are the feeds of what is shown.

    `Last-Modified` counts whole seconds, so it is given only once the newest entry is old enough that no other can
    come with its second. The ETag has no such bound.
    """
    made = Response(body, content_type=media_type)
    made.headers["Link"] = link_header(base_url(), links, own)
    if head.at is not None:
        newest = datetime.fromisoformat(head.at)
        if datetime.now(UTC) - newest > SETTLED:
            made.last_modified = newest
        else:
            fresh_until((newest + SETTLED).timestamp())
    return made


def fitting(sizes: list[int]) -> int:
    """Return how many records of these sizes an answer has room for: one at least."""
    return max(1, sum(total <= ROOM for total in accumulate(sizes)))


def next_link(path: str, **following: str | None) -> list[tuple[str, str]]:
    """Return the link to the page after this one, with all else that was asked for; none at the end."""
    if not any(following.values()):
        return []
    query = {**{key: value for key, value in request.args.items() if value}, **following}
    return [(f"{base_url()}{path}?{urlencode(query)}", "next")]


def open_to_all(response: Response) -> Response:
    """Let scripts of any site read what stands below our addresses, errors too (also those of no address at all)."""
    if request.path.startswith(PROGRAMS):
        response.headers.update(CORS)
        if request.method == "OPTIONS":
            response.headers.update(PREFLIGHT)
    return response
