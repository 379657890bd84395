"""Commitments whose day has passed, for somebody to look at."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.domain.vocabulary import ObservationResult, State
from app.storage.models.desk import Commitment, Observation, Statement, Subject
from app.storage.queries.desk.queue import Cut, Key, behind, is_of
from app.storage.queries.desk.visibility import visible_to

SETTLED = (ObservationResult.KEPT, ObservationResult.SUPERSEDED)
DAY = 10


class Overdue(NamedTuple):
    """A commitment whose day has passed, and nobody looked since."""

    id: str
    text: str
    due: str
    statement_id: str
    statement: str
    kind: str
    key: Key


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
