"""Taking in some copies of an archive's list: which may be, reading them, and keeping them as captures of a page."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import msgspec

from app.domain.archive_rows import ArchiveList, Row
from app.domain.errors import Rejected
from app.domain.permissions import Action, demand
from app.services.archive_lists import Copy, fetched_row, warc_copies
from app.services.captures import CaptureFields, Taken, keep_capture, read_capture
from app.services.desk import Desk
from app.services.fetch_rules import FetchRules
from app.services.revisions import load
from app.storage.models.desk import Capture, Page

MOST_READ, MOST_FETCHED = 20, 5
"""How many copies are taken in at once."""
PATIENCE = 40
"""For how many seconds further copies are asked for; whoever stands in front gives up after sixty."""


@dataclass(frozen=True)
class GivenList:
    """A list as it was given, and how its copies are had: by which rules (None: not fetched), and from where."""

    data: bytes
    filename: str | None
    list: ArchiveList
    rules: FetchRules | None
    template: str

    @property
    def most(self) -> int:
        """How many copies of it may be taken in at once; none where they would have to be fetched, and that is off."""
        if self.list.holds_bytes:
            return MOST_READ
        return MOST_FETCHED if self.rules is not None else 0


@dataclass
class Read:
    """The copies that were read, and the sentences on those that could not be."""

    taken: list[Taken] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def demand_any(self, made: Sequence[object]) -> None:
        """Raise Rejected, with all that was refused, where nothing was made."""
        if not made:
            raise Rejected(" ".join(self.refused))


def read_copies(  # noqa: PLR0913  # a choice, and what is said of it
    desk: Desk, given: GivenList, page_id: str | None, numbers: Sequence[int], today: date, *, again: bool
) -> Read:
    """Get and read the copies of these numbers. It takes a while and writes nothing.

    `page_id` is the page that they are of, None where it will be made. Raise Rejected where none, or too many, were
    chosen, and where none can be read.
    """
    demand(desk.actor, Action.CREATE)
    if not given.most:
        raise Rejected("Fetching is off on this site, so copies of this list come in by hand.")
    if page_id:
        load(desk, Page, page_id)
    rows = given.list.chosen(numbers)
    if not rows:
        raise Rejected("Choose at least one copy.", "rows")
    if len(rows) > given.most:
        raise Rejected(f"Up to {given.most} copies are taken in at once; choose fewer.", "rows")
    read = Read()
    for row, copy in _copies(given, rows, read.refused):
        try:
            read.taken.append(read_capture(copy.data, _fields(copy, again=again), today))
        except Rejected as error:
            read.refused.append(f"{row.captured.spoken}: {error}")
    read.demand_any(read.taken)
    return read


def keep_copies(desk: Desk, page_id: str, read: Read) -> list[Capture]:
    """Keep the copies as captures of the page, the oldest first; those that it has already are refused among the rest.

    Raise Rejected where none was kept.
    """
    made = []
    for one in sorted(read.taken, key=lambda one: str(one.captured)):
        try:
            made.append(keep_capture(desk, page_id, one))
        except Rejected as error:
            read.refused.append(f"{one.captured.spoken}: {error}")
    read.demand_any(made)
    return made


def _fields(copy: Copy, *, again: bool) -> CaptureFields:
    return msgspec.structs.replace(copy.fields, again=again)


def _copies(given: GivenList, rows: Sequence[Row], refused: list[str]) -> Iterator[tuple[Row, Copy]]:
    """Give the copies as they come; note those that can't be had."""
    if given.list.holds_bytes:
        for copy in warc_copies(given.data, {row.number for row in rows}, given.filename):
            yield copy.row, copy
        return
    assert given.rules is not None  # noqa: S101  # nothing is taken from such a list otherwise
    until = time.monotonic() + PATIENCE
    for row in rows:
        if time.monotonic() > until:
            refused.append(f"{row.captured.spoken}: not asked, for the archive is slow today; choose it once more.")
            continue
        try:
            yield row, fetched_row(given.rules, given.template, row)
        except Rejected as error:
            refused.append(f"{row.captured.spoken}: {error}")
