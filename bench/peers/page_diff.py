"""Runs in bench/.venv: marks the changes between two HTML pages with web-monitoring-diff, one JSON request a line."""

from __future__ import annotations

import json
import sys
import time

from bs4 import BeautifulSoup
from web_monitoring_diff import html_diff_render


def marked_words(page: str) -> int:
    """Count the words inside what is marked as put in or taken out."""
    body = BeautifulSoup(page, "lxml").body
    return sum(
        len(mark.get_text(" ").split())
        for mark in body.find_all(["ins", "del"])
        if not mark.find_parent(["ins", "del"])
    )


def main() -> None:
    """Answer each `{"old": html, "new": html}` with processor seconds and marked words."""
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        pages = json.loads(line)
        start = time.process_time()
        combined = html_diff_render(pages["old"], pages["new"])["combined"]
        seconds = time.process_time() - start
        print(json.dumps({"seconds": seconds, "words": marked_words(combined)}), flush=True)


main()
