"""Pages name the site's feeds: `<link rel="alternate">` by the context processor, and a `Link` header."""

from __future__ import annotations

import sys
from http import HTTPStatus
from typing import Any

from flask import Response, has_request_context, request

from app.feeds.registry import Alternate, alternates, link_header, search_alternates, subject_alternates
from app.web.origin import base_url
from app.web.reading.searching import asked_for, asked_values

READER_AREAS = {"library", "compare"}


def alternates_of_page() -> dict[str, Any]:
    """Give templates `alternates`: (href, media type, title) of every feed, on reader pages alone."""
    if not has_request_context() or request.blueprint not in READER_AREAS:
        return {"alternates": []}
    base = request.script_root
    named = [(f"{base}{one.path}", one.format.media_type, one.title) for one in (*_own(), *alternates())]
    return {"alternates": named}


def name_in_header(response: Response) -> Response:
    """Name the feeds in the head of a reader page, for programs that read no HTML."""
    if request.blueprint in READER_AREAS and response.mimetype == "text/html":
        own = _own() if response.status_code == HTTPStatus.OK else ()
        response.headers.add("Link", link_header(base_url(), [], own))
    return response


def _own() -> tuple[Alternate, ...]:
    """Return the feeds of the subject or the search that the page shows; a page that tells an error shows none."""
    slug = (request.view_args or {}).get("slug")
    if sys.exception() is not None:
        return ()
    if request.endpoint == "library.search" and (asked := asked_values(*asked_for())):
        return search_alternates(asked)
    if not slug:
        return ()
    return subject_alternates((request.endpoint or "").removeprefix("library."), slug)
