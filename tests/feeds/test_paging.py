"""Whatever is published while somebody pages: each item is seen exactly once."""

from __future__ import annotations

import pytest

from app.services import library
from app.storage.engine import reading
from app.web.feeds import streams
from tests.factories.ledger_lines import Press


@pytest.fixture
def press(session):
    press = Press(session)
    press.ground()
    session.commit()
    return press


def commit(session):
    session.commit()
    reading.set(False)


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(streams, "PAGE", 7)


@pytest.mark.alone("it has small pages, in this process")
@pytest.mark.usefixtures("small_pages")
def test_findings_once_each(press, session, feed_pages):
    for number in range(20):
        press.pair(number, findings=number % 4)
    commit(session)
    expected = {f"find{number:05}{index:03}" for number in range(20) for index in range(1, number % 4 + 1)}
    seen = []
    for turn, page in enumerate(feed_pages("/feeds/findings.json")):
        seen += [item["_rejoinder"]["id"] for item in page["items"]]
        press.pair(100 + turn, findings=2)
        press.retract(f"pair{turn + 3:08}", "pair")
        commit(session)
    assert turn > 3
    assert sorted(seen) == sorted(expected)


@pytest.mark.alone("it has small pages, in this process")
@pytest.mark.usefixtures("small_pages")
def test_changes_once_each(press, session, feed_pages):
    press.pair(0)
    for number in range(30):
        press.capture(f"Claim answer in {number} days.")
    commit(session)
    seen = []
    for turn, page in enumerate(feed_pages("/feeds/changes.json")):
        seen += [item["_rejoinder"]["to"]["id"] for item in page["items"]]
        press.capture(f"Claim answer in {turn} weeks.")
        commit(session)
    assert turn > 3
    assert seen == [f"capt{number:08}" for number in range(30, 1, -1)]


def test_pairs_once_each_though_they_are_published_anew_meanwhile(press, session, reader):
    for number in range(25):
        press.pair(number)
    commit(session)
    seen, cursor, turn = [], "", 0
    while cursor is not None:
        answer = reader.get(f"/api/v1/pairs?limit=4&cursor={cursor}")
        page = answer.get_json()
        assert len(page["results"]) <= 4
        assert ('rel="next"' in answer.headers["Link"]) == (page["cursor"] is not None)
        seen += [one["id"] for one in page["results"]]
        cursor, turn = page["cursor"], turn + 1
        press.pair(100 + turn)
        press.pair(turn, note="anew")
        commit(session)
    assert seen == [f"pair{number:08}" for number in range(24, -1, -1)]


def test_a_library_that_is_built_anew_gives_the_same_pages_and_cursors(press, session, reader):
    for number in range(5):
        press.pair(number, findings=1)
    press.capture("Claim one day.")
    press.capture("Claim two days.")
    press.retract("pair00000002", "pair")
    commit(session)
    addresses = ["/feeds/findings.json", "/feeds/changes.json", "/api/v1/pairs?limit=2"]
    before = [reader.get(one).data for one in addresses]
    reading.set(False)
    library.rebuild(session)
    commit(session)
    assert [reader.get(one).data for one in addresses] == before


def test_a_page_of_long_findings_goes_on_where_the_room_ended(press, session, feed_pages, monkeypatch):
    monkeypatch.setattr("app.feeds.jsonfeed.ROOM", 3_000)
    for number in range(12):
        press.pair(number, findings=1)
    commit(session)
    pages = list(feed_pages("/feeds/findings.json"))
    assert len(pages) > 2
    ids = [item["_rejoinder"]["id"] for page in pages for item in page["items"]]
    assert ids == [f"find{number:05}001" for number in range(11, -1, -1)]
