"""What all subjects have: their place in the queue, their steps and their revisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.domain.vocabulary import Role, State
from app.storage.models.desk import Comment, Commitment, Passage, Revision, Step, Subject

PUBLIC = (State.PUBLISHED, State.CORRECTED)


def steps_of(session: Session, actor: Actor, subject_id: str) -> Sequence[Step]:
    """List a subject's steps, newest first; of another's record a contributor sees those that readers see."""
    query = select(Step).where(Step.subject_id == subject_id)
    query = query.where(_owned_by(actor, subject_id) | Step.to_state.in_((*PUBLIC, State.RETRACTED)))
    return session.scalars(query.order_by(Step.id.desc())).all()


def revisions_of(session: Session, actor: Actor, subject_id: str) -> Sequence[Revision]:
    """List a subject's revisions, newest first; of another's record a contributor sees those that were published."""
    query = select(Revision).where(Revision.subject_id == subject_id)
    published = select(Step.version).where(Step.subject_id == subject_id, Step.to_state.in_(PUBLIC))
    query = query.where(_owned_by(actor, subject_id) | Revision.version.in_(published))
    return session.scalars(query.order_by(Revision.version.desc())).all()


def newest_revision(session: Session, subject_id: str) -> Revision:
    """Return a subject's newest revision."""
    query = select(Revision).where(Revision.subject_id == subject_id)
    return session.scalars(query.order_by(Revision.version.desc()).limit(1)).one()


def _owned_by(actor: Actor, subject_id: str) -> ColumnElement[bool]:
    """Return the condition that this person may read all of a subject's drafts."""
    if actor.role is not Role.CONTRIBUTOR:
        return true()
    return select(Subject.id).where(Subject.id == subject_id, Subject.created_by == actor.id).exists()


def quotes_of(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Map the ids of passages and commitments to their words; other ids are left out."""
    wanted = set(ids)
    passages = session.execute(select(Passage.id, Passage.exact).where(Passage.id.in_(wanted)))
    commitments = session.execute(select(Commitment.id, Commitment.text).where(Commitment.id.in_(wanted)))
    return {row.id: row[1] for row in [*passages, *commitments]}


def subjects_of(session: Session, ids: Iterable[str]) -> Sequence[Subject]:
    """List the subjects of these ids; ids of anything else are left out."""
    return session.scalars(select(Subject).where(Subject.id.in_(set(ids)))).all()


def comments_of(session: Session, actor: Actor, subject_id: str) -> Sequence[Comment]:
    """List what was said of a subject, oldest first. Who may not read its drafts sees their own comments alone."""
    seen = _owned_by(actor, subject_id) | (Comment.author_id == actor.id)
    query = select(Comment).where(Comment.subject_id == subject_id, seen)
    return session.scalars(query.order_by(Comment.id)).all()
