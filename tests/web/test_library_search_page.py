"""The search page: facets with counts in the address, did-you-mean, paging, the gate, and the feed of a search."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import event

from app.storage import search as searching
from app.web.library import search as page_of_search
from tests.support.json_feed import faults
from tests.support.pages import nu_check, tree, words


def titles(page: LexborHTMLParser) -> list[str]:
    return [words(one) for one in page.css("main .card__title")]


def facets(page: LexborHTMLParser) -> dict[str, tuple[str, str]]:
    return {
        words(one.css_first("a")): (one.css_first("a").attributes["href"] or "", words(one.css_first("span")))
        for one in page.css("#narrow li")
    }


def test_a_facet_says_how_many_it_leaves_and_leaves_them(reader: FlaskClient) -> None:
    page = tree(reader, "/search?q=parcels")
    assert words(page.css_first("[role=status]")).startswith("8 records, the best first.")
    for name, (address, number) in facets(page).items():
        narrowed = tree(reader, address)
        assert len(titles(narrowed)) == int(number), name
        assert dict(parse_qsl(urlsplit(address).query))["q"] == "parcels"


def test_what_is_chosen_is_told_kept_by_the_form_and_can_be_removed(reader: FlaskClient) -> None:
    page = tree(reader, "/search?q=parcels&kind=pair&topic=delivery-times&since=2025")
    chosen = {words(one): one.css_first("a").attributes["href"] for one in page.css(".chosen li")}
    assert list(chosen) == [
        "What: Claims and answers remove Claims and answers",
        "Topic: Delivery times remove Delivery times",
        "Captured since: 2025 remove 2025",
    ]
    hidden = {one.attributes["name"]: one.attributes["value"] for one in page.css("main input[type=hidden]")}
    assert hidden == {"kind": "pair", "topic": "delivery-times"}
    assert page.css_first("#facet-since").attributes["value"] == "2025"
    wider = tree(reader, next(iter(chosen.values())) or "")
    assert len(titles(wider)) > len(titles(page))
    assert "Claims and answers" in facets(wider)
    assert "Delivery times" not in facets(wider)


def test_a_misspelt_word_leads_to_the_right_one(reader: FlaskClient) -> None:
    page = tree(reader, "/search?q=secrit+fees&kind=pair")
    (meant,) = page.css("main [role=status] a")
    assert words(meant) == "secret fees"
    assert titles(tree(reader, meant.attributes["href"] or "")) == ["There are secret fees on foreign parcels."]


def test_where_the_choices_leave_nothing_the_way_back_is_shown(reader: FlaskClient) -> None:
    page = tree(reader, "/search?q=tariff&verdict=supported")
    assert "under these choices" in words(page.css_first("[role=status]"))
    (wider,) = page.css("main [role=status] a")
    assert titles(tree(reader, wider.attributes["href"] or ""))
    assert "try fewer of them" in words(tree(reader, "/search?q=zeppelin").css_first("[role=status]"))


@pytest.mark.parametrize("asked", ["q=parcels", "since=2024", "kind=pair"])
def test_more_leads_to_each_hit_once(reader: FlaskClient, asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = titles(tree(reader, f"/search?{asked}"))
    monkeypatch.setattr(page_of_search, "SHOWN", 2)
    address: str | None = f"/search?{asked}"
    paged: list[str] = []
    while address:
        page = tree(reader, address)
        paged += titles(page)
        following = page.css_first("main a[rel=next]")
        address = following.attributes["href"] if following else None
    assert paged == whole
    assert len(whole) > 2


def test_very_common_words_are_not_ranked_and_the_page_says_so(
    reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "GATE", 3)
    monkeypatch.setattr(page_of_search, "GATE", 3)
    page = tree(reader, "/search?q=parcels")
    told = words(page.css_first("[role=status]"))
    assert "More than 3 records hold this: too many to put the best first, so the newest are." in told
    assert "The numbers beside the choices" not in told
    monkeypatch.setattr(searching, "COUNTED", 2)
    few = words(tree(reader, "/search?q=parcels").css_first("[role=status]"))
    assert "The numbers beside the choices count the newest 2." in few
    assert titles(page)[0] == "Parcel Panel"
    assert len(titles(page)) == 8


def test_a_search_can_be_followed(reader: FlaskClient) -> None:
    page = tree(reader, "/search?q=parcels&topic=delivery-times")
    (json, atom) = [one.attributes["href"] or "" for one in page.css("main a[rel~=alternate]")]
    heads = [one.attributes["href"] for one in page.css("head link[rel=alternate][type]")]
    assert heads[:2] == [json, atom]
    feed = reader.get(json)
    assert f'<http://localhost{atom}>; rel="alternate"; type="application/atom+xml"' in feed.headers["Link"]
    assert feed.mimetype == "application/feed+json"
    assert faults(feed.data) == []
    assert feed.json is not None
    assert [one["title"] for one in feed.json["items"]] == ["Parcel Panel", "The Bureau loses parcels and hides it."]
    assert feed.json["items"][0]["url"] == "http://localhost/safeguards/parcel-panel"
    assert feed.json["home_page_url"] == "http://localhost/search?q=parcels&topic=delivery-times"
    assert feed.json["feed_url"].endswith("/feeds/search.json?q=parcels&topic=delivery-times")
    parsed = feedparser.parse(reader.get(atom).data)
    assert not parsed.bozo
    assert len(parsed.entries) == 2
    assert reader.get("/feeds/search.json?q=parcels&kind=parcel").status_code == 400
    assert reader.get("/feeds/search.json?cursor=x").status_code == 400


def test_a_feed_of_a_search_goes_on(reader: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.feeds.searches.PAGE", 3)
    address, found = "/feeds/search.json?q=parcels", []
    while address:
        feed = reader.get(address).json
        assert feed is not None
        found += [one["url"] for one in feed["items"]]
        address = feed.get("next_url", "").removeprefix("http://localhost")
    assert len(found) == len(set(found)) == 8
    assert "http://localhost/sources/sourcenews02" in found


def test_a_search_asks_little_and_is_valid(reader: FlaskClient, app: Flask) -> None:
    seen: list[str] = []
    engine = app.extensions["rejoinder-databases"].library
    event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    documents = {}
    for query in ("", "?q=parcels", "?q=parsels", "?q=zeppelin+bus", "?kind=pair", "?q=parcels&since=2024&until=2024"):
        seen.clear()
        documents[query] = tree(reader, f"/search{query}").html or ""
        assert len([one for one in seen if not one.startswith("BEGIN")]) <= 3, query
    assert nu_check(documents) == []
