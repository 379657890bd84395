"""Invitations: a one-time link by which somebody joins the desk. Only the SHA-256 of its token is kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from app.domain.errors import NotFound, Rejected
from app.domain.vocabulary import PeopleAct
from app.services.desk import Desk
from app.services.people import address, demand_manager, demand_role, new_user
from app.services.people_log import note, note_own
from app.storage.models.desk import Invitation, User

VALID_FOR = timedelta(days=7)
GONE = (
    "This link was used already, was withdrawn, or is older than seven days. "
    "Ask whoever invited you for another; if you have joined, just sign in."
)


@dataclass(frozen=True)
class Joining:
    """What an invited person says of themselves; the password is hashed before any transaction begins."""

    name: str
    password_hash: str
    came_from: str | None
    now: datetime


def invite(desk: Desk, email: str, role: str) -> tuple[Invitation, str]:
    """Invite somebody in a role. Return the invitation and its token, which is shown once and kept nowhere.

    An earlier invitation to the same address is withdrawn. Raise Rejected where that person is here already.
    """
    demand_manager(desk)
    demand_role(role)
    email = address(email)
    if desk.session.scalar(select(exists().where(User.email == email))):
        raise Rejected(f"There is somebody with the address {email} already.", "email")
    for earlier in desk.session.scalars(select(Invitation).where(Invitation.email == email, *_open(desk.now))):
        _withdraw(desk, earlier)
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        token_sha256=_digest(token),
        email=email,
        role=role,
        at=desk.now,
        expires=desk.now + VALID_FOR,
        invited_by=desk.actor.id,
    )
    desk.session.add(invitation)
    note(desk, PeopleAct.INVITED, None, f"as {role}", email=email)
    return invitation, token


def withdraw(desk: Desk, invitation_id: int) -> Invitation:
    """Make an invitation's link worthless. Raise NotFound where it is not open."""
    demand_manager(desk)
    query = select(Invitation).where(Invitation.id == invitation_id, *_open(desk.now)).with_for_update()
    invitation = desk.session.scalar(query)
    if invitation is None:
        raise NotFound("That invitation is not open any more.")
    _withdraw(desk, invitation)
    return invitation


def open_invitation(session: Session, token: str, now: datetime) -> Invitation:
    """Return the invitation of a token. Raise NotFound, the same for every reason, where it is not open."""
    query = select(Invitation).where(Invitation.token_sha256 == _digest(token), *_open(now))
    invitation = session.scalar(query)
    if invitation is None:
        raise NotFound(GONE)
    return invitation


def join(session: Session, token: str, joining: Joining) -> User:
    """Use an invitation: one of many who try at once joins, the others get NotFound."""
    taken = session.execute(
        update(Invitation)
        .where(Invitation.token_sha256 == _digest(token), *_open(joining.now))
        .values(used_at=joining.now)
        .returning(Invitation.id)
    ).scalar()
    if taken is None:
        raise NotFound(GONE)
    invitation = session.get_one(Invitation, taken, populate_existing=True)
    user = new_user(session, invitation.email, joining.name, invitation.role, joining.password_hash, joining.now)
    invitation.user_id = user.id
    note_own(session, PeopleAct.JOINED, joining.now, joining.came_from, user)
    return user


def _withdraw(desk: Desk, invitation: Invitation) -> None:
    invitation.withdrawn_at = desk.now
    note(desk, PeopleAct.INVITATION_WITHDRAWN, None, f"as {invitation.role}", email=invitation.email)


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None), Invitation.expires > now


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
