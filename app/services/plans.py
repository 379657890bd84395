"""Publishing at a set time: planned by a person for one revision, done by `rejoinder publish-due`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec
from sqlalchemy import delete, select

from app.domain.errors import DomainError, MovedOn, Rejected
from app.domain.permissions import Action, Actor, demand
from app.domain.vocabulary import State, SubjectKind
from app.domain.workflow import next_state
from app.services.desk import Desk
from app.services.ledger import queue_up
from app.services.people import role_of
from app.services.publishing import needs_correction, parent_of, publish
from app.services.revisions import facts_of, load
from app.storage.models.desk import Plan, Subject, User

ORDER = [kind.value for kind in SubjectKind]
"""What others rest on comes first, where both are due."""


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a plan: the ledger's number, or why it was refused."""

    kind: str
    name: str
    seq: int | None = None
    refused: str | None = None


def plan(desk: Desk, subject_id: str, version: int, at: datetime) -> Plan:
    """Let a revision be published at a set time. A later plan takes the place of an earlier one.

    Raise NotPermitted, MovedOn where it was saved meanwhile, or Rejected for what can't be published as it is, and for
    a time that does not lie ahead.
    """
    subject = load(desk, Subject, subject_id, lock=True)
    demand(desk.actor, Action.PUBLISH, facts_of(desk, subject))
    if subject.version != version:
        raise MovedOn([subject.name])
    next_state(SubjectKind(subject.kind), State(subject.state), Action.PUBLISH)
    if needs_correction(desk, subject):
        raise Rejected("It says otherwise than readers have seen; publish it now, as a correction.", "at")
    if at <= desk.now:
        raise Rejected("That time has passed; choose one that lies ahead, or publish it now.", "at")
    _demand_parent(desk, subject, at)
    withdraw(desk, subject.id)
    row = Plan(subject_id=subject.id, version=version, at=at, author_id=desk.actor.id, author_name=desk.actor.name)
    desk.session.add(row)
    desk.session.flush()
    return row


def _demand_parent(desk: Desk, subject: Subject, at: datetime) -> None:
    """Raise Rejected where what the subject belongs to will not be public by then."""
    parent = parent_of(desk, subject)
    if parent is subject or parent.published_seq is not None:
        return
    before = plan_of(desk, parent)
    if before is None or before.at > at:
        raise Rejected(
            f"The {parent.kind} “{parent.name}”, to which this belongs, is not public; publish it first, or plan it "
            "for the same time or an earlier one.",
            "at",
        )


def withdraw(desk: Desk, subject_id: str) -> None:
    """Give up a plan, if there is one."""
    subject = load(desk, Subject, subject_id, lock=True)
    demand(desk.actor, Action.PUBLISH, facts_of(desk, subject))
    desk.session.execute(delete(Plan).where(Plan.subject_id == subject.id))


def plan_of(desk: Desk, subject: Subject) -> Plan | None:
    """Return the plan for a subject as it is now; one for an earlier revision, or a published one, is none."""
    row = desk.session.get(Plan, subject.id)
    return row if row is not None and _stands(row, subject) else None


def publish_due(desk: Desk, sit: Callable[[Actor], Desk]) -> list[Done]:
    """Publish all that is due, each with the permission of whoever planned it; `sit` gives that person's desk.

    What is refused is told and tried again the next time; a plan for a revision that is not the newest any more is
    forgotten.
    """
    queue_up(desk.session)
    due = select(Plan, Subject).join(Subject, Subject.id == Plan.subject_id).where(Plan.at <= desk.now)
    rows = sorted(desk.session.execute(due).all(), key=lambda row: (ORDER.index(row[1].kind), row[0].at, row[1].id))
    done = []
    for row, subject in rows:
        if not _stands(row, subject):
            desk.session.delete(row)
            continue
        done.append(_published(desk, row, subject, sit))
    return done


def _published(desk: Desk, row: Plan, subject: Subject, sit: Callable[[Actor], Desk]) -> Done:
    kind, name = subject.kind, subject.name
    try:
        with desk.session.begin_nested():
            seq = publish(sit(_planner(desk, row)), subject.id, reason=f"planned by {row.author_name}")
            desk.session.delete(row)
    except DomainError as error:
        return Done(kind=kind, name=name, refused=str(error))
    return Done(kind=kind, name=name, seq=seq)


def _planner(desk: Desk, row: Plan) -> Actor:
    """Return whoever planned it, in the role that they have now. Raise Rejected where they may not sign in any more."""
    user = desk.session.get(User, row.author_id) if row.author_id is not None else None
    if user is None or not user.active:
        raise Rejected(f"{row.author_name}, who planned it, is not active any more; somebody else must publish it.")
    return Actor(id=user.id, name=user.name, role=role_of(user))


def _stands(row: Plan, subject: Subject) -> bool:
    public = subject.published_version == subject.version
    return row.version == subject.version and not public and subject.state != State.RETRACTED
