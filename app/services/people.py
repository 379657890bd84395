"""The people of the desk: adding one, with a role and a password that is kept only as an argon2id hash."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime

from argon2 import PasswordHasher
from argon2.profiles import RFC_9106_LOW_MEMORY
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFound, Rejected
from app.domain.vocabulary import Role
from app.storage.models.desk import RoleRow, User

SHORTEST_PASSWORD, LONGEST_PASSWORD = 15, 128
NAME_LENGTH = 120
ADDRESS_LENGTH = 255
_hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


def add_user(  # noqa: PLR0913, PLR0917  # a person is that much
    session: Session, email: str, name: str, role: str, password: str, now: datetime
) -> User:
    """Add a person who may sign in. Raise Rejected for an address that is none or taken, or a password too short."""
    address = email.strip().lower()
    if not 0 < address.find("@") < len(address) - 1 or len(address) > ADDRESS_LENGTH or " " in address:
        raise Rejected(f"“{email[:60]}” is no e-mail address.", "email")
    if not name.strip() or len(name) > NAME_LENGTH:
        raise Rejected(f"Enter a name of at most {NAME_LENGTH} characters; it stands beside every edit.", "name")
    if role not in set(Role):
        raise Rejected(f"“{role}” is no role; choose one of {', '.join(Role)}.", "role")
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Rejected(f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.", "password")
    if session.scalar(select(func.count()).where(User.email == address)):
        raise Rejected(f"There is somebody with the address {address} already.", "email")
    user = User(
        email=address,
        name=name.strip(),
        password=hashed(password),
        active=True,
        fs_uniquifier=secrets.token_hex(32),
        created_at=now,
        roles=[session.scalars(select(RoleRow).where(RoleRow.name == role)).one()],
    )
    session.add(user)
    session.flush()
    return user


def set_password(session: Session, email: str, password: str) -> User:
    """Give a person a new password, which ends all their sessions. Raise NotFound where there is no such person."""
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        raise NotFound(f"There is nobody with the address {email} here.")
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Rejected(f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.", "password")
    user.password, user.fs_uniquifier = hashed(password), secrets.token_hex(32)
    session.flush()
    return user


def hashed(password: str) -> str:
    """Return the argon2id hash of a password, normalised as Flask-Security does when it checks one."""
    return _hasher.hash(unicodedata.normalize("NFKD", password))


def new_password() -> str:
    """Make a password that nobody guesses."""
    return secrets.token_urlsafe(18)
