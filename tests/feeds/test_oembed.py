"""oEmbed, and the cards that it leads to."""

from __future__ import annotations

import html
import re

import pytest

from app.feeds.oembed import page_of
from app.services import publishing

BASE = "https://facts.example/kites"


@pytest.fixture
def published(site):
    site.publish(site.finding())
    back = site.finding("312 red kites", "We overlooked a page.")
    site.publish(back)
    publishing.retract(site.desk_of(), back.id, "We overlooked a page, and say so.")
    site.desk_of().session.commit()
    return site


@pytest.mark.parametrize(
    ("url", "card"),
    [
        (f"{BASE}/pairs/red", "/embed/pairs/red"),
        (f"{BASE}/pairs/red/", "/embed/pairs/red"),
        ("http://FACTS.example/kites/pairs/red?as_of=2024#cite", "/embed/pairs/red"),
        ("//facts.example/kites/pairs/red", "/embed/pairs/red"),
        (f"{BASE}/pairs/red%20kites/findings/12", "/embed/pairs/red%20kites/findings/12"),
        (f"{BASE}/pairs/red/findings/0", None),
        (f"{BASE}/pairs/red/findings/1/cite.bib", None),
        (f"{BASE}/pairs/red/cite.json", None),
        (f"{BASE}/agencies/red", None),
        ("https://facts.example/pairs/red", None),
        ("https://facts.example.evil.example/kites/pairs/red", None),
        ("https://evil.example/https://facts.example/kites/pairs/red", None),
        ("javascript:alert(1)", None),
        (f"{BASE}/pairs/", None),
    ],
)
def test_which_addresses_name_a_page_that_has_a_card(url, card):
    asked = page_of(url, BASE)
    assert (asked and asked.card) == card


def test_a_finding_is_named_by_its_verdict_and_leads_to_its_card(published, reader):
    url = f"http://localhost/pairs/{published.pair.slug}/findings/1"
    answer = reader.get("/oembed", query_string={"url": url, "maxwidth": 300, "format": "json"})
    told = answer.get_json()
    assert (told["version"], told["type"]) == ("1.0", "rich")
    assert told["title"] == "Mixed: The Board bans no colour."
    assert (told["width"], told["height"]) == (300, 440)
    assert 'width="300" height="440"' in told["html"]
    assert f'src="http://localhost/embed/pairs/{published.pair.slug}/findings/1"' in told["html"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    again = reader.get("/oembed", query_string={"url": f"{url}/../2"})
    assert again.status_code == 404
    assert reader.get("/oembed", query_string={"url": url.replace("/1", "/2")}).get_json()["title"].startswith("Retrac")


def test_pages_name_their_card_and_how_it_is_found(published, reader):
    for path in (f"/pairs/{published.pair.slug}", f"/pairs/{published.pair.slug}/findings/1"):
        page = reader.get(path).text
        (found,) = re.findall(r'type="application/json\+oembed"\s+href="([^"]+)"', page)
        told = reader.get(html.unescape(found).removeprefix("http://localhost")).get_json()
        source = re.search(r'<iframe src="([^"]+)"', told["html"])[1]
        assert f'<iframe src="{source}" title=' in html.unescape(page)
        assert reader.get(source.removeprefix("http://localhost")).status_code == 200


def test_a_card_may_be_framed_by_anybody_and_nothing_else_may(published, reader):
    pair = f"/pairs/{published.pair.slug}"
    for path in (f"/embed{pair}", f"/embed{pair}/findings/1", f"/embed{pair}/findings/2"):
        answer = reader.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "frame-ancestors *" in policy
        assert "script-src 'self'" in policy
        assert "default-src 'none'" in policy
        assert "X-Frame-Options" not in answer.headers
        assert "<script" not in answer.text
        assert 'name="robots" content="noindex"' in answer.text
    for path in (pair, f"{pair}/findings/1", "/", "/login", f"/embed{pair}/findings/9", "/embed/pairs/nobody"):
        assert "frame-ancestors 'none'" in reader.get(path).headers["Content-Security-Policy"]


def test_a_card_says_what_was_said_and_what_was_found(published, reader):
    whole = reader.get(f"/embed/pairs/{published.pair.slug}").text
    for words in ("The Board bans red kites.", "No colour is banned.", "Kite Board", "Mixed", "Retracted"):
        assert words in whole
    one = reader.get(f"/embed/pairs/{published.pair.slug}/findings/1").text
    assert "No colour is banned." in one
    assert "The Board bans red kites.</p>" not in one
    bare = reader.get(f"/embed/pairs/{published.pair.slug}/findings/9")
    assert bare.status_code == 404


def test_a_retracted_pair_says_so_on_its_card(published, reader):
    publishing.retract(published.desk_of(), published.pair.id, "It was never said.")
    published.desk_of().session.commit()
    assert "It was never said." in reader.get(f"/embed/pairs/{published.pair.slug}").text


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ({}, 400, "Say which page: give its address as url."),
        ({"url": "x", "format": "xml"}, 501, "Only JSON is served: write format=json, or leave it out."),
        ({"url": "x", "maxwidth": "0"}, 400, "maxwidth must be a whole number from 1 to 100000."),
        (
            {"url": "http://localhost/about"},
            404,
            "Only the page of a pair or of a finding on it",
        ),
        ({"url": "http://localhost/pairs/nobody"}, 404, "Only the page of a pair or of a finding on it"),
    ],
)
def test_what_can_not_be_shown_is_a_problem(reader, query, status, sentence):
    answer = reader.get("/oembed", query_string=query)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.get_json()["detail"].startswith(sentence)
