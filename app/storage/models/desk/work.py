"""What editors leave beside the records while they work: comments, who is editing, forms already taken, undo steps."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base


class Comment(Base):
    """What somebody said of a subject's revision during review. Rows are inserted and never changed."""

    __tablename__ = "desk_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[str] = mapped_column(ForeignKey("desk_subject.id"), index=True)
    version: Mapped[int]
    field: Mapped[str | None] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("desk_user.id"))
    author_name: Mapped[str] = mapped_column(String(120))


class Editing(Base):
    """That somebody has a subject's form open: since when, and when they were last heard of. It locks nothing."""

    __tablename__ = "desk_editing"

    subject_id: Mapped[str] = mapped_column(ForeignKey("desk_subject.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("desk_user.id"), primary_key=True)
    since: Mapped[datetime]
    at: Mapped[datetime]


class Submission(Base):
    """A form that was taken, by the idempotency key that it carried: what was answered, to answer the same again."""

    __tablename__ = "desk_submission"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int] = mapped_column(ForeignKey("desk_user.id"))
    address: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    location: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(index=True)


class HeldForm(Base):
    """What somebody had typed in a form that came after their session had ended: theirs alone, until it is sent again.

    `key` names it in an address; `fields` are pairs of name and value.
    """

    __tablename__ = "desk_held_form"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int] = mapped_column(ForeignKey("desk_user.id"))
    address: Mapped[str] = mapped_column(Text)
    fields: Mapped[list[Any]]
    at: Mapped[datetime] = mapped_column(index=True)


class ProposalStep(Base):
    """One act on a capture's proposals, with what undoes it: `before` holds the rows as they were."""

    __tablename__ = "desk_proposal_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    capture_id: Mapped[str] = mapped_column(ForeignKey("desk_capture.id"), index=True)
    act: Mapped[str] = mapped_column(String(40))
    before: Mapped[dict[str, Any]]
    undone: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("desk_user.id"))
    author_name: Mapped[str] = mapped_column(String(120))


class HubTold(Base):
    """Up to which entry of the ledger a WebSub hub was told of the feeds that changed. What follows is due."""

    __tablename__ = "desk_hub_told"

    hub: Mapped[str] = mapped_column(String(2000), primary_key=True)
    seq: Mapped[int]
    at: Mapped[datetime]


class Plan(Base):
    """That a revision shall be published at a set time; `rejoinder publish-due` does it, and takes the row away."""

    __tablename__ = "desk_plan"

    subject_id: Mapped[str] = mapped_column(ForeignKey("desk_subject.id"), primary_key=True)
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("desk_user.id"))
    author_name: Mapped[str] = mapped_column(String(120))
