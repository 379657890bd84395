"""What had been published by a moment: the newest entry of each subject up to then; and on which days that changed."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.vocabulary import Event
from app.storage.models.ledger import LedgerEntry, LedgerRecord
from app.storage.models.library import LibraryRecord, LibraryReference

DAY = 10
"""So many characters of a moment are its day."""


class Then(NamedTuple):
    """A subject as the library has it now, and the entry that stood at a moment.

    `body` is None where the record was blanked by order of a court. `retraction` is the body of the retraction, where
    the subject was retracted by then. `relation`, `detail` and `place` tell how it names the one that was asked about.
    """

    now: LibraryRecord
    seq: int
    at: str
    event: str
    body: bytes | None
    retraction: bytes | None
    relation: str | None
    detail: str | None
    place: str | None


def records_then(
    session: Session, until: str, *wanted: ColumnElement[bool], naming: str = "", limit: int | None = None
) -> list[Then]:
    """Return the wanted subjects that had been published before `until`, by when they were first.

    One that names `naming` several times comes several times.
    """
    entry, body, retraction = aliased(LedgerEntry), aliased(LedgerRecord), aliased(LedgerRecord)
    standing, newest = _newest(until, LedgerEntry.event != Event.RETRACTED), _newest(until)
    named = (LibraryReference.relation, LibraryReference.detail, LibraryReference.place)
    names = and_(LibraryReference.from_id == LibraryRecord.id, LibraryReference.to_id == naming)
    rows = session.execute(
        select(LibraryRecord, entry.seq, entry.at, entry.event, body.body, retraction.body, *named)
        .select_from(LibraryRecord)
        .join(entry, entry.seq == standing)
        .outerjoin(body, body.seq == entry.seq)
        .outerjoin(retraction, and_(retraction.seq == newest, retraction.seq != entry.seq))
        .outerjoin(LibraryReference, names)
        .where(*wanted)
        .order_by(LibraryRecord.first_seq, LibraryReference.place)
        .limit(limit)
    )
    return [Then(*row) for row in rows]


def days_published(session: Session, subject: str) -> list[tuple[str, bool]]:
    """Return the days on which a subject was published, in order, and whether that record is there or was blanked."""
    query = select(func.substr(LedgerEntry.at, 1, DAY), LedgerRecord.body.is_not(None))
    query = query.outerjoin(LedgerRecord, LedgerRecord.seq == LedgerEntry.seq)
    query = query.where(LedgerEntry.subject == subject, LedgerEntry.event != Event.RETRACTED)
    return [(day, there) for day, there in session.execute(query.order_by(LedgerEntry.seq))]


def days_around(session: Session, record: LibraryRecord) -> list[str]:
    """Return the days on which anything was published that a subject's page may show, in their order.

    That is the subject itself, what it belongs to and what belongs to it, the captures of its page, and what names it
    or is named by it.
    """
    belongs = or_(
        LibraryRecord.id.in_({record.id, record.agency_id, record.page_id} - {None}),
        LibraryRecord.page_id == record.id,
        LibraryRecord.agency_id == record.id,
        and_(LibraryRecord.kind == "capture", LibraryRecord.page_id == record.page_id),
    )
    names = select(LibraryReference.from_id).where(LibraryReference.to_id == record.id)
    named = select(LibraryReference.to_id).where(LibraryReference.from_id == record.id)
    around = select(LibraryRecord.id).where(belongs).union(names, named)
    day = func.substr(LedgerEntry.at, 1, DAY)
    return list(session.scalars(select(day).where(LedgerEntry.subject.in_(around)).distinct().order_by(day)))


def _newest(until: str, *kept: ColumnElement[bool]) -> ScalarSelect[int | None]:
    return (
        select(func.max(LedgerEntry.seq))
        .where(LedgerEntry.subject == LibraryRecord.id, LedgerEntry.at < until, *kept)
        .correlate(LibraryRecord)
        .scalar_subquery()
    )
