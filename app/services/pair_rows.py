"""The rows of what is imported: pages with their captures and pairs, as an editor's work would leave them.

A batch's rows are kept by their tables and written by one statement each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from random import Random
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.domain.checked import telling
from app.domain.extracted import Extraction
from app.domain.folding import fold
from app.domain.partial_dates import PartialDate
from app.domain.slugs import slug_of
from app.domain.vocabulary import Obtained, State, SubjectKind
from app.services.checked import STEM_LENGTH, index_claims
from app.services.desk import ALPHABET, ID_LENGTH, Desk
from app.services.import_items import PairIn
from app.services.imports import AT_ONCE, Report
from app.services.intake import agency_for
from app.services.statements import shortened
from app.storage.base import Base
from app.storage.many_rows import hold_more, write_rows
from app.storage.models.desk import (
    Capture,
    ClaimStem,
    ClaimText,
    Page,
    PageAddress,
    Proposal,
    Revision,
    Statement,
    Subject,
    Wording,
)

TITLE_LENGTH, LONGEST_LANGUAGE = 300, 16
DRAFT = State.DRAFT.value
COLUMNS: dict[type[Base], tuple[str, ...]] = {
    Subject: (*("id", "kind", "slug", "state", "version", "created_at", "updated_at", "created_by", "updated_by"),),
    Page: ("id", "agency_id", "title", "note"),
    PageAddress: ("page_id", "url"),
    Capture: (
        *("id", "page_id", "captured", "number", "address", "obtained", "note", "language", "title", "media_type"),
        *("sha256", "text", "text_sha256", "warnings", "extracted"),
    ),
    Statement: ("id", "page_id", "title", "note", "claimant_name"),
    Wording: (
        *("capture_id", "subject_id", "kind", "position", "claim_label", "rebuttal_label", "verdict_label"),
        *("start", "end", "rebuttal_start", "rebuttal_end"),
    ),
    Proposal: ("id", "capture_id", "kind", "position", "state", "fields", "subject_id"),
    Revision: ("subject_id", "version", "fields", "reason", "at", "author_id", "author_name"),
    ClaimText: ("subject_id", "text"),
    ClaimStem: ("stem", "subject_id"),
}
"""What is written, in the order in which the tables may be written."""
TRIPLES = ["".join(letters) for letters in product(ALPHABET, repeat=3)]
ID_BITS, GAP_BYTES = 5 * ID_LENGTH, 3
NOTHING_FOUND: dict[str, Any] = msgspec.to_builtins(Extraction(title=None, language=None))


@dataclass(frozen=True)
class KnownCapture:
    """A capture of a page that is here: what its text digests to, and its newest pairs by their folded claims."""

    sha256: str
    captured: str
    number: int


@dataclass
class Import:
    """One import: who, of what, of which day; the pages that it has met with, and the rows of the batch at hand."""

    desk: Desk
    report: Report
    captured: PartialDate
    pages: dict[str, str] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    agencies: dict[str, str] = field(default_factory=dict)
    slugs: set[tuple[str, str | None]] = field(default_factory=set)
    rows: dict[type[Base], list[tuple[Any, ...]]] = field(default_factory=dict)
    again: list[str] = field(default_factory=list)
    ids: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        """Choose the ids."""
        self.ids = ids_in_order(self.desk.rng)

    def new_id(self) -> str:
        """Make a subject's id: one after the other, so that the rows of an import lie together in every index."""
        return next(self.ids)

    def create(self, kind: str, subject_id: str, slug: str | None, fields: dict[str, Any]) -> None:
        """Keep the rows that every new subject has, with its first revision."""
        now, actor = self.desk.now, self.desk.actor
        self.rows[Subject].append((subject_id, kind, slug, DRAFT, 1, now, now, actor.id, actor.id))
        self.rows[Revision].append((subject_id, 1, fields, "imported", now, actor.id, actor.name))

    def slug(self, kind: str, title: str, subject_id: str) -> str:
        """Return a name for addresses that no other subject of the kind has, or had."""
        wanted = slug_of(title)
        slug = wanted if (kind, wanted) not in self.slugs else f"{wanted}-{subject_id[-6:]}"
        self.slugs.add((kind, slug))
        return slug


def ids_in_order(rng: Random) -> Iterator[str]:
    """Yield ids like those of `Desk.new_id`: the first is random, each other lies a random gap behind the one before.

    Any two imports are as unlikely to meet as any two ids; randomness is asked for in large pieces.
    """
    number = rng.getrandbits(ID_BITS)
    while True:
        random = rng.randbytes(GAP_BYTES * AT_ONCE)
        for place in range(0, len(random), GAP_BYTES):
            number = number + 1 + int.from_bytes(random[place : place + GAP_BYTES]) & (1 << ID_BITS) - 1
            yield (
                f"{TRIPLES[number >> 45]}{TRIPLES[number >> 30 & 32767]}"
                f"{TRIPLES[number >> 15 & 32767]}{TRIPLES[number & 32767]}"
            )


def title_of(item: PairIn) -> str:
    """Return the title of the page that an item makes, as long as one may be."""
    title = item.title or item.claim
    return title if len(title) <= TITLE_LENGTH else f"{title[: TITLE_LENGTH - 1]}…"


def keep(  # noqa: PLR0913, PLR0917  # a capture is made of so much
    one: Import,
    pairs: Sequence[PairIn],
    text: str,
    ranges: Sequence[tuple[int, int, int, int]],
    digest: str,
    known: Sequence[KnownCapture],
) -> None:
    """Keep the rows of a page, its capture and its pairs; a page that is here gets the capture alone."""
    first = pairs[0]
    page_id = one.pages.get(first.url) or _page(one, first)
    before = _claims_of(one, page_id) if known else {}
    capture_id = one.new_id()
    wordings = []
    for position, (pair, (start, end, then, until)) in enumerate(zip(pairs, ranges, strict=True), 1):
        subject_id = before.pop(fold(pair.claim), None) if before else None
        if subject_id is None:
            subject_id = _pair(one, page_id, pair)
        else:
            one.again.append(subject_id)
        _proposal(one, capture_id, subject_id, position, pair, (start, end, then, until))
        wordings.append(
            {
                "subject": subject_id,
                "kind": "pair",
                "position": position,
                "label": None,
                "claim_label": pair.claim_label,
                "rebuttal_label": pair.rebuttal_label,
                "verdict_label": pair.verdict,
                "range": [start, end],
                "rebuttal_range": [then, until],
                "parent": None,
            }
        )
    _capture(one, capture_id, page_id, first, text, digest, wordings, known)


def _page(one: Import, item: PairIn) -> str:
    page_id, title = one.new_id(), title_of(item)
    agency = one.agencies.get(item.agency)
    if agency is None:
        agency = one.agencies[item.agency] = agency_for(one.desk, item.agency).id
    slug = one.slug("page", title, page_id)
    addresses = [{"url": item.url, "since": None, "until": None}]
    one.create(
        "page", page_id, slug, {"slug": slug, "title": title, "agency_id": agency, "note": "", "addresses": addresses}
    )
    one.rows[Page].append((page_id, agency, title, ""))
    one.rows[PageAddress].append((page_id, item.url))
    one.pages[item.url] = page_id
    return page_id


def _pair(one: Import, page_id: str, item: PairIn) -> str:
    pair_id, title = one.new_id(), shortened(item.claim)
    slug = one.slug("pair", title, pair_id)
    fields: dict[str, Any] = {
        "title": title,
        "claimant_name": item.claimant,
        "claimant_source_id": None,
        "topics": [],
        "note": "",
    }
    one.create("pair", pair_id, slug, {"slug": slug, **fields})
    one.rows[Statement].append((pair_id, page_id, title, "", item.claimant))
    one.rows[ClaimText].append((pair_id, item.claim))
    stems = one.rows[ClaimStem]
    stems += [(stem, pair_id) for stem in telling(item.claim) if len(stem) <= STEM_LENGTH]
    return pair_id


def _proposal(  # noqa: PLR0913, PLR0917  # what extraction would have said of a pair
    one: Import, capture_id: str, subject_id: str, position: int, pair: PairIn, ranges: tuple[int, int, int, int]
) -> None:
    """Keep what extraction would have proposed, as accepted: the capture's page lists records by their proposals."""
    start, end, then, until = ranges
    fields = {
        "position": position,
        "claim": pair.claim,
        "claim_label": pair.claim_label,
        "rebuttal": pair.rebuttal,
        "rebuttal_label": pair.rebuttal_label,
        "claim_range": [start, end],
        "rebuttal_range": [then, until],
        "verdict_label": pair.verdict,
        "notes": [],
    }
    one.rows[Proposal].append((one.new_id(), capture_id, "pair", position, "accepted", fields, subject_id))


def _capture(  # noqa: PLR0913, PLR0917  # a capture is made of so much
    one: Import,
    capture_id: str,
    page_id: str,
    first: PairIn,
    text: str,
    digest: str,
    wordings: list[dict[str, Any]],
    known: Sequence[KnownCapture],
) -> None:
    language = first.language if first.language and len(first.language) <= LONGEST_LANGUAGE else None
    number = 1 + max((known_.number for known_ in known if known_.captured == str(one.captured)), default=0)
    note = first.note or f"From {one.report.file}, {first.place}."
    fields = {"address": first.url, "obtained": Obtained.IMPORTED.value, "note": note, "language": language}
    one.create("capture", capture_id, None, {**fields, "wordings": wordings})
    found = {**NOTHING_FOUND, "title": first.title or None, "language": language}
    one.rows[Capture].append(
        (
            *(capture_id, page_id, one.captured, number, first.url, fields["obtained"], note, language),
            *(first.title or None, "text/plain", digest, text, digest, [], found),
        )
    )
    one.rows[Wording] += [
        (
            *(capture_id, row["subject"], "pair", row["position"]),
            *(row["claim_label"], row["rebuttal_label"], row["verdict_label"]),
            *(*row["range"], *row["rebuttal_range"]),
        )
        for row in wordings
    ]


def _claims_of(one: Import, page_id: str) -> dict[str, str]:
    """Map the folded claims of a page's newest capture to their pairs."""
    words = func.substr(Capture.text, Wording.start + 1, Wording.end - Wording.start)
    pair = aliased(Subject)
    query = (
        select(Wording.subject_id, words)
        .join(Capture, Capture.id == Wording.capture_id)
        .join(pair, pair.id == Wording.subject_id)
        .where(Capture.page_id == page_id, pair.kind == SubjectKind.PAIR, pair.state != State.RETRACTED)
        .order_by(Capture.captured, Capture.number)
    )
    return {fold(claim): subject for subject, claim in one.desk.session.execute(query)}


def write(one: Import) -> None:
    """Write the rows of the batch at hand, table by table."""
    session = one.desk.session
    session.flush()
    hold_more(session.connection())
    one.rows[ClaimStem].sort()  # as the table lies, so that each of its pages is touched once
    for table, names in COLUMNS.items():
        write_rows(session.connection(), table, names, one.rows[table])
    index_claims(one.desk, one.again)
    session.expunge_all()
