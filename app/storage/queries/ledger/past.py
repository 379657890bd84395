"""What had been published by a moment: the newest entry of each subject up to then."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, select
from sqlalchemy.orm import Session, aliased

from app.domain.vocabulary import Event
from app.storage.models.ledger import LedgerEntry, LedgerRecord
from app.storage.models.library import LibraryRecord, LibraryReference


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


def _newest(until: str, *kept: ColumnElement[bool]) -> ScalarSelect[int | None]:
    return (
        select(func.max(LedgerEntry.seq))
        .where(LedgerEntry.subject == LibraryRecord.id, LedgerEntry.at < until, *kept)
        .correlate(LibraryRecord)
        .scalar_subquery()
    )
