"""How many records stand on the desk."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.storage.models.desk import Subject


def desk_numbers(session: Session) -> list[tuple[str, int]]:
    """Count the records of the desk by their state."""
    rows = session.execute(select(Subject.state, func.count()).group_by(Subject.state).order_by(Subject.state))
    return [(state, number) for state, number in rows]
