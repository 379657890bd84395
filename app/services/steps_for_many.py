"""One step for many records: each is tried by itself, with its own permission, and what was refused is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlalchemy import select

from app.domain.errors import DomainError, Rejected
from app.domain.permissions import Action
from app.domain.vocabulary import SubjectKind
from app.domain.workflow import REVIEWED
from app.services import workflow
from app.services.batches import NOW, publish_now
from app.services.desk import Desk
from app.services.ledger import queue_up
from app.services.publishing import publish
from app.services.revisions import load
from app.storage.models.desk import Subject

MOST = 100
ORDER = [kind.value for kind in SubjectKind]
"""What others rest on comes first, so that one click publishes a pair and its evidence."""


class Chosen(NamedTuple):
    """A record, and the version of it that was seen when it was chosen."""

    subject_id: str
    version: int


class Refused(NamedTuple):
    """A record that the step was not taken with, and why."""

    name: str
    sentence: str


class Taken(NamedTuple):
    """How many records the step was taken with, and those that were refused."""

    done: int
    refused: list[Refused]


def _publish(desk: Desk, subject_id: str, reason: str) -> object:
    return publish(desk, subject_id, reason=reason)


def _publish_now(desk: Desk, subject_id: str, reason: str) -> object:
    if load(desk, Subject, subject_id).kind in REVIEWED:
        return publish_now(desk, subject_id, reason)
    return publish(desk, subject_id, reason=reason)


STEPS: dict[str, Callable[[Desk, str, str], object]] = {
    Action.SUBMIT: workflow.submit,
    Action.APPROVE: workflow.approve,
    Action.REQUEST_CHANGES: workflow.request_changes,
    Action.PUBLISH: _publish,
    NOW: _publish_now,
}


def take_steps(desk: Desk, action: str, chosen: Sequence[Chosen], reason: str = "") -> Taken:
    """Take one step with each of the records, what others rest on first.

    Raise Rejected where nothing, too much or no such step was chosen; what one record refuses stops no other.
    """
    if action not in STEPS:
        raise Rejected("Choose one of the steps that are offered.")
    if not chosen:
        raise Rejected("Choose at least one record first.")
    if len(chosen) > MOST:
        raise Rejected(f"Choose at most {MOST} records at once.")
    if action in {Action.PUBLISH, NOW}:
        queue_up(desk.session)
    tried = [_tried(desk, action, one, reason) for one in _sorted(desk, chosen)]
    refused = [one for one in tried if one is not None]
    return Taken(len(tried) - len(refused), refused)


def _sorted(desk: Desk, chosen: Sequence[Chosen]) -> list[Chosen]:
    kinds = select(Subject.id, Subject.kind).where(Subject.id.in_([one.subject_id for one in chosen]))
    rank = {id_: ORDER.index(kind) for id_, kind in desk.session.execute(kinds)}
    return sorted(dict.fromkeys(chosen), key=lambda one: rank.get(one.subject_id, len(ORDER)))


def _tried(desk: Desk, action: str, one: Chosen, reason: str) -> Refused | None:
    """Take the step with one record; return why not, with all of it undone. What may not be seen is not named."""
    name = "A record"
    try:
        with desk.session.begin_nested():
            subject = load(desk, Subject, one.subject_id, lock=True)
            name = subject.name
            if subject.version != one.version:
                raise Rejected("It was saved anew after you opened the list; look at it once more.")
            STEPS[action](desk, subject.id, reason)
    except DomainError as error:
        return Refused(name, str(error))
    return None
