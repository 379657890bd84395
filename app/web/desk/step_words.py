"""The steps in words: on their buttons, and once they were taken, for one record and for many."""

from __future__ import annotations

from app.domain.permissions import Action
from app.services.batches import CORRECT_NOW, DISCARD, NOW, WITH_EVIDENCE
from app.services.statements import shortened
from app.storage.models.desk import Subject

BUTTONS: dict[str, str] = {
    Action.SUBMIT: "Submit for review",
    Action.REQUEST_CHANGES: "Request changes",
    Action.APPROVE: "Approve",
    Action.PUBLISH: "Publish",
    Action.CORRECT: "Publish as a correction",
    Action.RETRACT: "Retract",
    NOW: "Submit, approve and publish",
    WITH_EVIDENCE: "Publish with its evidence",
    DISCARD: "Discard this draft",
}
NOW_IN_REVIEW = "Approve and publish"
"""What `NOW` says where the record is in review already."""
_TAKEN: dict[str, str] = {
    Action.SUBMIT: "submitted for review",
    Action.REQUEST_CHANGES: "sent back",
    Action.APPROVE: "approved",
    Action.PUBLISH: "published",
    Action.CORRECT: "published as a correction",
    Action.RETRACT: "retracted",
    NOW: "published",
    WITH_EVIDENCE: "published with its evidence",
    CORRECT_NOW: "published as a correction",
    DISCARD: "discarded",
}
_SO: dict[str, str] = {
    Action.REQUEST_CHANGES: " It is a draft again.",
    Action.APPROVE: " Readers don’t see it until it is published.",
    DISCARD: " The draft stays in the history.",
}
"""What that means for the record."""


def told_of_one(action: str, subject: Subject) -> str:
    """Say that a step was taken with one record, and what that means."""
    return f"{_TAKEN[action].capitalize()}: the {subject.kind} “{shortened(subject.name)}”.{_SO.get(action, '')}"


def told_of_many(action: str, number: int) -> str:
    """Say with how many records a step was taken."""
    return f"{number} {'record was' if number == 1 else 'records were'} {_TAKEN[action]}."
