"""Who sees what on the desk, as a condition: the same rule as `domain.permissions` has for reading one subject."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, true

from app.domain.permissions import Actor
from app.domain.vocabulary import Role
from app.storage.models.desk import Subject


def visible_to(actor: Actor, row: Any = Subject) -> ColumnElement[bool]:
    """Return the condition on subjects that this person may see: a contributor's own, and what is public as it is.

    `row` has the subjects' columns, where they are joined under another name.
    """
    if actor.role is not Role.CONTRIBUTOR:
        return true()
    return or_(row.created_by == actor.id, row.published_version == row.version)
