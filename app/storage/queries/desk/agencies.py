"""Agencies and topics on the desk."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.storage.models.desk import Agency, Topic
from app.storage.queries.desk.visibility import visible_to


def agencies(session: Session, actor: Actor) -> Sequence[Agency]:
    """List the agencies that this person may see, by name."""
    return session.scalars(select(Agency).where(visible_to(actor)).order_by(Agency.title)).all()


def topics(session: Session, actor: Actor) -> Sequence[Topic]:
    """List the topics that this person may see, by name."""
    return session.scalars(select(Topic).where(visible_to(actor)).order_by(Topic.title)).all()
