"""What every feed format writes: a feed with its entries, in no format's own shape."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, overload

import msgspec

NAMESPACE = uuid.UUID("5a0a8c46-6c0f-4d0e-9f0b-2f6a5f6b7d11")
"""Ours for ever: ids of entries are made in it."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a feed. `html` is safe to show, `text` the same in plain text; moments are RFC 3339 in UTC.

    `id` is permanent and does not depend on the site's address. `facts` is for programs (our extension of JSON Feed);
    its keys have no dots. `cursor` is where a reader goes on after it. `retracted` is the reason, where what it tells
    of was retracted; its content then is that reason too.
    """

    id: str
    url: str
    title: str
    html: str
    text: str
    published: str
    modified: str
    tags: list[str]
    facts: dict[str, Any]
    cursor: str
    retracted: str | None = None


Maker = Callable[[], Entry]


class Entries(Sequence[Entry]):
    """Entries that are made when they are asked for, once each: a page may have room for few of them."""

    def __init__(self, makers: Sequence[Maker]) -> None:
        self._makers = [cache(make) for make in makers]

    def __len__(self) -> int:
        """Count them, without making any."""
        return len(self._makers)

    @overload
    def __getitem__(self, place: int) -> Entry: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Entry]: ...

    def __getitem__(self, place: int | slice) -> Entry | Sequence[Entry]:
        """Make one, or some."""
        if isinstance(place, slice):
            return [make() for make in self._makers[place]]
        return self._makers[place]()


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a stream. `url` is the stream's own address in the format; `more` whether entries follow the last.

    `base` is the site's address without a slash at its end; `site` its name and `publisher` who speaks. `home` is the
    page for people; `cursor` where this page of the stream begins, None for the first one. `hub` is who is told when
    the stream changes (WebSub), where this page names it.
    """

    stream: str
    title: str
    description: str
    site: str
    publisher: str
    base: str
    home: str
    url: str
    entries: Sequence[Entry]
    more: bool
    cursor: str | None = None
    hub: str | None = None

    def page_url(self, cursor: str | None) -> str:
        """Return the address of the page that begins after a cursor."""
        return f"{self.url}{'&' if '?' in self.url else '?'}cursor={cursor}" if cursor else self.url


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a feed in some format. `next_url` leads to the page after it, None where there is none."""

    body: bytes
    next_url: str | None


def permanent_id(kind: str, subject: str) -> str:
    """Return the id of an entry: a name-based UUID, the same on every address that the site ever has."""
    return uuid.uuid5(NAMESPACE, f"{kind}/{subject}").urn


def seconds(moment: str) -> str:
    """Write a moment to the second, as every reader of feeds understands it: 2026-11-24T04:18:10Z."""
    return moment[:19] + "Z"
