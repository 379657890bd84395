"""Importing ClaimReviews as drafts that the desk can search, against sqlite-utils with one flat table and search.

Time is taken by the clock: both sides commit as they go, and wait for the disk. A row tells the processor time too.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.measuring import FOLDER, Missing, Peer, Row
from bench.texts import Record, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

CLAIMS = 100_000
PUBLISHED, GOAL_RATE = 20_000, 1_000
MOST_ROUNDS = 3
ROOM = 300 * 1024 * 1024


def rows(rounds: int) -> Iterator[Row]:
    """Measure all rows of this module: 100,000 claims a round, each side in a process and a file of its own."""
    flat = Row("import of 100,000 claims, searchable", "sqlite-utils insert, then enable-fts", goal=1)
    kept = Row(
        "import of 100,000 claims, searchable (kept up)", "sqlite-utils with search kept up by triggers", goal=None
    )
    worked = Row("import of 100,000 claims, processor time", "sqlite-utils insert, then enable-fts", goal=None)
    published = Row("records published at once, ledger and library", "1,000 a second of the processor", goal=1)
    memory = Row("memory of that import", "300 MB", goal=1, unit="times as little")
    try:
        peer: Peer | None = Peer("flat_table.py")
    except Missing as missing:
        flat.missing = kept.missing = worked.missing = str(missing)
        peer = None
    for seed in range(min(rounds, MOST_ROUNDS)):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            file = folder / "feed.json"
            file.write_text(json.dumps(feed(seed)), encoding="utf-8")
            ours = _apart("bench.import_once", str(file), str(folder))
            memory.ratios.append(ROOM / ours["peak"])
            site = _apart("bench.publish_once", str(folder / "published.sqlite"), str(PUBLISHED))
            published.ratios.append(site["records"] / site["processor"] / GOAL_RATE)
            for row, triggers in ((flat, False), (kept, True)) if peer else ():
                database = str(folder / f"flat-{triggers}.db")
                theirs = peer.ask(file=str(file), database=database, triggers=triggers)
                if not theirs["rows"] == ours["taken"] == CLAIMS:
                    raise RuntimeError(f"not all claims were taken: {theirs}, {ours}")
                row.ratios.append(theirs["seconds"] / ours["seconds"])
                if not triggers:
                    worked.ratios.append(theirs["processor"] / ours["processor"])
    if peer:
        peer.close()
    yield from (flat, kept, worked, memory, published)


def feed(seed: int) -> dict[str, Any]:
    """Return a DataFeed of made-up ClaimReviews."""
    writer = Writer(seed)
    records = [Record(writer.claim(), writer.rebuttal(40)) for _ in range(CLAIMS)]
    reviews = [
        {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "url": f"https://facts.example/reviews/{number}",
            "claimReviewed": one.claim,
            "author": {"@type": "Organization", "name": "Facts"},
            "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "Somebody"}},
            "reviewRating": {
                "@type": "Rating",
                "ratingValue": 2,
                "bestRating": 5,
                "worstRating": 1,
                "alternateName": "Mostly false",
            },
            "reviewBody": one.rebuttal,
            "datePublished": "2024-02-03",
        }
        for number, one in enumerate(records)
    ]
    return {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": one} for one in reviews]}


def _apart(module: str, *given: str) -> dict[str, Any]:
    command = [sys.executable, "-m", module, *given]
    done = subprocess.run(command, cwd=FOLDER.parent, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
