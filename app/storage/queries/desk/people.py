"""The people of the desk, their open invitations, and the log of what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.vocabulary import PeopleAct
from app.storage.models.desk import Invitation, PeopleEvent, User

EventRow = tuple[PeopleEvent, str | None, str | None]
"""A line of the log, the name of whom it concerns and of who did it."""


def people_with_last_sign_in(session: Session) -> Sequence[tuple[User, datetime | None]]:
    """List everybody by name, with when they last signed in."""
    last = (
        select(PeopleEvent.user_id, func.max(PeopleEvent.at).label("at"))
        .where(PeopleEvent.act.in_([PeopleAct.SIGNED_IN, PeopleAct.JOINED]))
        .group_by(PeopleEvent.user_id)
        .subquery()
    )
    query = select(User, last.c.at).outerjoin(last, last.c.user_id == User.id)
    rows = session.execute(query.order_by(User.active.desc(), User.name, User.id)).all()
    return [(user, at) for user, at in rows]


def person(session: Session, user_id: int) -> User | None:
    """Return a person."""
    return session.get(User, user_id)


def open_invitations(session: Session, now: datetime) -> Sequence[tuple[Invitation, str | None]]:
    """List the invitations that can still be used, newest first, each with the name of who invited."""
    query = (
        select(Invitation, User.name)
        .outerjoin(User, User.id == Invitation.invited_by)
        .where(Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None), Invitation.expires > now)
    )
    return [(one, name) for one, name in session.execute(query.order_by(Invitation.id.desc())).all()]


def people_events(
    session: Session, limit: int, before: int | None = None, *, of: int | None = None, by: int | None = None
) -> Sequence[EventRow]:
    """List the log, newest first, from below the line `before`: all of it, or what befell or was done by somebody."""
    whom, who = aliased(User), aliased(User)
    query = (
        select(PeopleEvent, whom.name, who.name)
        .outerjoin(whom, whom.id == PeopleEvent.user_id)
        .outerjoin(who, who.id == PeopleEvent.by_id)
    )
    if before is not None:
        query = query.where(PeopleEvent.id < before)
    of_somebody = [
        column == user_id
        for column, user_id in ((PeopleEvent.user_id, of), (PeopleEvent.by_id, by))
        if user_id is not None
    ]
    if of_somebody:
        query = query.where(or_(*of_somebody))
    rows = session.execute(query.order_by(PeopleEvent.id.desc()).limit(limit)).all()
    return [(event, concerned, by) for event, concerned, by in rows]
