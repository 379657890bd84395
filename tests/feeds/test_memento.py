from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.errors import Rejected
from app.domain.records import Address, PageRecord
from app.feeds.memento import (
    address_at,
    asked_moment,
    captures_at,
    nearest,
    of_capture,
    own_path,
    same,
    states,
    time_map,
)
from app.storage.engine import reading
from tests.factories import feed_items as make
from tests.factories.ledger_lines import AGENCY, PAGE, Press
from tests.support.golden import assert_golden_text

OLD = "https://www.kites.example/facts?x=1"
NEW = "https://kites.example/new facts/"


def test_golden_time_map():
    mementos = [of_capture(one, "facts", make.BASE) for one in (make.OLD, make.NEW)]
    assert_golden_text("feeds/timemap.txt", time_map(NEW, mementos, make.BASE).decode())
    alone = time_map(OLD, mementos[:1], make.BASE).decode()
    assert alone.count(' rel="first last memento"') == 1


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (OLD, "http:/kites.example/facts?x=1", True),
        ("HTTP://Kites.example/", "https://kites.example", True),
        ("https://kites.example/a%20b", "https://kites.example/a b", True),
        ("https://kites.example/a", "https://kites.example/A", False),
        (OLD, "https://kites.example/facts", False),
        ("https://[broken", "http://[broken", True),
    ],
)
def test_which_addresses_are_the_same(one, other, equal):
    assert same(one, other) == equal


def test_an_address_counts_while_the_page_had_it():
    moved = [Address(url=OLD, until="2021"), Address(url=NEW, since="2022-02")]
    assert address_at(moved, "2021-06-25") == OLD
    assert address_at(moved, "2022") == NEW
    assert address_at(moved, "2022-01-01") is None
    assert captures_at(moved[1], [make.OLD, make.NEW]) == [make.NEW]


@pytest.mark.parametrize(
    ("asked", "captured"),
    [
        ("Tue, 01 Jan 1980 00:00:00 GMT", "2021-06-25"),
        ("Fri, 25 Jun 2021 00:00:00 GMT", "2021-06-25"),
        ("Mon, 25 Oct 2021 00:00:00 GMT", "2021-06-25"),
        ("Mon, 28 Feb 2022 23:59:59 GMT", "2022-03"),
        ("Wed, 01 Jan 2098 00:00:00 GMT", "2022-03"),
        (None, "2022-03"),
    ],
)
def test_the_nearest_memento(asked, captured):
    mementos = [of_capture(one, "facts", make.BASE) for one in (make.OLD, make.NEW)]
    assert nearest(mementos, asked_moment(asked)).url.rpartition("/")[2].startswith(captured)


@pytest.mark.parametrize("text", ["", "yesterday", "2011-06-01", "Wed, 01 Jun 2011 00:00:00 +0100", "x" * 9999])
def test_a_moment_that_can_not_be_read_is_refused(text):
    with pytest.raises(Rejected, match="Accept-Datetime must be written like"):
        asked_moment(text)


# On the web


@pytest.fixture
def press(session):
    press = Press(session)
    press.ground()
    press.pair(0)
    moved = [Address(url=OLD, until="2010-01-03"), Address(url=NEW, since="2010-01-04")]
    press.publish(PageRecord(id=PAGE, slug="facts", agency=AGENCY, title="Facts", addresses=moved), "page")
    other = [Address(url="https://kites.example/empty")]
    press.publish(PageRecord(id="pageempty001", slug="e", agency=AGENCY, title="E", addresses=other), "page")
    for number in range(5):  # 2010-01-02 to 2010-01-06
        press.capture(f"Claim {number} days.")
    session.commit()
    reading.set(False)
    return press


@pytest.mark.usefixtures("press")
def test_the_time_gate_leads_to_the_right_capture_at_each_address(reader, statements):
    for address, day, key in (
        ("https://kites.example/facts?x=1", 5, "2010-01-03"),
        (OLD, 1, "2010-01-02"),
        ("http:/kites.example/new%20facts", 5, "2010-01-05"),
        (NEW, 1, "2010-01-04"),
        (NEW, 28, "2010-01-06"),
    ):
        statements.clear()
        moment = datetime(2010, 1, day, tzinfo=UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
        for method in (reader.get, reader.head):
            answer = method(f"/timegate/{address}", headers={"Accept-Datetime": moment})
            assert (answer.status_code, answer.location) == (302, f"http://localhost/pages/facts/captures/{key}")
        assert answer.headers["Vary"] == "accept-datetime"
        assert 'rel="original"' in answer.headers["Link"]
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert sum(one.lstrip().upper().startswith("SELECT") for one in statements) <= 6
    assert reader.get(f"/timegate/{NEW}").location.endswith("/captures/2010-01-06")


@pytest.mark.usefixtures("press")
def test_a_time_map_lists_captures_that_are_mementos(reader, statements):
    answer = reader.get(f"/timemap/link/{NEW}")
    assert sum(one.lstrip().upper().startswith("SELECT") for one in statements) <= 3
    assert answer.headers["Content-Type"] == "application/link-format"
    entries = re.findall(r'<([^>]*)>; rel="([a-z ]+)"(?:.*datetime="([^"]+)")?', answer.text)
    assert [one[1] for one in entries] == ["self", "original", "timegate", "first memento", "memento", "last memento"]
    assert entries[0][0] == "http://localhost/timemap/link/https://kites.example/new%20facts/"
    for url, _, moment in entries[3:]:
        memento = reader.get(url.removeprefix("http://localhost"))
        assert memento.headers["Memento-Datetime"] == moment
        links = ", ".join(memento.headers.getlist("Link"))
        assert '<https://kites.example/new%20facts/>; rel="original"' in links
        assert '>; rel="timegate"' in links
        assert 'rel="timemap"; type="application/link-format"' in links
    again = reader.get(f"/timemap/link/{NEW}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    gate = reader.get(entries[2][0].removeprefix("http://localhost"))
    assert gate.status_code == 302


@pytest.mark.usefixtures("press")
@pytest.mark.parametrize("uri", ["https://kites.example/empty", "https://other.example/", "x", "%E2%80%A8"])
def test_an_address_without_a_capture_is_a_problem(reader, uri):
    for path in ("timegate", "timemap/link"):
        answer = reader.get(f"/{path}/{uri}")
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@pytest.mark.usefixtures("press")
def test_a_bad_moment_is_a_problem(reader):
    answer = reader.get(f"/timegate/{NEW}", headers={"Accept-Datetime": "tomorrow"})
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.headers["Vary"] == "accept-datetime"


def test_a_capture_of_a_page_without_an_address_is_no_memento(site, reader):
    answer = reader.get(f"/pages/{site.page.slug}/captures/2021-06-25")
    assert answer.status_code == 200
    assert "Memento-Datetime" not in answer.headers


# Our own pages


def test_which_addresses_are_pages_of_ours():
    base = "https://facts.example"
    assert own_path("http:/facts.example/pairs/lost-parcels", base) == ("pair", "lost-parcels")
    assert own_path(f"{base}/agencies/a/", base) == ("agency", "a")
    for other in (base, f"{base}/pairs", f"{base}/pages/a/captures/2011", "https://facts.example.org/pairs/a", OLD):
        assert own_path(other, base) is None


def test_days_before_a_page_was_there_those_that_were_blanked_and_today_are_no_states():
    own = [("2024-02-01", True), ("2024-03-01", False), ("2024-04-01", True)]
    around = ["2024-01-01", "2024-02-01", "2024-02-05", "2024-03-01", "2024-04-01", "2024-05-01"]
    found = states("https://facts.example/pairs/a", own, around, date(2024, 5, 1))
    assert [one.url.partition("as_of=")[2] for one in found] == ["2024-02-01", "2024-02-05", "2024-04-01"]


def test_a_page_of_ours_is_found_as_it_was(press, reader):
    for days in (40, 60):
        press.now += timedelta(days=days)
        press.pair(0, note=f"After {days} days.")
    press.session.commit()
    original = "http://localhost/pairs/pair-0"
    answer = reader.get(f"/timemap/link/{original}")
    entries = re.findall(r'<([^>]*)>; rel="([a-z ]*memento)"; datetime="([^"]+)"', answer.text)
    days = ["2024-05-01", "2024-06-10", "2024-08-09"]
    assert [one[0] for one in entries] == [f"{original}?as_of={day}" for day in days]
    for url, _, moment in entries:
        page = reader.get(url.removeprefix("http://localhost"))
        assert (page.status_code, page.headers["Memento-Datetime"]) == (200, moment)
        assert f'<{original}>; rel="original"' in ", ".join(page.headers.getlist("Link"))
    now = reader.get("/pairs/pair-0")
    assert "Memento-Datetime" not in now.headers
    assert f'<http://localhost/timegate/{original}>; rel="timegate"' in ", ".join(now.headers.getlist("Link"))
    for asked, day in (
        ("Mon, 01 Jan 1996 00:00:00 GMT", "2024-05-01"),
        ("Sun, 09 Jun 2024 23:59:59 GMT", "2024-05-01"),
        ("Mon, 10 Jun 2024 00:00:00 GMT", "2024-06-10"),
        ("Wed, 01 Jan 2098 00:00:00 GMT", "2024-08-09"),
        (None, "2024-08-09"),
    ):
        found = reader.get(f"/timegate/{original}", headers={"Accept-Datetime": asked} if asked else {})
        assert (found.status_code, found.location) == (302, f"{original}?as_of={day}")
    for kind, slug in (("pages", "facts"), ("agencies", "kite-board")):
        assert reader.get(f"/timegate/http://localhost/{kind}/{slug}").location.endswith("?as_of=2024-08-09")
    assert reader.get("/timegate/http://localhost/pairs/none").status_code == 404
