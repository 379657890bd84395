"""Sources on the desk."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.storage.models.desk import Source
from app.storage.queries.desk.visibility import visible_to


def sources(session: Session, actor: Actor) -> Sequence[Source]:
    """List the sources that this person may see, by title."""
    return session.scalars(select(Source).where(visible_to(actor)).order_by(Source.title, Source.id)).all()
