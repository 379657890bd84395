"""Checked before? Reworded claims among 100,000, beside a rapidfuzz scan; and whether the right one is found.

The claims are those of `bench.importing`, imported once as drafts under `build/bench/`. Each claim that is asked for is
one of them in other words, so that which one should be found is known.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from statistics import median
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services import checked
from app.services.desk import COMMAND, Desk
from app.storage.blobs import Blobs
from app.storage.engine import make_engine
from app.storage.migrate import upgrade
from app.storage.models.desk import ClaimText
from bench.importing import CLAIMS, feed
from bench.measuring import FOLDER, Row
from bench.sites import SEED, SITES
from bench.texts import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

ASKED, SCANNED, FIRST = 100, 5, 5
MOST_MS = 10.0


def rows(rounds: int) -> Iterator[Row]:
    """Ask for reworded claims, ours and the scan in turn."""
    scan = Row(f"checked before? among {CLAIMS:,}", "rapidfuzz on every claim (token_sort_ratio)", goal=None)
    quick = Row(f"checked before? among {CLAIMS:,}, p50", f"{MOST_MS:.0f} ms", 1)
    recall = Row("checked before? the right claim among the first five", "the known answer", 0.97, "share")
    theirs = Row("the same, of the scan", "the known answer", goal=None, unit="share")
    engine, blobs = _site()
    with Session(engine) as session:
        claims = dict(
            session.execute(select(ClaimText.subject_id, ClaimText.text).order_by(ClaimText.subject_id)).all()
        )
        names, texts = list(claims), list(claims.values())
        desk = Desk(session=session, actor=COMMAND, now=datetime.now(UTC), blobs=blobs)
        for seed in range(rounds):
            rng, writer = random.Random(SEED + seed), Writer(SEED + seed)  # noqa: S311  # nothing in it is secret
            asked = {name: writer.reworded(claims[name]) for name in rng.sample(names, ASKED)}
            taken, found = [], 0
            for name, words in asked.items():
                start = time.process_time()
                near = checked.nearest(desk, {name: words}).get(name, [])[:FIRST]
                taken.append(time.process_time() - start)
                found += any(one.pair.id == name or one.claim == claims[name] for one in near)
            scanned, right = [], 0
            for name in list(asked)[:SCANNED]:
                start = time.process_time()
                best = process.extract(asked[name], texts, scorer=fuzz.token_sort_ratio, limit=FIRST)
                scanned.append(time.process_time() - start)
                right += any(text == claims[name] for text, _, _ in best)
            quick.ratios.append(MOST_MS / 1000 / median(taken))
            scan.ratios.append(median(scanned) / median(taken))
            recall.ratios.append(found / ASKED)
            theirs.ratios.append(right / SCANNED)
            quick.unit = f"times within it; {median(taken) * 1000:.1f} ms"
            scan.unit = f"times as fast; theirs {median(scanned) * 1000:.0f} ms"
    engine.dispose()
    yield from (quick, scan, recall, theirs)


def _site() -> tuple[Engine, Blobs]:
    """Return the desk with the imported claims, made at the first time."""
    folder = SITES / f"claims-{CLAIMS}"
    if not (folder / "made").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _imported(folder)
        (folder / "made").touch()
    engine = make_engine(f"sqlite:///{folder / 'rejoinder.sqlite'}")
    upgrade(engine)
    return engine, Blobs(folder / "blobs")


def _imported(folder: Path) -> None:
    file = folder / "feed.json"
    file.write_text(json.dumps(feed(SEED)), encoding="utf-8")
    command = [sys.executable, "-m", "bench.import_once", str(file), str(folder)]
    subprocess.run(command, cwd=FOLDER.parent, check=True, stdout=subprocess.DEVNULL)
    file.unlink()
