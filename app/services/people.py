"""The people of the desk: who may sign in, in which role, and with what password (kept only as an argon2id hash)."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import NotFound, Rejected
from app.domain.passwords import normalised, objection
from app.domain.permissions import Action, may
from app.domain.vocabulary import PeopleAct, Role
from app.services.desk import Desk
from app.services.people_log import entry, note
from app.storage.models.desk import RoleRow, User

NAME_LENGTH = 120
ADDRESS_LENGTH = 255
_hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


def demand_manager(desk: Desk) -> None:
    """Raise NotFound, as if there were no such page, for whoever does not manage the people."""
    if not may(desk.actor, Action.MANAGE_USERS):
        raise NotFound("There is no such page on the desk.")


def add_user(  # noqa: PLR0913, PLR0917  # a person is that much
    session: Session, email: str, name: str, role: str, password: str, now: datetime
) -> User:
    """Add a person who may sign in. Raise Rejected for an address that is none or taken, or a poor password."""
    demand_password(password, (email, name))
    user = new_user(session, email, name, role, hashed(password), now)
    entry(session, PeopleAct.ADDED, now, None, user=user, detail=f"as {role}")
    return user


def new_user(  # noqa: PLR0913, PLR0917  # the same
    session: Session, email: str, name: str, role: str, password_hash: str, now: datetime
) -> User:
    """Put a person in the table. Raise Rejected, naming the field, for what can't be taken."""
    demand_role(role)
    user = User(
        email=address(email),
        name=person_name(name),
        password=password_hash,
        active=True,
        fs_uniquifier=_new_uniquifier(),
        created_at=now,
        roles=[session.scalars(select(RoleRow).where(RoleRow.name == role)).one()],
    )
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError:
        raise Rejected(f"There is somebody with the address {user.email} already.", "email") from None
    return user


def person_by_address(session: Session, email: str) -> User:
    """Return the person with that address. Raise NotFound where there is none."""
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        raise NotFound(f"There is nobody with the address {email[:60]} here.")
    return user


def set_password(session: Session, email: str, password: str, now: datetime) -> User:
    """Give a person a new password, which ends all their sessions. Raise NotFound where there is no such person."""
    user = person_by_address(session, email)
    demand_password(password, (user.email, user.name))
    user.password = hashed(password)
    end_all_sessions(user)
    entry(session, PeopleAct.PASSWORD_CHANGED, now, None, user=user)
    return user


def change_role(desk: Desk, user_id: int, role: str) -> User:
    """Give a person another role, which ends all their sessions. Raise Rejected for the last admin."""
    user = _managed(desk, user_id)
    demand_role(role)
    before = role_of(user)
    if role == before:
        return user
    if before == Role.ADMIN:
        _demand_another_admin(desk, user)
    user.roles = [desk.session.scalars(select(RoleRow).where(RoleRow.name == role)).one()]
    end_all_sessions(user)
    note(desk, PeopleAct.ROLE_CHANGED, user, f"from {before} to {role}")
    return user


def deactivate(desk: Desk, user_id: int) -> User:
    """Let a person in no longer; what they wrote stays. Raise Rejected for the last admin."""
    user = _managed(desk, user_id)
    if not user.active:
        return user
    if role_of(user) == Role.ADMIN:
        _demand_another_admin(desk, user)
    user.active = False
    end_all_sessions(user)
    note(desk, PeopleAct.DEACTIVATED, user)
    return user


def reactivate(desk: Desk, user_id: int) -> User:
    """Let a person in again, with the password that they had."""
    user = _managed(desk, user_id)
    if not user.active:
        user.active = True
        note(desk, PeopleAct.REACTIVATED, user)
    return user


def end_sessions(desk: Desk, user_id: int) -> User:
    """Sign a person out everywhere: oneself, or for a manager anybody."""
    user = _managed(desk, user_id) if user_id != desk.actor.id else desk.session.get_one(User, user_id)
    end_all_sessions(user)
    note(desk, PeopleAct.SESSIONS_ENDED, user)
    return user


def rename(desk: Desk, name: str) -> User:
    """Give oneself another name; what was written before keeps the old one."""
    assert desk.actor.id is not None  # noqa: S101  # a command has no name to change
    user = desk.session.get_one(User, desk.actor.id)
    new = person_name(name)
    if new != user.name:
        note(desk, PeopleAct.RENAMED, user, f"from “{user.name}” to “{new}”")
        user.name = new
    return user


def end_all_sessions(user: User) -> None:
    """Make every session of the person worthless, for each holds the old uniquifier."""
    user.fs_uniquifier = _new_uniquifier()


def role_of(user: User) -> Role:
    """Return the highest of a person's roles."""
    held = {row.name for row in user.roles}
    return next(role for role in (Role.ADMIN, Role.EDITOR, Role.CONTRIBUTOR) if role in held)


def address(email: str) -> str:
    """Return an e-mail address as it is kept. Raise Rejected for what is none."""
    kept = unicodedata.normalize("NFC", email.strip().lower())
    if not 0 < kept.find("@") < len(kept) - 1 or len(kept) > ADDRESS_LENGTH or not kept.isprintable() or " " in kept:
        raise Rejected(f"“{email[:60]}” is no e-mail address.", "email")
    return kept


def person_name(name: str) -> str:
    """Return a person's name as it is kept. Raise Rejected for an empty or endless one."""
    kept = " ".join(name.split())
    if not kept or len(kept) > NAME_LENGTH or not kept.isprintable():
        raise Rejected(f"Enter a name of at most {NAME_LENGTH} characters; it stands beside every edit.", "name")
    return kept


def demand_role(role: str) -> None:
    """Raise Rejected for what is no role."""
    if role not in set(Role):
        raise Rejected(f"“{role[:60]}” is no role; choose one of {', '.join(Role)}.", "role")


def demand_password(password: str, about: tuple[str, ...]) -> None:
    """Raise Rejected, saying why, for a password that is not taken."""
    if sentence := objection(password, about):
        raise Rejected(sentence, "password")


def hashed(password: str) -> str:
    """Return the argon2id hash of a password. It takes a while: no transaction should wait for it."""
    return _hasher.hash(normalised(password))


def password_hash_of(session: Session, email: str) -> str | None:
    """Return the hash of the active person with that address; None where there is none."""
    return session.scalar(select(User.password).where(User.email == email, User.active))


def password_matches(password_hash: str | None, password: str) -> bool:
    """Tell whether a password is the one of the hash; for None (nobody there) it takes as long and says no."""
    try:
        _hasher.verify(password_hash or _nobodys_hash(), normalised(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def new_password() -> str:
    """Make a password that nobody guesses."""
    return secrets.token_urlsafe(18)


@cache
def _nobodys_hash() -> str:
    return hashed(new_password())


def _new_uniquifier() -> str:
    return secrets.token_hex(32)


def _managed(desk: Desk, user_id: int) -> User:
    """Return a person to be changed. All people are locked in one order, so that changes take turns."""
    demand_manager(desk)
    query = select(User).order_by(User.id).with_for_update().execution_options(populate_existing=True)
    user = next((one for one in desk.session.scalars(query).all() if one.id == user_id), None)
    if user is None:
        raise NotFound("There is no such person here.")
    return user


def _demand_another_admin(desk: Desk, user: User) -> None:
    """Raise Rejected where nobody else could manage the people."""
    query = select(User).join(User.roles).where(RoleRow.name == Role.ADMIN, User.active, User.id != user.id)
    if desk.session.scalars(query).first() is None:
        raise Rejected(f"{user.name} is the last active admin; make somebody else an admin first.")
