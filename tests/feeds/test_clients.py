"""Programs that we did not write read every feed of the demo to its last page."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import feedparser
import pytest
from sqlalchemy.orm import Session

from app.feeds.registry import SUBJECT_STREAMS, alternates, subject_alternates
from app.services import demo
from app.storage.blobs import Blobs
from app.storage.engine import make_engine
from app.web.feeds import streams
from tests.support.server import serve

SUBJECTS = {
    "agency": "office-of-tides-and-umbrellas",
    "page": "umbrella-custody",
    "topic": "fees",
    "safeguard": "custody-panel",
}
PATHS = [one.path for one in (*alternates(), *(a for kind, s in SUBJECTS.items() for a in subject_alternates(kind, s)))]


@pytest.fixture(scope="module")
def demo_folder(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    shutil.copyfile(sqlite_template, folder / "rejoinder.sqlite")
    engine = make_engine(f"sqlite:///{folder / 'rejoinder.sqlite'}")
    with Session(engine) as session:
        demo.load(session, Blobs(folder / "blobs"))
        session.commit()
    engine.dispose()
    return folder


@pytest.fixture
def app_settings(demo_folder: Path) -> dict[str, Any]:
    url = f"sqlite:///{demo_folder / 'rejoinder.sqlite'}"
    return {"INSTANCE_PATH": str(demo_folder), "DATABASE_URL": url, "SECRET_KEY": "for tests", "TESTING": True}


def test_every_kind_of_subject_that_has_a_stream_is_read():
    assert set(SUBJECTS) == {stream.kind for stream in SUBJECT_STREAMS}


@pytest.mark.parametrize("path", [path for path in PATHS if path.endswith(".atom")])
def test_feedparser_reads_each_feed_to_its_last_page(app, monkeypatch, path, feed_pages):
    whole = [item for page in feed_pages(path.replace(".atom", ".json")) for item in page["items"]]
    monkeypatch.setattr(streams, "PAGE", 2)
    seen, following = [], path
    with serve(app) as server:
        following, pages = server.origin + path, 0
        while following:
            read = feedparser.parse(following)
            assert (read.status, read.bozo, read.version) == (200, False, "atom10")
            seen += [entry.id for entry in read.entries]
            following = next((one.href for one in read.feed.links if one.rel == "next"), None)
            pages += 1
    standing = [one["id"] for one in whole if not one["_rejoinder"].get("retracted")]
    assert seen == standing
    assert len(whole) >= 1
    assert pages == max(1, -(-len(whole) // 2))


@pytest.mark.parametrize("path", [path for path in PATHS if path.endswith(".json")])
def test_every_json_feed_of_the_demo_holds_to_its_schema(feed_pages, monkeypatch, path):
    (whole,) = feed_pages(path)
    monkeypatch.setattr(streams, "PAGE", 1)
    pages = list(feed_pages(path))
    assert [item["id"] for page in pages for item in page["items"]] == [item["id"] for item in whole["items"]]


def test_a_condition_that_feedparser_keeps_is_honoured(app):
    with serve(app) as server:
        first = feedparser.parse(server.url("/feeds/findings.atom"))
        again = feedparser.parse(server.url("/feeds/findings.atom"), etag=first.etag)
    assert (again.status, again.entries) == (304, [])
