"""Which file an address becomes, and how one file names another."""

from __future__ import annotations

import posixpath
import re
from hashlib import sha256
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

PARTS: dict[str, frozenset[str]] = {
    "library.safeguards": frozenset({"agency", "concern", "by", "after"}),
    "library.timeline": frozenset({"agency", "topic", "from", "to", "after"}),
    "library.corrections": frozenset({"after"}),
    "library.ledger": frozenset({"before"}),
    "compare.captures": frozenset({"view", "changes"}),
    "static": frozenset({"v"}),
}
"""What the query of an exported page may hold; of pages that are not named here it holds nothing."""
LEFT_OUT = {"library.search", "library.robots", "library.sitemap", "library.sitemap_part", "compare.choose"}
LEFT_OUT |= {"compare.choose_pair"}
AREAS = ("library.", "compare.", "feeds.")
PLAIN = re.compile(r"[^A-Za-z0-9._=&-]+")
INDEX = "index.html"


def file_of(address: str, routes: MapAdapter) -> str | None:
    """Return the file of an address of ours, below the folder; None for what is not exported."""
    parts = urlsplit(address)
    query = parse_qsl(parts.query)
    try:
        endpoint, _ = routes.match(parts.path, "GET")
    except HTTPException:
        return None
    if not _is_exported(endpoint, parts.path) or any(name not in PARTS.get(endpoint, ()) for name, _ in query):
        return None
    path = unquote(parts.path).strip("/")
    if endpoint == "static":
        return path
    if query:
        path = posixpath.join(path, _segment("&".join(f"{name}={value}" for name, value in query)))
    return path if _names_a_file(endpoint) else posixpath.join(path, INDEX)


def relative(source: str, target: str) -> str:
    """Return how one file names another."""
    return quote(posixpath.relpath(target, posixpath.dirname(source) or "."))


def _is_exported(endpoint: str, path: str) -> bool:
    if endpoint.startswith("feeds."):
        return path.startswith("/feeds/") and not path.startswith("/feeds/search.")
    return endpoint == "static" or (endpoint.startswith(AREAS) and endpoint not in LEFT_OUT)


def _names_a_file(endpoint: str) -> bool:
    """Tell whether the address has an extension already, as feeds, citations and stylesheets do."""
    return endpoint.startswith("feeds.") or endpoint == "library.style" or endpoint.endswith(("_bibtex", "_csl"))


def _segment(text: str) -> str:
    """Write a query as the name of a folder; one that holds what no name may hold ends with its digest."""
    plain = PLAIN.sub("-", text)[:80]
    return plain if plain == text else f"{plain}-{sha256(text.encode()).hexdigest()[:8]}"
