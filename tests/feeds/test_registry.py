from __future__ import annotations

import subprocess
import sys

from app.feeds.registry import FORMATS, STREAMS, alternates, link_header

BASE = "https://rejoinder.example"


def test_every_stream_comes_in_every_format():
    assert len(alternates()) == len(STREAMS) * len(FORMATS)
    assert [one.path for one in alternates()] == ["/feeds/findings.json", "/feeds/changes.json"]
    assert alternates()[0].title == "Findings (JSON Feed)"


def test_the_link_header_names_each_feed_once():
    header = link_header(BASE, [(f"{BASE}/feeds/findings.json", "self")])
    assert header == (
        f'<{BASE}/feeds/findings.json>; rel="self", <{BASE}/feeds/changes.json>; rel="alternate"; '
        'type="application/feed+json"; title="Changes (JSON Feed)"'
    )


def test_feeds_load_neither_flask_nor_sqlalchemy():
    code = (
        "import sys, app.feeds.registry, app.feeds.api, app.feeds.findings, app.feeds.changes; "
        "print([name for name in ('flask', 'sqlalchemy', 'werkzeug') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
