"""Publishing many records at once: what is new goes to the ledger and to the library in batches, by few statements.

It gives the rows that publishing one by one gives; a test holds that. It is for subjects that were never published,
each after what it rests on (an agency, its pages, their captures from the oldest on, what these say).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from app.domain.errors import Rejected
from app.domain.ledger import Entry, digest_of, make_entry
from app.domain.records import (
    AnyRecord,
    CaptureRecord,
    Judged,
    PageRecord,
    Record,
    RetractionRecord,
    decode,
    encode,
)
from app.domain.spelling import words_of
from app.domain.vocabulary import Event
from app.services import library_documents, library_facets, library_words
from app.services.desk import moment
from app.services.finding_check import demand_methodology
from app.services.ledger import queue_up
from app.services.library_rows import belongs_to, html_of, name_of, parts_of, title_of
from app.storage.base import Base
from app.storage.many_rows import hold_more, write_rows
from app.storage.models.ledger import LedgerCounter, LedgerEntry, LedgerRecord
from app.storage.models.library import (
    LibraryChange,
    LibraryDocument,
    LibraryRecord,
    LibraryState,
    LibraryWording,
    opening_of,
)
from app.storage.queries.library.past import change_from, wordings_in

AT_ONCE = 1_000
NAME = text(
    "INSERT INTO library_slug (kind, slug, subject_id) VALUES (:kind, :slug, :subject_id)"
    " ON CONFLICT (kind, slug) DO UPDATE SET subject_id = excluded.subject_id"
)


@dataclass(frozen=True)
class New:
    """A record to publish, with the moment and the salt of its entry."""

    record: Record
    at: datetime
    salt: bytes


class Standing(NamedTuple):
    """A record that stands at the end of a batch, and when its subject was published first."""

    entry: Entry
    record: AnyRecord
    body: bytes
    first_seq: int
    first_at: str


@dataclass
class Batch:
    """What is known while a batch is made ready: the pages, the words on them, and the rows to write."""

    session: Session
    pages: dict[str, LibraryRecord] = field(default_factory=dict)
    captures: dict[str, tuple[LibraryChange, list[LibraryWording]]] = field(default_factory=dict)
    newest: dict[str, LibraryWording] = field(default_factory=dict)
    words: Counter[str] = field(default_factory=Counter)
    slugs: dict[tuple[str, str], str] = field(default_factory=dict)
    rows: dict[type[Base], list[Base]] = field(default_factory=dict)

    def add(self, row: Base) -> None:
        """Keep a row to be written."""
        self.rows.setdefault(type(row), []).append(row)


def publish_new(session: Session, news: Iterable[New], methodology: str = "") -> Iterator[int]:
    """Publish records that are new, in their order; yield how many after each batch, where the caller may commit.

    Raise Rejected for a subject that was published before, a capture older than its page's newest, or a finding of a
    site without a methodology.
    """
    some: list[New] = []
    done = 0
    for one in news:
        if getattr(one.record, "findings", ()):
            demand_methodology(methodology)
        some.append(one)
        if len(some) == AT_ONCE:
            done += _publish(session, some)
            yield done
            some = []
    if some:
        yield done + _publish(session, some)


def _publish(session: Session, news: Sequence[New]) -> int:
    queue_up(session)
    hold_more(session.connection())
    bodies = [encode(one.record) for one in news]
    records: list[AnyRecord] = [decode(body) for body in bodies]
    _demand_new(session, [record.id for record in records])
    entries = _entries(session, news, records, bodies)
    read = zip(entries, records, bodies, strict=True)
    derive_new(session, [Standing(entry, record, body, entry.seq, entry.at) for entry, record, body in read])
    ids = [record.id for record in records]
    reworded = refresh_reworded(session, records)
    library_facets.refresh(session, [*ids, *reworded, *library_facets.cited_by(session, ids)])
    session.execute(update(LibraryState).values(seq=entries[-1].seq, head=entries[-1].hash))
    session.expunge_all()  # the next batch needs nothing of this one: memory stays as it is
    return len(news)


def derive_new(session: Session, some: Sequence[Standing]) -> None:
    """Write all but the facets of subjects of which the library holds nothing, but perhaps older names."""
    batch = Batch(session)
    _look_up(batch, [one.record for one in some])
    for one in some:
        _derive(batch, one)
    for table, rows in batch.rows.items():
        _write(session, table, rows)
    name_subjects(session, batch.slugs)
    library_words.count(session, batch.words)


def name_subjects(session: Session, slugs: Mapping[tuple[str, str], str]) -> None:
    """Note who has these names, by kind and slug; whoever had one until now has it no more."""
    if slugs:
        rows = [{"kind": kind, "slug": slug, "subject_id": subject} for (kind, slug), subject in slugs.items()]
        session.connection().execute(NAME, rows)


def _demand_new(session: Session, ids: Sequence[str]) -> None:
    known = session.scalars(select(LibraryRecord.id).where(LibraryRecord.id.in_(ids)).limit(1)).first()
    if known is not None or len(set(ids)) < len(ids):
        raise Rejected(f"{known or 'A subject'} was published before; many at once is for what is new.")


def _entries(
    session: Session, news: Sequence[New], records: Sequence[AnyRecord], bodies: Sequence[bytes]
) -> list[Entry]:
    """Append the records to the ledger."""
    seq, head = session.execute(select(LedgerCounter.seq, LedgerCounter.head)).one()
    entries = []
    for one, record, body in zip(news, records, bodies, strict=True):
        seq += 1
        entry = make_entry(
            seq=seq,
            at=moment(one.at),
            event=Event.PUBLISHED,
            kind=_kind(record),
            subject=record.id,
            version=1,
            digest=digest_of(one.salt, body),
            previous=head,
        )
        head = entry.hash
        entries.append(entry)
    fields = Entry.__struct_fields__
    session.execute(insert(LedgerEntry), [{name: getattr(entry, name) for name in fields} for entry in entries])
    held = [
        {"seq": entry.seq, "salt": one.salt, "body": body}
        for entry, one, body in zip(entries, news, bodies, strict=True)
    ]
    session.execute(insert(LedgerRecord), held)
    session.execute(update(LedgerCounter).values(seq=seq, head=head))
    return entries


def _kind(record: AnyRecord) -> str:
    if isinstance(record, RetractionRecord):
        raise Rejected("A retraction is published by itself; many at once is for what is new.")
    return str(type(record).__struct_config__.tag)


def refresh_reworded(session: Session, records: Sequence[AnyRecord]) -> list[str]:
    """Bring the documents of those up to date that stood before a capture of this batch brought them other words."""
    reworded = _reworded(session, records)
    library_documents.refresh(session, reworded)
    return reworded


def _reworded(session: Session, records: Sequence[AnyRecord]) -> list[str]:
    captures = [one.id for one in records if isinstance(one, CaptureRecord)]
    query = (
        select(LibraryRecord.id)
        .join(LibraryWording, LibraryWording.subject_id == LibraryRecord.id)
        .join(LibraryChange, LibraryChange.capture_id == LibraryWording.capture_id)
        .where(LibraryChange.capture_id.in_(captures), LibraryRecord.seq < LibraryChange.seq)
    )
    return list(session.scalars(query.distinct()))


def _look_up(batch: Batch, records: Sequence[AnyRecord]) -> None:
    """Read what the batch rests on: pages, the newest capture of each page, the newest words of each subject."""
    session = batch.session
    pages = {one.page for one in records if isinstance(one, CaptureRecord | Judged)}
    batch.pages = {row.id: row for row in session.scalars(select(LibraryRecord).where(LibraryRecord.id.in_(pages)))}
    captured = {one.page for one in records if isinstance(one, CaptureRecord)}
    for change in session.scalars(
        select(LibraryChange)
        .where(LibraryChange.page_id.in_(captured))
        .order_by(LibraryChange.captured, LibraryChange.number)
    ):
        batch.captures[change.page_id] = (change, [])
    held = {change.capture_id: rows for change, rows in batch.captures.values()}
    for row in session.scalars(select(LibraryWording).where(LibraryWording.capture_id.in_(held))):
        held[row.capture_id].append(row)
    for rows in held.values():
        rows.sort(key=lambda row: (row.position, row.claim_start))
    subjects = [one.id for one in records if isinstance(one, Judged)]
    for row in session.scalars(
        select(LibraryWording)
        .where(LibraryWording.subject_id.in_(subjects))
        .order_by(LibraryWording.captured, LibraryWording.number)
    ):
        batch.newest[row.subject_id] = row


def _derive(batch: Batch, one: Standing) -> None:
    """Make the rows of one record."""
    entry, record = one.entry, one.record
    html = html_of(record)
    on = batch.pages.get(record.page) if isinstance(record, CaptureRecord) else None
    title, (agency, page) = title_of(record, on), belongs_to(record, on)
    row = LibraryRecord(
        id=record.id,
        kind=entry.kind,
        slug=name_of(record),
        title=title,
        opening=opening_of(title),
        agency_id=agency,
        page_id=page,
        event=entry.event,
        retracted=None,
        first_seq=one.first_seq,
        seq=entry.seq,
        first_at=one.first_at,
        at=entry.at,
        body=one.body,
        html=html,
    )
    batch.add(row)
    batch.slugs[entry.kind, row.slug] = record.id
    if isinstance(record, PageRecord):
        batch.pages[record.id] = row
    if isinstance(record, CaptureRecord):
        _capture(batch, entry, record, row)
        return
    if isinstance(record, Judged):
        for part in parts_of(entry, record, html):
            batch.add(part)
    _document(batch, row, record)


def _capture(batch: Batch, entry: Entry, record: CaptureRecord, row: LibraryRecord) -> None:
    """Make the rows of a capture: its words, and how it differs from the one before."""
    before = batch.captures.get(record.page)
    if before and (before[0].captured, before[0].number) >= (record.captured, record.number):
        raise Rejected("The captures of a page are published from the oldest on; many at once is for what is new.")
    rows = wordings_in(record)
    change = LibraryChange(
        capture_id=record.id,
        before_id=before[0].capture_id if before else None,
        page_id=record.page,
        agency_id=row.agency_id or "",
        captured=record.captured,
        number=record.number,
        first_at=row.first_at,
        at=entry.at,
        seq=entry.seq,
    )
    change_from(before[1] if before else None, change, rows)
    batch.captures[record.page] = (change, rows)
    batch.add(change)
    for one in rows:
        batch.add(one)
        batch.newest[one.subject_id] = one


def _document(batch: Batch, row: LibraryRecord, record: AnyRecord) -> None:
    """Make what search looks through."""
    title, body = library_documents.document_words(row, record, batch.newest.get(record.id))
    batch.words.update(words_of(f"{title} {body}"))
    batch.add(
        LibraryDocument(
            number=row.first_seq, subject_id=row.id, kind=row.kind, agency_id=row.agency_id, title=title, body=body
        )
    )


def _write(session: Session, kind: type[Base], rows: Sequence[Base]) -> None:
    names = [column.key for column in kind.__table__.columns]
    values = attrgetter(*names)
    write_rows(session.connection(), kind, names, [values(row) for row in rows])
