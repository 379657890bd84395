"""The feed of a search: what holds the words and the choices of its address, the newest first."""

from __future__ import annotations

from urllib.parse import urlencode

import msgspec
from flask import Response, current_app, request

from app.feeds import cursors
from app.feeds.entries import Feed
from app.feeds.items import FoundItem, Named
from app.feeds.registry import Alternate, search_alternates
from app.feeds.searches import found_entry
from app.storage.queries.ledger.changes import ledger_head
from app.storage.search import Hit, newest
from app.web.databases import library
from app.web.feeds.answers import answer
from app.web.origin import base_url
from app.web.reading.searching import asked_for, asked_values

PAGE = 100


def show(alternate: Alternate) -> Response:
    """Serve a page of a search's feed in a format. Raise Rejected for a cursor that it never gave."""
    query, facets = asked_for()
    asked = asked_values(query, facets)
    own = search_alternates(asked)
    alternate = msgspec.structs.replace(alternate, query=asked)
    base, cursor = base_url(), request.args.get("cursor") or None
    read = cursors.read(cursors.SearchCursor, cursor) if cursor else None
    head = ledger_head(library())
    hits = newest(library(), query, facets, PAGE + 1, read.first_seq if read else None)
    site = str(current_app.config["SITE_NAME"])
    feed = Feed(
        stream=alternate.stream.name,
        title=f"{site}: {query or 'search'}",
        description=alternate.stream.description,
        site=site,
        publisher=str(current_app.config["PUBLISHER_NAME"]),
        base=base,
        home=f"{base}/search?{urlencode(asked)}" if asked else f"{base}/search",
        url=f"{base}{alternate.path}",
        entries=[found_entry(_item(one), base) for one in hits[:PAGE]],
        more=len(hits) > PAGE,
        cursor=cursor,
    )
    written = alternate.format.write(feed)
    links = [(feed.url, "first" if cursor else "self")]
    if written.next_url is not None:
        links.append((written.next_url, "next"))
    return answer(written.body, alternate.format.media_type, head, links, own)


def _item(one: Hit) -> FoundItem:
    return FoundItem(
        kind=one.kind,
        record=Named(id=one.subject, slug=one.slug, name="".join(part.text for part in one.title)),
        agency=one.agency,
        excerpt="".join(part.text for part in one.excerpt),
        published=one.at,
        modified=one.modified,
        cursor=cursors.written(cursors.SearchCursor(one.number)),
    )
