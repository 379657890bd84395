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
from app.services.agencies import PageFields, create_page
from app.services.archive_lists import Copy, archive_address, fetched_row, held_digests, warc_copies
from app.services.captures import Taken, keep_capture, read_capture
from app.services.checked import index_also, unindexed
from app.services.desk import Desk
from app.services.fetching import FetchRules, Unreachable
from app.services.imports import Progress, Report
from app.services.intake import agency_for, page_for
from app.storage.blobs import Blobs
from app.storage.models.desk import Page
from app.storage.queries.desk.pages import pages

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
    """The pages of a site by their addresses, as they are found or made."""

    desk: Desk
    target: Target
    known: dict[str, Page] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for page in pages(self.desk.session, self.desk.actor):
            for row in page.address_rows:
                self.known.setdefault(address_key(row.url), page)

    def page_of(self, address: str, own_title: str | None) -> Page:
        """Return the page of a copy, made if need be. Raise Rejected where it is not known and may not be made."""
        target = self.target
        if target.page is not None:
            return page_for(self.desk, target.page, agency=target.agency, title=target.title or own_title)
        page = self.known.get(address_key(address))
        if page is not None:
            return page
        if target.agency is None:
            raise Rejected(f"no page here has the address {address}; name the page with --page, or its --agency")
        addresses: list[dict[str, str | None]] = [{"url": address, "since": None, "until": None}]
        agency = agency_for(self.desk, target.agency)
        page = create_page(self.desk, PageFields(title=own_title or address, agency_id=agency.id, addresses=addresses))
        self.known[address_key(address)] = page
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
    """What an import works with: how a desk is opened (each opening is a transaction), the list, and what is told."""

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
    with job.opener() as desk, tempfile.TemporaryDirectory(prefix="rejoinder-") as folder:
        here = replace(desk, blobs=Blobs(Path(folder))) if report.dry_run else desk
        known = Pages(here, job.target)
        index_also(here, unindexed(here))
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
    with job.opener() as desk:
        index_also(desk, unindexed(desk))
        _keep(desk, Pages(desk, job.target), copy.row, taken)
    job.report.taken += 1


def _not_here(job: Job) -> list[Row]:
    """Return the rows whose bytes their page does not hold, the oldest first; refuse those that belong to no page."""
    wanted = []
    digests: dict[str, set[str]] = {}
    with job.opener() as desk:
        known = Pages(desk, job.target)
        for row in sorted((one.row for one in job.found.offered), key=lambda row: row.at):
            with _noting(job.report, row):
                page = known.page_of(row.address, None)
                if page.id not in digests:
                    digests[page.id] = set(held_digests(desk.session, desk.actor, desk.blobs, page.id))
                if row.digest in digests[page.id] and not job.target.again:
                    job.report.known += 1
                else:
                    wanted.append(row)
        desk.session.rollback()  # a page that would be new is made with its first copy
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
