"""Every public route: how little each asks of the database, and how little a reader's first view sends."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from app.web.reading.moment import TAKERS
from tests.support.public import walk
from tests.support.routes import PUBLIC_AREAS

PAGE = "https://parcels.example/fact-vs-fiction"
DAY = "as_of=2026-06-01"
MOST = 3
FIRST_VIEW = 60_000
OTHERS = (
    "/",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap-0.xml",
    "/style-reader-0.css",
    "/openapi.json",
    "/feeds/claimreview.jsonld",
    "/v1alpha1/claims:search?query=parcels",
    "/oembed?url=http://localhost/pairs/lost-parcels",
    "/annotations/evidence0001",
    f"/timegate/{PAGE}",
    f"/timemap/link/{PAGE}",
    "/embed/pairs/lost-parcels",
    "/embed/pairs/lost-parcels/findings/1",
    "/pairs/lost-parcels/card.png",
    "/pairs/lost-parcels/findings/1/card.png",
    "/pages/fact-vs-fiction/compare/2024-06-25..2025-03-03/card.png",
    "/api/v1/changes",
    "/pages/fact-vs-fiction/compare?old=2024-06-25&new=2025-03-03",
    "/pages/fact-vs-fiction/compare?from=2024-06-25&to=2025-03-03",
    "/pairs/lost-parcels/compare?with=secret-fees",
    "/search?q=parcels",
    "/search?q=parsels",
    "/search?agency=federal-parcel-bureau&topic=delivery-times&stance=counters&verdict=supported&since=2024",
    *(f"/feeds/search.{form}?q=parcels" for form in ("atom", "json")),
    *(
        f"/feeds/{name}.{form}"
        for name in ("changes", "commitments", "corrections", "findings")
        for form in ("atom", "json")
    ),
    *(
        f"/api/v1/{plural}{form}"
        for plural in ("agencies", "topics", "sources", "pages", "captures", "pairs", "safeguards", "concerns")
        for form in ("", ".csv", ".ndjson")
    ),
    *(
        f"/api/v1/{name}"
        for name in (
            "agencies/agencyfpb001",
            "topics/topicdeliv01",
            "sources/sourceaudit1",
            "pages/pagefacts001",
            "captures/capture00000",
            "pairs/pairlost0001",
            "safeguards/safepanel001",
            "concerns/concerntrus1",
        )
    ),
)
"""What no link leads to, or not with what makes it work hardest; all else is reached from here."""
VIEWS = (
    "/",
    "/agencies/federal-parcel-bureau",
    "/topics/delivery-times",
    "/concerns/public-trust",
    "/pages/fact-vs-fiction",
    "/pages/fact-vs-fiction/captures/2025-03-03",
    "/pages/fact-vs-fiction/compare/2024-06-25..2025-03-03",
    "/pairs/lost-parcels",
    "/pairs/lost-parcels/findings/1",
    "/pairs/lost-parcels/compare/secret-fees",
    "/safeguards",
    "/safeguards/parcel-panel",
    "/sources/sourceaudit1",
    "/timeline?agency=federal-parcel-bureau",
    "/search?q=parcels",
    "/corrections",
    "/ledger",
    "/about",
    "/pairs/none",
)
LOADED = "link[rel=stylesheet], link[rel=icon], link[rel=modulepreload], script[src], img[src], iframe[src]"


class Counting:
    """A client that notes how many statements each address took."""

    def __init__(self, client: FlaskClient, statements: list[str]) -> None:
        self.client, self.statements = client, statements
        self.counts: dict[str, int] = {}

    def get(self, address: str) -> Any:
        self.statements.clear()
        answer = self.client.get(address)
        answer.get_data()
        self.counts[address] = len(self.statements)
        return answer


def test_no_public_address_asks_more_than_three_things(app: Flask, reader: FlaskClient, statements: list[str]) -> None:
    counting = Counting(reader, statements)
    answers = walk(counting, OTHERS)  # type: ignore[arg-type]
    routes = app.url_map.bind("localhost")
    reached = defaultdict(list)
    for address, answer in answers:
        if answer.status_code < 400:
            reached[routes.match(address.partition("?")[0])[0]].append(address)
    public = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] in PUBLIC_AREAS}
    assert public - reached.keys() == set(), "what no link and no address above leads to"
    for endpoint in sorted(TAKERS & reached.keys()):
        for address in reached[endpoint]:
            if "as_of" not in address:
                counting.get(f"{address}{'&' if '?' in address else '?'}{DAY}")
    assert {address: count for address, count in counting.counts.items() if count > MOST} == {}


@pytest.mark.parametrize("address", VIEWS)
def test_a_first_view_is_light_and_asks_nobody_else(reader: FlaskClient, address: str) -> None:
    coded = {"Accept-Encoding": "gzip"}
    page = reader.get(address, headers=coded)
    tree = LexborHTMLParser(reader.get(address).text)
    nodes = tree.css(LOADED)
    sent = len(page.data)
    for node in nodes:
        loaded = reader.get(node.attributes.get("href") or node.attributes.get("src") or "", headers=coded)
        assert loaded.status_code == 200, "it is served by this site"
        assert b"@import" not in loaded.data
        assert b"@font-face" not in loaded.data
        sent += len(loaded.data)
        loaded.close()
    assert len(nodes) >= 2
    assert sent <= FIRST_VIEW
    told = [node.attributes["content"] or "" for node in tree.css("meta[name=description]")]
    assert len(told) == (1 if page.status_code == 200 else 0), "what a list of hits shows of it"
    assert all(40 <= len(words) <= 200 for words in told), told
