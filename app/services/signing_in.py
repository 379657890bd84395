"""How often one may try a password: ten times in five minutes by the person and by the network address.

A try is written down and committed before its password is checked, so that a hundred at once can't outrun the limit;
a good one is then turned into a sign-in. Nobody is locked out for longer than the window. Tries from elsewhere don't
count against a person at an address where they signed in lately, so that no stranger can keep them out.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from app.domain.errors import TooManyTries
from app.domain.vocabulary import PeopleAct
from app.services.people_log import entry
from app.storage.models.desk import PeopleEvent, User

MOST_TRIES = 10
WINDOW = timedelta(minutes=5)
KNOWN_FOR = timedelta(days=30)


def note_try(session: Session, email: str, came_from: str | None, now: datetime) -> PeopleEvent:
    """Write down that somebody tries that person's password; the caller commits before `demand_tries_left`."""
    user = session.scalar(select(User).where(User.email == email))
    return entry(session, PeopleAct.FAILED_TRY, now, came_from, user=user, email=email)


def demand_tries_left(session: Session, mine: PeopleEvent) -> None:
    """Raise TooManyTries where this try is one too many. It is then no longer counted, so that waiting helps."""
    waits = [wait for wait in (_wait(session, mine, one) for one in _counted(session, mine)) if wait is not None]
    if not waits:
        return
    at_once = PeopleEvent.act == PeopleAct.TOO_MANY_TRIES, *_alike(mine)
    if session.scalar(select(exists().where(*at_once))):
        session.delete(mine)
    else:
        mine.act = PeopleAct.TOO_MANY_TRIES
    session.flush()
    raise TooManyTries(max(waits))


def note_success(session: Session, mine: PeopleEvent, *, signing_in: bool) -> None:
    """Turn a try into a sign-in; where one was signed in already, forget it."""
    if signing_in:
        mine.act, mine.by_id = PeopleAct.SIGNED_IN, mine.user_id
    else:
        session.delete(mine)
    session.flush()


def _counted(session: Session, mine: PeopleEvent) -> list[list[ColumnElement[bool]]]:
    """Return the two groups of tries that this one is counted in: of the person, and of the network address."""
    person = [PeopleEvent.email == mine.email]
    known = exists().where(
        PeopleEvent.email == mine.email,
        PeopleEvent.address == mine.address,
        PeopleEvent.act == PeopleAct.SIGNED_IN,
        PeopleEvent.at > mine.at - KNOWN_FOR,
    )
    if session.scalar(select(known)):
        person.append(PeopleEvent.address == mine.address)
    return [person, [PeopleEvent.address == mine.address]]


def _wait(session: Session, mine: PeopleEvent, group: list[ColumnElement[bool]]) -> int | None:
    """Return in how many seconds the group has room for one more try; None where it has."""
    query = (
        select(PeopleEvent.at)
        .where(
            *group,
            PeopleEvent.id != mine.id,
            PeopleEvent.act == PeopleAct.FAILED_TRY,
            PeopleEvent.at > mine.at - WINDOW,
        )
        .order_by(PeopleEvent.at.desc())
        .limit(MOST_TRIES)
    )
    others = session.scalars(query).all()
    if len(others) < MOST_TRIES:
        return None
    return max(1, -int((mine.at - WINDOW - others[-1]).total_seconds() // 1))


def _alike(mine: PeopleEvent) -> list[ColumnElement[bool]]:
    return [
        PeopleEvent.email == mine.email,
        PeopleEvent.address == mine.address,
        PeopleEvent.at > mine.at - WINDOW,
    ]
