"""TimeGate and TimeMap of captures (RFC 7089)."""

from __future__ import annotations

from flask import Response, after_this_request, request

from app.domain.errors import NotFound
from app.domain.records import Address, PageRecord, decode
from app.feeds.items import Capture
from app.feeds.memento import MEDIA_TYPE, Memento, asked_moment, captures_at, link_header, nearest, same, time_map
from app.storage.queries.ledger.changes import ledger_head
from app.storage.queries.library.mementos import all_pages, captures_of_pages
from app.web.databases import library
from app.web.feeds.answers import answer
from app.web.origin import base_url

FOUND = 302


def time_gate(uri: str) -> Response:
    """Lead to the capture that is nearest to `Accept-Datetime`, on which a refusal depends too."""
    after_this_request(vary)
    moment = asked_moment(request.headers.get("Accept-Datetime"))
    original, mementos = _mementos(uri)
    made = Response(status=FOUND)
    made.location = nearest(mementos, moment).url
    made.headers["Link"] = link_header(original, base_url())
    return made


def vary(response: Response) -> Response:
    """Tell caches what the answer depends on."""
    response.headers["Vary"] = "accept-datetime"
    return response


def show_time_map(uri: str) -> Response:
    """List the captures of an address."""
    head = ledger_head(library())
    original, mementos = _mementos(uri)
    return answer(time_map(original, mementos, base_url()), MEDIA_TYPE, head, [])


def _mementos(uri: str) -> tuple[str, list[Memento]]:
    """Return an address as we keep it, and its captures, the oldest first. Raise NotFound where there is none."""
    asked = uri + (f"?{request.query_string.decode('latin-1')}" if request.query_string else "")
    found: dict[str, tuple[str, list[Address]]] = {}
    for row in all_pages(library()):
        record = decode(row.body)
        assert isinstance(record, PageRecord)  # noqa: S101  # stored under this kind
        addresses = [one for one in record.addresses if same(one.url, asked)]
        if addresses:
            found[row.id] = (row.slug, addresses)
    mementos = []
    for change in captures_of_pages(library(), found) if found else []:
        slug, addresses = found[change.page_id]
        capture = Capture(id=change.capture_id, captured=change.captured, number=change.number)
        if any(captures_at(one, [capture]) for one in addresses):
            mementos.append(Memento(capture, slug, base_url()))
    if not mementos:
        raise NotFound(f"No capture of “{asked[:200]}” is published.")
    original = next(one.url for _, addresses in found.values() for one in addresses)
    return original, sorted(mementos, key=lambda one: one.moment)
