"""Importing WARC files and CDX lists from the command line: each copy becomes a capture of the page that it is of.

A WARC is taken in one piece or not at all. The copies of a CDX list are fetched one after another, slowly, and each is
kept when it has come: a run that is stopped goes on where it ended. What is here already is not fetched again.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import msgspec

from app.domain.archive_rows import ArchiveList, Row, address_key
from app.domain.errors import Duplicate, NotFound, Rejected
from app.services.archive_lists import Copy, archive_address, fetched_row, held_digests, warc_copies
from app.services.captures import Taken, keep_capture, read_capture
from app.services.checked import index_first
from app.services.desk import Desk
from app.services.fetch_rules import FetchRules
from app.services.fetching import Unreachable
from app.services.imports import Report
from app.services.intake import demand_makeable, make_page, page_at, page_named
from app.services.progress import Progress
from app.storage.blobs import Blobs
from app.storage.engine import only_reading
from app.storage.models.desk import Page

PAUSE = 1.0
PATIENCE = 5
"""How many fetches may fail one after another before the rest is let be."""
ABSENT = frozenset({"403", "404", "410", "451", "kind", "size"})
"""Why one copy can't be had, though the archive answers."""
Opener = Callable[[], AbstractContextManager[Desk]]


class ArchiveReport(Report):
    """What became of a list, with what of it is no copy of a page: how many rows for which reason."""

    left_out: dict[str, int] = msgspec.field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """Which page the copies are of: `page` names one for all; else each goes to the page that has its address.

    `agency` makes pages that are not here yet, `title` names the one of `page`; `again` keeps copies unchanged since
    another day.
    """

    page: str | None = None
    agency: str | None = None
    title: str | None = None
    again: bool = False


@dataclass
class Pages:
    """The pages that copies are of, as they are found or made."""

    desk: Desk
    target: Target
    known: dict[str, Page | None] = field(default_factory=dict)

    def find(self, address: str) -> Page | None:
        """Return the page of a copy; None where it will be made. Raise Rejected where it is unknown and may not be."""
        target = self.target
        name = target.page or address
        key = address_key(name)
        if key not in self.known:
            self.known[key] = page_named(self.desk, name) if target.page else page_at(self.desk, name)
        page = self.known[key]
        if page is None and target.page is not None:
            demand_makeable(name, target.agency)
        elif page is None and target.agency is None:
            raise Rejected(f"no page here has the address {address}; name the page with --page, or its --agency")
        return page

    def page_of(self, address: str, own_title: str | None) -> Page:
        """Return the page of a copy, made if need be. Raise Rejected where it is not known and may not be made."""
        page = self.find(address)
        if page is None:
            name, title = self.target.page or address, (self.target.title if self.target.page else None) or own_title
            page = make_page(self.desk, name, demand_makeable(name, self.target.agency), title)
            self.known[address_key(name)] = page
        return page


def begun(name: str, found: ArchiveList, *, dry_run: bool) -> ArchiveReport:
    """Begin a report with what a list holds: repeats are known, what is no page is left out, broken lines refused."""
    report = ArchiveReport(file=name, dry_run=dry_run, read=len(found.rows) + len(found.unread))
    report.known = sum(one.same_as is not None for one in found.rows)
    report.left_out = dict(Counter(one.why_not for one in found.rows if one.why_not is not None))
    for one in found.unread:
        report.refuse(one.place, Rejected(one.sentence))
    return report


@dataclass(frozen=True)
class Job:
    """What an import works with: how a desk is opened, the list, and what is told."""

    opener: Opener
    found: ArchiveList
    target: Target
    report: ArchiveReport
    today: date
    progress: Progress


def import_warc(job: Job, data: bytes) -> None:
    """Read all copies, and only then take them in, in one transaction; a dry run takes them back."""
    report, numbers = job.report, {one.row.number for one in job.found.offered}
    taken: list[tuple[Row, Taken]] = []
    for number, copy in enumerate(warc_copies(data, numbers, report.file), 1):
        job.progress("Reading the copies", number, len(numbers))
        with _noting(report, copy.row):
            taken.append((copy.row, _read(job, copy)))
    with _writing(job) as desk, tempfile.TemporaryDirectory(prefix="rejoinder-") as folder:
        here = replace(desk, blobs=Blobs(Path(folder))) if report.dry_run else desk
        known = Pages(here, job.target)
        for row, one in sorted(taken, key=lambda pair: pair[0].at):
            with _noting(report, row):
                _keep(here, known, row, one)
                report.taken += 1
        if report.dry_run:
            desk.session.rollback()


@dataclass(frozen=True)
class Fetching:
    """How the copies of a list are fetched: by which rules (None in a dry run), and where they are."""

    rules: FetchRules | None
    template: str
    pause: float = PAUSE


def import_cdx(job: Job, fetching: Fetching) -> None:
    """Fetch and take in each copy that is not here; a dry run says how many. No lock is held while one is asked."""
    report, wanted = job.report, _not_here(job)
    if fetching.rules is None:
        report.taken = len(wanted)
        return
    failures = 0
    for number, row in enumerate(wanted, 1):
        job.progress("Fetching the copies", number, len(wanted))
        if failures == PATIENCE:
            report.refuse(row.place, Rejected(f"not asked: the archive failed {PATIENCE} times one after another"))
            continue
        if number > 1:
            time.sleep(fetching.pause)
        with _noting(report, row):
            try:
                copy = _fetched(fetching, fetching.rules, row)
            except Unreachable as error:
                failures += error.cause not in ABSENT
                raise
            failures = 0
            if not copy.as_listed:
                report.change(row.place, ["the archive gives other bytes than the list names"])
            _take_one(job, copy)


def _fetched(fetching: Fetching, rules: FetchRules, row: Row) -> Copy:
    try:
        return fetched_row(rules, fetching.template, row)
    except Unreachable as error:
        raise Unreachable(f"{archive_address(fetching.template, row)}: {error}", error.cause) from error


def _take_one(job: Job, copy: Copy) -> None:
    taken = _read(job, copy)
    with _writing(job) as desk:
        _keep(desk, Pages(desk, job.target), copy.row, taken)
    job.report.taken += 1


@contextmanager
def _writing(job: Job) -> Iterator[Desk]:
    """Open a desk for one transaction, which takes its turn to write when all that can be read before was read."""
    with only_reading(), job.opener() as desk, desk.session.begin():
        index_first(desk)
        yield desk


def _not_here(job: Job) -> list[Row]:
    """Return the rows whose bytes their page does not hold, the oldest first; refuse those that belong to no page."""
    wanted = []
    digests: dict[str, set[str]] = {}
    with only_reading(), job.opener() as desk:
        known = Pages(desk, job.target)
        for row in sorted((one.row for one in job.found.offered), key=lambda row: row.at):
            with _noting(job.report, row):
                page = known.find(row.address)
                if page is not None and page.id not in digests:
                    digests[page.id] = set(held_digests(desk.session, desk.actor, desk.blobs, page.id))
                if page is not None and row.digest in digests[page.id] and not job.target.again:
                    job.report.known += 1
                else:
                    wanted.append(row)
    return wanted


def _read(job: Job, copy: Copy) -> Taken:
    return read_capture(copy.data, msgspec.structs.replace(copy.fields, again=job.target.again), job.today)


def _keep(desk: Desk, known: Pages, row: Row, taken: Taken) -> None:
    page = known.page_of(taken.fields.address or row.address, taken.found.title)
    keep_capture(desk, page.id, taken)


@contextmanager
def _noting(report: ArchiveReport, row: Row) -> Iterator[None]:
    """Note what is here already, and what is refused, with its place."""
    try:
        yield
    except Duplicate:
        report.known += 1
    except (Rejected, NotFound) as error:
        report.refuse(row.place, Rejected(str(error)))
