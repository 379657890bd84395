from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.feeds.changes import change_entry
from app.feeds.commitments import observation_entry
from app.feeds.corrections import correction_entry
from app.feeds.entries import Entries, Entry, Feed, permanent_id
from app.feeds.findings import finding_entry
from app.feeds.items import Named, Quantity
from app.feeds.jsonfeed import write
from tests.factories import feed_items as make
from tests.support.golden import assert_golden
from tests.support.json_feed import SMALLER_THAN, faults

URL = f"{make.BASE}/feeds/findings.json"


def feed_of(entries: Sequence[Entry], *, more: bool = False) -> Feed:
    return Feed(
        stream="findings",
        title="Rejoinder: findings",
        description="What the editors found.",
        site="Rejoinder",
        publisher="The Editors",
        base=make.BASE,
        home=f"{make.BASE}/",
        url=URL,
        entries=entries,
        more=more,
    )


def entry_of(number: int, text: str = "words") -> Entry:
    return Entry(
        id=permanent_id("finding", str(number)),
        url=f"{make.BASE}/pairs/x/findings/{number}",
        title=f"Mixed: {number}",
        html=f"<p>{text}</p>",
        text=text,
        published="2026-03-01T09:30:00Z",
        modified="2026-03-01T09:30:00Z",
        tags=["Mixed"],
        facts={"type": "finding"},
        cursor=f"after{number}",
    )


def test_no_more_entries_are_made_than_a_page_has_room_for():
    made: list[int] = []

    def make_one(number: int) -> Entry:
        made.append(number)
        return entry_of(number, "words " * 4_000)

    page = json.loads(write(feed_of(Entries([partial(make_one, number) for number in range(100)]), more=False)).body)
    shown = len(page["items"])
    assert 1 < shown < 20
    assert page["next_url"].endswith(f"cursor=after{shown - 1}")
    assert made == list(range(shown + 1)), "one each, and the one that found no room"


def test_golden_findings():
    entries = [
        finding_entry(make.finding(), make.BASE),
        finding_entry(
            make.finding(id="findingrule2", subject_kind="safeguard", verdict="unverifiable", quote=None, replies=[]),
            make.BASE,
        ),
        finding_entry(make.finding(id="findingback3", retracted="We misread the order of May."), make.BASE),
    ]
    written = write(feed_of(entries, more=True))
    assert faults(written.body) == []
    assert_golden("feeds/findings.json", written.body)


def test_golden_changes():
    written = write(feed_of([change_entry(make.change(), make.BASE)]))
    assert faults(written.body) == []
    assert_golden("feeds/changes.json", written.body)


def test_golden_corrections_and_commitments():
    entries = [correction_entry(make.correction(), make.BASE), observation_entry(make.observation(), make.BASE)]
    written = write(feed_of(entries))
    assert faults(written.body) == []
    assert_golden("feeds/corrections.json", written.body)


def test_empty_feed_is_valid_and_ends():
    written = write(feed_of([]))
    assert faults(written.body) == []
    assert written.next_url is None
    assert "next_url" not in json.loads(written.body)


def test_next_url_follows_the_last_entry_and_is_never_the_feeds_own():
    written = write(feed_of([entry_of(1), entry_of(2)], more=True))
    assert written.next_url == f"{URL}?cursor=after2"
    assert json.loads(written.body)["next_url"] != json.loads(written.body)["feed_url"] == URL


def test_modified_only_where_it_differs():
    plain, changed = entry_of(1), msgspec.structs.replace(entry_of(2), modified="2026-03-02T00:00:00Z")
    items = json.loads(write(feed_of([plain, changed])).body)["items"]
    assert "date_modified" not in items[0]
    assert items[1]["date_modified"] == "2026-03-02T00:00:00Z"


@pytest.mark.parametrize("mark", ["x", "é", "漢", "😀", "\x01", '"', "\\"])
def test_an_entry_too_long_for_a_page_is_cut_and_says_where_the_whole_is(mark):
    long = entry_of(1, mark * 300_000)
    written = write(feed_of([long, entry_of(2)]))
    assert faults(written.body) == []
    first = json.loads(written.body)["items"][0]
    assert "content_html" not in first
    assert first["content_text"].endswith(f"…\n\nThe whole text: {long.url}")


@pytest.mark.parametrize("mark", ["x", "😀", '"'])
def test_no_entry_fills_a_page_whatever_is_in_it(mark):
    long = mark * 100_000
    named = Named(id="x", slug="x", name=long)
    worst = make.line(
        change="reworded",
        from_=long,
        to=long,
        verdict=(long, long),
        quantities=[Quantity(long, f"{long}{n}") for n in range(9)],
    )
    entries = [
        finding_entry(make.finding(retracted=long, subject=named, agency=named, claim_reviewed=long), make.BASE),
        finding_entry(make.finding(html=long, quote=long, subject=named, agency=named), make.BASE),
        change_entry(make.change(lines=[worst] * 999, page=named, agency=named), make.BASE),
        correction_entry(make.correction(html=long, subject=named, agency=named), make.BASE),
        observation_entry(make.observation(html=long, text=long, subject=named, agency=named), make.BASE),
    ]
    for entry in entries:
        written = write(feed_of([entry]))
        assert faults(written.body) == []
        assert len(json.loads(written.body)["items"]) == 1


@given(st.lists(st.integers(min_value=0, max_value=130_000), max_size=12), st.booleans())
def test_pages_stay_small_and_together_hold_every_entry_once(sizes, more):
    entries = [entry_of(number, "x" * size) for number, size in enumerate(sizes)]
    seen: list[str] = []
    rest = entries
    while True:
        written = write(feed_of(rest, more=more))
        assert len(written.body) < SMALLER_THAN
        items = json.loads(written.body)["items"]
        assert items or not rest
        seen += [item["id"] for item in items]
        rest = rest[len(items) :]
        if not rest:
            assert (written.next_url is not None) == (more and bool(items))
            break
        assert written.next_url == f"{URL}?cursor={entries[len(seen) - 1].cursor}"
    assert seen == [entry.id for entry in entries]


def test_the_checker_finds_what_is_wrong():
    good = json.loads(write(feed_of([entry_of(1)], more=True)).body)
    item = good["items"][0]
    wrong = {
        "version": {**good, "version": "https://jsonfeed.org/version/1"},
        "title is missing": {key: value for key, value in good.items() if key != "title"},
        "next_url is feed_url": {**good, "next_url": good["feed_url"]},
        "twice": {**good, "items": [item, item]},
        "no content": {**good, "items": [{"id": "1"}]},
        "id is empty": {**good, "items": [{**item, "id": ""}]},
        "no RFC 3339": {**good, "items": [{**item, "date_published": "1 March 2026"}]},
        "a tag is no string": {**good, "items": [{**item, "tags": [1]}]},
        "no field": {**good, "feed_title": "x"},
        "title is a int": {**good, "title": 1},
        "no absolute address": {**good, "feed_url": "/feeds/findings.json"},
        "has a dot": {**good, "_rejoinder": {**good["_rejoinder"], "a": [{"b.c": 1}]}},
        "is no object": {**good, "_rejoinder": 1},
        "empty": {**good, "authors": [{}]},
    }
    for sentence, feed in wrong.items():
        assert any(sentence in fault for fault in faults(json.dumps(feed).encode())), sentence
    assert "no JSON" in faults(b"\xff")[0]
    assert "too many" in faults(json.dumps({**good, "description": "x" * SMALLER_THAN}).encode())[0]
