"""WebSub: who may be told that a feed changed, which feeds those are, and what is sent.

A hub is named by feeds that we tell it of, and by no other: the first page of each stream, whose address is its topic.
What a search finds is too much to be followed by us; programs ask for its feed as they always did.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from app.domain.errors import Rejected
from app.domain.web_addresses import web_address
from app.feeds.registry import REVIEWS, SUBJECT_STREAMS, alternates, subject_alternates

FORM = "application/x-www-form-urlencoded"


KINDS = tuple(str(stream.kind) for stream in SUBJECT_STREAMS)
"""Of subjects that have a feed of their own."""


def hub_named(settings: Mapping[str, Any]) -> str | None:
    """Return the address of the hub by the settings `HUB` and `BASE_URL`; None where there is none.

    Raise Rejected for one that can't be asked, or where nothing says under which addresses the feeds are followed.
    """
    text = str(settings.get("HUB") or "").strip()
    if not text:
        return None
    try:
        hub = str(web_address(text))
    except Rejected as error:
        raise Rejected(f"REJOINDER_HUB can’t be read: {error}") from None
    if not settings.get("BASE_URL"):
        raise Rejected("REJOINDER_HUB needs REJOINDER_BASE_URL: the hub is told of feeds by their public addresses.")
    return hub


def topics(streams: Collection[str], subjects: Collection[tuple[str, str]], base: str, *, reviews: bool) -> list[str]:
    """Return the addresses of the feeds that changed, those of the whole site first.

    That is streams by their names, subjects by kind and slug, and whether ClaimReviews did.
    """
    whole = [one.path for one in alternates() if one.stream.name in streams]
    own = [one.path for kind, slug in sorted(subjects) for one in subject_alternates(kind, slug)]
    return [base + path for path in (*whole, *([REVIEWS] if reviews else []), *own)]


def ping(topic: str) -> bytes:
    """Write what tells a hub that a feed changed."""
    return urlencode({"hub.mode": "publish", "hub.url": topic}).encode()
