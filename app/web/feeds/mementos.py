"""TimeGate and TimeMap (RFC 7089) of captures, by the address of an agency's page, and of our own pages."""

from __future__ import annotations

from flask import Response, after_this_request, request

from app.domain.errors import NotFound
from app.domain.records import Address, PageRecord, decode
from app.feeds import memento
from app.feeds.addresses import record_address
from app.feeds.items import Capture
from app.feeds.memento import MEDIA_TYPE, Memento, asked_moment, captures_at, link_header, same, time_map
from app.storage.queries.ledger.changes import ledger_head
from app.storage.queries.ledger.past import days_around, days_published
from app.storage.queries.library.mementos import all_pages, captures_of_pages
from app.storage.queries.library.subjects import subjects_by_slug
from app.web.clock import today
from app.web.databases import library
from app.web.feeds.answers import answer
from app.web.origin import base_url

FOUND = 302


def time_gate(uri: str) -> Response:
    """Lead to the capture that is nearest to `Accept-Datetime`, on which a refusal depends too.

    A page of ours leads to what it was at the end of that day.
    """
    after_this_request(vary)
    moment = asked_moment(request.headers.get("Accept-Datetime"))
    if own := _own(uri):
        original, mementos = own
        found = memento.stood_at(mementos, moment)
    else:
        original, mementos = _mementos(uri)
        found = memento.nearest(mementos, moment)
    made = Response(status=FOUND)
    made.location = found.url
    made.headers["Link"] = link_header(original, base_url())
    return made


def vary(response: Response) -> Response:
    """Tell caches what the answer depends on."""
    response.headers["Vary"] = "accept-datetime"
    return response


def show_time_map(uri: str) -> Response:
    """List the captures of an address, or what a page of ours was."""
    head = ledger_head(library())
    original, mementos = _own(uri) or _mementos(uri)
    return answer(time_map(original, mementos, base_url()), MEDIA_TYPE, head, [])


def _own(uri: str) -> tuple[str, list[Memento]] | None:
    """Return the address of a page of ours with what it was; None for any other address.

    Raise NotFound where there is no such page, or nothing of it is older than today.
    """
    named = None if request.query_string else memento.own_path(uri, base_url())
    if named is None:
        return None
    kind, slug = named
    found = subjects_by_slug(library(), kind, [slug]).get(slug)
    if found is None:
        raise NotFound(f"No {kind} is published under the name “{slug[:80]}”.")
    original = record_address(base_url(), kind, found.record.slug)
    own, around = days_published(library(), found.record.id), days_around(library(), found.record)
    mementos = memento.states(original, own, around, today())
    if not mementos:
        raise NotFound(f"Nothing of “{original[:200]}” is older than today.")
    return original, mementos


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
            mementos.append(memento.of_capture(capture, slug, base_url()))
    if not mementos:
        raise NotFound(f"No capture of “{asked[:200]}” is published.")
    original = next(one.url for _, addresses in found.values() for one in addresses)
    return original, sorted(mementos, key=lambda one: one.moment)
