"""Runs in bench/.venv: claims and answers into one table with search, by sqlite-utils, one JSON request a line."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import sqlite_utils

COLUMNS = ("url", "claim", "answer", "publisher", "verdict", "published")


def main() -> None:
    """Answer each `{"file": feed, "database": path, "triggers": bool}` with seconds by the clock and rows found."""
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        start, processor = time.monotonic(), time.process_time()
        feed = json.loads(Path(asked["file"]).read_text(encoding="utf-8"))
        rows = (
            {
                "url": review["url"],
                "claim": review["claimReviewed"],
                "answer": review["reviewBody"],
                "publisher": review["author"]["name"],
                "verdict": review["reviewRating"]["alternateName"],
                "published": review["datePublished"],
            }
            for review in (item["item"] for item in feed["dataFeedElement"])
        )
        database = sqlite_utils.Database(asked["database"])
        table = database["claims"]
        if asked["triggers"]:
            table.create(dict.fromkeys(COLUMNS, str), pk="url")
            table.enable_fts(["claim", "answer"], create_triggers=True)
        table.insert_all(rows, pk="url")
        if not asked["triggers"]:
            table.enable_fts(["claim", "answer"])
        seconds, processor = time.monotonic() - start, time.process_time() - processor
        count = table.count
        database.close()
        print(json.dumps({"seconds": seconds, "processor": processor, "rows": count}), flush=True)


main()
