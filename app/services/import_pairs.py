"""Claims with their answers, from a file, as draft pairs: many at once, by few statements.

What stands at one address is one page with one capture, whose text is the claims and the answers; so what is imported
can be judged, compared and published as any pair. It gives the rows that an editor's work gives; a test holds that.
An address that is here already is not taken twice: what says the same is left, and what says something else is a new
capture of the page, in which pairs with the same claim go on.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from time import monotonic

from sqlalchemy import select

from app.domain.errors import Rejected
from app.domain.folding import fold
from app.domain.partial_dates import PartialDate
from app.domain.permissions import Action, demand
from app.domain.slugs import slug_of
from app.services import imports
from app.services.desk import Desk
from app.services.import_items import AnyIn, PairIn, RefusedIn
from app.services.imports import Report, in_batches, without_collecting
from app.services.pair_rows import COLUMNS, Import, KnownCapture, keep, title_of, write
from app.services.statements import shortened
from app.storage.models.desk import Capture, PageAddress, Subject
from app.storage.models.library import LibrarySlug

LONGEST_TEXT = 3_000_000


def take_pairs(desk: Desk, items: Iterable[AnyIn], report: Report, captured: str) -> Iterator[int]:
    """Take claims with their answers as drafts; yield how many items were read wherever it is time to commit.

    That is after whole batches, once others may have waited to write for `imports.HELD` seconds. A dry run counts and
    writes nothing. Raise Rejected for a day of capture that is none or lies ahead.
    """
    demand(desk.actor, Action.IMPORT)
    day = PartialDate.parse(captured, "captured")
    if day.first_day > desk.now.date():
        raise Rejected(f"{day.spoken} lies ahead; a capture is of a day that has been.", "captured")
    one = Import(desk, report, day)
    one.pages = dict(desk.session.execute(select(PageAddress.url, PageAddress.page_id)).all())
    told, since = 0, monotonic()
    for batch in in_batches(items, lambda item: item.url):
        with without_collecting():
            _take(one, batch)
        report.read += len(batch)
        if monotonic() - since >= imports.HELD:
            yield report.read
            told, since = report.read, monotonic()
    if report.read > told:
        yield report.read


def _take(one: Import, batch: Sequence[AnyIn]) -> None:
    one.rows, one.again = {table: [] for table in COLUMNS}, []
    wanted = list(_acceptable(one, batch))
    captures = _captures_of(one, wanted)
    if not one.report.dry_run:
        one.slugs = _slugs_taken(one, wanted)
    for url, group in groupby(wanted, key=lambda item: item.url):
        pairs = _different(one, list(group))
        text, ranges = _text_of(pairs)
        digest = hashlib.sha256(text.encode()).hexdigest()
        known = captures.get(one.pages.get(url, ""), [])
        if any(capture.sha256 == digest for capture in known):
            one.report.known += len(pairs)
            continue
        if known:
            one.report.change(pairs[0].place, ["the page said something else before; this is a new capture of it"])
        for pair in pairs:
            one.report.change(pair.place, pair.changes)
        one.report.taken += len(pairs)
        if not one.report.dry_run:
            keep(one, pairs, text, ranges, digest, known)
    if not one.report.dry_run:
        write(one)


def _acceptable(one: Import, batch: Sequence[AnyIn]) -> Iterator[PairIn]:
    """Yield what can be taken; report the rest."""
    last = None
    for item in batch:
        try:
            pair = _demand_fit(one, item, last)
        except Rejected as reason:
            one.report.refuse(item.place, reason)
            continue
        if pair.url != last:
            last = pair.url
            one.done.add(last)
        yield pair


def _demand_fit(one: Import, item: AnyIn, last: str | None) -> PairIn:
    if isinstance(item, RefusedIn):
        raise item.reason
    if item.url != last and item.url in one.done:
        raise Rejected("what is of one address must stand together; the rest of this one stands further up")
    if len(item.claim) + len(item.rebuttal) > LONGEST_TEXT:
        raise Rejected("it is longer than any page that is read")
    return item


def _different(one: Import, pairs: list[PairIn]) -> list[PairIn]:
    """Return what of one address says something of its own; what is said twice is known."""
    if len(pairs) == 1:
        return pairs
    said = {(fold(pair.claim), fold(pair.rebuttal)): pair for pair in reversed(pairs)}
    kept = set(map(id, said.values()))
    one.report.known += len(pairs) - len(kept)
    return [pair for pair in pairs if id(pair) in kept]


def _captures_of(one: Import, items: Sequence[PairIn]) -> dict[str, list[KnownCapture]]:
    """Return what is known of the pages that are here already."""
    ids = sorted({one.pages[item.url] for item in items if item.url in one.pages})
    query = select(Capture.page_id, Capture.sha256, Capture.captured, Capture.number).where(Capture.page_id.in_(ids))
    found = defaultdict(list)
    for page, digest, captured, number in one.desk.session.execute(query) if ids else ():
        found[page].append(KnownCapture(digest, str(captured), number))
    return found


def _slugs_taken(one: Import, items: Sequence[PairIn]) -> set[tuple[str, str | None]]:
    """Return which names of addresses that are wanted are taken."""
    wanted = {slug_of(shortened(item.claim)) for item in items} | {slug_of(title_of(item)) for item in items}
    taken: set[tuple[str, str | None]] = set()
    for table in (Subject, LibrarySlug):
        query = select(table.kind, table.slug).where(table.slug.in_(wanted), table.kind.in_(("page", "pair")))
        taken |= {(kind, slug) for kind, slug in one.desk.session.execute(query)}
    return taken


def _text_of(pairs: Sequence[PairIn]) -> tuple[str, list[tuple[int, int, int, int]]]:
    """Write the text of a page that says these, and where each claim and answer stands in it."""
    text, ranges = "", []
    for pair in pairs:
        start = len(text) + len(pair.claim_label) + 2
        then = start + len(pair.claim) + 2 + len(pair.rebuttal_label) + 2
        rating = f"Rating: {pair.verdict}\n\n" if pair.verdict else ""
        text += f"{pair.claim_label}: {pair.claim}\n\n{pair.rebuttal_label}: {pair.rebuttal}\n\n{rating}"
        ranges.append((start, start + len(pair.claim), then, then + len(pair.rebuttal)))
    return text, ranges
