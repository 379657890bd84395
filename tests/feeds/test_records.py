"""Lists of every kind of record, and all records of a kind as NDJSON and CSV."""

from __future__ import annotations

import csv
import json
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.records import AgencyRecord, SourceRecord, decode, encode
from app.feeds.records import PLURALS, RecordItem, cell, csv_rows, ndjson, records_page
from app.feeds.registry import BULK
from app.services import publishing
from app.storage.engine import reading
from app.web.feeds import answers
from tests.factories import feed_items as make
from tests.factories.ledger_lines import Press
from tests.support.golden import assert_golden
from tests.support.memory import peak_of

LISTS = [plural for plural in PLURALS if plural != "pairs"]


def item(kind: str, **changes: object) -> RecordItem:
    fields: dict[str, object] = {
        "id": f"{kind}00001",
        "kind": kind,
        "slug": "a-slug",
        "title": "A title",
        "published": make.FIRST,
        "modified": make.LATER,
        "seq": 7,
        "body": b'{"id":"x","note":"\xc3\xa9"}',
    }
    return RecordItem(**{**fields, **changes})  # type: ignore[arg-type]


def test_golden_records():
    items = [item(kind) for kind in ("agency", "topic", "source", "capture")]
    items += [item("capture", page="facts", capture=make.NEW), item("safeguard", retracted="Wrong.")]
    assert_golden("feeds/records.json", records_page(items, "next", make.BASE))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""), (7, "7"), (2.5, "2.5"), ("plain", "plain"), ("=1+1", "'=1+1"), ("-5", "'-5"), ("\t=1", "'\t=1"),
        ("@x", "'@x"), ("＝1", "'＝1"), (["b", "a"], "b a"), (["=x"], "'=x"), ([], ""), ([{"id": 1}, {"id": 2}], "2"),
        ([{"url": "https://a.example/"}, {"url": "https://b.example/"}], "https://a.example/ https://b.example/"),
        ([{"url": None}], "1"), ({"name": None}, '{"name":null}'),
    ],
)  # fmt: skip
def test_a_cell(value, written):
    assert cell(value) == written


@given(st.text())
def test_no_cell_starts_a_formula_and_every_text_comes_back(text):
    record = AgencyRecord(id="a", slug="a", name=text, note=text)
    header, row = csv_rows("agency", [encode(record)])
    read = dict(zip(*csv.reader(StringIO((header + row).decode(), newline="")), strict=True))
    assert read["name"].removeprefix("'") == text.removeprefix("'")
    assert not read["name"].startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_line_holds_one_record_whatever_is_in_it():
    record = SourceRecord(id="s", title="a\nb\u2028c\r", csl={"type": "book"})
    (line,) = ndjson([encode(record)])
    assert line.count(b"\n") == 1
    assert decode(line) == record


# On the web


@pytest.fixture
def published(site):
    site.publish(site.evidence())
    site.desk_of().session.commit()
    return site


def selects(statements):
    return sum(one.lstrip().upper().startswith("SELECT") for one in statements)


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("plural", LISTS)
def test_each_kind_is_listed_and_shown_with_its_record(app, reader, statements, plural):
    answer = reader.get(f"/api/v1/{plural}")
    assert selects(statements) <= 3
    page = answer.get_json()
    assert page["cursor"] is None
    for one in page["results"]:
        assert one["type"] == one["record"]["type"] == PLURALS[plural]
        assert one["retracted"] is None
        statements.clear()
        shown = reader.get(one["api"].removeprefix("http://localhost"))
        assert selects(statements) <= 3
        assert shown.get_json() == one
        app.url_map.bind("localhost").match(one["url"].removeprefix("http://localhost"))
        assert reader.get(one["api"], headers={"If-None-Match": shown.headers["ETag"]}).status_code == 304
    assert bool(page["results"]) == (plural != "topics")


@pytest.mark.parametrize("path", ["agencies/nobody", "captures/" + "x" * 99, "sources/%C3%A9", "topics/a.b"])
def test_an_unknown_record_is_a_problem(reader, path):
    answer = reader.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_a_retracted_record_leaves_the_lists_and_keeps_its_address(published, reader):
    capture = reader.get("/api/v1/captures").get_json()["results"][0]
    publishing.retract(published.desk_of(), capture["id"], "Not their page.")
    published.desk_of().session.commit()
    assert reader.get("/api/v1/captures").get_json()["results"] == []
    assert reader.get("/api/v1/captures.ndjson").data == b""
    shown = reader.get(f"/api/v1/captures/{capture['id']}").get_json()
    assert (shown["retracted"], shown["url"], shown["record"]) == ("Not their page.", None, capture["record"])


def test_lists_are_paged_by_number_and_by_room(session, reader, monkeypatch):
    press = Press(session)
    press.ground()
    for number in range(1, 12):
        press.topic(number)
    session.commit()
    for room in (2_000_000, 100):
        monkeypatch.setattr(answers, "ROOM", room)
        seen, cursor = [], ""
        while cursor is not None:
            reading.set(False)
            answer = reader.get(f"/api/v1/topics?limit=4&cursor={cursor}")
            page = answer.get_json()
            seen += [one["id"] for one in page["results"]]
            cursor = page["cursor"]
            assert ('rel="next"' in answer.headers["Link"]) == (cursor is not None)
            press.topic(100 + len(seen) + room)
            session.commit()
        assert seen[-11:] == [f"topic{number:07}" for number in range(11, 0, -1)]
    other = reader.get("/api/v1/topics?limit=4").get_json()["cursor"]
    answer = reader.get(f"/api/v1/pages?cursor={other}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(("kind", "form", "address"), BULK)
def test_all_records_of_a_kind_in_one_answer(reader, statements, kind, form, address):
    answer = reader.get(address)
    assert "Content-Length" not in answer.headers
    body = answer.data
    assert selects(statements) <= 3
    plural = address.rpartition("/")[2].partition(".")[0]
    listed = reader.get(f"/api/v1/{plural}").get_json()["results"]
    ids = [one["id"] for one in reversed(listed)]
    if form == "ndjson":
        lines = body.splitlines()
        assert [encode(decode(line)) for line in lines] == lines
        assert [json.loads(line)["id"] for line in lines] == ids
        assert answer.headers["Content-Type"] == "application/x-ndjson"
    else:
        rows = list(csv.DictReader(StringIO(body.decode(), newline="")))
        assert [row["id"] for row in rows] == ids
        assert "text" not in body.decode().splitlines()[0].split(",")
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    again = reader.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    head = reader.head(address)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", answer.headers["ETag"])
    assert kind in PLURALS.values()


@pytest.mark.alone("it measures the memory of this process")
def test_a_stream_is_read_in_constant_memory(session, reader):
    press = Press(session)
    press.ground()
    for number in range(60):
        press.pair(number, note=f"{number} " + "long words " * 20_000)
    session.commit()
    session.expunge_all()
    reading.set(False)
    reader.get("/api/v1/agencies.ndjson")
    sizes = []

    def read():
        answer = reader.get("/api/v1/pairs.ndjson", buffered=False)
        sizes.append(sum(len(part) for part in answer.response))

    peak = peak_of(read)
    assert sizes[0] > 13_000_000
    assert peak < 9_000_000
