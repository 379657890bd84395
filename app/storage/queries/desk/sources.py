"""Sources on the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.domain.source_links import LinkState
from app.domain.vocabulary import State
from app.storage.models.desk import Source, SourceCheck
from app.storage.queries.desk.queue import Cut, Key, behind, is_of, moment_of
from app.storage.queries.desk.visibility import visible_to


def sources(session: Session, actor: Actor) -> Sequence[Source]:
    """List the sources that this person may see, by title."""
    return session.scalars(select(Source).where(visible_to(actor)).order_by(Source.title, Source.id)).all()


class BrokenLink(NamedTuple):
    """A source whose address did not fare well, and nobody has dealt with it."""

    id: str
    title: str
    check: SourceCheck
    key: Key


def broken_links(session: Session, actor: Actor, cut: Cut) -> list[BrokenLink]:
    """List the sources with broken addresses, the longest broken first."""
    columns: Any = select(Source.id, Source.title, SourceCheck)
    query = _broken(columns, actor, mine=cut.mine)
    if cut.after is not None:
        query = query.where(behind(SourceCheck.since, Source.id, (moment_of(cut.after), cut.after.second)))
    rows = session.execute(query.order_by(SourceCheck.since, Source.id).limit(cut.limit))
    return [BrokenLink(id_, title, check, Key(check.since.isoformat(), id_)) for id_, title, check in rows]


def count_of_broken_links(session: Session, actor: Actor, *, mine: bool) -> int:
    """Count the sources with broken addresses."""
    return session.scalar(_broken(select(func.count(Source.id)), actor, mine=mine)) or 0


def _broken(query: Select[Any], actor: Actor, *, mine: bool) -> Select[Any]:
    """Narrow to what is broken: an archived address deals with an address that is gone, a new address with any."""
    return query.join(SourceCheck, SourceCheck.source_id == Source.id).where(
        SourceCheck.state != LinkState.FINE,
        SourceCheck.url == Source.url,
        or_(Source.archived_url.is_(None), Source.archived_url == ""),
        Source.state != State.RETRACTED,
        visible_to(actor),
        *([is_of(actor)] if mine else []),
    )


def check_of(session: Session, source: Source) -> SourceCheck | None:
    """Return what became of a source's address as it is now; None where that was not asked yet."""
    check = session.get(SourceCheck, source.id)
    return check if check is not None and check.url == source.url else None


def sources_to_check(
    session: Session, before: datetime | None, limit: int | None
) -> list[tuple[Source, SourceCheck | None]]:
    """List the sources with an address, those that were never asked first, then the longest ago.

    `before` leaves out what was asked later than that, with the address that the source has.
    """
    due: list[ColumnElement[bool]] = []
    if before is not None:
        due = [or_(SourceCheck.at.is_(None), SourceCheck.at < before, SourceCheck.url != Source.url)]
    query = (
        select(Source, SourceCheck)
        .outerjoin(SourceCheck, SourceCheck.source_id == Source.id)
        .where(Source.url.is_not(None), Source.url != "", Source.state != State.RETRACTED, *due)
        .order_by(SourceCheck.at.is_not(None), SourceCheck.at, Source.id)
    )
    return [(source, check) for source, check in session.execute(query.limit(limit))]
