"""What every subject on the desk has: identity, state, versions; and its revisions and steps."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base

Id = String(12)


class Subject(Base):
    """The root of all that is edited, by joined-table inheritance.

    `version` is the newest revision; `approved_version` the newest that was approved; `published_version` and
    `published_seq` what the ledger last holds of it; `published_at` when it was first published.
    `slug` is unique within its kind.
    """

    __tablename__ = "desk_subject"
    __table_args__ = (UniqueConstraint("kind", "slug"),)
    FIELDS: ClassVar[tuple[str, ...]] = ()
    """The attributes that a revision holds."""

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    slug: Mapped[str | None] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(16), index=True)
    version: Mapped[int] = mapped_column(default=0)
    approved_version: Mapped[int | None]
    published_version: Mapped[int | None]
    published_seq: Mapped[int | None]
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("desk_user.id"))
    updated_by: Mapped[int | None] = mapped_column(ForeignKey("desk_user.id"))

    __mapper_args__ = {"polymorphic_on": "kind"}

    @property
    def name(self) -> str:
        """What an editor calls it in a list."""
        return self.slug or self.id


class Revision(Base):
    """One edit of a subject: all its fields as they were then. Rows are inserted and never changed."""

    __tablename__ = "desk_revision"
    __table_args__ = (UniqueConstraint("subject_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[str] = mapped_column(ForeignKey("desk_subject.id"))
    version: Mapped[int]
    fields: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("desk_user.id"))
    author_name: Mapped[str] = mapped_column(String(120))


class Step(Base):
    """One step of a subject from state to state: who, when and why."""

    __tablename__ = "desk_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[str] = mapped_column(ForeignKey("desk_subject.id"), index=True)
    version: Mapped[int]
    from_state: Mapped[str] = mapped_column(String(16))
    to_state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("desk_user.id"))
    author_name: Mapped[str] = mapped_column(String(120))


class Correction(Base):
    """A public, dated notice of our own error in a subject."""

    __tablename__ = "desk_correction"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    subject_id: Mapped[str] = mapped_column(ForeignKey("desk_subject.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
