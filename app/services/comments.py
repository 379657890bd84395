"""What people say of a subject's revision while they review it."""

from __future__ import annotations

from app.domain.errors import NotPermitted, Rejected
from app.domain.permissions import Action, may
from app.services.desk import Desk
from app.services.revisions import load
from app.storage.models.desk import Comment, Subject

LONGEST = 10_000


def comment(desk: Desk, subject_id: str, version: int, text: str, field: str | None = None) -> Comment:
    """Say something of a revision, or of one field in it. Who may see a subject may comment on it.

    Raise Rejected for an empty comment, a revision that there never was, or a field that the subject does not have.
    """
    subject = load(desk, Subject, subject_id)
    if not may(desk.actor, Action.CREATE):
        raise NotPermitted("You may not comment here.")
    words = text.strip()
    if not words:
        raise Rejected("Write what you have to say of it.", "text")
    if len(words) > LONGEST:
        raise Rejected(f"Write at most {LONGEST} characters; these are {len(words)}.", "text")
    if not 1 <= version <= subject.version:
        raise Rejected("There is no such revision to comment on; look at it once more.", "version")
    if field and field not in subject.FIELDS:
        raise Rejected("Choose one of its fields, or the whole.", "field")
    row = Comment(
        subject_id=subject.id,
        version=version,
        field=field or None,
        text=words,
        at=desk.now,
        author_id=desk.actor.id,
        author_name=desk.actor.name,
    )
    desk.session.add(row)
    desk.session.flush()
    return row
