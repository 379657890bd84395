"""Progress of long work: a bar on a terminal, nothing in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from app.services.progress import Progress

PARTS = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
EVERY = 0.1
"""Seconds between two looks at the bar: each costs more than a small piece of the work."""


@contextmanager
def told() -> Iterator[Progress]:
    """Give what is to be told of each piece of work: what is done, how much of it, and of how much."""
    with Bar(
        *PARTS, console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True, auto_refresh=False
    ) as bar:
        tasks = {}
        next_look = 0.0

        def tell(what: str, done: int, of: int) -> None:
            nonlocal next_look
            if bar.disable or (time.monotonic() < next_look and done < of):
                return
            next_look = time.monotonic() + EVERY
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=of)
            bar.update(tasks[what], completed=done, total=of)
            bar.refresh()

        yield tell
