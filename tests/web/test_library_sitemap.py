"""Site map, robots.txt, and pages that tell an error and help."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from app.web.library import sitemap
from tests.support.pages import nu_check, words

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def places(client: FlaskClient, address: str) -> list[str]:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    root = ET.fromstring(answer.data)  # noqa: S314  # our own
    return [str(one.text).removeprefix("http://localhost") for one in root.iter(LOC)]


def test_the_site_map_names_every_page_that_stands(reader: FlaskClient) -> None:
    assert places(reader, "/sitemap.xml") == ["/sitemap-0.xml"]
    found = places(reader, "/sitemap-0.xml")
    assert {
        "/",
        "/agencies/federal-parcel-bureau",
        "/pages/fact-vs-fiction/captures/2025-03-03.2",
        "/pairs/lost-parcels",
        "/pairs/lost-parcels/findings/2",
        "/sources/sourceaudit1",
        "/topics/delivery-times",
    } <= set(found)
    assert "/pairs/no-inspectors" not in found
    assert len(found) == len(set(found))
    for address in found:
        assert reader.get(address).status_code == 200


def test_a_large_site_map_comes_in_parts(reader: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = places(reader, "/sitemap-0.xml")
    monkeypatch.setattr(sitemap, "PART", 5)
    parts = places(reader, "/sitemap.xml")
    assert len(parts) > 2
    assert sorted(one for part in parts for one in places(reader, part)) == sorted(whole)
    assert reader.get("/sitemap-99.xml").status_code == 404


def test_robots_are_told_where_the_site_map_is(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert "Disallow: /desk\n" in answer.text
    assert "Sitemap: http://localhost/sitemap.xml\n" in answer.text


def test_a_mistyped_address_offers_what_was_meant(reader: FlaskClient) -> None:
    answer = reader.get("/pairs/lost-parsels")
    assert answer.status_code == 404
    page = LexborHTMLParser(answer.text)
    assert "Did you mean Lost parcels?" in words(page.css_first("main"))
    assert page.css_first("main p a").attributes["href"] == "/pairs/lost-parcels"
    assert "Did you mean" not in reader.get("/pairs/zeppelin").text
    assert "Did you mean" not in reader.get("/nothing").text
    assert nu_check({"near": answer.text}) == []


@pytest.mark.parametrize("slug", ["%25%25", "__", "l", "\u00e9", "x" * 5000])
def test_no_address_breaks_the_looking(reader: FlaskClient, slug: str) -> None:
    assert reader.get(f"/pairs/{slug}").status_code == 404
