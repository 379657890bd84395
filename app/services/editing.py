"""Who has a subject's form open: a notice to others, which locks nothing and passes after three minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select

from app.services.desk import Desk
from app.services.revisions import load
from app.storage.models.desk import Editing, Subject, User

QUIET = timedelta(minutes=3)


class Editor(NamedTuple):
    """Somebody else who edits, and since when."""

    name: str
    since: datetime


def keep_editing(desk: Desk, subject_id: str) -> None:
    """Note that the actor has the subject's form open; they are forgotten three minutes after the last note."""
    load(desk, Subject, subject_id)
    desk.session.execute(delete(Editing).where(Editing.at <= desk.now - QUIET))
    row = desk.session.get(Editing, (subject_id, desk.actor.id))
    if row is None:
        desk.session.add(Editing(subject_id=subject_id, user_id=desk.actor.id, since=desk.now, at=desk.now))
    else:
        row.at = desk.now
    desk.session.flush()


def stop_editing(desk: Desk, subject_id: str) -> None:
    """Note that the actor has left the form."""
    desk.session.execute(delete(Editing).where(Editing.subject_id == subject_id, Editing.user_id == desk.actor.id))


def others_editing(desk: Desk, subject_id: str) -> Sequence[Editor]:
    """List who else has the subject's form open, the longest first."""
    query = (
        select(User.name, Editing.since)
        .join(User, User.id == Editing.user_id)
        .where(Editing.subject_id == subject_id, Editing.user_id != desk.actor.id, Editing.at > desk.now - QUIET)
        .order_by(Editing.since)
    )
    return [Editor(name, since) for name, since in desk.session.execute(query)]
