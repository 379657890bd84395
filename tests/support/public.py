"""What a stranger is answered at every public address that can be reached from the first page."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from werkzeug.test import TestResponse

FIRST = (
    "/",
    "/sitemap.xml",
    "/robots.txt",
    "/nowhere",
    "/pairs/quillfeather",
    "/search?q=quillfeather",
    "/search?q=quillfeather+kites&kind=pair",
    "/search?q=quilfeather",
    "/search?q=quillfeather&kind=finding",
    "/search?q=quillfeather&kind=source",
    "/search?q=quillfeather&agency=kite-board",
    "/search?q=quillfeather&stance=counters",
    "/search?q=quillfeather&verdict=mixed",
    "/feeds/search.atom?q=quillfeather",
    "/feeds/search.json?q=quillfeather",
    "/feeds/claimreview.jsonld",
    "/v1alpha1/claims:search?query=quillfeather",
    "/api/v1/changes",
    *(f"/api/v1/{plural}" for plural in ("agencies", "topics", "sources", "pages", "captures", "pairs", "safeguards")),
    *(f"/api/v1/{plural}.csv" for plural in ("agencies", "sources", "captures", "pairs")),
    *(f"/api/v1/{plural}.ndjson" for plural in ("topics", "pages", "safeguards", "concerns")),
    *(f"/feeds/{name}.atom" for name in ("changes", "commitments", "corrections", "findings")),
    *(f"/feeds/{name}.json" for name in ("changes", "commitments", "corrections", "findings")),
)
SKIPPED = ("/static/", "/style-", "/login", "/report", "/search?", "/feeds/search")
"""What is the same everywhere, the report form, which is never the same, and searches: those above stand for them."""
ENDLESS = 1_000


class Answer(NamedTuple):
    """What came: the status, the ETag and the bytes."""

    status: int
    etag: str | None
    body: str


def public_answers(app: Flask) -> dict[str, Answer]:
    """Return the answers of all that a stranger can reach."""
    found = {}
    for address, answer in walk(app.test_client(), FIRST):
        found[address] = Answer(answer.status_code, answer.headers.get("ETag"), answer.get_data(as_text=True))
    return found


def walk(
    client: FlaskClient, first: tuple[str, ...], below: str = "/", endless: int = ENDLESS
) -> list[tuple[str, TestResponse]]:
    """Follow every link of our own from some addresses on; a site that has more than `endless` of them has no end."""
    waiting, known, answers = list(first), set(first), []
    while waiting:
        address = waiting.pop(0)
        answer = client.get(address)
        answers.append((address, answer))
        assert answer.status_code < 500, (address, answer.text[:300])
        for link in links_of(answer):
            target, _ = urldefrag(urljoin("http://localhost" + address, link))
            parts = urlsplit(target)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            own = parts.netloc == "localhost" and parts.path.startswith(below)
            if own and path not in known and not path.startswith(SKIPPED):
                known.add(path)
                waiting.append(path)
        assert len(known) < endless, "the site has no end: " + ", ".join(sorted(known)[-20:])
    return answers


def links_of(answer: TestResponse) -> list[str]:
    """Return where an answer leads."""
    if answer.mimetype != "text/html":
        return [answer.headers["Location"]] if "Location" in answer.headers else []
    tree = LexborHTMLParser(answer.get_data(as_text=True))
    return [node.attributes["href"] or "" for node in tree.css("a[href]:not([hreflang]), link[href]:not([hreflang])")]
