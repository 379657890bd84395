"""Records of a kind: a page of them, or all of them as a stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.storage.aliases import alias_of
from app.storage.models.library import LibraryChange, LibraryRecord

AT_ONCE = 16
"""Records that a stream holds in memory: the longest, captures, have 3 MB at most."""


class RecordRow(NamedTuple):
    """A published record without its bytes, of which `size` counts. The last three are of captures that stand alone."""

    id: str
    kind: str
    slug: str
    title: str
    retracted: str | None
    first_seq: int
    seq: int
    first_at: str
    at: str
    size: int
    page: str | None
    captured: str | None
    number: int | None


def records_after(session: Session, kind: str, limit: int, after: int | None = None) -> list[RecordRow]:
    """Return records of a kind that stand by their first publication, the newest first, following entry `after`."""
    query = _records().where(LibraryRecord.kind == kind, LibraryRecord.retracted.is_(None))
    query = query.order_by(LibraryRecord.first_seq.desc()).limit(limit)
    if after is not None:
        query = query.where(LibraryRecord.first_seq < after)
    return [RecordRow(*row) for row in session.execute(query)]


def record_row(session: Session, kind: str, name: str) -> RecordRow | None:
    """Return a record, retracted or not."""
    row = session.execute(_records().where(LibraryRecord.id == name, LibraryRecord.kind == kind)).one_or_none()
    return RecordRow(*row) if row else None


def bodies_of(session: Session, ids: Iterable[str]) -> dict[str, bytes]:
    """Return the canonical bytes of these records."""
    rows = session.execute(select(LibraryRecord.id, LibraryRecord.body).where(LibraryRecord.id.in_(list(ids))))
    return {row.id: row.body for row in rows}


def all_bodies(session: Session, kind: str) -> Iterator[bytes]:
    """Read the canonical bytes of all records of a kind that stand, the oldest first, a few at a time.

    PostgreSQL keeps its place in a transaction of its own, which engines that only read do not begin.
    """
    query = (
        select(LibraryRecord.body)
        .where(LibraryRecord.kind == kind, LibraryRecord.retracted.is_(None))
        .order_by(LibraryRecord.first_seq)
    )
    engine = session.get_bind().engine
    if engine.dialect.name == "sqlite":
        rows: Any = session.connection().execute(query).cursor  # it reads on as it is asked, and gives bytes
        yield from (body for (body,) in rows)
        return
    with Session(engine.execution_options(isolation_level="REPEATABLE READ")) as reading:
        yield from reading.scalars(query.execution_options(yield_per=AT_ONCE))


def count_of(session: Session, kind: str) -> int:
    """Count the records of a kind that stand."""
    standing = select(func.count()).where(LibraryRecord.kind == kind, LibraryRecord.retracted.is_(None))
    return session.scalar(standing) or 0


def _records() -> Select[*tuple[Any, ...]]:
    page = alias_of(LibraryRecord, "page")
    columns: list[Any] = [
        LibraryRecord.id,
        LibraryRecord.kind,
        LibraryRecord.slug,
        LibraryRecord.title,
        LibraryRecord.retracted,
        LibraryRecord.first_seq,
        LibraryRecord.seq,
        LibraryRecord.first_at,
        LibraryRecord.at,
        func.length(LibraryRecord.body),
        page.slug,
        LibraryChange.captured,
        LibraryChange.number,
    ]
    return (
        select(*columns)
        .outerjoin(page, page.id == LibraryRecord.page_id)
        .outerjoin(LibraryChange, LibraryChange.capture_id == LibraryRecord.id)
    )
