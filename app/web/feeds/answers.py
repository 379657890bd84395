"""What every answer of this area has: absolute addresses, `Link`, `Last-Modified`, and leave to be read by all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import accumulate
from urllib.parse import urlencode

from flask import Response, current_app, request

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
FOLLOWED = "public, max-age=0, must-revalidate"
"""For what a hub fetches as soon as it is told: no cache on the way may hold the old one for a minute."""


def hub_of(cursor: str | None) -> str | None:
    """Return the hub that is told when a feed changes; its first page names it, and no copy of the site in files."""
    config = current_app.config
    return None if cursor or config["FROZEN"] else config["HUB"]


def answer(  # noqa: PLR0913, PLR0917  # an answer has so many parts
    body: bytes,
    media_type: str,
    head: Head,
    links: list[tuple[str, str]],
    own: tuple[Alternate, ...] = (),
    hub: str | None = None,
) -> Response:
    """Make an answer of bytes, with its links (address, relation), and when the site last changed.

    `own` are the feeds of what is shown, `hub` who is told when it changes.

    `Last-Modified` counts whole seconds, so it is given only once the newest entry is old enough that no other can
    come with its second. The ETag has no such bound.
    """
    made = Response(body, content_type=media_type)
    made.headers["Link"] = link_header(base_url(), [*links, *([(hub, "hub")] if hub else [])], own)
    if hub:
        made.headers["Cache-Control"] = FOLLOWED
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
