"""What there is to follow: streams, the formats that they come in, and the lists of the API.

A format is one module with a `write(Feed) -> Written` and one line here; a stream is one module that tells its items
and one line here. `web/feeds` serves from this registry, and pages name their feeds from it.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from app.feeds import jsonfeed
from app.feeds.entries import Feed, Written


class Stream(msgspec.Struct, frozen=True, kw_only=True):
    """A stream of entries, the newest first. `address` is its path without a format's extension."""

    name: str
    title: str
    description: str
    address: str


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """A format of feeds."""

    name: str
    extension: str
    media_type: str
    write: Callable[[Feed], Written]


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A list of the API, in JSON."""

    name: str
    title: str
    address: str
    media_type: str = "application/json"


class Alternate(msgspec.Struct, frozen=True, kw_only=True):
    """A stream in a format: where it is served, as what, and what it is called."""

    stream: Stream
    format: Format

    @property
    def path(self) -> str:
        """Return its address below the site's root."""
        return f"{self.stream.address}.{self.format.extension}"

    @property
    def title(self) -> str:
        """Say what it is and in which format."""
        return f"{self.stream.title} ({self.format.name})"


STREAMS = (
    Stream(
        name="findings",
        title="Findings",
        description="What the editors found of the answers that agencies give, the newest first.",
        address="/feeds/findings",
    ),
    Stream(
        name="changes",
        title="Changes",
        description="How agencies changed what they say: pairs, safeguards and concerns reworded, added and removed.",
        address="/feeds/changes",
    ),
)
FORMATS = (
    Format(name="JSON Feed", extension="json", media_type=jsonfeed.MEDIA_TYPE, write=jsonfeed.write),
)  # fmt: skip
LISTINGS = (
    Listing(name="pairs", title="Pairs", address="/api/v1/pairs"),
    Listing(name="changes", title="Ledger", address="/api/v1/changes"),
)


def alternates() -> tuple[Alternate, ...]:
    """Return every stream in every format, streams first."""
    return tuple(Alternate(stream=stream, format=form) for stream in STREAMS for form in FORMATS)


def link_header(base: str, relations: list[tuple[str, str]]) -> str:
    """Write a `Link` header (RFC 8288): the given (address, relation) pairs, then every feed as an alternate."""
    links = [f'<{address}>; rel="{relation}"' for address, relation in relations]
    links += [
        f'<{base}{one.path}>; rel="alternate"; type="{one.format.media_type}"; title="{one.title}"'
        for one in alternates()
        if all(address != f"{base}{one.path}" for address, _ in relations)
    ]
    return ", ".join(links)
