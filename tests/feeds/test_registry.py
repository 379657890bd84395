from __future__ import annotations

import subprocess
import sys

from app.feeds.registry import FORMATS, STREAMS, alternates, link_header, subject_alternates

BASE = "https://rejoinder.example"


def test_every_stream_comes_in_every_format():
    assert len(alternates()) == len(STREAMS) * len(FORMATS)
    names = ("findings", "changes", "corrections", "commitments")
    assert [one.path for one in alternates()] == [f"/feeds/{name}.{end}" for name in names for end in ("json", "atom")]
    assert alternates()[0].title == "Findings (JSON Feed)"


def test_the_link_header_names_each_feed_once():
    header = link_header(BASE, [(f"{BASE}/feeds/findings.json", "self")])
    first, second, third = header.split(", ")[:3]
    assert first == f'<{BASE}/feeds/findings.json>; rel="self"'
    assert second == (
        f'<{BASE}/feeds/findings.atom>; rel="alternate"; type="application/atom+xml"; title="Findings (Atom)"'
    )
    assert third.startswith(f'<{BASE}/feeds/changes.json>; rel="alternate"; type="application/feed+json"')
    assert header.count(f"<{BASE}/feeds/findings.json>") == 1
    reviews = f"{BASE}/feeds/claimreview.jsonld"
    assert f'<{reviews}>; rel="alternate"; type="application/ld+json"; title="ClaimReviews (DataFeed)"' in header
    assert link_header(BASE, [(reviews, "self")]).count(f"<{reviews}>") == 1


def test_a_subject_has_its_own_feeds_where_its_kind_has_a_stream():
    paths = [one.path for one in subject_alternates("agency", "a/b")]
    assert paths == ["/feeds/agencies/a%2Fb.json", "/feeds/agencies/a%2Fb.atom"]
    assert subject_alternates("pair", "x") == ()
    own = subject_alternates("topic", "fees")
    assert f'<{BASE}/feeds/topics/fees.json>; rel="alternate"' in link_header(BASE, [], own).split(", ")[0]


def test_feeds_load_neither_flask_nor_sqlalchemy():
    code = (
        "import sys, app.feeds.registry, app.feeds.api, app.feeds.findings, app.feeds.changes; "
        "print([name for name in ('flask', 'sqlalchemy', 'werkzeug') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
