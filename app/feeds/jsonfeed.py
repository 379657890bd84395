"""JSON Feed 1.1 (https://jsonfeed.org/version/1.1), as `design/interchange.md` has it.

A page stays under 250 KB: entries are taken until the room is full, and `next_url` leads to the rest. Our extension
is `_rejoinder`, on the feed and on every item; its `about` says where it is described.
"""

from __future__ import annotations

from typing import Any

import msgspec

from app.feeds.entries import Entry, Feed, Written

VERSION = "https://jsonfeed.org/version/1.1"
MEDIA_TYPE = "application/feed+json"
ROOM = 240_000
"""Bytes of all items of a page; what else there is takes a few thousand."""
LONGEST_TEXT = 20_000
"""Characters that stay of an entry which alone would fill the page."""


class Author(msgspec.Struct, frozen=True):
    """Who speaks."""

    name: str
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
    rejoinder: dict[str, Any]
    items: list[msgspec.Raw]


def write(feed: Feed) -> Written:
    """Write a page of a feed. `feed_url` is the stream's first page on every page of it, as its identity."""
    about = f"{feed.base}/about"
    taken: list[bytes] = []
    room = ROOM
    for entry in feed.entries:
        body = msgspec.json.encode(_shape(entry, about))
        if len(body) > ROOM:
            body = msgspec.json.encode(_shape(_cut(entry), about))
        room -= len(body) + 1
        if room < 0:
            break
        taken.append(body)
    more = feed.more or len(taken) < len(feed.entries)
    next_url = f"{feed.url}?cursor={feed.entries[len(taken) - 1].cursor}" if more and taken else None
    top = Top(
        version=VERSION,
        title=feed.title,
        home_page_url=f"{feed.base}/",
        feed_url=feed.url,
        next_url=next_url,
        description=feed.description,
        language="en",
        authors=[Author(feed.publisher, f"{feed.base}/")],
        rejoinder={"about": about, "stream": feed.stream, "site": feed.site},
        items=[msgspec.Raw(body) for body in taken],
    )
    return Written(body=msgspec.json.encode(top), next_url=next_url)


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


def _cut(entry: Entry) -> Entry:
    """Keep the beginning of an entry's text, and say where the whole of it is."""
    text = f"{entry.text[:LONGEST_TEXT]}…\n\nThe whole text: {entry.url}"
    return msgspec.structs.replace(entry, html="", text=text)
