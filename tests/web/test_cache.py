"""The cache ahead of Flask: what it sends is what the application would send, and it keeps nothing that is old."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from app.domain.records import TopicRecord
from app.services import library
from app.storage.pulse import State
from app.web.cache import OVERHEAD, Kept, PageCache, Shelf
from app.web.factory import create_app
from tests.factories.sample_library import Ledger
from tests.support.statements import noted
from tests.web.test_library_pages import PAGES

PAIR, TOPIC = "/pairs/lost-parcels", "/topics/delivery-times"
PROGRAMS = (
    "/feeds/findings.json",
    "/feeds/changes.atom",
    "/feeds/claimreview.jsonld",
    "/api/v1/pairs",
    "/api/v1/pairs/pairlost0001",
    "/api/v1/changes",
    "/v1alpha1/claims:search?query=parcels",
    "/openapi.json",
)
LATER = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def app_settings(app_settings: dict[str, Any]) -> dict[str, Any]:
    return {**app_settings, "CACHE_MB": 8}


@pytest.fixture
def cache(app: Flask) -> PageCache:
    made = app.extensions["rejoinder-cache"]
    assert isinstance(made, PageCache)
    return made


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Every statement that a page sends to the library's engine."""
    with noted(app.extensions["rejoinder-databases"].library) as sent:
        yield sent


def told(answer: TestResponse) -> tuple[int, list[tuple[str, str]], bytes]:
    """Return all of an answer, in an order of its own."""
    return answer.status_code, sorted(answer.headers), answer.data


@pytest.mark.usefixtures("ledger")
def test_what_is_kept_is_what_the_application_answers(
    client: FlaskClient, cache: PageCache, statements: list[str], app_settings: dict[str, Any]
) -> None:
    plain = create_app({**app_settings, "CACHE_MB": 0}).test_client()
    with time_machine.travel(LATER, tick=False):
        for address in (*PAGES, *PROGRAMS):
            fresh = told(plain.get(address))
            assert told(client.get(address)) == fresh, address
            statements.clear()
            assert told(client.get(address, headers={"Cookie": "session=of-somebody"})) == fresh, address
            assert statements == []
            head = client.head(address)
            assert (head.status_code, sorted(head.headers), head.data) == (200, fresh[1], b"")
            packed = client.get(address, headers={"Accept-Encoding": "gzip, br"})
            assert packed.headers["Vary"] == "Accept-Encoding"
            assert packed.headers["Content-Encoding"] == "gzip"
            assert gzip.decompress(packed.data) == fresh[2]
            etags = {dict(fresh[1])["ETag"], packed.headers["ETag"]}
            assert len(etags) == 2
            for etag, coding in zip(sorted(etags), ("", "gzip"), strict=True):
                known = {"If-None-Match": f'"other", W/{etag}', "Accept-Encoding": coding}
                again = client.get(address, headers=known)
                assert (again.status_code, again.data) == (304, b""), (address, coding)
                assert again.headers["ETag"] == etag
                assert not {"Content-Type", "Content-Length", "Content-Encoding"} & set(again.headers.keys())
    addresses = len((*PAGES, *PROGRAMS))
    assert cache.shelf.tally.misses == 2 * addresses  # once plain, once packed
    assert cache.shelf.tally.hits == 4 * addresses
    assert cache.shelf.tally.entries == 2 * addresses
    short = client.get("/sitemap.xml", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in short.headers
    assert short.headers["Vary"] == "Accept-Encoding"


def test_another_state_another_day_another_host_is_another_answer(ledger: Ledger, client: FlaskClient) -> None:
    def title() -> str:
        return client.get(TOPIC).text.partition("<title>")[2].partition("</title>")[0]

    with time_machine.travel(LATER, tick=False) as clock:
        assert "Delivery times" in title()
        ledger.publish(TopicRecord(id="topicdeliv01", slug="delivery-times", name="Times of delivery"))
        assert "Delivery times" in title()  # it is not committed
        ledger.session.commit()
        assert "Times of delivery" in title()
        ledger.session.execute(
            text("UPDATE ledger_record SET body = NULL WHERE seq = (SELECT max(seq) FROM ledger_entry)")
        )
        ledger.session.commit()
        library.rebuild(ledger.session)  # by order of a court, say: no entry comes, and yet it reads otherwise
        ledger.session.commit()
        assert "Times of delivery" not in title()
        board = "Parcel Panel"
        assert board in client.get("/safeguards").text
        today = client.get("/ledger/head.json").get_json()
        clock.shift(24 * 60 * 60)
        assert client.get("/ledger/head.json").get_json() != today
    one, other = (
        client.get("/feeds/findings.json", headers={"Host": host}).text for host in ("localhost", "127.0.0.1")
    )
    assert "http://localhost/" in one
    assert "http://127.0.0.1/" in other


@pytest.mark.usefixtures("ledger")
def test_what_is_not_for_everybody_or_not_whole_is_not_kept(client: FlaskClient, cache: PageCache) -> None:
    refused = {"Host": "forged.example"}
    for address, headers, status in (
        ("/report", {}, 200),
        ("/login", {}, 200),
        ("/desk", {}, 302),
        ("/pairs/none", {}, 404),
        ("/search?since=never", {}, 400),
        ("/pairs/lost-parcels", refused, 400),
        ("/timegate/https://parcels.example/fact-vs-fiction", {}, 302),
        ("/api/v1/pairs.ndjson", {}, 200),
        ("/static/js/report.js", {}, 200),
        ("/v1alpha1/claims:search?query=parcels&maxAgeDays=900", {}, 200),
        (f"/search?q={'a' * 2_000}", {}, 400),
    ):
        for method in ("GET", "HEAD"):
            answer = client.open(address, method=method, headers=headers)
            assert answer.status_code == status, address
            answer.close()
    assert client.post(PAIR).status_code == 405
    assert cache.shelf.tally.entries == 0


@pytest.mark.usefixtures("ledger")
def test_a_feed_says_since_when_it_stands_once_that_is_settled(client: FlaskClient) -> None:
    newest = datetime.fromisoformat(json.loads(client.get("/api/v1/changes").text)["results"][-1]["at"])
    with time_machine.travel(newest, tick=False) as clock:
        for _ in range(2):
            assert "Last-Modified" not in client.get("/feeds/findings.json").headers
        clock.shift(61)
        for _ in range(2):
            stands = client.get("/feeds/findings.json").headers["Last-Modified"]
        for since, status in ((stands, 304), ("Thu, 01 Jan 2015 00:00:00 GMT", 200), ("never", 200)):
            assert client.get("/feeds/findings.json", headers={"If-Modified-Since": since}).status_code == status


@pytest.mark.usefixtures("ledger")
def test_a_cache_of_nothing_asks_the_application_each_time(app_settings: dict[str, Any], statements: list[str]) -> None:
    app = create_app({**app_settings, "CACHE_MB": 0})
    client = app.test_client()
    etags = {client.get(PAIR).headers["ETag"] for _ in range(2)}
    assert len(etags) == 1
    assert client.get(PAIR, headers={"If-None-Match": etags.pop()}).status_code == 304
    assert app.extensions["rejoinder-cache"].shelf.tally.entries == 0
    assert statements == []  # they went to the other application's engine


def test_the_cache_holds_no_more_bytes_than_it_may() -> None:
    shelf, moment = Shelf(limit=100 * (OVERHEAD + 500)), (1, State(0, 1))
    body = b"x" * 400
    for number in range(300):
        shelf.keep(moment, (f"/{number}",), Kept([], body, '"e"', None, None))
        shelf.find(moment, ("/0",))  # asked for all the time, so it stays
        assert shelf.tally.bytes <= shelf.limit
    assert shelf.tally.entries >= 99
    assert shelf.find(moment, ("/0",)) is not None
    assert shelf.find(moment, ("/1",)) is None
    shelf.keep(moment, ("/large",), Kept([], b"x" * (shelf.limit // 8), '"e"', None, None))
    assert shelf.find(moment, ("/large",)) is None


def test_what_was_made_before_a_publication_is_not_kept_after_it() -> None:
    shelf, older, newer = Shelf(limit=10**6), (1, State(0, 1)), (1, State(0, 2))
    one = Kept([], b"old", '"e"', None, None)
    shelf.keep(older, ("/",), one)
    assert shelf.find(newer, ("/",)) is None
    shelf.keep(newer, ("/",), Kept([], b"new", '"n"', None, None))
    shelf.keep(older, ("/",), one)  # it took long
    assert shelf.find(older, ("/",)) is None
    found = shelf.find(newer, ("/",))
    assert found is not None
    assert found.body == b"new"
