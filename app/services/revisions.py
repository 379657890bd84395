"""Revisions: every edit of a subject is kept whole; a stale save is told so with all three texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import select

from app.domain.errors import NotFound, Rejected, StaleRevision
from app.domain.partial_dates import PartialDate
from app.domain.permissions import Action, Facts, demand, may
from app.domain.vocabulary import State, SubjectKind
from app.domain.workflow import next_state
from app.services.desk import Desk
from app.services.names import is_taken
from app.storage.models.desk import Capture, Revision, Step, Subject

LARGEST = 2**31 - 1
"""The largest number that a database's integer holds."""
AnySubject = TypeVar("AnySubject", bound=Subject)


def snapshot(subject: Subject) -> dict[str, Any]:
    """Return the subject's fields as a revision holds them: plain JSON."""
    return {name: plain(getattr(subject, name)) for name in subject.FIELDS}


def plain(value: object) -> object:
    """Turn a field's value to JSON."""
    return str(value) if isinstance(value, PartialDate) else value


def facts_of(desk: Desk, subject: Subject) -> Facts:
    """Gather what a permission rests on."""
    return Facts(
        own=subject.created_by == desk.actor.id,
        last_edited_by_actor=subject.updated_by == desk.actor.id,
        public=subject.published_version == subject.version,
        second_person_required=desk.second_person_required,
    )


def load(desk: Desk, kind: type[AnySubject], subject_id: str, *, lock: bool = False) -> AnySubject:
    """Return the subject, locked against other writers if asked.

    Raise NotFound where there is none, or where the actor may not see it: a contributor sees their own drafts alone.
    """
    if lock:
        desk.session.flush()
        # A row that is joined to the locked one would be as it was before we waited; so it is read when we have waited.
        desk.session.execute(select(Subject.id).where(Subject.id == subject_id).with_for_update())
    subject = desk.session.get(kind, subject_id, populate_existing=lock)
    if subject is None or not may(desk.actor, Action.READ, facts_of(desk, subject)):
        raise NotFound(f"There is no {kind.__name__.lower()} {subject_id} on the desk.")
    return subject


def create(desk: Desk, subject: AnySubject, fields: Mapping[str, Any], reason: str = "") -> AnySubject:
    """Put a new subject on the desk as a draft, with its first revision."""
    demand(desk.actor, Action.CREATE)
    subject.id = subject.id or desk.new_id()
    subject.state = State.DRAFT
    subject.version = 0
    subject.created_at = desk.now
    subject.created_by = desk.actor.id
    for name, value in fields.items():
        setattr(subject, name, value)
    desk.session.add(subject)
    write_revision(desk, subject, reason)
    desk.session.flush()
    return subject


def revise(
    desk: Desk, subject: AnySubject, fields: Mapping[str, Any], base_version: int, reason: str = ""
) -> AnySubject:
    """Save new values of some fields over the revision that the person saw.

    Raise StaleRevision where somebody else saved meanwhile, NotPermitted, or Rejected for a retracted subject.
    """
    subject = load(desk, type(subject), subject.id, lock=True)
    demand(desk.actor, Action.REVISE, facts_of(desk, subject))
    state = next_state(SubjectKind(subject.kind), State(subject.state), Action.REVISE)
    current = snapshot(subject)
    yours = {**current, **{name: plain(value) for name, value in fields.items()}}
    if base_version != subject.version:
        base = fields_at(desk, subject.id, base_version)
        mine = {**base, **{name: plain(value) for name, value in fields.items()}}
        raise StaleRevision(base, current, mine, subject.version)
    if yours == current:
        return subject
    for name, value in fields.items():
        setattr(subject, name, value)
    if subject.state != state:
        write_step(desk, subject, state, reason or "edited")
    subject.approved_version = subject.published_version  # an approval that was not used is withdrawn by an edit
    write_revision(desk, subject, reason)
    desk.session.flush()
    return subject


def restore(desk: Desk, subject: AnySubject, version: int, base_version: int) -> AnySubject:
    """Bring an earlier revision's fields back, as a new revision.

    Raise Rejected for a capture, whose wordings are accepted and taken back one by one, and where another record has
    the name in addresses by now.
    """
    if isinstance(subject, Capture):
        raise Rejected("A capture's wordings are accepted and taken back one by one; no revision of it is restored.")
    fields = fields_at(desk, subject.id, version)
    slug = fields.get("slug")
    if slug and is_taken(desk, subject.kind, slug, subject.id):
        raise Rejected(f"Another {subject.kind} is called “{slug}” in addresses by now; edit this one instead.")
    typed = {name: _typed(subject, name, value) for name, value in fields.items()}
    return revise(desk, subject, typed, base_version, f"restored revision {version}")


def fields_at(desk: Desk, subject_id: str, version: int) -> dict[str, Any]:
    """Return the fields of one revision. Raise NotFound where there is no such revision."""
    if not 0 < version <= LARGEST:
        raise NotFound(f"There is no such revision of {subject_id}.")
    query = select(Revision.fields).where(Revision.subject_id == subject_id, Revision.version == version)
    fields = desk.session.scalar(query)
    if fields is None:
        raise NotFound(f"There is no revision {version} of {subject_id}.")
    return dict(fields)


def write_revision(desk: Desk, subject: Subject, reason: str) -> None:
    """Add the next revision, as the subject stands now."""
    subject.version += 1
    subject.updated_at = desk.now
    subject.updated_by = desk.actor.id
    desk.session.flush()
    desk.session.add(
        Revision(
            subject_id=subject.id,
            version=subject.version,
            fields=snapshot(subject),
            reason=reason,
            at=desk.now,
            author_id=desk.actor.id,
            author_name=desk.actor.name,
        )
    )


def write_step(desk: Desk, subject: Subject, state: State, reason: str) -> None:
    """Move the subject to a state and keep who, when and why."""
    desk.session.add(
        Step(
            subject_id=subject.id,
            version=subject.version,
            from_state=subject.state,
            to_state=state,
            reason=reason,
            at=desk.now,
            author_id=desk.actor.id,
            author_name=desk.actor.name,
        )
    )
    subject.state = state
    subject.updated_at = desk.now


def demand_fields(**values: str | None) -> None:
    """Raise Rejected, naming the field, where a value that must be there is empty."""
    for name, value in values.items():
        if not (value or "").strip():
            raise Rejected(f"Enter the {name.replace('_', ' ')}.", name)


def demand_standing(*subjects: Subject) -> None:
    """Raise Rejected, naming it, where one of these was retracted."""
    for one in subjects:
        if one.state == State.RETRACTED:
            raise Rejected(nothing_new_on(one))


def nothing_in(subject: Subject) -> str:
    """Say that a subject is retracted, and that what belongs to it stays where it is."""
    return f"The {subject.kind} “{subject.name}” is retracted; nothing can be published in it."


def nothing_new_on(subject: Subject) -> str:
    """Say that a subject was retracted, and what that means."""
    return f"The {subject.kind} “{subject.name}” was retracted; nothing new can rest on it."


def _typed(subject: Subject, name: str, value: object) -> object:
    """Turn a revision's value back to what the attribute holds."""
    if isinstance(getattr(subject, name), PartialDate) and isinstance(value, str):
        return PartialDate.parse(value)
    return value
