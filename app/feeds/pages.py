"""A page of a feed: as many entries as its room holds, whatever format they are written in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from app.feeds.entries import Entry, Feed

ROOM = 240_000
"""Bytes of all entries of a page; what else there is takes a few thousand, and a page stays under 250 KB."""
LONGEST_TEXT = 20_000
"""Characters that stay of an entry which alone would fill the page."""

Written = TypeVar("Written")


class Taken(msgspec.Struct, Generic[Written], frozen=True):
    """The entries that fit, as they are written, and where a reader goes on; None at the end."""

    entries: list[Written]
    next_url: str | None


def taken(feed: Feed, write: Callable[[Entry], tuple[Written, int]], room: int) -> Taken[Written]:
    """Write entries until the room is full. `write` returns an entry as it is written, and its size in bytes."""
    entries: list[Written] = []
    left = room
    for entry in feed.entries:
        body, size = write(entry)
        if size > room:
            body, size = write(cut(entry))
        left -= size + 1
        if left < 0:
            break
        entries.append(body)
    more = feed.more or len(entries) < len(feed.entries)
    last = feed.entries[len(entries) - 1].cursor if entries else None
    return Taken(entries, feed.page_url(last) if more and last else None)


def cut(entry: Entry) -> Entry:
    """Keep the beginning of an entry's text, and say where the whole of it is."""
    text = f"{entry.text[:LONGEST_TEXT]}…\n\nThe whole text: {entry.url}"
    return msgspec.structs.replace(entry, html="", text=text)
