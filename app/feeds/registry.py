"""What there is to follow: streams, the formats that they come in, and the lists of the API.

A format is one module with a `write(Feed) -> Written` and one line here; a stream is one module that tells its items
and one line here. `web/feeds` serves from this registry, and pages name their feeds from it.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlencode

import msgspec

from app.feeds import atom, claimreview, jsonfeed, openapi
from app.feeds.addresses import SEGMENTS
from app.feeds.entries import Feed, Written
from app.feeds.records import PLURALS

PROGRAMS = ("/feeds/", "/api/", "/v1alpha1/", "/timegate/", "/timemap/", "/annotations/", "/oembed", openapi.PATH)
"""What stands below these is for programs: scripts of any site may read it, and errors are problem+json."""


class Stream(msgspec.Struct, frozen=True, kw_only=True):
    """A stream of entries, the newest first. `address` is its path without a format's extension.

    A stream of one subject has its `kind`; `address` then ends before the subject's slug.
    """

    name: str
    title: str
    description: str
    address: str
    kind: str | None = None


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """A format of feeds."""

    name: str
    extension: str
    media_type: str
    write: Callable[[Feed], Written]


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A list in JSON that is no feed: of the API, and the DataFeed of ClaimReviews."""

    name: str
    title: str
    address: str
    media_type: str = "application/json"


class Alternate(msgspec.Struct, frozen=True, kw_only=True):
    """A stream in a format: where it is served, as what, and what it is called.

    `slug` is its subject's; `query` is what a search asks for.
    """

    stream: Stream
    format: Format
    slug: str | None = None
    query: dict[str, str] = {}

    @property
    def path(self) -> str:
        """Return its address below the site's root."""
        query = f"?{urlencode(self.query)}" if self.query else ""
        return f"{self.stream.address}{quote(self.slug or '', safe='')}.{self.format.extension}{query}"

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
    Stream(
        name="corrections",
        title="Corrections",
        description="Where the editors were wrong, and what they wrote instead, the newest first.",
        address="/feeds/corrections",
    ),
    Stream(
        name="commitments",
        title="Commitments",
        description="How agencies’ promises fared: every observation of a commitment, the newest first.",
        address="/feeds/commitments",
    ),
)
SUBJECT_STREAMS = tuple(
    Stream(
        name=kind,
        title=f"This {kind}",
        description=description,
        address=f"/feeds/{SEGMENTS[kind]}/",
        kind=kind,
    )
    for kind, description in (
        ("agency", "Findings on what this agency says, and how it changed what it says, the newest first."),
        ("page", "Findings on what this page says, and how it changed, the newest first."),
        ("topic", "Findings under this heading, and how pages that speak of it changed, the newest first."),
        ("safeguard", "Findings on this safeguard, and how its commitments fared, the newest first."),
    )
)
SEARCH = Stream(
    name="search",
    title="This search",
    description="The records that hold the words of a search, the newest first.",
    address="/feeds/search",
)
FORMATS = (
    Format(name="JSON Feed", extension="json", media_type=jsonfeed.MEDIA_TYPE, write=jsonfeed.write),
    Format(name="Atom", extension="atom", media_type=atom.MEDIA_TYPE, write=atom.write),
)
REVIEWS = "/feeds/claimreview.jsonld"
LISTINGS = (
    Listing(name="reviews", title="ClaimReviews", address=REVIEWS, media_type=claimreview.MEDIA_TYPE),
    Listing(name="pairs", title="Pairs", address="/api/v1/pairs"),
    Listing(name="changes", title="Ledger", address="/api/v1/changes"),
    *(
        Listing(name=plural, title=plural.capitalize(), address=f"/api/v1/{plural}")
        for plural in PLURALS
        if plural != "pairs"
    ),
)
BULK = tuple((kind, form, f"/api/v1/{plural}.{form}") for plural, kind in PLURALS.items() for form in ("ndjson", "csv"))
"""All records of a kind in one answer: the kind, the format, the address."""


def alternates() -> tuple[Alternate, ...]:
    """Return every stream of the whole site in every format, streams first."""
    return tuple(Alternate(stream=stream, format=form) for stream in STREAMS for form in FORMATS)


def subject_alternates(kind: str, slug: str) -> tuple[Alternate, ...]:
    """Return the stream of a subject in every format; none where its kind has no stream."""
    streams = (stream for stream in SUBJECT_STREAMS if stream.kind == kind)
    return tuple(Alternate(stream=stream, format=form, slug=slug) for stream in streams for form in FORMATS)


def search_alternates(query: dict[str, str]) -> tuple[Alternate, ...]:
    """Return the stream of a search in every format."""
    return tuple(Alternate(stream=SEARCH, format=form, query=query) for form in FORMATS)


def link_header(base: str, relations: list[tuple[str, str]], own: tuple[Alternate, ...] = ()) -> str:
    """Write a `Link` header (RFC 8288): the given (address, relation) pairs, then feeds as alternates.

    `own` are the feeds of what is shown; those of the whole site follow, and the DataFeed of ClaimReviews.
    """
    links = [f'<{address}>; rel="{relation}"' for address, relation in relations]
    described = f'<{base}{openapi.PATH}>; rel="service-desc"; type="{openapi.MEDIA_TYPE}"'
    named = [(one.path, one.format.media_type, one.title) for one in (*own, *alternates())]
    links += [
        f'<{base}{path}>; rel="alternate"; type="{media_type}"; title="{title}"'
        for path, media_type, title in (*named, (REVIEWS, claimreview.MEDIA_TYPE, "ClaimReviews (DataFeed)"))
        if all(address != f"{base}{path}" for address, _ in relations)
    ]
    return ", ".join([*links, described])
