"""Programs that read mark-up, not ours, find one ClaimReview on every finding's page, and what it says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from pyld import jsonld

from app.domain.vocabulary import Verdict
from tests.interchange.addresses import json_pages
from tests.interchange.conftest import Served
from tests.support.machine import lacking

HERE = Path(__file__).parent
TOOL = HERE.parent / "browser/node_modules/structured-data-testing-tool/bin/cli.js"
CONTEXTS = {
    "https://schema.org": json.loads((HERE / "schemaorg.context.json").read_text(encoding="utf-8")),
    "http://www.w3.org/ns/anno.jsonld": json.loads((HERE / "anno.context.json").read_text(encoding="utf-8")),
}
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
SCHEMA, RDF = "http://schema.org/", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
REVIEW = SCHEMA + "ClaimReview"


@pytest.fixture(scope="module")
def findings(served: Served) -> list[dict]:
    """The findings on pairs of the demo, as the feed of its agency tells them."""
    pages = json_pages(served, "/feeds/agencies/office-of-tides-and-umbrellas.json")
    items = [item for page in pages for item in page["items"] if item["_rejoinder"]["type"] == "finding"]
    on_pairs = [item for item in items if item["_rejoinder"]["subject"]["type"] == "pair"]
    assert len(on_pairs) >= 6
    return on_pairs


def offline(address: str, _options: object) -> dict:
    """Give pyld the contexts that we keep; any other address is a failure, for no test goes out."""
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": CONTEXTS[address],
    }


def triples(document: dict) -> set[tuple[str, str, str]]:
    quads = jsonld.to_rdf(document, {"documentLoader": offline})["@default"]
    return {(one["subject"]["value"], one["predicate"]["value"], one["object"]["value"]) for one in quads}


def test_sdtt_passes_on_every_findings_page(findings):
    node = shutil.which("node")
    if node is None:
        lacking("Node.js")
    if not TOOL.exists():
        lacking("structured-data-testing-tool (npm)")
    for item in findings:
        command = [node, str(TOOL), "--url", item["url"], "--presets", "Google"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
        standing = item["_rejoinder"]["retracted"] is None
        assert done.returncode == 0, done.stdout
        assert ("ClaimReview" in done.stdout) == standing
        assert re.search(r"Failed:? +[1-9]", done.stdout) is None
        assert re.search(r"Warnings?:? +[1-9]", done.stdout) is None


def test_pyld_reads_the_very_triples_of_every_findings_page(served, findings):
    for item in findings:
        (script,) = SCRIPT.findall(served.text(item["url"]))
        found = triples(json.loads(script))
        facts, page = item["_rejoinder"], item["url"]
        by = {(one, predicate): value for one, predicate, value in found}
        expected = {
            (page, RDF + "type", SCHEMA + "ClaimReview"),
            (page, SCHEMA + "url", page),
            (page, SCHEMA + "claimReviewed", facts["claim_reviewed"]),
            (page, SCHEMA + "datePublished", item["date_published"]),
            (page, SCHEMA + "inLanguage", "en"),
            (page, SCHEMA + "author", f"{served.origin}/"),
            (f"{served.origin}/", RDF + "type", SCHEMA + "Organization"),
            (f"{served.origin}/", SCHEMA + "correctionsPolicy", f"{served.origin}/about#rights"),
        }
        assert expected <= found
        claim, rating = by[page, SCHEMA + "itemReviewed"], by[page, SCHEMA + "reviewRating"]
        agency = by[claim, SCHEMA + "author"]
        assert (claim, RDF + "type", SCHEMA + "Claim") in found
        assert (agency, RDF + "type", SCHEMA + "GovernmentOrganization") in found
        assert (agency, SCHEMA + "name", facts["agency"]["name"]) in found
        assert (claim, SCHEMA + "datePublished") not in by
        verdict = Verdict(facts["verdict"])
        assert by[rating, SCHEMA + "alternateName"] == verdict.label
        assert by.get((rating, SCHEMA + "ratingValue")) == (str(verdict.rating) if verdict.rating else None)
        assert all(predicate.startswith((SCHEMA, RDF)) for _, predicate, _ in found)


def data_feeds(served: Served) -> Iterator[dict]:
    """Follow the DataFeed to its last page by its `Link` headers."""
    following: str | None = f"{served.origin}/feeds/claimreview.jsonld"
    while following:
        with urlopen(following) as answer:  # noqa: S310  # our own server
            found = re.search(r'<([^>]*)>; rel="next"', answer.headers["Link"])
            yield json.load(answer)
        following = found[1] if found else None


def test_pyld_reads_the_data_feed_to_its_last_page(served, findings):
    reviews, gone, pages = [], [], 0
    for feed in data_feeds(served):
        found = triples(feed)
        kinds = [value for _, predicate, value in found if predicate == RDF + "type"]
        assert kinds.count(SCHEMA + "DataFeedItem") == len(feed["dataFeedElement"])
        reviews += [one for one, predicate, value in found if (predicate, value) == (RDF + "type", REVIEW)]
        deleted = {one for one, predicate, _ in found if predicate == SCHEMA + "dateDeleted"}
        stones = [value for one, predicate, value in found if predicate == SCHEMA + "item" and one in deleted]
        assert {predicate for one, predicate, _ in found if one in stones} <= {RDF + "type", SCHEMA + "url"}
        gone, pages = gone + stones, pages + 1
    assert pages >= 3
    assert {item["url"] for item in findings} <= set(reviews)
    assert len(reviews) == len(set(reviews)) > 200
    assert len(gone) == 3


def test_pyld_reads_every_annotation(served):
    oa, base = "http://www.w3.org/ns/oa#", f"{served.origin}/annotations/"
    pairs = served.json("/api/v1/pairs?limit=100")["results"]
    records = [served.json(one["api"])["record"] for one in pairs if one["agency"]["slug"] != "kite-board"]
    parts = [part for record in records for part in (*record["findings"], *record["evidence"]) if part["passage"]]
    assert len(parts) > 6
    for part in parts:
        found = triples(served.json(f"/annotations/{part['id']}"))
        by = {(one, predicate): value for one, predicate, value in found}
        own = base + part["id"]
        assert (own, RDF + "type", oa + "Annotation") in found
        motive = "reviewing" if "verdict" in part else "linking"
        assert by[own, oa + "motivatedBy"] == oa + motive
        target = by[own, oa + "hasTarget"]
        selectors = {value for one, predicate, value in found if (one, predicate) == (target, oa + "hasSelector")}
        assert {by[one, RDF + "type"] for one in selectors} == {oa + "TextQuoteSelector", oa + "TextPositionSelector"}
        assert by[by[target, oa + "hasState"], oa + "cachedSource"].startswith(served.origin)
        assert by[target, oa + "hasSource"].startswith("https://")
