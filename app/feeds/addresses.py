"""Addresses of what feeds and the API name, below a base such as `https://example.org` (no slash at its end).

They are those of the reader pages in `design/product.md`; a test holds that each is served.
"""

from __future__ import annotations

from urllib.parse import quote

from app.feeds.items import Capture

SEGMENTS = {
    "agency": "agencies",
    "topic": "topics",
    "page": "pages",
    "pair": "pairs",
    "safeguard": "safeguards",
    "concern": "concerns",
}


def record_address(base: str, kind: str, slug: str) -> str:
    """Return the address of a record's page."""
    return f"{base}/{SEGMENTS[kind]}/{quote(slug, safe='')}"


def finding_address(base: str, kind: str, slug: str, number: int, finding_id: str) -> str:
    """Return a finding's address: its own below a pair, else its place on the page of its safeguard or concern."""
    below = f"/findings/{number}" if kind == "pair" else f"#{finding_id}"
    return record_address(base, kind, slug) + below


def capture_address(base: str, page_slug: str, capture: Capture) -> str:
    """Return the permanent address of a capture."""
    return f"{record_address(base, 'page', page_slug)}/captures/{capture.key}"


def comparison_address(base: str, page_slug: str, old: Capture, new: Capture) -> str:
    """Return the address of the comparison of two captures of a page."""
    return f"{record_address(base, 'page', page_slug)}/compare/{old.key}..{new.key}"


def pair_resource(base: str, pair_id: str) -> str:
    """Return the address of a pair in the API."""
    return f"{base}/api/v1/pairs/{pair_id}"
