"""Pages on the desk, and what is known of each."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain.permissions import Actor
from app.storage.models.desk import Page
from app.storage.queries.desk.visibility import visible_to


def pages(session: Session, actor: Actor) -> Sequence[Page]:
    """List the pages that this person may see, with their agencies, by title."""
    query = select(Page).options(joinedload(Page.agency)).where(visible_to(actor))
    return session.scalars(query.order_by(Page.title, Page.id)).all()


def has_pages(session: Session, actor: Actor) -> bool:
    """Tell whether there is any page that this person may see."""
    return session.scalar(select(Page.id).where(visible_to(actor)).limit(1)) is not None
