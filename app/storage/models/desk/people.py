"""The people of the desk, in the columns that Flask-Security asks for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.storage.base import Base

role_of_user = Table(
    "desk_user_role",
    Base.metadata,
    Column("user_id", Integer, ForeignKey("desk_user.id"), primary_key=True),
    Column("role_id", Integer, ForeignKey("desk_role.id"), primary_key=True),
)


class RoleRow(Base):
    """A role: contributor, editor or admin."""

    __tablename__ = "desk_role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(16), unique=True)
    description: Mapped[str | None] = mapped_column(String(255))

    def get_permissions(self) -> set[str]:
        """Return what Flask-Security should grant by this role: nothing, for `domain.permissions` decides."""
        return set()


class User(Base):
    """A person who may sign in."""

    __tablename__ = "desk_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    roles: Mapped[list[RoleRow]] = relationship(secondary=role_of_user, lazy="selectin")


class SecondStep(Base):
    """The secret by which a person's app makes codes for signing in. It counts once it was confirmed.

    `last_step` is the half-minute of the newest code that was taken: no code is taken twice, nor an older one.
    """

    __tablename__ = "desk_second_step"

    user_id: Mapped[int] = mapped_column(ForeignKey("desk_user.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(32))
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    """A code that signs in once in the place of one of the app's: only its SHA-256 is kept."""

    __tablename__ = "desk_recovery_code"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("desk_user.id"), index=True)


class Invitation(Base):
    """A one-time link by which somebody joins: only the SHA-256 of its token is kept."""

    __tablename__ = "desk_invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    expires: Mapped[datetime]
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("desk_user.id"))
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("desk_user.id"))


class PeopleEvent(Base):
    """One line of the log of people: signing in and out, failed tries, invitations, roles, passwords.

    `user_id` is whom it concerns, `by_id` who did it (None for a command), `email` what was typed at a failed try,
    `address` the client's network address.
    """

    __tablename__ = "desk_people_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    act: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("desk_user.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("desk_user.id"))
    email: Mapped[str | None] = mapped_column(String(255), index=True)
    address: Mapped[str | None] = mapped_column(String(64), index=True)
    detail: Mapped[str] = mapped_column(Text, default="")
