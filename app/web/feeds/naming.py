"""Pages name the site's feeds: `<link rel="alternate">` by the context processor, and a `Link` header."""

from __future__ import annotations

from typing import Any

from flask import Response, has_request_context, request, url_for

from app.feeds.registry import Alternate, alternates, link_header
from app.web.feeds.answers import base_url

READER_AREAS = {"library", "compare"}


def endpoint_of(alternate: Alternate) -> str:
    """Return the endpoint that serves a stream in a format."""
    return f"{alternate.stream.name}_{alternate.format.extension}"


def alternates_of_page() -> dict[str, Any]:
    """Give templates `alternates`: (href, media type, title) of every feed, on reader pages alone."""
    if not has_request_context() or request.blueprint not in READER_AREAS:
        return {"alternates": []}
    named = [(url_for(f"feeds.{endpoint_of(one)}"), one.format.media_type, one.title) for one in alternates()]
    return {"alternates": named}


def name_in_header(response: Response) -> Response:
    """Name the feeds in the head of a reader page, for programs that read no HTML."""
    if request.blueprint in READER_AREAS and response.mimetype == "text/html":
        response.headers.add("Link", link_header(base_url(), []))
    return response
