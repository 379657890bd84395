"""What somebody should look at: source links that do not answer as they did, commitments whose day has passed."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from app.domain.errors import Rejected
from app.domain.permissions import Actor
from app.domain.vocabulary import ObservationResult, State
from app.storage.models.desk import Commitment, Observation, Source, SourceCheck, Statement, Subject
from app.storage.queries.desk.queue import Cut, Key, behind, is_of, moment_of
from app.storage.queries.desk.visibility import visible_to

SETTLED = (ObservationResult.KEPT, ObservationResult.SUPERSEDED)
GOOD = "ok"
DAY = 10


class Broken(NamedTuple):
    """A source's address that did not answer as it should at its last check."""

    source_id: str
    title: str
    check: SourceCheck
    key: Key


class Overdue(NamedTuple):
    """A commitment whose day has passed, and nobody looked since."""

    id: str
    text: str
    due: str
    statement_id: str
    statement: str
    kind: str
    key: Key


def broken_links(session: Session, actor: Actor, cut: Cut) -> list[Broken]:
    """List the source links whose last check found something, the newest check first."""
    query = _broken(actor, mine=cut.mine)
    if cut.after is not None:
        query = query.where(
            behind(SourceCheck.at, SourceCheck.id, (moment_of(cut.after), number_of(cut.after)), descending=True)
        )
    rows = session.execute(query.order_by(SourceCheck.at.desc(), SourceCheck.id.desc()).limit(cut.limit))
    return [Broken(id_, title, check, Key(check.at.isoformat(), str(check.id))) for id_, title, check in rows]


def count_of_broken_links(session: Session, actor: Actor, *, mine: bool) -> int:
    """Count the source links whose last check found something."""
    return session.scalar(select(func.count()).select_from(_broken(actor, mine=mine).subquery())) or 0


def last_checks_of(session: Session, source_id: str) -> list[SourceCheck]:
    """Return the last check of each address of a source."""
    query = select(SourceCheck).where(SourceCheck.id.in_(_last()), SourceCheck.source_id == source_id)
    return list(session.scalars(query.order_by(SourceCheck.which.desc())))


def overdue(session: Session, actor: Actor, today: date, cut: Cut) -> list[Overdue]:
    """List the commitments whose day has passed and that nobody looked at since, the longest overdue first."""
    query = _overdue(actor, today, mine=cut.mine)
    if cut.after is not None:
        query = query.where(behind(Commitment.due, Commitment.id, (cut.after.first, cut.after.second)))
    rows = session.execute(query.order_by(Commitment.due, Commitment.id).limit(cut.limit))
    return [
        Overdue(id_, text, due, statement_id, title, kind, Key(due, id_))
        for id_, text, due, statement_id, title, kind in rows
        if due is not None
    ]


def count_of_overdue(session: Session, actor: Actor, today: date, *, mine: bool) -> int:
    """Count the commitments whose day has passed and that nobody looked at since."""
    return session.scalar(select(func.count()).select_from(_overdue(actor, today, mine=mine).subquery())) or 0


def _broken(actor: Actor, *, mine: bool) -> Select[str, str, SourceCheck]:
    address = case((SourceCheck.which == "url", Source.url), else_=Source.archived_url)
    return (
        select(Source.id, Source.title, SourceCheck)
        .join(SourceCheck, SourceCheck.source_id == Source.id)
        .where(
            SourceCheck.id.in_(_last()),
            SourceCheck.outcome != GOOD,
            SourceCheck.url == address,
            Source.state != State.RETRACTED,
            visible_to(actor),
            *([is_of(actor)] if mine else []),
        )
    )


def _last() -> Select[Any]:
    return select(func.max(SourceCheck.id)).group_by(SourceCheck.source_id, SourceCheck.which)


def _overdue(actor: Actor, today: date, *, mine: bool) -> Select[str, str, str | None, str, str, str]:
    """Select them. Partial dates sort as text; a month or a year is past when its last day is."""
    length = func.length(Commitment.due)
    seen = Observation.__table__
    state = Subject.__table__.alias("seen_subject")
    looked = (
        select(literal(1))
        .select_from(seen.join(state, state.c.id == seen.c.id))
        .where(
            seen.c.commitment_id == Commitment.id,
            state.c.state != State.RETRACTED,
            or_(
                seen.c.result.in_(SETTLED),
                func.substr(seen.c.observed, 1, length) > Commitment.due,
                and_(length == DAY, func.substr(seen.c.observed, 1, length) == Commitment.due),
            ),
        )
        .exists()
    )
    return (
        select(
            Commitment.id, Commitment.text, Commitment.due, Statement.id.label("of"), Statement.title, Statement.kind
        )
        .join(Statement, Statement.id == Commitment.subject_id)
        .where(
            Commitment.due.is_not(None),
            Commitment.due < func.substr(literal(today.isoformat()), 1, length),
            ~looked,
            Statement.state != State.RETRACTED,
            visible_to(actor),
            *([is_of(actor)] if mine else []),
        )
    )


def number_of(key: Key) -> int:
    """Read the number that tells rows of one moment apart. Raise Rejected for a place that is none."""
    if not key.second.isdecimal():
        raise Rejected("The address of this part of the queue is not whole; begin at the first page.")
    return int(key.second)
