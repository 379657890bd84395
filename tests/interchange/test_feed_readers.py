"""Readers that we did not write read every feed of the served demo to its last page."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

import feedparser
import jsonschema
import pytest
from reader import make_reader

from tests.interchange.addresses import feeds, json_pages
from tests.interchange.conftest import Served
from tests.support.machine import lacking

SCHEMA = json.loads((Path(__file__).parent / "jsonfeed.schema.json").read_text(encoding="utf-8"))
SMALLER_THAN = 250_000


@pytest.fixture(scope="module")
def told(served: Served) -> dict[str, list[str]]:
    """What each Atom feed must tell, by its JSON: the ids that stand, in order."""
    wanted = {}
    for address in feeds(served, "json"):
        items = [item for page in json_pages(served, address) for item in page["items"]]
        standing = [item["id"] for item in items if not item["_rejoinder"].get("retracted")]
        wanted[address.replace(".json", ".atom")] = standing
    return wanted


@pytest.fixture(scope="module")
def atom_pages(served: Served) -> dict[str, list[str]]:
    """The addresses of every page of every Atom feed, as feedparser follows them."""
    found = {}
    for address in feeds(served, "atom"):
        found[address], following = [], address
        while following:
            assert following not in found[address]
            found[address].append(following)
            read = feedparser.parse(following)
            assert (read.status, read.bozo, read.version) == (200, False, "atom10")
            following = next((one.href for one in read.feed.links if one.rel == "next"), None)
    return found


def test_there_is_more_than_one_page_to_read(told, atom_pages):
    assert len(atom_pages) == len(told) >= 15
    assert max(len(pages) for pages in atom_pages.values()) >= 3
    assert max(len(ids) for ids in told.values()) > 200


def test_feedparser_reads_every_feed_to_its_last_page(told, atom_pages):
    for address, pages in atom_pages.items():
        read = [feedparser.parse(page) for page in pages]
        assert [entry.id for page in read for entry in page.entries] == told[address]
        for entry in (entry for page in read for entry in page.entries):
            assert entry.title
            assert entry.link.startswith("http://127.0.0.1")
            assert entry.published_parsed
            assert entry.updated_parsed


def test_a_condition_that_feedparser_keeps_is_honoured(served):
    for address in feeds(served, "atom"):
        first = feedparser.parse(address)
        again = feedparser.parse(address, etag=first.etag)
        assert (again.status, again.entries) == (304, [])


def test_reader_keeps_every_entry_of_every_feed(told, atom_pages):
    with make_reader(":memory:") as kept:
        for page in {page for pages in atom_pages.values() for page in pages}:
            kept.add_feed(page)
        kept.update_feeds()
        assert [feed.last_exception for feed in kept.get_feeds() if feed.last_exception] == []
        for address, pages in atom_pages.items():
            ids = [entry.id for page in pages for entry in kept.get_entries(feed=page)]
            assert Counter(ids) == Counter(told[address])
        again = {page: (feed.added, feed.updated) for page, feed in _updates(kept)}
        assert set(again.values()) <= {None, (0, 0)}


def _updates(kept):
    return [(one.url, one.value) for one in kept.update_feeds_iter() if one.value is not None]


def test_reader_reads_json_feeds_to_their_last_page_too(served):
    pages = {}
    for first in feeds(served, "json"):
        following = first
        for page in json_pages(served, first):
            pages[following] = Counter(item["id"] for item in page["items"])
            following = page.get("next_url")
    assert len(pages) > len(feeds(served, "json")) + 2
    with make_reader(":memory:") as kept:
        for page in pages:
            kept.add_feed(page)
        kept.update_feeds()
        assert [feed.last_exception for feed in kept.get_feeds() if feed.last_exception] == []
        assert {page: Counter(entry.id for entry in kept.get_entries(feed=page)) for page in pages} == pages


def test_newsboat_has_every_item_in_its_cache(told, atom_pages, tmp_path):
    """One cache a feed: newsboat keeps an item that is in two feeds once, as it should."""
    newsboat = shutil.which("newsboat")
    if newsboat is None:
        lacking("newsboat")
    (tmp_path / "config").write_text("reload-threads 2\nuse-proxy no\n")
    for number, (address, pages) in enumerate(atom_pages.items()):
        urls, cache = tmp_path / f"urls-{number}", tmp_path / f"cache-{number}.db"
        urls.write_text("\n".join(pages) + "\n")
        files = ["-u", urls, "-C", tmp_path / "config", "-c", cache]
        subprocess.run([newsboat, *files, "-x", "reload"], check=True, capture_output=True, timeout=600)
        rows = cached(cache)
        assert Counter(guid for guid, _, _ in rows) == Counter(told[address])
        assert all(title and url.startswith(address.partition("/feeds/")[0]) for _, title, url in rows)


def cached(path: Path) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(path)) as cache:
        return cache.execute("SELECT guid, title, url FROM rss_item WHERE deleted = 0").fetchall()


def test_every_json_feed_holds_to_the_schema_to_its_last_page(served):
    validator = jsonschema.Draft202012Validator(SCHEMA)
    longest = 0
    for address in feeds(served, "json"):
        pages = json_pages(served, address)
        ids = [item["id"] for page in pages for item in page["items"]]
        assert len(set(ids)) == len(ids)
        for page in pages:
            assert [error.message for error in validator.iter_errors(page)] == []
            assert page.get("next_url") != page["feed_url"]
        assert [page.get("next_url") is None for page in pages] == [False] * (len(pages) - 1) + [True]
        longest = max(longest, len(pages))
    assert longest >= 3


@pytest.mark.parametrize("extension", ["json", "atom"])
def test_no_page_of_a_feed_is_longer_than_it_may_be(atom_pages, extension):
    for pages in atom_pages.values():
        for page in pages:
            with urlopen(page.replace(".atom", f".{extension}")) as answer:  # noqa: S310  # our own server
                assert len(answer.read()) < SMALLER_THAN


@pytest.mark.parametrize(
    "spoilt",
    [
        {"items": [{"id": "1"}]},
        {"items": [{"id": "", "content_text": "x"}]},
        {"items": [{"id": "1", "content_text": "x", "date_published": "yesterday"}]},
        {"items": [{"id": "1", "content_text": "x", "_rejoinder": {"about": "https://a.example/", "a": {"b.c": 1}}}]},
        {"version": "https://jsonfeed.org/version/1"},
        {"next_url": "/feeds/findings.json"},
        {"authors": [{}]},
        {"generator": "x"},
    ],
)
def test_the_schema_is_not_content_with_anything(served, spoilt):
    good = served.json("/feeds/findings.json")
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid({**good, **spoilt})
