"""The log of people: who signed in and out, who tried in vain, who was invited, and what became of whom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.vocabulary import PeopleAct
from app.services.desk import Desk
from app.storage.models.desk import PeopleEvent, User

LONGEST_DETAIL = 500
LONGEST_ADDRESS = 64


def note(desk: Desk, act: PeopleAct, user: User | None, detail: str = "", *, email: str | None = None) -> PeopleEvent:
    """Write down what this person did, and whom it concerns."""
    event = entry(desk.session, act, desk.now, desk.came_from, user=user, email=email, detail=detail)
    event.by_id = desk.actor.id
    return event


def note_own(session: Session, act: PeopleAct, now: datetime, came_from: str | None, user: User) -> PeopleEvent:
    """Write down what a person did to their own account, such as signing in."""
    event = entry(session, act, now, came_from, user=user)
    event.by_id = user.id
    return event


def entry(  # noqa: PLR0913  # who, whom, when, from where
    session: Session,
    act: PeopleAct,
    now: datetime,
    came_from: str | None,
    *,
    user: User | None = None,
    email: str | None = None,
    detail: str = "",
) -> PeopleEvent:
    """Add a line to the log."""
    event = PeopleEvent(
        at=now,
        act=act,
        user_id=user.id if user else None,
        email=email or (user.email if user else None),
        address=came_from[:LONGEST_ADDRESS] if came_from else None,
        detail=detail[:LONGEST_DETAIL],
    )
    session.add(event)
    session.flush()
    return event
