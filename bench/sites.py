"""The sites to measure on, those of `rejoinder demo --size`, and addresses on them by kind of page and API call.

Each is made once under `build/bench/` and kept. BENCH_PAIRS is the size of the large one.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from app.storage.engine import make_engine
from app.storage.migrate import upgrade
from app.web.factory import create_app

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Connection

SITES = Path(__file__).parents[1] / "build" / "bench"
SMALL, LARGE, MILLION = 1_000, int(os.environ.get("BENCH_PAIRS", "100000")), 1_000_000
EACH, SEED = 20, 4711

ADDRESSES = {
    "pair": ("/pairs/{}", "SELECT slug FROM library_record WHERE kind = 'pair' ORDER BY id"),
    "finding": (
        "/pairs/{}/findings/{}",
        (
            "SELECT r.slug, f.number FROM library_finding f JOIN library_record r ON r.id = f.subject_id "
            "WHERE f.subject_kind = 'pair' ORDER BY f.id"
        ),
    ),
    "page with its matrix": ("/pages/{}", "SELECT slug FROM library_record WHERE kind = 'page' ORDER BY id"),
    "capture": (
        "/pages/{}/captures/{}",
        (
            "SELECT r.slug, c.captured FROM library_change c JOIN library_record r ON r.id = c.page_id "
            "ORDER BY c.capture_id"
        ),
    ),
    "comparison of two captures": (
        "/pages/{}/compare/{}..{}",
        (
            "SELECT r.slug, b.captured, c.captured FROM library_change c "
            "JOIN library_change b ON b.capture_id = c.before_id "
            "JOIN library_record r ON r.id = c.page_id ORDER BY c.capture_id"
        ),
    ),
    "agency": ("/agencies/{}", "SELECT slug FROM library_record WHERE kind = 'agency' ORDER BY id"),
    "topic": ("/topics/{}", "SELECT slug FROM library_record WHERE kind = 'topic' ORDER BY id"),
    "safeguard": ("/safeguards/{}", "SELECT slug FROM library_record WHERE kind = 'safeguard' ORDER BY id"),
    "source": ("/sources/{}", "SELECT id FROM library_record WHERE kind = 'source' ORDER BY id"),
    "timeline of an agency": (
        "/timeline?agency={}",
        "SELECT slug FROM library_record WHERE kind = 'agency' ORDER BY id",
    ),
    "timeline of a topic": ("/timeline?topic={}", "SELECT slug FROM library_record WHERE kind = 'topic' ORDER BY id"),
    "search, a rare word": (
        "/search?q={}",
        "SELECT word FROM library_word WHERE documents BETWEEN 2 AND 20 ORDER BY word",
    ),
    "search, a common word": (
        "/search?q={}",
        "SELECT word FROM library_word WHERE documents > (SELECT max(documents) FROM library_word) / 2 ORDER BY word",
    ),
    "search, two words of a topic": (
        "/search?q={0}+the&topic=moon-tides",
        "SELECT word FROM library_word WHERE documents BETWEEN 20 AND 2000 ORDER BY word",
    ),
    "search, a misspelt word": ("/search?q={}q", "SELECT word FROM library_word WHERE documents = 2 ORDER BY word"),
    "search, browsing a facet": (
        "/search?topic={}",
        "SELECT slug FROM library_record WHERE kind = 'topic' ORDER BY id",
    ),
    "board of safeguards": ("/safeguards", ""),
    "home": ("/", ""),
    "corrections": ("/corrections", ""),
    "ledger": ("/ledger", ""),
    "about": ("/about", ""),
    "API: a pair": ("/api/v1/pairs/{}", "SELECT id FROM library_record WHERE kind = 'pair' ORDER BY id"),
    "API: pairs": ("/api/v1/pairs", ""),
    "API: changes of the ledger": ("/api/v1/changes", ""),
    "API: claims found": (
        "/v1alpha1/claims:search?query={}",
        "SELECT word FROM library_word WHERE documents BETWEEN 2 AND 20 ORDER BY word",
    ),
    "feed of findings": ("/feeds/findings.json", ""),
    "feed of changes": ("/feeds/changes.atom", ""),
    "feed of ClaimReviews": ("/feeds/claimreview.jsonld", ""),
    "feed of an agency": (
        "/feeds/agencies/{}.json",
        "SELECT slug FROM library_record WHERE kind = 'agency' ORDER BY id",
    ),
}
"""A kind of page or API call: its address, and the statement whose rows fill it."""


def site(pairs: int) -> Flask:
    """Return the application on a site with so many pairs, made at the first time."""
    folder = SITES / f"demo-{pairs}"
    if not (folder / "made").exists():
        environment = {**os.environ, "REJOINDER_INSTANCE_PATH": str(SITES)}
        command = [Path(sys.executable).with_name("rejoinder"), "demo", "--fresh", "--size", str(pairs), "--load-only"]
        SITES.mkdir(parents=True, exist_ok=True)
        subprocess.run(command, env=environment, check=True)
        (folder / "made").touch()
    url = f"sqlite:///{folder / 'rejoinder.sqlite'}"
    engine = make_engine(url)
    upgrade(engine)  # a site that was kept may be of an older release
    engine.dispose()
    return create_app(
        {"INSTANCE_PATH": str(folder), "DATABASE_URL": url, "SECRET_KEY": "for benchmarks", "CACHE_MB": 0}
    )


def sampled(app: Flask, kind: str) -> list[str]:
    """Choose some addresses of a kind of page; equal sites give equal ones."""
    address, statement = ADDRESSES[kind]
    if not statement:
        return [address] * EACH
    with app.extensions["rejoinder-databases"].library.connect() as connection:
        found = _found(connection, statement)
    some = random.Random(SEED).sample(found, min(EACH, len(found)))  # noqa: S311  # nothing in it is secret
    return [address.format(*one) for one in some]


def _found(connection: Connection, statement: str) -> list[Any]:
    return [tuple(row) for row in connection.execute(text(statement))]
