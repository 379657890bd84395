"""What every importer shares: one shape of report, and what an import of pairs or sources is made of."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import msgspec

from app.domain.errors import NotFound, Rejected
from app.domain.permissions import Action, may
from app.services.desk import Desk

AT_ONCE = 1_000
"""Items that are looked up and written together."""
HELD = 1.0
"""Seconds for which an import keeps others from writing before it commits; they wait for five (`BUSY_MS`)."""
MOST_NOTES = 1_000
"""Notes of each kind that a report holds; the rest are counted."""
LARGEST = 512 * 1024 * 1024
Item = TypeVar("Item")


class Note(msgspec.Struct, frozen=True):
    """What was changed or refused, where in the file, and why."""

    place: str
    reason: str


class Report(msgspec.Struct, kw_only=True):
    """What became of a file: how many items were read, taken, here already, and refused.

    `changed` are items that were taken otherwise than they stood, `changes` and `refusals` the first of the reasons.
    """

    file: str
    dry_run: bool
    read: int = 0
    taken: int = 0
    known: int = 0
    changed: int = 0
    refused: int = 0
    changes: list[Note] = []
    refusals: list[Note] = []

    def change(self, place: str, reasons: Iterable[str]) -> None:
        """Note what was changed on the way."""
        told = "; ".join(reasons)
        if told:
            self.changed += 1
            if len(self.changes) < MOST_NOTES:
                self.changes.append(Note(place, told))

    def refuse(self, place: str, reason: Rejected) -> None:
        """Note what was not taken."""
        self.refused += 1
        if len(self.refusals) < MOST_NOTES:
            self.refusals.append(Note(place, str(reason).rstrip(".")))


def demand_importer(desk: Desk) -> None:
    """Raise NotFound, as if there were no such page, for whoever may not import files."""
    if not may(desk.actor, Action.IMPORT):
        raise NotFound("There is no such page on the desk.")


def in_batches(items: Iterable[Item], key: Callable[[Item], object]) -> Iterator[list[Item]]:
    """Put items together, about `AT_ONCE` of them; what has one key and stands together stays together."""
    batch: list[Item] = []
    for one in items:
        if len(batch) >= AT_ONCE and key(batch[-1]) != key(one):
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch


@contextmanager
def without_collecting() -> Iterator[None]:
    """Keep Python from looking for garbage until the block ends: a batch makes rows by the thousand, and no cycles."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
