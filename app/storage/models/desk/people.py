"""The people of the desk, in the columns that Flask-Security asks for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, String, Table
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
