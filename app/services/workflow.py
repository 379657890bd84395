"""The steps from draft to approved. Publishing, correcting and retracting are in `publishing`."""

from __future__ import annotations

from app.domain.errors import Rejected
from app.domain.permissions import Action, demand
from app.domain.vocabulary import State, SubjectKind
from app.domain.workflow import next_state
from app.services.desk import Desk
from app.services.revisions import facts_of, load, write_step
from app.storage.models.desk import Subject


def submit(desk: Desk, subject_id: str, reason: str = "") -> Subject:
    """Ask for review: draft to in review."""
    return _step(desk, subject_id, Action.SUBMIT, reason)


def request_changes(desk: Desk, subject_id: str, reason: str) -> Subject:
    """Send it back to draft. Raise Rejected without a reason: the author must know what to change."""
    if not reason.strip():
        raise Rejected("Say what should be changed.", "reason")
    return _step(desk, subject_id, Action.REQUEST_CHANGES, reason)


def approve(desk: Desk, subject_id: str, reason: str = "") -> Subject:
    """Approve the newest revision: in review to approved."""
    subject = _step(desk, subject_id, Action.APPROVE, reason)
    subject.approved_version = subject.version
    desk.session.flush()
    return subject


def bring_to_approved(desk: Desk, subject_id: str, reason: str = "") -> Subject:
    """Take every step that still lies before approved; each is kept, and each asks for its own permission."""
    subject = load(desk, Subject, subject_id)
    if subject.state == State.DRAFT:
        submit(desk, subject_id, reason)
    if subject.state == State.IN_REVIEW:
        approve(desk, subject_id, reason)
    return subject


def _step(desk: Desk, subject_id: str, action: Action, reason: str) -> Subject:
    subject = load(desk, Subject, subject_id, lock=True)
    demand(desk.actor, action, facts_of(desk, subject))
    write_step(desk, subject, next_state(SubjectKind(subject.kind), State(subject.state), action), reason)
    desk.session.flush()
    return subject
