"""What editors judge: evidence, findings, replies, observations and links of a statement."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload

from app.domain.permissions import Actor
from app.storage.models.desk import Commitment, Evidence, Finding, Link, Observation, Reply, Statement
from app.storage.queries.desk.visibility import visible_to


def evidence_of(session: Session, actor: Actor, statement_id: str) -> Sequence[Evidence]:
    """List a statement's evidence with its sources and passages, oldest first."""
    query = select(Evidence).options(joinedload(Evidence.source), joinedload(Evidence.passage))
    query = query.where(visible_to(actor), Evidence.statement_id == statement_id)
    return session.scalars(query.order_by(Evidence.created_at, Evidence.id)).all()


def findings_of(session: Session, actor: Actor, statement_id: str) -> Sequence[Finding]:
    """List a statement's findings by their number."""
    query = select(Finding).options(joinedload(Finding.passage))
    query = query.where(visible_to(actor), Finding.statement_id == statement_id)
    return session.scalars(query.order_by(Finding.number)).all()


def judged_of(session: Session, actor: Actor, statement_id: str) -> list[Evidence | Finding]:
    """List all evidence and findings of a statement which this person may see."""
    return [*evidence_of(session, actor, statement_id), *findings_of(session, actor, statement_id)]


def replies_of(session: Session, actor: Actor, finding_ids: Sequence[str]) -> Sequence[Reply]:
    """List the replies to findings, oldest first."""
    query = select(Reply).where(visible_to(actor), Reply.finding_id.in_(finding_ids))
    return session.scalars(query.order_by(Reply.received, Reply.id)).all()


def observations_of(session: Session, actor: Actor, statement_id: str) -> Sequence[Observation]:
    """List the observations of a statement's commitments, newest first."""
    query = select(Observation).join(Commitment, Observation.commitment_id == Commitment.id)
    query = query.where(visible_to(actor), Commitment.subject_id == statement_id)
    return session.scalars(query.order_by(Observation.observed.desc(), Observation.id)).all()


def links_of(session: Session, actor: Actor, statement_id: str) -> list[tuple[Link, Statement]]:
    """List the links from a statement, each with what it leads to."""
    target = aliased(Statement, flat=True)
    query = select(Link, target).join(target, Link.to_id == target.id)
    query = query.where(visible_to(actor), Link.from_id == statement_id).order_by(Link.created_at, Link.id)
    return [(link, other) for link, other in session.execute(query).all()]


def linkable(session: Session, actor: Actor, statement_id: str) -> Sequence[Statement]:
    """List the statements that one may link to, by kind and title."""
    query = select(Statement).where(visible_to(actor), Statement.id != statement_id)
    return session.scalars(query.order_by(Statement.kind, Statement.title)).all()


def commitment(session: Session, commitment_id: str) -> Commitment | None:
    """Return a commitment."""
    return session.get(Commitment, commitment_id)
