"""JSON Feed 1.1 (https://jsonfeed.org/version/1.1), as `design/interchange.md` has it.

A page stays under 250 KB: entries are taken until the room is full, and `next_url` leads to the rest. Our extension
is `_rejoinder`, on the feed and on every item; its `about` says where it is described.
"""

from __future__ import annotations

from typing import Any

import msgspec

from app.feeds.entries import Entry, Feed, Written
from app.feeds.pages import ROOM, taken

VERSION = "https://jsonfeed.org/version/1.1"
MEDIA_TYPE = "application/feed+json"


class Author(msgspec.Struct, frozen=True):
    """Who speaks."""

    name: str
    url: str


class Hub(msgspec.Struct, frozen=True):
    """Who tells subscribers of what is new."""

    type: str
    url: str


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename={"rejoinder": "_rejoinder"}):
    """An item; what it does not have is left out."""

    id: str
    url: str
    title: str
    content_html: str | None = None
    content_text: str
    date_published: str
    date_modified: str | None = None
    tags: list[str]
    rejoinder: dict[str, Any]


class Top(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename={"rejoinder": "_rejoinder"}):
    """The feed itself."""

    version: str
    title: str
    home_page_url: str
    feed_url: str
    next_url: str | None = None
    description: str
    language: str
    authors: list[Author]
    hubs: list[Hub] | None = None
    rejoinder: dict[str, Any]
    items: list[msgspec.Raw]


def write(feed: Feed) -> Written:
    """Write a page of a feed. `feed_url` is the stream's first page on every page of it, as its identity."""
    about = f"{feed.base}/about"
    page = taken(feed, lambda entry: _measured(entry, about), ROOM)
    top = Top(
        version=VERSION,
        title=feed.title,
        home_page_url=feed.home,
        feed_url=feed.url,
        next_url=page.next_url,
        description=feed.description,
        language="en",
        authors=[Author(feed.publisher, f"{feed.base}/")],
        hubs=[Hub("WebSub", feed.hub)] if feed.hub else None,
        rejoinder={"about": about, "stream": feed.stream, "site": feed.site},
        items=[msgspec.Raw(body) for body in page.entries],
    )
    return Written(body=msgspec.json.encode(top), next_url=page.next_url)


def _measured(entry: Entry, about: str) -> tuple[bytes, int]:
    body = msgspec.json.encode(_shape(entry, about))
    return body, len(body)


def _shape(entry: Entry, about: str) -> Item:
    return Item(
        id=entry.id,
        url=entry.url,
        title=entry.title,
        content_html=entry.html or None,
        content_text=entry.text,
        date_published=entry.published,
        date_modified=entry.modified if entry.modified > entry.published else None,
        tags=entry.tags,
        rejoinder={"about": about, **entry.facts},
    )
