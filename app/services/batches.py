"""Several steps at one click, each kept and each asking for its own permission."""

from __future__ import annotations

from sqlalchemy import Select, select

from app.domain.vocabulary import State
from app.services.desk import Desk
from app.services.publishing import publish
from app.services.revisions import load
from app.services.workflow import bring_to_approved, submit
from app.storage.models.desk import Capture, Statement, Subject, Wording


def publish_now(desk: Desk, subject_id: str, reason: str = "") -> int:
    """Take every step that still lies before published. Return the ledger's sequence number."""
    bring_to_approved(desk, subject_id, reason)
    return publish(desk, subject_id, reason=reason)


def submit_records(desk: Desk, capture_id: str) -> int:
    """Ask for review of a capture's records that are drafts still. Return how many."""
    capture = load(desk, Capture, capture_id, lock=True)
    drafts = desk.session.scalars(_records_of(capture).where(Subject.state == State.DRAFT)).all()
    for one in drafts:
        submit(desk, one)
    return len(drafts)


def publish_capture(desk: Desk, capture_id: str, *, with_records: bool) -> int:
    """Publish a capture, if it changed since, and with it those of its records that were never published.

    Return how many were published.
    """
    capture = load(desk, Capture, capture_id, lock=True)
    published = 0
    if capture.state == State.DRAFT:
        publish(desk, capture.id)
        published += 1
    if not with_records:
        return published
    for one in desk.session.scalars(_records_of(capture).where(Subject.state != State.RETRACTED)).all():
        publish_now(desk, one)
        published += 1
    return published


def _records_of(capture: Capture) -> Select[str]:
    """Select the records with words in the capture that were never published, in the order of the page."""
    return (
        select(Statement.id)
        .join(Wording, Wording.subject_id == Statement.id)
        .where(Wording.capture_id == capture.id, Subject.published_seq.is_(None))
        .order_by(Wording.position)
    )
